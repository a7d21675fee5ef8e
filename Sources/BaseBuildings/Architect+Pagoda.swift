package import Masonry
import Rendering
import Tensors

/// What a pagoda is.
package enum PagodaType: String, CaseIterable, Sendable {
  /// A hall of one or two tiers on a square plan.
  case pagodaHall
  /// A tower of several tiers on a square plan.
  case squarePagoda
  /// A tower on a plan of six sides.
  case hexagonalPagoda
  /// A tower on a plan of eight sides, with the most tiers.
  case octagonalPagoda
}

extension Architect {
  /// Builds tiers under spreading roofs on a terrace, with a mast.
  package mutating func buildPagoda(_ type: PagodaType) {
    let (tiers, sides) = pagodaPlan(type)
    var radius = draw(5.5, 8.5)
    let base = draw(0.8, 2.6)
    mason.prism(
      .zero, radius: radius * 1.55, 0...base, count: sides,
      sides: Cladding(material: style.secondWall),
      top: style.trim)
    mason.stairs(
      SIMD2(0, -radius * 1.1), half: SIMD2(1.8, 0.4), z: 0, rise: base, count: 4, tread: 0.45, trim)
    let shrink = draw(0.72, 0.9)
    let spread = draw(1.35, 1.75)
    let pitch = draw(0.32, 0.6)
    var z = base
    var storey = draw(3, 4.6)
    for tier in 0..<tiers {
      let wall = windowed(
        tier % 2 == 0 ? style.wall : style.secondWall, small: true,
        pitch: SIMD2(radius / Float(count(2, 3)), storey * 0.9), foot: 0.3, head: 0.3)
      mason.prism(.zero, radius: radius, z...(z + storey), count: sides, sides: wall)
      if tier == 0 {
        let face = radius * (sides == 4 ? 0.707 : (sides == 6 ? 0.866 : 0.924))
        mason.portal(
          at: Vector(0, -face, z), facing: 0, halfWidth: radius * 0.17, height: storey * 0.75,
          rise: 0,
          leaf: style.door, surround: style.trim)
        addVeranda(radius: radius * 1.22, sides: sides, z...(z + storey * 0.9))
      }
      z += storey
      let next = tier == tiers - 1 ? 0.25 : radius * shrink
      z = addSpreadingRoof(
        radius: radius, next: next, spread: spread, z: z,
        pitch: pitch * (tier == tiers - 1 ? 1.5 : 1),
        sides: sides)
      radius *= shrink
      storey *= draw(0.82, 0.98)
    }
    mason.finial(.zero, z: z, height: draw(2.5, 6), material: style.metal)
  }

  /// Returns how many tiers and sides a pagoda has.
  private mutating func pagodaPlan(_ type: PagodaType) -> (tiers: Int, sides: Int) {
    switch type {
    case .pagodaHall: (count(1, 2), 4)
    case .squarePagoda: (count(3, 6), 4)
    case .hexagonalPagoda: (count(2, 5), 6)
    case .octagonalPagoda: (count(4, 7), 8)
    }
  }

  private mutating func addVeranda(radius: Float, sides: Int, _ heights: ClosedRange<Float>) {
    guard generator.chance(0.6) else { return }
    let corners = Ring.regular(.zero, radius: radius, count: sides, z: 0)
    for index in corners.indices {
      let (a, b) = (corners[index], corners[(index + 1) % sides])
      mason.colonnade(
        from: SIMD2(a.x, a.y), to: SIMD2(b.x, b.y), count: sides == 4 ? 5 : 3, radius: 0.22,
        heights,
        material: style.door)
    }
  }

  /// Adds a roof of two slopes, the lower flatter and turned up at its corners, and returns where
  /// the next storey starts.
  private mutating func addSpreadingRoof(
    radius: Float, next: Float, spread: Float, z: Float, pitch: Float, sides: Int
  ) -> Float {
    let eaves = radius * spread
    let middle = mix(eaves, next, 0.5)
    let low = z - 0.5
    let bend = low + (eaves - middle) * pitch
    let top = bend + (middle - next) * pitch * 2
    let upturn: Float = sides == 4 ? 0.55 : 0.35
    let lower = Ring.regular(.zero, radius: eaves, count: sides, z: low)
    for index in 0..<sides {
      let (a, b) = (lower[index], lower[(index + 1) % sides])
      let ring = Ring.regular(.zero, radius: middle, count: sides, z: bend)
      let (c, d) = (ring[(index + 1) % sides], ring[index])
      let mid = (a + b) / 2
      let lift = Vector(0, 0, upturn)
      let roof = Cladding(material: style.roof)
      mason.face([a + lift, mid, d], roof)
      mason.face([mid, c, d], roof)
      mason.face([mid, b + lift, c], roof)
      mason.face([a + lift - Vector(0, 0, 0.35), mid - Vector(0, 0, 0.35), mid, a + lift], trim)
      mason.face([mid - Vector(0, 0, 0.35), b + lift - Vector(0, 0, 0.35), b + lift, mid], trim)
    }
    mason.face(
      lower.reversed().map { $0 * Vector(0.98, 0.98, 1) + Vector(0, 0, 0.1) },
      Cladding(material: style.door))
    mason.prism(
      .zero, radius: middle, bend...top, count: sides, sides: Cladding(material: style.roof),
      taper: next / middle)
    return top - 0.3
  }
}
