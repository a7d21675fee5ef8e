package import Masonry
import Rendering
import Tensors

/// What carries a windmill's sails.
package enum WindmillType: String, CaseIterable, Sendable {
  /// A tower of brick or stone with a turning cap.
  case towerMill
  /// An eight-sided body of boards or thatch on a low base.
  case smockMill
  /// A boxed body that turns on a post.
  case postMill
  /// A lattice of steel under a wheel of many blades.
  case windPump
}

extension Architect {
  /// Builds a windmill whose sails face the front, a little turned.
  package mutating func buildWindmill(_ type: WindmillType) {
    switch type {
    case .towerMill: buildTowerMill()
    case .smockMill: buildSmockMill()
    case .postMill: buildPostMill()
    case .windPump: buildWindPump()
    }
  }

  private mutating func buildTowerMill() {
    let radius = draw(3, 4.4)
    let height = draw(9.5, 15)
    let head = radius * draw(0.55, 0.8)
    let lime = coat(tone(of: [0xf0ece0, 0xe0d6c0, 0xd8b890]), stain: 0.4)
    let pitched = coat(tone(of: [0x2c2a2c, 0x3c3430]), stain: 0.5)
    let skin = generator.pick([style.wall, style.secondWall, lime, lime, style.banded, pitched])
    mason.revolve(
      .zero, [SIMD2(radius, 0), SIMD2(mix(radius, head, 0.55), height * 0.5), SIMD2(head, height)],
      segments: 16,
      Cladding(
        material: skin, opening: style.smallWindow,
        pitch: SIMD2(radius * draw(1.2, 2), height * draw(0.2, 0.26)), foot: 1.2, head: 0.5))
    mason.portal(
      at: Vector(0, -radius * 0.985, 0), facing: 0, halfWidth: 0.75, height: 2.5, rise: 1,
      leaf: style.door, surround: style.trim)
    if generator.chance(0.5) {
      let share = draw(0.22, 0.4)
      addStage(radius: mix(radius, head, share * 1.08), z: height * share, reach: draw(0.9, 1.5))
    }
    addCap(radius: head * draw(1.02, 1.16), z: height, sails: height * draw(0.52, 0.68))
    guard generator.chance(0.45) else { return }
    let half = SIMD2(draw(2.2, 4), draw(2, 3))
    let place = SIMD2((generator.chance(0.5) ? 1 : -1) * (radius + half.x * 0.7), draw(0, 1.6))
    let eaves = draw(2.6, 4)
    mason.block(
      place, half: half, 0...eaves,
      sides: windowed(generator.pick([skin, style.wall]), pitch: SIMD2(2.3, 2.5), foot: 0.4))
    mason.gableRoof(
      place, half: half, z: eaves, rise: half.y * draw(0.7, 1.2), alongFront: true,
      roof: style.roof, gable: plain)
  }

  private mutating func buildSmockMill() {
    let radius = draw(3, 4.2)
    let base = draw(1.4, 4.6)
    let height = base + draw(7.5, 11)
    let head = radius * draw(0.5, 0.68)
    mason.prism(
      .zero, radius: radius * 1.08, 0...base, count: 8,
      sides: windowed(small: true, pitch: SIMD2(2.4, base), foot: 0.3, head: 0.2),
      top: style.trim)
    let straw = tone(of: [0xa08c5c, 0x8a7850, 0x6c6048])
    let paint = tone(of: [0xeae6da, 0x3c4a40, 0x6a4c38, 0x8c3a2c, 0x54606c, 0x4a3c34])
    let body = generator.chance(0.35) ? thatch(straw) : boards(paint, areUpright: false)
    mason.prism(
      .zero, radius: radius, base...height, count: 8,
      sides: Cladding(
        material: body, opening: style.smallWindow, pitch: SIMD2(radius, (height - base) / 3),
        foot: 0.6, head: 0.4), taper: head / radius)
    let edge = generator.chance(0.6) ? style.trim : body
    for corner in Ring.regular(.zero, radius: radius, count: 8, z: base) {
      let upper = Vector(corner.x * head / radius, corner.y * head / radius, height)
      mason.beam(from: corner, to: upper, width: 0.22, edge)
    }
    if base > 2.4 { addStage(radius: radius * 1.02, z: base, reach: draw(1, 1.7)) }
    mason.portal(
      at: Vector(0, -radius * 1.08 * 0.924, 0), facing: 0, halfWidth: 0.7,
      height: min(base * 0.85, 2.3), rise: 0, leaf: style.door, surround: style.trim)
    addCap(radius: head * draw(1.02, 1.2), z: height, sails: height * draw(0.5, 0.66))
  }

  /// Adds a gallery with a handrail on struts around a mill.
  private mutating func addStage(radius: Float, z: Float, reach: Float) {
    let timber = boards(tone(of: [0x7a624a, 0x54483c, 0xe0dccc]), areUpright: true)
    let outer = radius + reach
    mason.prism(
      .zero, radius: outer, z...(z + 0.25), count: 16, sides: Cladding(material: timber),
      top: timber)
    let ring = Ring.regular(.zero, radius: outer, count: 16, z: z)
    mason.underside(ring, material: timber)
    mason.handrail(
      Ring.regular(.zero, radius: outer - 0.1, count: 16, z: z + 0.25), height: 1, width: 0.13,
      timber)
    for corner in ring {
      let foot = Vector(corner.x, corner.y, 0) * (radius * 0.98 / outer)
      mason.beam(from: foot + Vector(0, 0, z - reach * 1.1), to: corner, width: 0.16, timber)
    }
  }

  /// Adds a cap that turns, with sails before it and a fan or a tail behind.
  private mutating func addCap(radius: Float, z: Float, sails length: Float) {
    let round = SIMD2<Float>.zero
    let skin = generator.pick([
      style.roof, style.secondRoof,
      boards(tone(of: [0xe6e2d6, 0x4a5a50, 0x7a3028]), areUpright: true),
    ])
    let height = radius * draw(0.9, 1.5)
    mason.revolve(
      round, [SIMD2(radius * 0.96, z - 0.1), SIMD2(radius * 1.06, z), SIMD2(radius, z + 0.4)],
      segments: 16, trim)
    let foot = z + 0.4
    switch generator.integer(below: 3) {
    case 0:
      mason.dome(round, radius: radius, z: foot, height: height, roof: skin)
    case 1:
      mason.revolve(
        round,
        [
          SIMD2(radius * 1.1, foot), SIMD2(radius * 0.6, foot + height * 0.55),
          SIMD2(0.05, foot + height),
        ],
        segments: 16, Cladding(material: skin))
    default:
      mason.dome(round, radius: radius, z: foot, height: height * 1.15, bulge: 0.14, roof: skin)
    }
    if generator.chance(0.5) {
      mason.finial(round, z: foot + height * 0.98, height: 1.1, material: style.metal)
    }
    let hub = Vector(0, -radius - 0.9, foot + height * 0.36)
    mason.beam(from: Vector(0, 0, hub.z - 0.1), to: hub, width: 0.55, style.hollow)
    var head = Mason()
    addSails(to: &head, at: hub, length: length)
    if generator.chance(0.5) { addFan(to: &head, radius: radius, z: hub.z) }
    mason.add(head.model, turned: draw(-16, 16))
  }
}
