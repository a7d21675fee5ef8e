package import Rendering
package import Tensors

/// The materials of trees and people.
package struct Wardrobe: Sendable {
  package var leaves: [Int32]
  package var trunk: Int32
  package var clothes: [Int32]
  package var skin: Int32

  /// Draws the materials of trees and people.
  package init(stock: inout Stock, using generator: inout SeededGenerator) {
    leaves = ([0x5c7a34, 0x42642c, 0x6a7a3c] as [UInt32]).map { hex in
      let tone = Style.varied(colour(hex), by: 0.15, &generator)
      return stock.add(
        Material(
          pattern: .foliage, base: tone * 1.35, second: tone * 0.35,
          offset: generator.uniform(in: 0..<90)))
    }
    trunk = stock.add(Material(base: colour(0x5a4634), second: .zero))
    clothes = ([0x8c2c2c, 0x2c3c64, 0x3c3c3c, 0xc8b890, 0x4c6a4c, 0xd0d0d0] as [UInt32]).map {
      hex in
      stock.add(Material(base: colour(hex), second: .zero, stain: 0.1))
    }
    skin = stock.add(Material(base: colour(0xc89478), second: .zero, stain: 0))
  }
}

extension Mason {
  /// Adds a tree with a rounded crown of several boughs.
  package mutating func broadTree(
    _ place: SIMD2<Float>, height: Float, leaves: Int32, trunk: Int32,
    using generator: inout SeededGenerator
  ) {
    let girth = height * 0.03 + 0.05
    revolve(
      place, [SIMD2(girth * 1.4, 0), SIMD2(girth, height * 0.5)], segments: 6,
      Cladding(material: trunk))
    for bough in 0..<4 {
      let radius = height * generator.uniform(in: 0.2..<0.27) * (bough == 0 ? 1.15 : 1)
      let shift =
        bough == 0
        ? SIMD2<Float>.zero
        : SIMD2(generator.normal(), generator.normal()) * (height * 0.1)
      let middle = height * (bough == 0 ? 0.62 : generator.uniform(in: 0.45..<0.76))
      ball(place + shift, z: middle, radius: radius, height: radius * 0.9, leaves)
    }
  }

  /// Adds a tree like a cypress or a fir.
  package mutating func slimTree(_ place: SIMD2<Float>, height: Float, leaves: Int32, trunk: Int32)
  {
    let radius = height * 0.17
    revolve(
      place, [SIMD2(0.15, 0), SIMD2(0.15, height * 0.15)], segments: 5, Cladding(material: trunk))
    revolve(
      place,
      [
        SIMD2(radius * 0.5, height * 0.1), SIMD2(radius, height * 0.22),
        SIMD2(radius * 0.72, height * 0.5),
        SIMD2(radius * 0.36, height * 0.78), SIMD2(0.02, height),
      ], segments: 9, Cladding(material: leaves))
  }

  /// Adds someone who stands there.
  package mutating func person(
    _ place: SIMD2<Float>, height: Float, coat: Int32, trousers: Int32, skin: Int32
  ) {
    let scale = height / 1.75
    func ring(_ radius: Float, _ z: Float) -> SIMD2<Float> { SIMD2(radius, z) * scale }
    revolve(
      place, [ring(0.13, 0), ring(0.17, 0.85)], segments: 6, Cladding(material: trousers))
    revolve(
      place, [ring(0.2, 0.82), ring(0.25, 1.25), ring(0.2, 1.42), ring(0.07, 1.48)], segments: 7,
      Cladding(material: coat))
    ball(place, z: 1.62 * scale, radius: 0.11 * scale, height: 0.14 * scale, skin, rings: 4)
  }

  /// Adds a ball or an egg.
  package mutating func ball(
    _ place: SIMD2<Float>, z: Float, radius: Float, height: Float, _ material: Int32, rings: Int = 6
  ) {
    let profile = (0...rings).map { step -> SIMD2<Float> in
      let share = Float(step) / Float(rings)
      let level = share * 2 - 1
      let bulge = max(1 - level * level, 0).squareRoot()
      return SIMD2(max(radius * bulge, 0.01), z + height * level * (1.5 - 0.5 * level * level))
    }
    revolve(place, profile, segments: 8, Cladding(material: material))
  }
}
