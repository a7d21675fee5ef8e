package import Masonry
import Rendering
import Tensors

/// What a farmhouse is.
package enum FarmhouseType: String, CaseIterable, Sendable {
  /// A tall timber-framed house under a steep tiled roof.
  case timberedFarm
  /// A long low house under a thick roof of straw.
  case thatchedFarm
  /// A barn of boards with silos beside it.
  case siloBarn
  /// Ranges about a yard with a gate in front.
  case courtyardFarm
}

extension Architect {
  /// Builds a house or barn of a farm under a large roof.
  package mutating func buildFarmhouse(_ type: FarmhouseType) {
    switch type {
    case .timberedFarm: buildTimberedFarm()
    case .thatchedFarm: buildThatchedFarm()
    case .siloBarn: buildSiloBarn()
    case .courtyardFarm: buildCourtyardFarm()
    }
  }

  private mutating func buildTimberedFarm() {
    let isBroad = generator.chance(0.5)
    let (long, short) = (draw(6, 9), draw(4.2, 5.6))
    let half = isBroad ? SIMD2(long, short) : SIMD2(short, long)
    let storey = draw(2.6, 3.2)
    let floors = count(1, 2)
    let jetty = draw(0, 0.45)
    let stone = [style.wall, fabric.brick, fabric.limewash, fabric.timbered][
      generator.integer(below: 4)]
    let pitch = SIMD2(draw(1.9, 2.8), storey)
    mason.block(
      .zero, half: half, 0...storey,
      sides: windowed(stone, small: true, pitch: pitch, foot: 0.3, head: 0.2))
    let frame = windowed(fabric.timbered, small: true, pitch: pitch, foot: 0.1, head: 0.1)
    var reach = half
    for floor in 0..<floors {
      reach += jetty
      let z = storey * Float(floor + 1)
      mason.underside(Ring.rectangle(.zero, half: reach, z: z), material: fabric.boards)
      mason.block(.zero, half: reach, z...(z + storey), sides: frame)
    }
    let eaves = storey * Float(floors + 1)
    let rise = short * draw(1, 1.65)
    mason.gableRoof(
      .zero, half: reach, z: eaves, rise: rise, alongFront: isBroad, roof: style.roof,
      gable: windowed(
        fabric.timbered, small: true, pitch: SIMD2(2.2, rise * 0.5), foot: 0.2), overhang: 0.6)
    addRoofParts(reach, isBroad: isBroad, eaves: eaves, rise: rise)
    addFarmDoor(at: draw(-0.6, 0.6) * half.x, front: -half.y, height: storey * 0.8)
    addLeanTo(beside: half, height: storey * draw(0.9, 1.3))
    if generator.chance(0.35) { addWell(SIMD2(draw(-0.8, 0.8) * half.x, -half.y - 4)) }
  }

  /// Adds chimneys, and dormers in the front slope or a loft door in the front gable.
  private mutating func addRoofParts(
    _ half: SIMD2<Float>, isBroad: Bool, eaves: Float, rise: Float
  ) {
    if isBroad {
      addDormers(half, eaves: eaves, rise: rise)
    } else {
      mason.panel(
        at: Vector(0, -half.y, eaves + rise * 0.2), facing: 0, halfWidth: 0.7,
        height: rise * 0.28, material: style.door)
    }
    for _ in 0..<count(1, 2) {
      let along = draw(-0.7, 0.7)
      let place = isBroad ? SIMD2(along * half.x, 0.4) : SIMD2(0.4, along * half.y)
      addChimney(place, (eaves + rise * 0.6)...(eaves + rise + 1.2))
    }
  }

  private mutating func addDormers(_ half: SIMD2<Float>, eaves: Float, rise: Float) {
    let dormers = count(0, 3)
    let width = draw(0.8, 1.2)
    let level = eaves + rise * draw(0.52, 0.66)
    for dormer in 0..<dormers {
      let share = (Float(dormer) + 0.5) / Float(dormers) * 2 - 1
      let place = SIMD2(share * half.x * 0.85, -half.y * 0.5)
      let plan = SIMD2(width, half.y * 0.36)
      mason.block(
        place, half: plan, eaves...level,
        sides: windowed(
          fabric.timbered, small: true, pitch: SIMD2(width * 2, 1.8), foot: rise * 0.2))
      mason.gableRoof(
        place, half: plan, z: level, rise: width * 0.9, alongFront: false, roof: style.roof,
        gable: Cladding(material: fabric.timbered), overhang: 0.25)
    }
  }

  private mutating func buildThatchedFarm() {
    let half = SIMD2(draw(7, 11), draw(3.2, 4.3))
    let eaves = draw(2.4, 3.1)
    let wall = generator.chance(0.6) ? fabric.limewash : fabric.timbered
    let sides = windowed(wall, small: true, pitch: SIMD2(draw(2.2, 3.4), eaves), foot: 0.1)
    mason.block(.zero, half: half, 0...eaves, sides: sides)
    mason.block(.zero, half: half + 0.06, 0...0.5, sides: Cladding(material: fabric.granite))
    let rise = half.y * draw(1, 1.45)
    let hip = draw(0.15, 0.9)
    addThatch(.zero, half: half, z: eaves, rise: rise, ridge: half.x - half.y * hip)
    let side: Float = generator.chance(0.5) ? 1 : -1
    if generator.chance(0.55) {
      let wing = SIMD2(draw(2.4, 3.2), draw(1.6, 2.8))
      let place = SIMD2(side * half.x * draw(0.4, 0.7), -half.y - wing.y + 0.3)
      mason.block(place, half: wing, 0...eaves, sides: sides)
      mason.gableRoof(
        place + SIMD2(0, wing.y), half: SIMD2(wing.x, wing.y * 2), z: eaves, rise: rise * 0.8,
        alongFront: false, roof: fabric.thatch,
        gable: windowed(
          generator.chance(0.5) ? fabric.timbered : wall, small: true, pitch: SIMD2(1.8, 2),
          foot: 0.2), overhang: 0.7)
    }
    addStrawDormers(half: half, eaves: eaves, rise: rise, side: -side)
    addFarmDoor(at: -side * half.x * draw(0.05, 0.2), front: -half.y, height: 2.1)
    mason.portal(
      at: Vector(-side * half.x * 0.78, -half.y, 0), facing: 0, halfWidth: draw(0.9, 1.3),
      height: eaves * 0.85, rise: 0, leaf: fabric.boards, surround: style.door)
    for _ in 0..<count(1, 2) {
      let x = draw(-0.8, 0.8) * (half.x - half.y * hip)
      addChimney(SIMD2(x, 0), (eaves + rise * 0.7)...(eaves + rise + 1.3))
    }
    if generator.chance(0.4) { addWell(SIMD2(-side * half.x * 0.6, -half.y - 4)) }
  }

  /// Adds windows in the front slope of a roof of straw, from the middle to one side.
  private mutating func addStrawDormers(
    half: SIMD2<Float>, eaves: Float, rise: Float, side: Float
  ) {
    let plan = SIMD2(draw(0.8, 1.1), half.y * 0.36)
    let sill = eaves + 0.15 + rise * (0.14 * half.y + 0.8) / (half.y + 0.8)
    let top = sill + draw(0.9, 1.2)
    for window in 0..<count(0, 2) {
      let place = SIMD2(side * half.x * (0.08 + 0.4 * Float(window)), -half.y * 0.5)
      mason.block(
        place, half: plan, eaves...top, sides: Cladding(material: fabric.limewash))
      mason.panel(
        at: Vector(place.x, place.y - plan.y, sill + 0.1), facing: 0, halfWidth: 0.55,
        height: 0.75, material: style.glassWall)
      mason.gableRoof(
        place, half: plan, z: top, rise: 0.7, alongFront: false, roof: fabric.thatch,
        gable: Cladding(material: fabric.thatch), overhang: 0.4)
    }
  }

  /// Adds a thick hipped roof of straw with a ridge of sods.
  private mutating func addThatch(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float, rise: Float, ridge: Float
  ) {
    let straw = Cladding(material: fabric.thatch)
    let lower = Ring.rectangle(centre, half: half + 0.75, z: z - 0.45)
    let middle = Ring.rectangle(centre, half: half + 0.8, z: z + 0.15)
    mason.underside(lower, material: fabric.boards)
    mason.loft(lower, middle, sides: straw)
    let upper = Ring.rectangle(centre, half: SIMD2(ridge, 0.25), z: z + rise)
    mason.loft(middle, upper, sides: straw, top: fabric.thatch)
    mason.limb(
      [
        Vector(centre.x - ridge - 0.2, centre.y, z + rise),
        Vector(centre.x + ridge + 0.2, centre.y, z + rise),
      ], radii: [0.4, 0.4], sides: 6, style.door)
  }

  private mutating func addChimney(_ place: SIMD2<Float>, _ heights: ClosedRange<Float>) {
    mason.block(
      place, half: SIMD2(0.55, 0.45), heights, sides: Cladding(material: fabric.brick))
    mason.cornice(
      place, half: SIMD2(0.55, 0.45), z: heights.upperBound, height: 0.25, depth: 0.1,
      material: style.hollow)
  }

  private mutating func addFarmDoor(at x: Float, front: Float, height: Float) {
    mason.portal(
      at: Vector(x, front, 0), facing: 0, halfWidth: draw(0.6, 1.1), height: height,
      rise: generator.chance(0.4) ? 0.6 : 0, leaf: style.door, surround: style.trim)
    guard generator.chance(0.45) else { return }
    for side in [Float(-1.3), 1.3] {
      mason.bar(
        from: Vector(x + side, front - 1.7, 0), to: Vector(x + side, front - 1.7, height + 0.3),
        thickness: 0.22, material: style.door)
    }
    mason.gableRoof(
      SIMD2(x, front - 0.9), half: SIMD2(1.4, 0.9), z: height + 0.3, rise: 0.9, alongFront: false,
      roof: style.secondRoof, gable: Cladding(material: fabric.boards), overhang: 0.2)
  }

  /// Adds a low shed with a roof of one slope to one flank, or none.
  private mutating func addLeanTo(beside half: SIMD2<Float>, height: Float) {
    guard generator.chance(0.6) else { return }
    let side: Float = generator.chance(0.5) ? 1 : -1
    let plan = SIMD2(draw(1.4, 2.4), half.y * draw(0.5, 0.85))
    let place = SIMD2(side * (half.x + plan.x), half.y - plan.y)
    mason.block(place, half: plan, 0...height, sides: Cladding(material: fabric.boards))
    let lower = Ring.rectangle(place, half: plan + 0.3, z: height)
    var upper = lower.map { $0 + Vector(0, 0, 0.15) }
    for index in (side < 0 ? [1, 2] : [0, 3]) { upper[index].z += plan.x * 0.9 }
    mason.underside(lower, material: fabric.boards)
    mason.loft(
      lower, upper, sides: Cladding(material: fabric.boards), top: style.secondRoof)
    mason.portal(
      at: Vector(place.x, place.y - plan.y, 0), facing: 0, halfWidth: plan.x * 0.55,
      height: height * 0.8, rise: 0, leaf: style.hollow, surround: style.door)
  }

  private mutating func addWell(_ place: SIMD2<Float>) {
    mason.revolve(
      place, [SIMD2(0.9, 0), SIMD2(0.9, 0.9)], segments: 10, Cladding(material: fabric.granite))
    mason.face(
      Ring.regular(place, radius: 0.9, count: 10, z: 0.9), Cladding(material: style.hollow))
    for side in [Float(-0.8), 0.8] {
      mason.bar(
        from: Vector(place.x + side, place.y, 0.8), to: Vector(place.x + side, place.y, 2.2),
        thickness: 0.18, material: style.door)
    }
    mason.gableRoof(
      place, half: SIMD2(1.1, 0.8), z: 2.2, rise: 0.7, alongFront: true, roof: style.secondRoof,
      gable: Cladding(material: fabric.boards), overhang: 0.2)
  }
}
