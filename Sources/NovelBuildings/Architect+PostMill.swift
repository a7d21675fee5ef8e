import Masonry
import Rendering
import Tensors

extension Architect {
  /// Builds a mill whose whole body turns on a post, on a trestle or over a round house.
  mutating func buildPostMill() {
    let half = SIMD2(draw(1.7, 2.5), draw(2.2, 3))
    let foot = draw(2.6, 4.6)
    let height = draw(5.4, 7.6)
    let paint = tone(of: [0xeae6da, 0xe0d8c8, 0x6a4c38, 0x7c3428, 0x3c4448, 0x4c5c4c, 0x94826c])
    let body = boards(paint, areUpright: generator.chance(0.45))
    addMillBase(radius: half.max() * draw(1.15, 1.6), foot: foot)
    var house = Mason()
    let top = foot + height
    house.block(
      .zero, half: half, foot...top,
      sides: Cladding(
        material: body, opening: style.smallWindow, pitch: SIMD2(half.x, height / 2), foot: 0.8,
        head: 0.5))
    house.underside(Ring.rectangle(.zero, half: half, z: foot), material: body)
    let rise = half.x * draw(0.7, 1.3)
    let roof = generator.pick([style.roof, style.secondRoof, body])
    if generator.chance(0.45) {
      house.vault(
        .zero, half: half + SIMD2(0.12, 0.2), z: top, height: rise, alongFront: false, skin: roof,
        ends: Cladding(material: body), rib: nil)
    } else {
      house.gableRoof(
        .zero, half: half, z: top, rise: rise, alongFront: false, roof: roof,
        gable: Cladding(material: body), overhang: 0.25)
    }
    let hub = Vector(0, -half.y - 0.8, top - draw(0, 0.8))
    house.beam(from: Vector(0, -half.y, hub.z), to: hub, width: 0.5, style.hollow)
    addSails(to: &house, at: hub, length: hub.z - draw(0.6, 1.8))
    addTail(to: &house, half: half, foot: foot)
    mason.add(house.model, turned: draw(-18, 18))
  }

  /// Adds a stair and a pole behind the body, with which it is turned.
  private mutating func addTail(to house: inout Mason, half: SIMD2<Float>, foot: Float) {
    let timber = boards(tone(of: [0x7a624a, 0x5a4c40, 0xd8d0c0]), areUpright: true)
    let run = foot * draw(0.9, 1.3)
    for side in [Float(-0.6), 0.6] {
      house.beam(
        from: Vector(side, half.y + run, 0), to: Vector(side, half.y, foot + 0.3), width: 0.2,
        timber)
    }
    for step in 1..<8 {
      let share = Float(step) / 8
      house.beam(
        from: Vector(-0.6, half.y + run * (1 - share), foot * share),
        to: Vector(0.6, half.y + run * (1 - share), foot * share), width: 0.14, timber)
    }
    house.beam(
      from: Vector(0, half.y + run * 1.4, 0.7), to: Vector(0, half.y * 0.5, foot), width: 0.3,
      timber)
  }

  private mutating func addMillBase(radius: Float, foot: Float) {
    let timber = coat(tone(of: [0x5a4838, 0x443c34, 0x8a7660]))
    mason.beam(from: Vector(0, 0, 0), to: Vector(0, 0, foot + 0.2), width: 0.8, timber)
    if generator.chance(0.6) {
      let wall = foot * draw(0.55, 0.75)
      mason.revolve(
        .zero, [SIMD2(radius, 0), SIMD2(radius, wall)], segments: 14,
        windowed(small: true, pitch: SIMD2(radius, wall), foot: 0.5, head: 0.1))
      mason.revolve(
        .zero, [SIMD2(radius * 1.1, wall), SIMD2(0.4, foot - 0.05)], segments: 14,
        Cladding(material: style.roof))
      mason.portal(
        at: Vector(0, -radius, 0), facing: 0, halfWidth: 0.6, height: min(wall * 0.85, 2.1),
        rise: 0, leaf: style.door, surround: style.trim)
      return
    }
    for side in [Vector(1, 0, 0), Vector(0, 1, 0), Vector(-1, 0, 0), Vector(0, -1, 0)] {
      let pier = side * radius
      mason.block(
        SIMD2(pier.x, pier.y), half: SIMD2(0.55, 0.55), 0...0.9,
        sides: Cladding(material: style.secondWall), top: style.trim)
      mason.beam(
        from: pier + Vector(0, 0, 1.05), to: Vector(0, 0, foot * 0.85), width: 0.4, timber)
      mason.beam(from: pier + Vector(0, 0, 1.05), to: Vector(0, 0, 1.05), width: 0.42, timber)
    }
  }
}
