package import Masonry
import Rendering
import Tensors

/// What a factory is.
package enum FactoryType: String, CaseIterable, Sendable {
  /// A hall under a roof of glazed saw teeth.
  case sawtoothMill
  /// A hall under gables.
  case gabledWorks
  /// A hall beside a cooling tower.
  case coolingPlant
  /// A hall beside a row of silos.
  case siloWorks
}

extension Architect {
  /// Builds a hall with stacks, and what goes with it.
  package mutating func buildFactory(_ type: FactoryType) {
    let half = SIMD2(draw(8, 13), draw(6, 9))
    let height = draw(5, 9)
    let wall = windowed(pitch: SIMD2(draw(2, 3.6), height / Float(count(1, 2))), foot: 0.5)
    mason.block(.zero, half: half, 0...height, sides: wall, top: style.trim)
    switch type {
    case .sawtoothMill: addSawtoothRoof(half: half, z: height)
    case .gabledWorks: addGabledRoof(half: half, z: height)
    case .coolingPlant, .siloWorks:
      generator.chance(0.6)
        ? addSawtoothRoof(half: half, z: height) : addGabledRoof(half: half, z: height)
    }
    mason.portal(
      at: Vector(draw(-0.5, 0.5) * half.x, -half.y, 0), facing: 0, halfWidth: draw(1.2, 2),
      height: height * 0.5, rise: generator.chance(0.5) ? 0 : 0.6, leaf: style.door,
      surround: style.trim)
    if generator.chance(0.65) {
      let plan = SIMD2(draw(2.2, 4), draw(2.5, 4))
      let side: Float = generator.chance(0.5) ? 1 : -1
      let place = SIMD2(side * (half.x + plan.x * 0.6), draw(-0.6, 0.2) * half.y)
      let tall = height * draw(1.4, 2.8)
      mason.block(
        place, half: plan, 0...tall,
        sides: windowed(style.secondWall, pitch: SIMD2(draw(1.6, 2.8), draw(2.6, 3.6)), foot: 0.6),
        top: style.trim)
      mason.cornice(place, half: plan, z: tall, height: 0.5, depth: 0.2, material: style.trim)
    }
    addStacks(half: half, height: height)
    switch type {
    case .sawtoothMill, .gabledWorks:
      if generator.chance(0.5) { addRoofTank(half: half, height: height) }
    case .coolingPlant: addCoolingTower(half: half, height: height)
    case .siloWorks: addSilos(half: half, height: height)
    }
  }

  private mutating func addGabledRoof(half: SIMD2<Float>, z: Float) {
    let bays = count(1, 3)
    let width = half.x / Float(bays)
    let rise = width * draw(0.4, 0.8)
    for bay in 0..<bays {
      let x = -half.x + width * Float(2 * bay + 1)
      mason.gableRoof(
        SIMD2(x, 0), half: SIMD2(width, half.y), z: z, rise: rise, alongFront: false,
        roof: style.roof, gable: plain, overhang: 0.1)
    }
  }

  private mutating func addSawtoothRoof(half: SIMD2<Float>, z: Float) {
    let teeth = count(3, 6)
    let width = 2 * half.x / Float(teeth)
    let rise = width * draw(0.5, 0.9)
    for tooth in 0..<teeth {
      let left = -half.x + width * Float(tooth)
      let lower = Ring.rectangle(SIMD2(left + width / 2, 0), half: SIMD2(width / 2, half.y), z: z)
      let (a, b) = (Vector(left, -half.y, z + rise), Vector(left, half.y, z + rise))
      mason.face([lower[1], lower[2], b, a], Cladding(material: style.roof))
      mason.face([lower[3], lower[0], a, b], Cladding(material: style.glassWall))
      mason.face([lower[0], lower[1], a], plain)
      mason.face([lower[2], lower[3], b], plain)
    }
  }

  private mutating func addStacks(half: SIMD2<Float>, height: Float) {
    let stacks = count(1, 4)
    let radius = draw(0.9, 1.7)
    let top = height * draw(2.2, 4)
    let skin = [style.banded, style.secondWall, style.wall, style.spiral][
      generator.integer(below: 4)]
    let row = draw(-0.2, 0.9) * half.y
    let start = draw(-0.9, 0.2) * half.x
    let gap = draw(2.6, 4.5)
    for stack in 0..<stacks {
      let place = SIMD2(start + Float(stack) * gap, row)
      let tall = top * (1 - 0.08 * Float(stack % 2))
      mason.revolve(
        place,
        [
          SIMD2(radius, 0), SIMD2(radius * 0.7, tall * 0.94), SIMD2(radius * 0.86, tall * 0.95),
          SIMD2(radius * 0.86, tall),
        ], segments: 12, Cladding(material: skin))
      mason.face(
        Ring.regular(place, radius: radius * 0.86, count: 12, z: tall),
        Cladding(material: style.hollow))
    }
  }

  private mutating func addCoolingTower(half: SIMD2<Float>, height: Float) {
    let radius = draw(4, 6)
    let tall = height * draw(1.6, 2.4)
    let place = SIMD2(-half.x - radius, half.y * 0.6)
    let profile = (0...6).map { step -> SIMD2<Float> in
      let share = Float(step) / 6
      let waist = (share - 0.7) * (share - 0.7)
      return SIMD2(radius * (0.6 + 0.8 * waist), tall * share)
    }
    mason.revolve(place, profile, segments: 18, Cladding(material: style.trim))
  }

  private mutating func addSilos(half: SIMD2<Float>, height: Float) {
    let radius = draw(1.6, 2.8)
    let tall = height * draw(0.9, 1.7)
    for index in 0..<count(2, 4) {
      let place = SIMD2(half.x + radius + 0.3, -half.y + radius + Float(index) * radius * 2.1)
      mason.revolve(
        place, [SIMD2(radius, 0), SIMD2(radius, tall)], segments: 12,
        Cladding(material: style.metalWall))
      mason.dome(
        place, radius: radius, z: tall, height: radius * 0.5, roof: style.metalWall, segments: 12)
    }
  }

  private mutating func addRoofTank(half: SIMD2<Float>, height: Float) {
    let place = SIMD2(half.x * 0.7, half.y * 0.5)
    let z = height * draw(1.5, 2.2)
    for x in [Float(-1.2), 1.2] {
      for y in [Float(-1.2), 1.2] {
        mason.prism(
          place + SIMD2(x, y), radius: 0.2, 0...z, count: 4, sides: Cladding(material: style.metal))
      }
    }
    mason.revolve(
      place, [SIMD2(0.1, z - 1), SIMD2(2.2, z), SIMD2(2.2, z + 3), SIMD2(0.05, z + 4)],
      segments: 12, Cladding(material: style.roof))
  }
}
