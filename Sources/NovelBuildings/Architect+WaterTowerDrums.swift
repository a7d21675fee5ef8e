import Glibc
import Masonry
import Rendering
import Tensors

/// The two types of water tower whose tank is a drum.
extension Architect {
  /// Builds a brick tower under an overhanging tank with a roof.
  mutating func buildBrickTank() {
    let sides = [4, 8, 8, 16][generator.integer(below: 4)]
    let radius = draw(3, 4.4)
    let height = draw(9, 15)
    let wall = generator.chance(0.6) ? fabric.brick : style.wall
    let floors = Float(count(2, 4))
    mason.prism(
      .zero, radius: radius * 1.15, 0...1.2, count: sides,
      sides: Cladding(material: style.secondWall), top: style.trim)
    mason.prism(
      .zero, radius: radius, 0...height, count: sides,
      sides: windowed(wall, pitch: SIMD2(radius * draw(0.7, 1.2), height / floors), foot: 1.4),
      taper: draw(0.86, 1))
    if sides < 16 {
      for corner in Ring.regular(.zero, radius: radius, count: sides, z: 0) {
        mason.block(
          SIMD2(corner.x, corner.y), half: SIMD2(0.4, 0.4), 0...height, sides: trim,
          taper: SIMD2(0.7, 0.7))
      }
    }
    let wide = radius * draw(1.12, 1.4)
    let top = height + draw(3.4, 6)
    mason.prism(
      .zero, radius: radius * 0.98, height...(height + 0.9), count: sides, sides: trim,
      taper: wide / radius)
    let skin = [fabric.boards, fabric.plates, style.secondWall, style.banded, fabric.timbered][
      generator.integer(below: 5)]
    mason.prism(
      .zero, radius: wide, (height + 0.9)...top, count: sides,
      sides: windowed(skin, small: true, pitch: SIMD2(wide * 0.6, top - height), foot: 0.4))
    addTankRoof(wide, sides: sides, z: top)
    let face = -radius * 1.15 * cos(.pi / Float(sides))
    mason.portal(
      at: Vector(0, face, 0), facing: 0, halfWidth: draw(0.8, 1.2), height: draw(2.6, 3.6),
      rise: 1, leaf: style.door, surround: style.trim)
    addStairTurret(radius: radius, top: height)
  }

  private mutating func addTankRoof(_ radius: Float, sides: Int, z: Float) {
    let rim = radius * draw(1.06, 1.18)
    mason.prism(.zero, radius: rim, z...(z + 0.35), count: sides, sides: trim)
    mason.underside(Ring.regular(.zero, radius: rim, count: sides, z: z), material: style.trim)
    let head = z + 0.35
    switch generator.integer(below: 4) {
    case 0:
      mason.dome(
        .zero, radius: rim, z: head, height: radius * draw(0.5, 0.9), bulge: 0, roof: style.roof,
        segments: sides)
      mason.finial(.zero, z: head + radius * 0.5, height: 3, material: style.metal)
    case 1:
      mason.face(
        Ring.regular(.zero, radius: rim, count: sides, z: head), Cladding(material: style.roof))
      mason.battlements(
        Ring.regular(.zero, radius: rim, count: sides, z: head), size: Vector(0.9, 1, 0.4), trim)
      mason.prism(
        .zero, radius: radius * 0.4, head...(head + 2), count: sides,
        sides: Cladding(material: style.secondWall), top: style.roof)
    case 2:
      let rise = radius * draw(0.4, 0.7)
      mason.prism(
        .zero, radius: rim, head...(head + rise), count: sides,
        sides: Cladding(material: style.roof), taper: 0.35)
      let lantern = head + rise + draw(1, 2)
      mason.prism(
        .zero, radius: rim * 0.35, (head + rise)...lantern, count: sides,
        sides: Cladding(material: style.glassWall))
      mason.prism(
        .zero, radius: rim * 0.42, lantern...(lantern + radius * 0.5), count: sides,
        sides: Cladding(material: style.roof), taper: 0.02)
    default:
      let rise = radius * draw(0.8, 1.7)
      mason.prism(
        .zero, radius: rim, head...(head + rise), count: sides,
        sides: Cladding(material: style.roof), taper: 0.01)
      mason.finial(.zero, z: head + rise * 0.97, height: 2, material: style.metal)
    }
  }

  private mutating func addStairTurret(radius: Float, top: Float) {
    guard generator.chance(0.55) else { return }
    let side: Float = generator.chance(0.5) ? 1 : -1
    let slim = draw(1, 1.5)
    let place = SIMD2(side * (radius + slim * 0.3), -radius * draw(0, 0.5))
    let tall = top * draw(0.55, 1.05)
    mason.revolve(
      place, [SIMD2(slim, 0), SIMD2(slim, tall)], segments: 10,
      windowed(style.secondWall, small: true, pitch: SIMD2(slim * 3, tall * 0.3), foot: 1))
    mason.revolve(
      place, [SIMD2(slim * 1.15, tall), SIMD2(0.03, tall + slim * 2.4)], segments: 10,
      Cladding(material: style.secondRoof))
  }

  /// Builds a barrel with a pointed roof on a frame of crossed braces.
  mutating func buildBarrelTank() {
    let radius = draw(2.8, 4.2)
    let floors = count(2, 4)
    let z = draw(7, 12)
    let head = radius * draw(0.74, 0.92)
    let foot = head * draw(1.05, 1.5)
    let legs = [4, 4, 6][generator.integer(below: 3)]
    let profile = (0...floors).map { floor -> SIMD2<Float> in
      let share = Float(floor) / Float(floors)
      return SIMD2(mix(foot, head, share), z * share)
    }
    let frame = generator.chance(0.65) ? fabric.iron : style.door
    mason.lattice(.zero, profile, count: legs, girth: draw(0.05, 0.07), materials: [frame])
    mason.revolve(
      .zero, [SIMD2(0.5, 0), SIMD2(0.5, z)], segments: 8, Cladding(material: fabric.accent))
    let deck = radius * draw(1.1, 1.3)
    mason.prism(.zero, radius: deck, z...(z + 0.35), count: 12, sides: trim, top: fabric.boards)
    mason.underside(
      Ring.regular(.zero, radius: deck, count: 12, z: z), material: fabric.boards)
    if generator.chance(0.6) {
      mason.railing(
        Ring.regular(.zero, radius: deck * 0.97, count: 12, z: z + 0.35), height: 1,
        material: frame)
    }
    let top = addBarrel(radius: radius, z: z + 0.35)
    addLadder(x: foot * draw(-0.5, 0.5), front: -foot, head: Vector(0, -radius - 0.15, top))
    addPumpHouse(beside: foot)
  }

  /// Adds a barrel with hoops and a pointed roof, and returns the height of its rim.
  private mutating func addBarrel(radius: Float, z base: Float) -> Float {
    let top = base + radius * draw(1.2, 2)
    let staves = [fabric.boards, fabric.boards, fabric.plates, style.metalWall][
      generator.integer(below: 4)]
    mason.revolve(
      .zero, [SIMD2(radius, base), SIMD2(radius * draw(0.9, 1), top)], segments: 18,
      Cladding(material: staves))
    let hoops = count(2, 5)
    for hoop in 0..<hoops {
      let height = mix(base, top, (Float(hoop) + 0.5) / Float(hoops))
      mason.revolve(
        .zero, [SIMD2(radius * 1.03, height), SIMD2(radius * 1.03, height + 0.22)], segments: 18,
        Cladding(material: style.metal))
    }
    if generator.chance(0.4) {
      let height = mix(base, top, draw(0.35, 0.6))
      mason.revolve(
        .zero, [SIMD2(radius * 1.02, height), SIMD2(radius * 1.02, height + draw(0.8, 1.6))],
        segments: 18, Cladding(material: fabric.accent))
    }
    let cone = top + radius * draw(0.4, 1)
    mason.revolve(
      .zero, [SIMD2(radius * 1.12, top), SIMD2(0.1, cone)], segments: 18,
      Cladding(material: style.roof))
    mason.underside(
      Ring.regular(.zero, radius: radius * 1.12, count: 18, z: top), material: fabric.boards)
    mason.finial(.zero, z: cone, height: draw(0.8, 1.8), material: style.metal)
    return top
  }

  /// Adds a ladder that leans against a tank.
  private mutating func addLadder(x: Float, front: Float, head: Vector) {
    for side in [Float(-0.35), 0.35] {
      mason.bar(
        from: Vector(x + side, front - 0.3, 0), to: Vector(x + side, head.y, head.z),
        thickness: 0.14, material: fabric.accent)
    }
  }
}
