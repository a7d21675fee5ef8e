package import Masonry
import Rendering
import Tensors

/// Where a church has its towers.
package enum ChurchType: String, CaseIterable, Sendable {
  case twinTowers, frontTower, sideTower, crossingTower
}

extension Architect {
  /// Builds a nave with aisles, one or two towers, a rose window, sometimes a transept.
  package mutating func buildChurch(_ type: ChurchType) {
    let width = draw(4.2, 6.5)
    let length = draw(11, 18)
    let eaves = draw(8, 13)
    let rise = width * draw(0.8, 1.7)
    let nave = windowed(pitch: SIMD2(draw(3, 4.5), eaves * 0.75), foot: eaves * 0.2)
    let half = SIMD2(width, length)
    mason.block(.zero, half: half, 0...eaves, sides: nave)
    mason.gableRoof(
      .zero, half: half, z: eaves, rise: rise, alongFront: false, roof: style.roof, gable: plain)
    if generator.chance(0.7) { addAisles(beside: half, height: eaves * draw(0.4, 0.6)) }
    if generator.chance(0.5) {
      let arm = SIMD2(width * draw(1.6, 2.1), draw(3, 4.5))
      let place = SIMD2<Float>(0, length * draw(0.2, 0.5))
      mason.block(place, half: arm, 0...eaves, sides: nave)
      mason.gableRoof(
        place, half: arm, z: eaves, rise: rise * 0.8, alongFront: true, roof: style.roof,
        gable: plain)
    }
    let radius = width * draw(0.7, 0.9)
    mason.revolve(
      SIMD2(0, length), [SIMD2(radius, 0), SIMD2(radius, eaves * 0.8)], segments: 14, nave)
    mason.revolve(
      SIMD2(0, length), [SIMD2(radius * 1.06, eaves * 0.8), SIMD2(0.05, eaves * 1.15)],
      segments: 14,
      Cladding(material: style.secondRoof))
    addWestFront(type, half: half, eaves: eaves, rise: rise)
  }

  private mutating func addAisles(beside half: SIMD2<Float>, height: Float) {
    let depth = draw(2, 3.4)
    let wall = windowed(small: true, pitch: SIMD2(3.2, height), foot: 0.8)
    for side in [Float(-1), 1] {
      let centre = SIMD2(side * (half.x + depth / 2), 0.5)
      let plan = SIMD2(depth / 2, half.y - 1)
      mason.block(centre, half: plan, 0...height, sides: wall)
      let lower = Ring.rectangle(centre, half: plan + 0.2, z: height)
      var upper = lower.map { $0 + Vector(0, 0, 0.15) }
      for index in (side < 0 ? [1, 2] : [0, 3]) { upper[index].z += depth * 0.8 }
      mason.loft(lower, upper, sides: trim, top: style.secondRoof)
      for step in 0..<4 {
        let y = -half.y + 2 + Float(step) * (half.y * 2 - 4) / 3
        mason.block(
          SIMD2(side * (half.x + depth + 0.4), y), half: SIMD2(0.5, 0.4), 0...(height * 0.85),
          sides: trim, top: style.trim, taper: SIMD2(0.6, 1))
      }
    }
  }

  private mutating func addWestFront(
    _ type: ChurchType, half: SIMD2<Float>, eaves: Float, rise: Float
  ) {
    let tower = draw(2, 3.1)
    let height = eaves + rise * draw(0.5, 1.6) + draw(1, 5)
    let crown = generator.integer(below: 5)
    let steepness = draw(1.6, 4.4)
    let front = -half.y
    var face = front
    switch type {
    case .twinTowers:
      for side in [Float(-1), 1] {
        addTower(SIMD2(side * (half.x + tower * 0.45), front), tower, height, crown, steepness)
      }
    case .frontTower:
      addTower(SIMD2(0, front), tower * 1.2, height * 1.1, crown, steepness)
      face = front - tower * 1.2
    case .sideTower:
      let side: Float = generator.chance(0.5) ? 1 : -1
      addTower(
        SIMD2(side * (half.x + tower), front + tower), tower, height * 1.15, crown, steepness)
    case .crossingTower:
      addTower(SIMD2(0, half.y * 0.3), tower * 1.25, height * 1.25, crown, steepness)
    }
    let door = type == .frontTower ? tower * 0.5 : half.x * draw(0.22, 0.34)
    let pointed: Float = generator.chance(0.5) ? 1.6 : 1
    mason.portal(
      at: Vector(0, face, 0), facing: 0, halfWidth: door, height: door * 2.9, rise: pointed,
      leaf: style.door, surround: style.trim)
    let radius = min(half.x * draw(0.35, 0.5), type == .frontTower ? tower * 0.6 : 9)
    mason.roundel(
      at: Vector(0, face, door * 2.9 + radius * 1.7), facing: 0, radius: radius,
      material: style.rose)
  }

  private mutating func addTower(
    _ place: SIMD2<Float>, _ half: Float, _ height: Float, _ crown: Int, _ steepness: Float
  ) {
    let belfry = height * 0.72
    let body = windowed(small: true, pitch: SIMD2(half * 2, height * 0.24), foot: height * 0.15)
    mason.block(place, half: SIMD2(half, half), 0...belfry, sides: body)
    mason.cornice(
      place, half: SIMD2(half, half), z: belfry, height: 0.4, depth: 0.25, material: style.trim)
    mason.block(
      place, half: SIMD2(half, half) * 0.95, (belfry + 0.4)...height,
      sides: windowed(style.secondWall, pitch: SIMD2(half * 0.9, height - belfry - 0.4), foot: 0.3),
      top: style.trim)
    mason.cornice(
      place, half: SIMD2(half, half), z: height, height: 0.4, depth: 0.2, material: style.trim)
    let z = height + 0.4
    switch crown {
    case 0:
      mason.hippedRoof(
        place, half: SIMD2(half, half), z: z, rise: half * steepness, top: SIMD2(0.02, 0.02),
        roof: style.secondRoof, overhang: 0.15)
    case 1:
      mason.prism(
        place, radius: half * 1.05, z...(z + half * steepness * 1.2), count: 8,
        sides: Cladding(material: style.secondRoof), taper: 0.01)
    case 2:
      let ring = Ring.rectangle(place, half: SIMD2(half, half) * 1.05, z: z)
      mason.battlements(ring, size: Vector(0.7, 0.9, 0.4), plain)
      for corner in ring {
        mason.prism(
          SIMD2(corner.x, corner.y), radius: 0.55, z...(z + 2.6), count: 4, sides: trim, taper: 0.05
        )
      }
    case 3:
      mason.dome(
        place, radius: half, z: z, height: half * 1.9, bulge: 0.24, roof: style.metal)
      mason.finial(place, z: z + half * 1.8, height: 2, material: style.metal)
    default:
      mason.gableRoof(
        place, half: SIMD2(half, half), z: z, rise: half * 1.3, alongFront: true,
        roof: style.secondRoof, gable: plain, overhang: 0.2)
    }
    guard crown < 2 else { return }
    mason.finial(place, z: z + half * steepness * 0.99, height: 1.6, material: style.metal)
  }
}
