package import Rendering
package import Tensors

/// The materials of one building, as indices into its stock, that are not masonry, or are so only
/// on certain buildings: timber, thatch, ironwork, bronze, canvas.
package struct Fabric: Sendable {
  /// Walls: timber frame on plaster, boards, limewash, brick, cast concrete.
  package var timbered: Int32
  package var boards: Int32
  package var limewash: Int32
  package var brick: Int32
  package var concrete: Int32

  /// Stone of monuments, in blocks and fluted.
  package var granite: Int32
  package var fluted: Int32

  /// Roofs of straw and of striped canvas.
  package var thatch: Int32
  package var canvas: Int32

  /// Statues, painted iron, a second paint, riveted plates, and plates with braces on them.
  package var bronze: Int32
  package var iron: Int32
  package var accent: Int32
  package var plates: Int32
  package var braced: Int32
}

extension Fabric {
  /// Draws the materials of one building.
  package init(stock: inout Stock, using generator: inout SeededGenerator) {
    let plaster = Self.paint([0xe8dfc8, 0xf0ece0, 0xd9b878, 0xd8a890, 0xc8c8b0], &generator)
    let beam = Self.paint([0x3a281c, 0x5a3e28, 0x2a2624, 0x6a3a2c], &generator)
    let bay = SIMD2(generator.uniform(in: 1.2..<2.2), generator.uniform(in: 1.2..<2.1))
    timbered = stock.add(
      Material(pattern: .timber, base: plaster, second: beam, scale: bay, stain: 0.25))
    boards = stock.add(
      Self.stripes([0x8a2e24, 0x6a5038, 0x4e443c, 0xa89878, 0x3c5a4c, 0xd0ccc0], &generator))
    limewash = stock.add(
      Self.coat([0xf0ece0, 0xe8dcb8, 0xd8b070, 0xd8a890, 0xb8c4c8, 0xc87a5c], &generator))
    let clay = Self.paint([0x9a4a38, 0xa8604a, 0xb8885c, 0x7a3e34, 0xc0a074], &generator)
    brick = stock.add(
      Material(
        pattern: .courses, base: clay, second: mix(clay, colour(0xd0c8b8), 0.5),
        scale: SIMD2(0.7, 0.28), variation: 0.45, stain: 0.4, joint: 0.1,
        offset: generator.uniform(in: 0..<90)))
    concrete = stock.add(Self.castConcrete(&generator))
    let stones: [UInt32] = [0x8c8480, 0xb0a8a0, 0x9c6a60, 0xd8d2c4, 0x5c5c60, 0xc8b490]
    granite = stock.add(Self.slabs(stones, width: 1..<1.9, joint: 0.05, &generator))
    fluted = stock.add(Self.stripes(stones, &generator))
    thatch = stock.add(Self.straw(&generator))
    canvas = stock.add(Self.awning(&generator))
    bronze = stock.add(
      Self.coat([0x4c7a68, 0x4a3a2c, 0x6a5434, 0x3a4440, 0xb08c48, 0xc8c4b8], &generator))
    let metal = Self.paint(
      [0x3c4448, 0x6a4838, 0x4c6a5c, 0x8c4234, 0x64727c, 0xb4b8bc], &generator)
    iron = stock.add(Material(base: metal, second: .zero, stain: 0.35))
    accent = stock.add(
      Self.coat([0xdcd8d0, 0xc03a2c, 0xd8ac40, 0x3c6aa0, 0x5c6468, 0x3c7a5c], &generator))
    let sheets: [UInt32] = [0xc8ccd0, 0x9cb4c4, 0x8c9498, 0x8a5440, 0xd8d8c8, 0x6c8a7c, 0xd0b888]
    plates = stock.add(Self.slabs(sheets, width: 1.6..<2.8, joint: 0.045, &generator))
    braced = stock.add(
      Material(
        pattern: .timber, base: mix(metal * 1.5, colour(0xb8c0c8), 0.35), second: metal * 0.7,
        scale: SIMD2(generator.uniform(in: 1.4..<2.2), generator.uniform(in: 1.3..<2.2)),
        stain: 0.2))
  }

  private static func paint(
    _ choices: [UInt32], _ generator: inout SeededGenerator
  ) -> Colour {
    Style.varied(colour(generator.pick(choices)), by: 0.12, &generator)
  }

  /// Draws a coat of one paint.
  private static func coat(_ choices: [UInt32], _ generator: inout SeededGenerator) -> Material {
    Material(
      base: paint(choices, &generator), second: .zero, stain: generator.uniform(in: 0.2..<0.5),
      offset: generator.uniform(in: 0..<90))
  }

  /// Draws upright boards or flutes.
  private static func stripes(
    _ choices: [UInt32], _ generator: inout SeededGenerator
  ) -> Material {
    let base = paint(choices, &generator)
    return Material(
      pattern: .seams, base: base, second: base * 0.6,
      scale: SIMD2(generator.uniform(in: 0.42..<0.8), 1), stain: 0.4,
      offset: generator.uniform(in: 0..<90))
  }

  /// Draws large blocks or plates.
  private static func slabs(
    _ choices: [UInt32], width: Range<Float>, joint: Float, _ generator: inout SeededGenerator
  ) -> Material {
    let base = paint(choices, &generator)
    let wide = generator.uniform(in: width)
    return Material(
      pattern: .courses, base: base, second: base * 0.62,
      scale: SIMD2(wide, wide * generator.uniform(in: 0.5..<0.7)), variation: 0.18, stain: 0.4,
      joint: joint, offset: generator.uniform(in: 0..<90))
  }

  /// Draws concrete with the marks of its boards.
  private static func castConcrete(_ generator: inout SeededGenerator) -> Material {
    let base = paint([0xc0bcb0, 0xa8a49c, 0xd4d0c4, 0xb4a894, 0xdcdcd8], &generator)
    return Material(
      pattern: .bands, base: base, second: base * 0.9,
      scale: SIMD2(1, generator.uniform(in: 0.9..<2.2)), stain: 0.5)
  }

  private static func straw(_ generator: inout SeededGenerator) -> Material {
    let base = paint([0xb0945c, 0x9a7e50, 0x8a7a5c, 0xc0a468, 0x76664c], &generator)
    return Material(
      pattern: .foliage, base: base * 1.2, second: base * 0.6,
      offset: generator.uniform(in: 0..<90))
  }

  /// Draws canvas with upright stripes.
  private static func awning(_ generator: inout SeededGenerator) -> Material {
    Material(
      pattern: .spiral,
      base: paint([0xb83028, 0x2c5a9c, 0x2c7a54, 0xd09a2c, 0x7a3c6c, 0x3c8a94], &generator),
      second: paint([0xf0ece0, 0xe8dcb8], &generator),
      scale: SIMD2(generator.uniform(in: 0.7..<1.4), 1e5), stain: 0.2)
  }
}
