package import Masonry
import Rendering
import Tensors

/// What a gate is.
package enum GateType: String, CaseIterable, Sendable {
  /// A triumphal arch with one way.
  case singleArch
  /// A triumphal arch with three ways.
  case tripleArch
  /// A town gate between round towers.
  case roundTowerGate
  /// A town gate between square towers.
  case squareTowerGate
}

extension Architect {
  /// Builds a triumphal arch or a town gate between towers.
  package mutating func buildGate(_ type: GateType) {
    switch type {
    case .singleArch: buildTriumphalArch(hasSideWays: false)
    case .tripleArch: buildTriumphalArch(hasSideWays: true)
    case .roundTowerGate: buildTownGate(isRound: true)
    case .squareTowerGate: buildTownGate(isRound: false)
    }
  }

  private mutating func buildTriumphalArch(hasSideWays: Bool) {
    let half = SIMD2(draw(6, 10), draw(2, 3.4))
    let height = half.x * draw(1, 1.5)
    let main = half.x * draw(0.28, 0.4)
    let rise: Float = generator.chance(0.8) ? 1 : 0
    var ways = [Archway(centre: half.x, halfWidth: main, height: height * 0.68, rise: rise)]
    if hasSideWays {
      let side = half.x * 0.15
      let low = height * draw(0.36, 0.5)
      ways.insert(Archway(centre: half.x * 0.36, halfWidth: side, height: low, rise: rise), at: 0)
      ways.append(Archway(centre: half.x * 1.64, halfWidth: side, height: low, rise: rise))
    }
    mason.arcade(
      from: SIMD2(-half.x, -half.y), to: SIMD2(half.x, -half.y), thickness: half.y * 2, 0...height,
      archways: ways, sides: plain, soffit: style.secondWall, top: style.trim)
    mason.cornice(.zero, half: half, z: height, height: 0.6, depth: 0.5, material: style.trim)
    let attic = height + 0.6 + height * draw(0.15, 0.35)
    mason.block(
      .zero, half: half * 0.97, (height + 0.6)...attic,
      sides: Cladding(material: generator.chance(0.5) ? style.relief : style.secondWall),
      top: style.trim)
    mason.cornice(.zero, half: half * 0.97, z: attic, height: 0.4, depth: 0.3, material: style.trim)
    if generator.chance(0.7) {
      let radius = draw(0.35, 0.55)
      for x in [-half.x * 0.92, -half.x * 0.52, half.x * 0.52, half.x * 0.92] {
        for y in [-half.y - radius, half.y + radius] {
          mason.colonnade(
            from: SIMD2(x, y), to: SIMD2(x, y), count: 1, radius: radius, 0...height,
            material: style.trim)
        }
      }
    }
    addGateCrown(half: half, z: attic + 0.4)
  }

  private mutating func addGateCrown(half: SIMD2<Float>, z: Float) {
    switch generator.integer(below: 4) {
    case 0:
      mason.block(
        .zero, half: SIMD2(half.x * 0.3, half.y * 0.5), z...(z + 0.8), sides: trim, top: style.trim)
      for x in stride(from: -half.x * 0.24, through: half.x * 0.24, by: half.x * 0.16) {
        mason.prism(
          SIMD2(x, 0), radius: 0.5, (z + 0.8)...(z + 3), count: 6,
          sides: Cladding(material: style.metal),
          taper: 0.3)
      }
    case 1:
      mason.gableRoof(
        .zero, half: SIMD2(half.x * 0.55, half.y), z: z, rise: half.x * 0.25, alongFront: false,
        roof: style.roof, gable: Cladding(material: style.relief))
    case 2:
      mason.battlements(Ring.rectangle(.zero, half: half, z: z), size: Vector(1, 0.9, 0.5), plain)
    default:
      mason.roundel(
        at: Vector(0, -half.y, z - 1.4), facing: 0, radius: 1.1, material: style.clock)
      mason.dome(.zero, radius: half.y * 0.9, z: z, height: half.y, roof: style.metal)
    }
  }

  private mutating func buildTownGate(isRound: Bool) {
    let half = SIMD2(draw(3.5, 5.5), draw(2.6, 4))
    let height = draw(9, 14)
    let way = Archway(
      centre: half.x, halfWidth: half.x * draw(0.36, 0.55), height: height * draw(0.4, 0.52),
      rise: generator.chance(0.5) ? 1 : 1.5)
    mason.arcade(
      from: SIMD2(-half.x, -half.y), to: SIMD2(half.x, -half.y), thickness: half.y * 2, 0...height,
      archways: [way],
      sides: windowed(small: true, pitch: SIMD2(2.2, 3), foot: height * 0.62, head: 0.3),
      soffit: style.secondWall, top: style.trim)
    if generator.chance(0.6) {
      mason.hippedRoof(
        .zero, half: half, z: height, rise: half.y * draw(1, 2.2), top: SIMD2(half.x * 0.5, 0.05),
        roof: style.roof)
    } else {
      mason.battlements(
        Ring.rectangle(.zero, half: half, z: height), size: Vector(1, 1, 0.5), plain)
    }
    let radius = draw(2, 3.2)
    let tall = height * draw(0.85, 1.35)
    for side in [Float(-1), 1] {
      let place = SIMD2(side * (half.x + radius * 0.8), -half.y * 0.4)
      addFlankingTower(place, radius, tall, isRound: isRound)
    }
    guard generator.chance(0.6) else { return }
    for side in [Float(-1), 1] {
      let place = SIMD2(side * (half.x + radius * 1.6 + 4), half.y * 0.3)
      let wall = height * 0.5
      mason.block(place, half: SIMD2(5, 0.9), 0...wall, sides: plain, top: style.trim)
      mason.battlements(
        Ring.rectangle(place, half: SIMD2(5, 0.9), z: wall), size: Vector(1, 0.9, 0.4), plain)
    }
  }

  private mutating func addFlankingTower(
    _ place: SIMD2<Float>, _ radius: Float, _ height: Float, isRound: Bool
  ) {
    let sides = windowed(
      style.secondWall, small: true, pitch: SIMD2(radius * 2, height * 0.3), foot: height * 0.2)
    let count = isRound ? 14 : 4
    if isRound {
      mason.revolve(
        place, [SIMD2(radius * 1.1, 0), SIMD2(radius, height * 0.3), SIMD2(radius, height)],
        segments: 14, sides)
    } else {
      mason.prism(place, radius: radius * 1.3, 0...height, count: 4, sides: sides)
    }
    let reach = isRound ? radius : radius * 1.3
    mason.prism(
      place, radius: reach * 1.12, height...(height + 0.8), count: count, sides: trim,
      top: style.trim)
    mason.prism(
      place, radius: reach * 1.2, (height + 0.8)...(height + radius * 2.4), count: count,
      sides: Cladding(material: style.roof), taper: 0.01)
    mason.finial(place, z: height + radius * 2.3, height: 1.4, material: style.metal)
  }
}
