package import Masonry
import Rendering
import Tensors

/// On what plan a skyscraper stands.
package enum SkyscraperType: String, CaseIterable, Sendable {
  case octagonalSkyscraper, roundSkyscraper, squareSkyscraper, pieredSkyscraper
}

extension Architect {
  /// Builds a tower block of stepped tiers with a crown, on a podium.
  package mutating func buildSkyscraper(_ type: SkyscraperType) {
    let half = SIMD2(draw(4, 6.5), draw(4, 6.5))
    let height = draw(26, 46)
    let podium = draw(3, 8)
    mason.block(
      .zero, half: half * draw(1.3, 2), 0...podium, sides: towerWall(storey: podium * 0.8),
      top: style.trim)
    mason.portal(
      at: Vector(0, -half.y * 1.3, 0), facing: 0, halfWidth: 1.4, height: podium * 0.7, rise: 0,
      leaf: style.door, surround: style.trim)
    let sides = towerWall(storey: draw(2.4, 4))
    let tiers = count(1, 4)
    var z = podium
    var reach = half
    let shrink = draw(0.66, 0.88)
    for tier in 0..<tiers {
      let share = (height - podium) * (tier == 0 ? 0.55 : 0.45 / Float(max(tiers - 1, 1)))
      let top = z + (tiers == 1 ? height - podium : share)
      addTier(type, reach, z...top, sides)
      z = top
      reach *= shrink
    }
    let last = reach / shrink
    let isSquare = type == .squareSkyscraper || type == .pieredSkyscraper
    addCrown(isSquare ? last : SIMD2(repeating: last.min() * 0.72), z: z)
    guard generator.chance(0.45) else { return }
    let side: Float = generator.chance(0.5) ? 1 : -1
    let wing = SIMD2(half.x * draw(0.6, 1), half.y * draw(0.6, 1))
    mason.block(
      SIMD2(side * (half.x + wing.x), half.y * 0.2), half: wing, 0...(height * draw(0.35, 0.75)),
      sides: towerWall(storey: 3), top: style.trim)
  }

  /// Returns a wall of windows: single ones, ribbons, or all glass.
  private mutating func towerWall(storey: Float) -> Cladding {
    switch generator.integer(below: 4) {
    case 0: Cladding(material: style.glassWall)
    case 1: Cladding(material: style.banded)
    default:
      windowed(
        generator.chance(0.5) ? style.wall : style.secondWall, pitch: SIMD2(draw(1.8, 3), storey),
        foot: 0.5)
    }
  }

  private mutating func addTier(
    _ type: SkyscraperType, _ half: SIMD2<Float>, _ heights: ClosedRange<Float>, _ sides: Cladding
  ) {
    switch type {
    case .octagonalSkyscraper:
      mason.prism(
        .zero, radius: half.min() * 1.15, heights, count: 8, sides: sides, top: style.trim)
    case .roundSkyscraper:
      let radius = half.min()
      mason.revolve(
        .zero, [SIMD2(radius, heights.lowerBound), SIMD2(radius, heights.upperBound)], segments: 20,
        sides)
      mason.face(
        Ring.regular(.zero, radius: radius, count: 20, z: heights.upperBound), trim)
    case .squareSkyscraper, .pieredSkyscraper:
      mason.block(.zero, half: half, heights, sides: sides, top: style.trim)
      mason.cornice(
        .zero, half: half, z: heights.upperBound - 0.5, height: 0.6, depth: 0.25,
        material: style.trim)
      guard type == .pieredSkyscraper else { return }
      for x in [-half.x, half.x] {
        mason.block(
          SIMD2(x, -half.y), half: SIMD2(0.5, 0.5),
          heights.lowerBound...(heights.upperBound + 1), sides: trim, top: style.trim)
      }
    }
  }

  private mutating func addCrown(_ half: SIMD2<Float>, z: Float) {
    let reach = half.min()
    switch generator.integer(below: 6) {
    case 0:
      mason.hippedRoof(
        .zero, half: half, z: z, rise: reach * draw(1, 2.6), top: SIMD2(0.03, 0.03),
        roof: style.roof, overhang: 0.1)
    case 1:
      mason.dome(.zero, radius: reach * 0.9, z: z, height: reach, roof: style.metal)
      mason.finial(.zero, z: z + reach * 0.95, height: 5, material: style.metal)
    case 2:
      mason.prism(
        .zero, radius: reach * 0.25, z...(z + draw(7, 13)), count: 6,
        sides: Cladding(material: style.metal), taper: 0.05)
    case 3:
      mason.block(
        SIMD2(reach * 0.2, 0), half: half * 0.45, z...(z + draw(2, 4)),
        sides: Cladding(material: style.secondWall), top: style.trim)
    case 4:
      let slant = draw(3, 9)
      let lower = Ring.rectangle(.zero, half: half, z: z)
      var upper = lower.map { $0 + Vector(0, 0, 0.05) }
      for index in [1, 2] { upper[index].z += slant }
      mason.loft(lower, upper, sides: plain, top: style.secondRoof)
    default:
      mason.block(
        .zero, half: half * 0.6, z...(z + 3), sides: Cladding(material: style.banded),
        top: style.trim)
      mason.roundel(
        at: Vector(0, -half.y * 0.6, z + 1.5), facing: 0, radius: 1.3, material: style.clock)
    }
  }
}
