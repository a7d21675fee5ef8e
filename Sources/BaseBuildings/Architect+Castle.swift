package import Masonry
import Rendering
import Tensors

/// What towers a castle has.
package enum CastleType: String, CaseIterable, Sendable {
  case roundTowers, squareTowers, spiredTowers, cupolaTowers
}

extension Architect {
  /// How a tower ends.
  private enum Crown: CaseIterable {
    case battlements, spire, cupola
  }

  /// Builds a curtain wall with corner towers, a gatehouse and a keep.
  package mutating func buildCastle(_ type: CastleType) {
    let half = SIMD2(draw(11, 16), draw(9, 14))
    let wall = draw(5, 8)
    let drawnRound = generator.chance(0.6)
    let isRound = type == .roundTowers || (type != .squareTowers && drawnRound)
    let radius = draw(2.4, 3.8)
    let height = wall + draw(1.5, 6)
    let crown: Crown =
      switch type {
      case .roundTowers, .squareTowers: .battlements
      case .spiredTowers: .spire
      case .cupolaTowers: .cupola
      }
    let sides = windowed(
      small: true, pitch: SIMD2(draw(3.5, 7), wall), foot: wall * 0.3, head: wall * 0.1)
    mason.block(.zero, half: half, 0...wall, sides: sides, top: style.trim)
    let merlon = Vector(draw(0.8, 1.5), draw(0.8, 1.3), 0.5)
    mason.battlements(Ring.rectangle(.zero, half: half, z: wall), size: merlon, plain)
    for x in [-half.x, half.x] {
      for y in [-half.y, half.y] {
        addCastleTower(SIMD2(x, y), radius, height, isRound: isRound, crown: crown)
      }
    }
    addGatehouse(front: -half.y, wall: wall, merlon: merlon)
    addKeep(half: half, wall: wall, merlon: merlon)
    if generator.chance(0.6) {
      let place = SIMD2(half.x * draw(-0.6, 0.6), half.y * draw(-0.1, 0.3))
      addCastleTower(
        place, radius * draw(0.6, 1), height * draw(1.3, 1.9), isRound: !isRound,
        crown: generator.pick(Crown.allCases))
    }
  }

  private mutating func addCastleTower(
    _ place: SIMD2<Float>, _ radius: Float, _ height: Float, isRound: Bool, crown: Crown
  ) {
    let sides = windowed(small: true, pitch: SIMD2(radius * 2.2, height * 0.42), foot: height * 0.2)
    let flare = radius * 1.14
    if isRound {
      mason.revolve(
        place,
        [
          SIMD2(radius * 1.12, 0), SIMD2(radius, height * 0.2), SIMD2(radius, height * 0.86),
          SIMD2(flare, height * 0.91), SIMD2(flare, height),
        ], segments: 14, sides)
    } else {
      mason.prism(place, radius: radius * 1.3, 0...(height * 0.88), count: 4, sides: sides)
      mason.prism(
        place, radius: flare * 1.32, (height * 0.88)...height, count: 4,
        sides: Cladding(material: style.secondWall))
    }
    let count = isRound ? 10 : 4
    let ring = Ring.regular(place, radius: isRound ? flare : flare * 1.32, count: count, z: height)
    mason.face(ring, trim)
    switch crown {
    case .battlements:
      mason.battlements(ring, size: Vector(isRound ? 0.75 : 1, 0.9, 0.4), plain)
    case .spire:
      mason.prism(
        place, radius: isRound ? flare * 1.1 : flare * 1.4, height...(height + radius * 2.6),
        count: isRound ? 14 : 4, sides: Cladding(material: style.roof), taper: 0.01)
      mason.finial(place, z: height + radius * 2.5, height: 1.5, material: style.metal)
    case .cupola:
      mason.dome(place, radius: flare, z: height, height: radius * 1.1, roof: style.roof)
      mason.finial(place, z: height + radius * 1.05, height: 1.3, material: style.metal)
    }
  }

  private mutating func addGatehouse(front: Float, wall: Float, merlon: Vector) {
    let half = SIMD2(draw(2.6, 4.2), Float(2.2))
    let height = wall + draw(0.8, 4)
    let place = SIMD2<Float>(draw(-1, 1) > 0.6 ? 3 : 0, front)
    mason.block(
      place, half: half, 0...height,
      sides: windowed(
        style.secondWall, small: true, pitch: SIMD2(2, 2.6), foot: height * 0.6, head: 0.3),
      top: style.trim)
    mason.battlements(Ring.rectangle(place, half: half * 1.02, z: height), size: merlon, plain)
    let door = half.x * draw(0.36, 0.55)
    mason.portal(
      at: Vector(place.x, front - half.y, 0), facing: 0, halfWidth: door, height: height * 0.55,
      rise: generator.chance(0.5) ? 1 : 1.5,
      leaf: generator.chance(0.5) ? style.door : style.hollow,
      surround: style.trim)
    guard generator.chance(0.5) else { return }
    let flank = draw(1.2, 1.8)
    for side in [Float(-1), 1] {
      addCastleTower(
        SIMD2(place.x + side * half.x, front - 1), flank, height * 1.15, isRound: true,
        crown: generator.pick([.battlements, .spire]))
    }
  }

  private mutating func addKeep(half: SIMD2<Float>, wall: Float, merlon: Vector) {
    let plan = SIMD2(draw(3.5, 6.5), draw(3.5, 6))
    let height = wall + draw(5, 12)
    let place = SIMD2(draw(-0.35, 0.35) * half.x, half.y * draw(0.1, 0.4))
    mason.block(
      place, half: plan, 0...height,
      sides: windowed(style.secondWall, pitch: SIMD2(draw(2.4, 4), draw(3, 4.5)), foot: wall * 0.8),
      top: style.trim)
    mason.cornice(place, half: plan, z: height - 0.5, height: 0.5, depth: 0.3, material: style.trim)
    if generator.chance(0.55) {
      mason.battlements(Ring.rectangle(place, half: plan + 0.3, z: height), size: merlon, plain)
    } else {
      mason.hippedRoof(
        place, half: plan, z: height, rise: plan.y * draw(0.7, 1.5), top: SIMD2(plan.x * 0.5, 0.05),
        roof: style.roof)
    }
  }
}
