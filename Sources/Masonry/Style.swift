package import Rendering
package import Tensors

/// The materials of one building, as indices into its stock.
package struct Style: Sendable {
  /// Main and second wall, ledges and columns, roofs, and small parts.
  package var wall: Int32
  package var secondWall: Int32
  package var trim: Int32
  package var roof: Int32
  package var secondRoof: Int32
  package var metal: Int32
  package var door: Int32
  package var hollow: Int32
  package var rose: Int32
  package var clock: Int32
  package var relief: Int32
  package var banded: Int32
  package var spiral: Int32
  package var glassWall: Int32
  package var metalWall: Int32
  package var lanternRoof: Int32

  /// The main window and a smaller one.
  package var window: Int32
  package var smallWindow: Int32
}

extension Style {
  /// Draws the materials of one building.
  package init(
    _ character: TownCharacter, stock: inout Stock, using generator: inout SeededGenerator
  ) {
    let wallColour = Style.varied(colour(generator.pick(character.walls)), by: 0.16, &generator)
    let otherColour = Style.varied(colour(generator.pick(character.walls)), by: 0.16, &generator)
    let trimColour = Style.varied(colour(generator.pick(character.trims)), by: 0.1, &generator)
    let roofColour = Style.varied(colour(generator.pick(character.roofs)), by: 0.2, &generator)
    let otherRoof = Style.varied(colour(generator.pick(character.roofs)), by: 0.2, &generator)
    wall = stock.add(
      Style.masonry(wallColour, trimColour, character: character, using: &generator))
    let second = generator.chance(0.6) ? wallColour * 0.88 : otherColour
    secondWall = stock.add(
      Style.masonry(second, trimColour, character: character, using: &generator))
    trim = stock.add(
      Material(base: trimColour, second: trimColour, variation: 0.1, stain: 0.25))
    roof = stock.add(Style.roofing(roofColour, using: &generator))
    secondRoof = stock.add(
      Style.roofing(generator.chance(0.65) ? roofColour : otherRoof, using: &generator))
    let metals: [UInt32] = [0xc8a23c, 0x4c8a78, 0x50565c, 0x8c6a3c, 0xb8bcc0]
    metal = stock.add(
      Material(
        base: colour(generator.pick(metals)), second: Colour(repeating: 0.1), stain: 0.3))
    let leaves: [UInt32] = [0x5a3a22, 0x2e4a3a, 0x702a22, 0x2a3a5a, 0x46382c, 0x8a5a2c]
    let leaf = Style.varied(colour(generator.pick(leaves)), by: 0.2, &generator)
    door = stock.add(Material(pattern: .door, base: leaf, second: leaf, scale: SIMD2(0.8, 1.1)))
    hollow = stock.add(
      Material(
        pattern: .hollow, base: Colour(0.035, 0.032, 0.035), second: .zero, scale: SIMD2(1, 5)))
    let glass = Style.glass(&generator)
    rose = stock.add(
      Material(
        pattern: .rose, base: glass * 1.3, second: trimColour,
        scale: SIMD2(1, Float(8 + 2 * generator.integer(below: 4)))))
    clock = stock.add(
      Material(
        pattern: .clock, base: colour(generator.pick([0xf0ead8, 0x20283c, 0xe8e8e8, 0x242424])),
        second: colour(generator.pick([0xb08c3c, 0x6a5a48, 0xd8d0c0]))))
    relief = stock.add(
      Material(
        pattern: .relief, base: mix(trimColour, wallColour, 0.4), second: trimColour,
        offset: generator.uniform(in: 0..<90)))
    banded = stock.add(
      Material(
        pattern: .bands, base: wallColour, second: generator.chance(0.5) ? trimColour : otherColour,
        scale: SIMD2(1, generator.uniform(in: 0.6..<2.6)), offset: generator.uniform(in: 0..<90)))
    spiral = stock.add(
      Material(
        pattern: .spiral, base: colour(generator.pick([0xe8e4dc, 0xd8d0c0])),
        second: colour(generator.pick([0xa03028, 0x28384c, 0x2c2c2c, 0x3c6a58])),
        scale: SIMD2(generator.uniform(in: 5..<14), generator.uniform(in: 2..<5))))
    glassWall = stock.add(
      Material(
        pattern: .panes, base: Style.varied(colour(0x48606c), by: 0.3, &generator),
        second: trimColour * 0.8,
        scale: SIMD2(generator.uniform(in: 0.8..<1.8), generator.uniform(in: 1.2..<3.2)),
        variation: 0.5, stain: 0.1, joint: generator.uniform(in: 0.08..<0.22)))
    let sheet = Style.varied(
      colour(generator.pick([0xb8bcc0, 0x8c9498, 0xb86a4c, 0xd8d4c8])), by: 0.15, &generator)
    metalWall = stock.add(
      Material(
        pattern: .bands, base: sheet, second: sheet * 0.85,
        scale: SIMD2(1, generator.uniform(in: 0.8..<2)), stain: 0.4))
    lanternRoof = stock.add(
      Material(
        base: colour(generator.pick([0xa83028, 0x2c3438, 0x3c7a64, 0x506c90, 0xc8a23c])),
        second: .zero, stain: 0.25))
    let shape = Style.windowShape(&generator)
    window = stock.add(
      Style.opening(shape, width: 1.15, glass: glass, frame: trimColour, using: &generator))
    smallWindow = stock.add(
      Style.opening(
        generator.chance(0.7) ? shape : generator.pick([.rectangular, .oculus]), width: 0.8,
        glass: glass, frame: trimColour,
        using: &generator))
  }

  /// Returns a colour with a draw of brightness and tint.
  package static func varied(
    _ colour: Colour, by amount: Float, _ generator: inout SeededGenerator
  ) -> Colour {
    let tint = Colour(generator.normal(), generator.normal(), generator.normal()) * (amount * 0.35)
    let bright = 1 + generator.normal() * amount
    return simdClamp(colour * (Colour(repeating: 1) + tint) * max(bright, 0.5))
  }

  private static func simdClamp(_ colour: Colour) -> Colour {
    colour.clamped(lowerBound: Colour(repeating: 0.015), upperBound: Colour(repeating: 0.86))
  }

  private static func glass(_ generator: inout SeededGenerator) -> Colour {
    let tones: [UInt32] = [0x2c3640, 0x34424a, 0x22303c, 0x3a3c44, 0x2c4450, 0x40362c]
    return varied(colour(generator.pick(tones)), by: 0.2, &generator)
  }

  private static func windowShape(_ generator: inout SeededGenerator) -> Opening.Shape {
    generator.pick([.rectangular, .rectangular, .round, .round, .pointed])
  }
}
