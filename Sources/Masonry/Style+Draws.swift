import Rendering
import Tensors

extension Style {
  /// Draws a wall material.
  static func masonry(
    _ base: Colour, _ joints: Colour, character: TownCharacter,
    using generator: inout SeededGenerator
  ) -> Material {
    var draw = generator.uniform()
    let offset = generator.uniform(in: 0..<90)
    let stain = generator.uniform(in: 0.15..<0.55)
    let kind = character.masonry.firstIndex { share in
      draw -= share
      return draw < 0
    }
    let dark = base * generator.uniform(in: 0.5..<0.75)
    switch kind {
    case 0, nil:
      let width = generator.uniform(in: 0.7..<1.9)
      return Material(
        pattern: .courses, base: base, second: dark,
        scale: SIMD2(width, width * generator.uniform(in: 0.38..<0.6)),
        variation: generator.uniform(in: 0.1..<0.5), stain: stain, joint: 0.07, offset: offset)
    case 1:
      return Material(
        pattern: .courses, base: base, second: mix(joints, base, 0.4), scale: SIMD2(0.7, 0.28),
        variation: 0.4, stain: stain, joint: 0.1, offset: offset)
    case 2:
      return Material(base: base * 1.08, second: dark, stain: stain * 0.8, offset: offset)
    case 3:
      return Material(
        pattern: .bands, base: base, second: mix(base, joints, 0.7),
        scale: SIMD2(1, generator.uniform(in: 0.5..<1.6)), stain: stain, offset: offset)
    default:
      return Material(
        pattern: .timber, base: mix(base, colour(0xe8dcc4), 0.6), second: colour(0x3c2a20),
        scale: SIMD2(generator.uniform(in: 1.4..<2.4), generator.uniform(in: 1.6..<2.6)),
        stain: 0.2, offset: offset)
    }
  }

  /// Draws a roof material.
  static func roofing(_ base: Colour, using generator: inout SeededGenerator) -> Material {
    let offset = generator.uniform(in: 0..<90)
    guard generator.chance(0.68) else {
      return Material(
        pattern: .seams, base: base, second: base * 0.6,
        scale: SIMD2(generator.uniform(in: 0.7..<1.6), 1), stain: 0.4, offset: offset)
    }
    let width = generator.uniform(in: 0.5..<1.1)
    return Material(
      pattern: .tiles, base: base, second: base * 0.55,
      scale: SIMD2(width, width * generator.uniform(in: 0.7..<1.2)),
      variation: generator.uniform(in: 0.2..<0.6), stain: 0.45, offset: offset)
  }

  /// Draws a window.
  static func opening(
    _ shape: Opening.Shape, width: Float, glass: Colour, frame: Colour,
    using generator: inout SeededGenerator
  ) -> Opening {
    let wide = width * generator.uniform(in: 0.8..<1.35)
    let tall = wide * generator.uniform(in: 1.4..<2.2)
    return Opening(
      shape: shape, size: SIMD2(wide, tall), frame: generator.uniform(in: 0.12..<0.3),
      frameColour: frame * generator.uniform(in: 0.8..<1.1), glassColour: glass,
      panes: SIMD2(Float(1 + generator.integer(below: 2)), Float(1 + generator.integer(below: 3))),
      sill: generator.chance(0.7) ? 0.2 : 0, lit: generator.uniform(in: 0.1..<0.5))
  }
}
