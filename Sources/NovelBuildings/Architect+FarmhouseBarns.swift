import Masonry
import Rendering
import Tensors

/// The two types of farmhouse with barns.
extension Architect {
  /// Builds a barn of boards with a bent roof, and silos beside it.
  mutating func buildSiloBarn() {
    let half = SIMD2(draw(4.4, 6.2), draw(6, 9))
    let eaves = draw(3.2, 5)
    let rise = half.x * draw(0.8, 1.15)
    let boards = Cladding(material: fabric.boards)
    mason.block(
      .zero, half: half, 0...eaves,
      sides: windowed(fabric.boards, small: true, pitch: SIMD2(draw(2.6, 4), eaves), foot: 0.4))
    mason.block(.zero, half: half + 0.08, 0...draw(0.5, 1.2), sides: Cladding(material: style.wall))
    let isBent = generator.chance(0.7)
    if isBent {
      addBentRoof(half: half, z: eaves, rise: rise, gable: boards)
    } else {
      mason.gableRoof(
        .zero, half: half, z: eaves, rise: rise, alongFront: false, roof: style.roof,
        gable: boards, overhang: 0.5)
    }
    addBarnDoors(half: half, eaves: eaves, rise: rise)
    for vent in 0..<count(0, 3) {
      let place = SIMD2(0, half.y * (-0.55 + 0.5 * Float(vent)))
      let z = eaves + rise * 0.85
      mason.block(
        place, half: SIMD2(0.6, 0.6), z...(z + 1.5), sides: Cladding(material: style.banded))
      mason.hippedRoof(
        place, half: SIMD2(0.6, 0.6), z: z + 1.5, rise: 0.8, top: SIMD2(0.02, 0.02),
        roof: style.roof, overhang: 0.2)
    }
    let side: Float = generator.chance(0.5) ? 1 : -1
    addSilos(beside: half, side: side, height: eaves + rise)
    guard generator.chance(0.6) else { return }
    let plan = SIMD2(draw(2, 3.2), half.y * draw(0.6, 0.9))
    let place = SIMD2(-side * (half.x + plan.x), half.y - plan.y)
    let low = eaves * draw(0.5, 0.75)
    mason.block(
      place, half: plan, 0...low, sides: windowed(small: true, pitch: SIMD2(2, low), foot: 0.4))
    let lower = Ring.rectangle(place, half: plan + 0.2, z: low)
    var upper = lower.map { $0 + Vector(0, 0, 0.15) }
    for index in (side > 0 ? [1, 2] : [0, 3]) { upper[index].z += (eaves - low) * 0.9 }
    mason.loft(lower, upper, sides: boards, top: style.secondRoof)
  }

  /// Adds a roof of two slopes a side, the lower one steeper, with gables to the front and back.
  private mutating func addBentRoof(
    half: SIMD2<Float>, z: Float, rise: Float, gable: Cladding
  ) {
    let bend = SIMD2(half.x * draw(0.56, 0.72), rise * draw(0.58, 0.74))
    let out: Float = 0.5
    let roof = Cladding(material: style.roof)
    let line = [
      SIMD2(half.x + 0.35, z - 0.3), SIMD2(bend.x + 0.1, z + bend.y + 0.12),
      SIMD2(0, z + rise + 0.15),
    ]
    for side in [Float(-1), 1] {
      let y = half.y * side
      let wall = [
        Vector(-half.x * side, -y, z), Vector(half.x * side, -y, z),
        Vector(bend.x * side, -y, z + bend.y), Vector(0, -y, z + rise),
        Vector(-bend.x * side, -y, z + bend.y),
      ]
      mason.face(wall, gable)
      for index in 0..<2 {
        let (low, high) = (line[index], line[index + 1])
        let reach = (half.y + out) * side
        let slope = [
          Vector(low.x * side, -reach, low.y), Vector(low.x * side, reach, low.y),
          Vector(high.x * side, reach, high.y), Vector(high.x * side, -reach, high.y),
        ]
        mason.face(slope, roof)
        mason.face(slope.reversed().map { $0 - Vector(0, 0, 0.12) }, gable.blank)
        for end in [-half.y - out, half.y + out] {
          mason.bar(
            from: Vector(low.x * side, end, low.y - 0.1),
            to: Vector(high.x * side, end, high.y - 0.1), thickness: 0.26, material: style.trim)
        }
      }
    }
  }

  private mutating func addBarnDoors(half: SIMD2<Float>, eaves: Float, rise: Float) {
    let width = half.x * draw(0.3, 0.46)
    let height = eaves * draw(0.72, 0.95)
    let x = generator.chance(0.6) ? 0 : draw(-0.35, 0.35) * half.x
    let front = -half.y
    mason.panel(
      at: Vector(x, front, 0), facing: 0, halfWidth: width, height: height,
      material: generator.chance(0.4) ? style.hollow : fabric.timbered)
    let y = front - 0.12
    for side in [Float(-1), 1] {
      let foot = Vector(x + side * width, y, 0)
      let head = Vector(x + side * width, y, height)
      mason.bar(from: foot, to: head, thickness: 0.24, material: style.trim)
      mason.bar(
        from: Vector(x, y, 0.1), to: head, thickness: 0.18, material: style.trim)
      mason.bar(from: foot, to: Vector(x, y, height), thickness: 0.18, material: style.trim)
    }
    mason.bar(
      from: Vector(x - width, y, height), to: Vector(x + width, y, height), thickness: 0.24,
      material: style.trim)
    mason.panel(
      at: Vector(0, front, eaves + rise * 0.15), facing: 0, halfWidth: half.x * draw(0.12, 0.2),
      height: rise * draw(0.25, 0.4), material: generator.chance(0.5) ? style.trim : style.hollow)
  }

  private mutating func addSilos(beside half: SIMD2<Float>, side: Float, height: Float) {
    let silos = count(1, 3)
    let radius = draw(1.6, 2.5)
    let tall = height * draw(1, 1.55)
    let skin = [fabric.plates, fabric.concrete, style.metalWall, fabric.boards][
      generator.integer(below: 4)]
    let start = -half.y + radius * draw(0.6, 2)
    for silo in 0..<silos {
      let place = SIMD2(side * (half.x + radius + 0.4), start + Float(silo) * radius * 2.15)
      let top = tall * (1 - 0.1 * Float(silo))
      mason.revolve(
        place, [SIMD2(radius, 0), SIMD2(radius, top)], segments: 14, Cladding(material: skin))
      for hoop in 1..<5 {
        let z = top * Float(hoop) / 5
        mason.revolve(
          place, [SIMD2(radius * 1.03, z), SIMD2(radius * 1.03, z + 0.2)], segments: 14,
          Cladding(material: style.metal))
      }
      if skin == fabric.boards {
        mason.revolve(
          place, [SIMD2(radius * 1.1, top), SIMD2(0.04, top + radius * 1.1)], segments: 14,
          Cladding(material: style.roof))
      } else {
        mason.dome(
          place, radius: radius * 1.02, z: top, height: radius * 0.8, roof: style.metal,
          segments: 14)
      }
    }
  }

  /// Builds a house and barns about a yard that a wall with a gate closes.
  mutating func buildCourtyardFarm() {
    let half = SIMD2(draw(9, 12), draw(7, 9))
    let side: Float = generator.chance(0.5) ? 1 : -1
    let stone = [style.wall, fabric.brick, fabric.limewash, style.wall][
      generator.integer(below: 4)]
    let house = draw(4.6, 6.8)
    let pitch = SIMD2(draw(2.2, 3.2), house / 2)
    addRange(
      SIMD2(0, half.y - 3.2), half: SIMD2(half.x, 3.2), height: house, alongFront: true,
      windowed(stone, small: true, pitch: pitch, foot: 0.1))
    let barn = draw(3, 4.6)
    let wing = draw(2.7, 3.6)
    addRange(
      SIMD2(side * (half.x - wing), -1.6), half: SIMD2(wing, half.y - 1.6), height: barn,
      alongFront: false, Cladding(material: generator.chance(0.5) ? fabric.boards : stone))
    mason.portal(
      at: Vector(side * (half.x - wing), -half.y, 0), facing: 0, halfWidth: wing * 0.4,
      height: barn * 0.8, rise: 0.6, leaf: fabric.boards, surround: style.trim)
    let hasOther = generator.chance(0.55)
    if hasOther {
      let low = barn * draw(0.7, 1)
      addRange(
        SIMD2(-side * (half.x - 2.4), -1.6), half: SIMD2(2.4, half.y - 1.6), height: low,
        alongFront: false, windowed(fabric.timbered, small: true, pitch: SIMD2(2.4, low), foot: 0.2)
      )
    }
    addYardGate(
      from: side > 0 ? -half.x + (hasOther ? 4.8 : 0) : -half.x + 2 * wing,
      to: side > 0 ? half.x - 2 * wing : half.x - (hasOther ? 4.8 : 0), front: -half.y + 0.6, stone)
    if generator.chance(0.6) {
      let place = SIMD2(-side * half.x * draw(0.5, 0.95), half.y - draw(1, 5))
      addDovecote(place, height: house + draw(3, 6), stone)
    }
  }

  private mutating func addDovecote(_ place: SIMD2<Float>, height: Float, _ stone: Int32) {
    let radius = draw(1.8, 2.6)
    let sides = generator.chance(0.5) ? 12 : 4
    mason.prism(
      place, radius: radius, 0...height, count: sides,
      sides: windowed(stone, small: true, pitch: SIMD2(2.4, height * 0.3), foot: height * 0.4))
    mason.prism(
      place, radius: radius * 1.2, height...(height + radius * draw(1.2, 2)), count: sides,
      sides: Cladding(material: style.secondRoof), taper: 0.01)
    mason.underside(
      Ring.regular(place, radius: radius * 1.2, count: sides, z: height), material: fabric.boards)
  }

  private mutating func addRange(
    _ place: SIMD2<Float>, half: SIMD2<Float>, height: Float, alongFront: Bool, _ wall: Cladding
  ) {
    mason.block(place, half: half, 0...height, sides: wall)
    mason.gableRoof(
      place, half: half, z: height, rise: half.min() * draw(0.9, 1.3), alongFront: alongFront,
      roof: generator.chance(0.7) ? style.roof : style.secondRoof,
      gable: generator.chance(0.5) ? Cladding(material: fabric.timbered) : wall.blank,
      overhang: 0.5)
  }

  private mutating func addYardGate(from left: Float, to right: Float, front: Float, _ stone: Int32)
  {
    let height = draw(2, 3)
    let middle = mix(left, right, draw(0.35, 0.65))
    let width = draw(1.3, 1.9)
    let post = width + 0.8
    for (start, end) in [(left, middle - post), (middle + post, right)] where end - start > 0.3 {
      mason.block(
        SIMD2((start + end) / 2, front), half: SIMD2((end - start) / 2, 0.3), 0...height,
        sides: Cladding(material: stone), top: style.roof)
    }
    let top = height + draw(1, 2.6)
    mason.arcade(
      from: SIMD2(middle - post, front - 0.7), to: SIMD2(middle + post, front - 0.7),
      thickness: 1.4, 0...top,
      archways: [
        Archway(
          centre: post, halfWidth: width, height: top * 0.82, rise: generator.chance(0.7) ? 1 : 0.4)
      ], sides: Cladding(material: stone), soffit: style.secondWall, top: style.trim)
    mason.gableRoof(
      SIMD2(middle, front), half: SIMD2(post, 0.8), z: top, rise: draw(0.7, 1.6), alongFront: true,
      roof: style.roof, gable: Cladding(material: fabric.boards), overhang: 0.3)
  }
}
