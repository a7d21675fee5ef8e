import Glibc
package import Masonry
import Rendering
import Tensors

/// What a water tower is.
package enum WaterTowerType: String, CaseIterable, Sendable {
  /// A ball or onion of steel plates on legs.
  case ballTank
  /// A concrete shaft that widens to a bowl.
  case mushroomTank
  /// A brick tower under an overhanging tank.
  case brickTank
  /// A barrel with a pointed roof on a frame of crossed braces.
  case barrelTank
}

extension Architect {
  /// Builds a tank high above the ground.
  package mutating func buildWaterTower(_ type: WaterTowerType) {
    switch type {
    case .ballTank: buildBallTank()
    case .mushroomTank: buildMushroomTank()
    case .brickTank: buildBrickTank()
    case .barrelTank: buildBarrelTank()
    }
  }

  private mutating func buildBallTank() {
    let radius = draw(3.4, 5.2)
    let middle = radius + draw(6, 12)
    let legs = count(4, 8)
    let reach = radius * draw(0.82, 0.98)
    let spread = reach * draw(1, 1.35)
    let paint = generator.chance(0.75) ? fabric.plates : style.banded
    let heights = addBall(radius: radius, middle: middle, paint)
    let feet = Ring.regular(.zero, radius: spread, count: legs, z: 0)
    let heads = Ring.regular(.zero, radius: reach, count: legs, z: middle)
    addTankLegs(feet, heads, braced: 1 - radius * 0.5 / middle)
    let pipe = draw(0.5, 1.1)
    mason.revolve(
      .zero, [SIMD2(pipe, 0), SIMD2(pipe, mix(heights.lowerBound, middle, 0.1))], segments: 10,
      Cladding(material: generator.chance(0.5) ? paint : fabric.iron))
    addCatwalk(radius: radius, z: middle - 0.1)
    mason.finial(
      .zero, z: heights.upperBound - 0.1, height: draw(1.2, 2.6), material: style.metal)
    addPumpHouse(beside: spread)
  }

  /// Adds a tank like a ball, a lens or an onion, and returns from where to where it reaches.
  private mutating func addBall(
    radius: Float, middle: Float, _ paint: Int32
  ) -> ClosedRange<Float> {
    let shape = generator.integer(below: 3)
    let low = radius * [1, 0.72, 1.5][shape]
    let high = radius * [1, 0.72, 0.8][shape]
    let profile = (0...12).map { step -> SIMD2<Float> in
      let level = Float(step) / 6 - 1
      let isTapering = shape == 2 && level < 0
      let width = isTapering ? pow(1 + level, 0.75) : max(1 - level * level, 0).squareRoot()
      return SIMD2(max(radius * width, 0.3), middle + level * (level < 0 ? low : high))
    }
    mason.revolve(.zero, profile, segments: 18, Cladding(material: paint))
    return (middle - low)...(middle + high)
  }

  /// Adds legs with crossed braces up to a share of their height.
  private mutating func addTankLegs(_ feet: [Vector], _ heads: [Vector], braced: Float) {
    let levels = count(1, 2)
    func point(_ leg: Int, _ level: Int) -> Vector {
      feet[leg] + (heads[leg] - feet[leg]) * (braced * Float(level) / Float(levels))
    }
    for leg in feet.indices {
      let next = (leg + 1) % feet.count
      mason.bar(
        from: feet[leg], to: heads[leg], thickness: 0.32 + 0.9 / Float(feet.count),
        material: fabric.iron)
      for level in 1...levels {
        let (here, there) = (point(leg, level), point(next, level))
        mason.bar(from: here, to: there, thickness: 0.3, material: fabric.iron)
        mason.bar(from: point(leg, level - 1), to: there, thickness: 0.2, material: fabric.iron)
        mason.bar(from: point(next, level - 1), to: here, thickness: 0.2, material: fabric.iron)
      }
    }
  }

  /// Adds a walk with a rail around a tank, and a band of paint above it.
  private mutating func addCatwalk(radius: Float, z: Float) {
    if generator.chance(0.5) {
      mason.revolve(
        .zero, [SIMD2(radius * 1.02, z + 0.3), SIMD2(radius * 1.02, z + draw(0.8, 1.5))],
        segments: 18, Cladding(material: fabric.accent))
    }
    guard generator.chance(0.7) else { return }
    let rim = radius + 0.9
    mason.revolve(
      .zero, [SIMD2(radius * 0.96, z - 0.25), SIMD2(rim, z - 0.1), SIMD2(rim, z + 0.1)],
      segments: 18, Cladding(material: fabric.iron))
    let ring = Ring.regular(.zero, radius: rim, count: 18, z: z + 0.1)
    mason.face(ring, Cladding(material: fabric.iron))
    mason.railing(ring, height: 1, material: fabric.iron)
  }

  /// Adds a small house at the foot, in front to one side, or none.
  mutating func addPumpHouse(beside reach: Float) {
    guard generator.chance(0.7) else { return }
    let half = SIMD2(draw(1.8, 3.2), draw(1.6, 2.4))
    let side: Float = generator.chance(0.5) ? 1 : -1
    let place = SIMD2(side * (reach + half.x * draw(0.4, 1)), -draw(0, 1) * reach * 0.6)
    let height = draw(2.6, 3.6)
    mason.block(
      place, half: half, 0...height,
      sides: windowed(
        generator.chance(0.5) ? fabric.brick : style.secondWall, small: true,
        pitch: SIMD2(1.8, height), foot: 0.5))
    mason.portal(
      at: Vector(place.x, place.y - half.y, 0), facing: 0, halfWidth: 0.6, height: 2, rise: 0,
      leaf: style.door, surround: style.trim)
    if generator.chance(0.5) {
      mason.hippedRoof(
        place, half: half, z: height, rise: half.y * 0.7, top: SIMD2(half.x * 0.3, 0.05),
        roof: style.roof)
    } else {
      mason.gableRoof(
        place, half: half, z: height, rise: half.y * 0.8, alongFront: generator.chance(0.5),
        roof: style.roof, gable: plain)
    }
  }

  private mutating func buildMushroomTank() {
    let shaft = draw(1.5, 2.5)
    let neck = draw(9, 15)
    let bowl = shaft * draw(2.5, 3.6)
    let rise = bowl * draw(0.4, 0.9)
    let rim = neck + rise + draw(0.8, 3.2)
    let skin = [fabric.concrete, fabric.concrete, fabric.plates, style.banded][
      generator.integer(below: 4)]
    let bend = draw(0.7, 2)
    let flare = (0...6).map { step -> SIMD2<Float> in
      let share = Float(step) / 6
      return SIMD2(mix(shaft, bowl, pow(share, 1 / bend)), neck + rise * share)
    }
    mason.revolve(
      .zero, [SIMD2(shaft * draw(1.1, 1.5), 0), SIMD2(shaft, neck * draw(0.3, 0.6)), flare[0]],
      segments: 16, Cladding(material: skin))
    mason.revolve(.zero, flare, segments: 20, Cladding(material: skin))
    let glass = generator.chance(0.45)
    mason.revolve(
      .zero, [SIMD2(bowl, neck + rise), SIMD2(bowl, rim)], segments: 20,
      glass
        ? Cladding(material: style.glassWall)
        : windowed(skin, small: true, pitch: SIMD2(2.2, 1.6), foot: 0.2))
    mason.revolve(
      .zero, [SIMD2(bowl * 1.04, rim), SIMD2(bowl * 1.04, rim + 0.4)], segments: 20,
      Cladding(material: fabric.accent))
    let crown = rim + 0.4 + bowl * draw(0.12, 0.4)
    mason.revolve(
      .zero, [SIMD2(bowl * 1.06, rim + 0.4), SIMD2(shaft * 0.8, crown), SIMD2(0.05, crown + 0.2)],
      segments: 20, Cladding(material: style.roof))
    addMushroomRibs(from: shaft, to: bowl, neck...(neck + rise))
    if generator.chance(0.5) {
      mason.bar(
        from: Vector(0, 0, crown), to: Vector(0, 0, crown + draw(2.5, 6)), thickness: 0.35,
        material: fabric.iron, endsAreFree: true)
    }
    addMushroomFoot(shaft: shaft, neck: neck)
  }

  private mutating func addMushroomRibs(
    from shaft: Float, to bowl: Float, _ heights: ClosedRange<Float>
  ) {
    let ribs = 2 * count(0, 6)
    guard ribs > 5 else { return }
    let feet = Ring.regular(.zero, radius: shaft * 1.05, count: ribs, z: heights.lowerBound - 2)
    let heads = Ring.regular(.zero, radius: bowl * 0.99, count: ribs, z: heights.upperBound)
    for index in feet.indices {
      mason.bar(from: feet[index], to: heads[index], thickness: 0.4, material: style.trim)
    }
  }

  /// Adds a hall around the foot, its door, and a column of windows above it.
  private mutating func addMushroomFoot(shaft: Float, neck: Float) {
    var front = -shaft * 1.5
    if generator.chance(0.6) {
      let hall = shaft * draw(1.8, 2.6)
      let height = draw(2.8, 4)
      let sides = generator.chance(0.5) ? 8 : 16
      mason.prism(
        .zero, radius: hall, 0...height, count: sides,
        sides: windowed(small: true, pitch: SIMD2(1.9, height), foot: 0.5), top: style.roof)
      front = -hall * cos(.pi / Float(sides))
    }
    mason.portal(
      at: Vector(0, front, 0), facing: 0, halfWidth: 0.9, height: 2.4,
      rise: generator.chance(0.5) ? 1 : 0, leaf: style.door, surround: style.trim)
    for window in 0..<count(2, 4) {
      mason.panel(
        at: Vector(0, -shaft * 1.14, neck * (0.42 + 0.13 * Float(window))), facing: 0,
        halfWidth: 0.4, height: 1, material: style.glassWall)
    }
  }
}
