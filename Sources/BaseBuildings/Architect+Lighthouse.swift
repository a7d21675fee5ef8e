package import Masonry
import Rendering
import Tensors

/// What form a lighthouse has.
package enum LighthouseType: String, CaseIterable, Sendable {
  case roundLighthouse, octagonalLighthouse, squareLighthouse, cottageLighthouse
}

extension Architect {
  /// Builds a tapering tower with a gallery and a lantern, and a keeper's house.
  package mutating func buildLighthouse(_ type: LighthouseType) {
    let radius = draw(2.2, 3.6)
    let height = type == .cottageLighthouse ? draw(11, 17) : draw(14, 26)
    let head = radius * draw(0.55, 0.8)
    let plinth = type == .cottageLighthouse ? 0 : addPlinth(radius: radius)
    let paint = [style.banded, style.wall, style.spiral, style.secondWall][
      generator.integer(below: 4)]
    let shaft = Cladding(
      material: paint, opening: style.smallWindow,
      pitch: SIMD2(radius * 3.1, height * draw(0.2, 0.3)),
      foot: 1.5, head: 1)
    let sides = type == .octagonalLighthouse ? 8 : 4
    switch type {
    case .roundLighthouse, .cottageLighthouse:
      mason.revolve(.zero, [SIMD2(radius, plinth), SIMD2(head, height)], segments: 16, shaft)
    case .octagonalLighthouse, .squareLighthouse:
      mason.prism(
        .zero, radius: radius * (sides == 8 ? 1.05 : 1.3), plinth...height, count: sides,
        sides: shaft, taper: head / radius)
    }
    if type == .cottageLighthouse {
      addCottage(around: radius)
    } else {
      mason.portal(
        at: Vector(0, -radius * 0.99, plinth), facing: 0, halfWidth: 0.7, height: 2.4, rise: 1,
        leaf: style.door, surround: style.trim)
      addKeepersHouse(radius: radius)
    }
    addLantern(head: head, z: height)
  }

  /// Adds a low base, and returns its height.
  private mutating func addPlinth(radius: Float) -> Float {
    let height = draw(0.6, 3)
    mason.prism(
      .zero, radius: radius * draw(1.3, 2.2), 0...height, count: generator.chance(0.5) ? 8 : 4,
      sides: Cladding(material: style.secondWall), top: style.trim)
    return height
  }

  private mutating func addLantern(head: Float, z: Float) {
    let gallery = head * draw(1.3, 1.75)
    mason.revolve(
      .zero,
      [SIMD2(head, z - 0.6), SIMD2(gallery, z), SIMD2(gallery, z + 0.35)], segments: 16, trim)
    mason.face(Ring.regular(.zero, radius: gallery, count: 16, z: z + 0.35), trim)
    let rail = Ring.regular(.zero, radius: gallery * 0.96, count: 12, z: z + 0.35)
    for corner in rail {
      mason.prism(
        SIMD2(corner.x, corner.y), radius: 0.12, (z + 0.35)...(z + 1.3), count: 4, sides: trim)
    }
    let room = head * draw(0.6, 0.85)
    let roomHeight = draw(1.8, 3)
    mason.revolve(
      .zero, [SIMD2(room, z + 0.35), SIMD2(room, z + 0.35 + roomHeight)], segments: 12,
      Cladding(material: style.glassWall))
    let top = z + 0.35 + roomHeight
    if generator.chance(0.5) {
      mason.dome(.zero, radius: room * 1.2, z: top, height: room * 1.1, roof: style.lanternRoof)
    } else {
      mason.revolve(
        .zero, [SIMD2(room * 1.3, top), SIMD2(0.04, top + room * draw(1, 1.8))], segments: 14,
        Cladding(material: style.lanternRoof))
    }
    mason.finial(.zero, z: top + room, height: 1.6, material: style.metal)
  }

  /// Adds the keeper's house around the foot of the tower.
  private mutating func addCottage(around radius: Float) {
    let half = SIMD2(radius + draw(2.5, 5), radius + draw(0.4, 1.4))
    let eaves = draw(3.4, 6.4)
    mason.block(
      .zero, half: half, 0...eaves, sides: windowed(pitch: SIMD2(draw(2.2, 3), 3), foot: 0.3))
    let rise = half.y * draw(0.5, 0.9)
    let roof = generator.chance(0.5) ? style.roof : style.secondRoof
    if generator.chance(0.5) {
      mason.hippedRoof(
        .zero, half: half, z: eaves, rise: rise, top: SIMD2(half.x - half.y, 0.05), roof: roof,
        cap: style.trim)
    } else {
      mason.gableRoof(
        .zero, half: half, z: eaves, rise: rise, alongFront: true, roof: roof, gable: plain)
    }
    for side in [Float(-1), 1] where generator.chance(0.6) {
      mason.block(
        SIMD2(side * half.x * 0.8, 0), half: SIMD2(0.45, 0.45), eaves...(eaves + rise + 1.4),
        sides: Cladding(material: style.secondWall), top: style.hollow)
    }
    let porch = SIMD2(draw(1.2, 1.8), draw(0.7, 1.5))
    let place = SIMD2(draw(-0.4, 0.4) * half.x, -half.y - porch.y)
    mason.block(place, half: porch, 0...2.6, sides: plain)
    mason.gableRoof(
      place, half: porch, z: 2.6, rise: porch.x * 0.8, alongFront: false, roof: roof,
      gable: trim, overhang: 0.25)
    mason.portal(
      at: Vector(place.x, place.y - porch.y, 0), facing: 0, halfWidth: 0.6, height: 2.1, rise: 1,
      leaf: style.door, surround: style.trim)
  }

  private mutating func addKeepersHouse(radius: Float) {
    for house in 0..<count(1, 2) {
      let half = SIMD2(draw(3, 5.5), draw(2.4, 3.6))
      let side: Float = (house == 0) == generator.chance(0.5) ? 1 : -1
      let place = SIMD2(side * (radius + half.x + draw(-1, 1.5)), draw(-1, 3))
      let eaves = draw(2.8, 5)
      mason.block(
        place, half: half, 0...eaves,
        sides: windowed(
          house == 0 ? style.wall : style.secondWall, pitch: SIMD2(2.6, 2.8), foot: 0.4))
      mason.gableRoof(
        place, half: half, z: eaves, rise: half.y * draw(0.6, 1.2),
        alongFront: generator.chance(0.7), roof: style.roof, gable: plain)
      mason.block(
        place + SIMD2(half.x * 0.5, 0), half: SIMD2(0.5, 0.5), eaves...(eaves + half.y * 1.6),
        sides: Cladding(material: style.secondWall), top: style.hollow)
    }
  }
}
