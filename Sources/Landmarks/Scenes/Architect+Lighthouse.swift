import Tensors

extension Architect {
  /// Builds a tapering tower with a gallery and a lantern, and a keeper's house.
  mutating func buildLighthouse() {
    let radius = draw(2.2, 3.6)
    let height = draw(14, 26)
    let head = radius * draw(0.55, 0.8)
    let plinth = draw(0.6, 3)
    mason.prism(
      .zero, radius: radius * draw(1.3, 2.2), 0...plinth, count: generator.chance(0.5) ? 8 : 4,
      sides: Cladding(material: style.secondWall), top: style.trim)
    let paint = [style.banded, style.wall, style.spiral, style.secondWall][
      generator.integer(below: 4)]
    let shaft = Cladding(
      material: paint, opening: style.smallWindow,
      pitch: SIMD2(radius * 3.1, height * draw(0.2, 0.3)),
      foot: 1.5, head: 1)
    if generator.chance(0.35) {
      mason.prism(
        .zero, radius: radius * 1.05, plinth...height, count: 8, sides: shaft,
        taper: head / radius)
    } else {
      mason.revolve(.zero, [SIMD2(radius, plinth), SIMD2(head, height)], segments: 16, shaft)
    }
    mason.portal(
      at: Vector(0, -radius * 0.99, plinth), facing: 0, halfWidth: 0.7, height: 2.4, rise: 1,
      leaf: style.door, surround: style.trim)
    addLantern(head: head, z: height)
    addKeepersHouse(radius: radius)
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
