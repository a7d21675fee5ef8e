package import Masonry
import Rendering
import Tensors

/// What a domed building is.
package enum DomedType: String, CaseIterable, Sendable {
  /// One great dome above a parapet.
  case greatDome
  /// A dome between two minarets.
  case minaretDome
  /// A dome among four small ones.
  case clusteredDome
  /// A dome that bulges to an onion.
  case onionDome
}

extension Architect {
  /// Builds a block with a drum and a great dome, often with a portico.
  package mutating func buildDomed(_ type: DomedType) {
    let half = SIMD2(draw(8, 13), draw(7, 10))
    let height = draw(6, 10)
    let storeys = Float(count(1, 2))
    mason.block(
      .zero, half: half, 0...height,
      sides: windowed(pitch: SIMD2(draw(2.4, 3.6), height / storeys), foot: 0.6), top: style.roof)
    mason.cornice(.zero, half: half, z: height, height: 0.5, depth: 0.4, material: style.trim)
    let radius = half.min() * draw(0.55, 0.85)
    let drum = height + 0.5 + draw(1.5, 5)
    let place = SIMD2<Float>(0, draw(-1, 1))
    mason.prism(
      place, radius: radius * 1.3, height...(height + 1.6), count: 8, sides: plain, top: style.trim)
    mason.revolve(
      place, [SIMD2(radius, height), SIMD2(radius, drum)], segments: 20,
      windowed(
        style.secondWall, small: true, pitch: SIMD2(draw(1.6, 2.6), drum - height - 1), foot: 1.2))
    mason.revolve(
      place, [SIMD2(radius * 1.08, drum), SIMD2(radius * 1.08, drum + 0.5)], segments: 20, trim)
    let bulge = domeBulge(type)
    let crown = radius * (type == .onionDome ? draw(1.15, 1.7) : draw(0.75, 1.5))
    mason.dome(
      place, radius: radius * 1.03, z: drum + 0.5, height: crown, bulge: bulge, roof: style.roof)
    addDomeLantern(place, z: drum + crown, radius: radius)
    if generator.chance(0.6) { addPortico(front: -half.y, height: height) }
    switch type {
    case .greatDome, .onionDome: addParapet(half: half, height: height)
    case .minaretDome: addMinarets(half: half, height: height)
    case .clusteredDome: addSmallDomes(half: half, height: height, radius: radius, bulge: bulge)
    }
  }

  /// Returns how far the domes bulge, 0 for plain ones.
  private mutating func domeBulge(_ type: DomedType) -> Float {
    switch type {
    case .greatDome: 0
    case .minaretDome, .clusteredDome: generator.chance(0.35) ? draw(0.13, 0.28) : 0
    case .onionDome: draw(0.2, 0.32)
    }
  }

  private mutating func addDomeLantern(_ place: SIMD2<Float>, z: Float, radius: Float) {
    guard generator.chance(0.6) else {
      mason.finial(place, z: z + 0.3, height: radius * 0.5, material: style.metal)
      return
    }
    let size = radius * draw(0.14, 0.24)
    mason.prism(
      place, radius: size, z...(z + size * 3), count: 8,
      sides: Cladding(
        material: style.trim, opening: style.smallWindow, pitch: SIMD2(size * 0.8, size * 2.6),
        foot: 0.2))
    mason.dome(place, radius: size * 1.15, z: z + size * 3, height: size * 1.4, roof: style.metal)
    mason.finial(place, z: z + size * 4.3, height: size * 2.4, material: style.metal)
  }

  /// Adds columns and a pediment before the door.
  mutating func addPortico(front: Float, height: Float) {
    let columns = 4 + 2 * generator.integer(below: 2)
    let half = SIMD2(draw(3, 5), Float(1.5))
    let place = SIMD2(0, front - half.y)
    let radius = draw(0.3, 0.5)
    let base: Float = 0.9
    mason.stairs(place, half: half + 0.4, z: 0, rise: base, count: 4, tread: 0.5, trim)
    mason.colonnade(
      from: SIMD2(-half.x + radius, front - 2 * half.y + radius * 1.4),
      to: SIMD2(half.x - radius, front - 2 * half.y + radius * 1.4), count: columns, radius: radius,
      base...(height * 0.86), material: style.trim)
    mason.block(place, half: half, (height * 0.86)...height, sides: trim, top: style.trim)
    mason.gableRoof(
      place, half: half, z: height, rise: half.x * draw(0.3, 0.5), alongFront: false,
      roof: style.roof, gable: Cladding(material: style.relief), overhang: 0.3)
    mason.portal(
      at: Vector(0, front, base), facing: 0, halfWidth: 0.9, height: height * 0.55, rise: 1,
      leaf: style.door, surround: style.trim)
  }

  private mutating func addMinarets(half: SIMD2<Float>, height: Float) {
    let tall = height * draw(2, 3.2)
    let slim = draw(0.8, 1.3)
    for x in [-half.x - slim, half.x + slim] {
      let place = SIMD2(x, -half.y)
      mason.revolve(
        place,
        [
          SIMD2(slim, 0), SIMD2(slim * 0.9, tall * 0.7), SIMD2(slim * 1.5, tall * 0.74),
          SIMD2(slim * 1.5, tall * 0.78), SIMD2(slim * 0.7, tall * 0.78), SIMD2(slim * 0.65, tall),
        ], segments: 10, Cladding(material: style.banded))
      mason.revolve(
        place, [SIMD2(slim * 0.85, tall), SIMD2(0.03, tall + slim * 3)], segments: 10,
        Cladding(material: style.roof))
    }
  }

  private mutating func addSmallDomes(
    half: SIMD2<Float>, height: Float, radius: Float, bulge: Float
  ) {
    let small = radius * draw(0.28, 0.42)
    let top = height + small * 1.2
    for x in [-half.x * 0.72, half.x * 0.72] {
      for y in [-half.y * 0.7, half.y * 0.7] {
        mason.revolve(
          SIMD2(x, y), [SIMD2(small, height), SIMD2(small, top)], segments: 12,
          Cladding(material: style.secondWall))
        mason.dome(
          SIMD2(x, y), radius: small * 1.05, z: top, height: small * 1.3, bulge: bulge,
          roof: style.roof, segments: 12)
        mason.finial(SIMD2(x, y), z: top + small * 1.2, height: 1.2, material: style.metal)
      }
    }
  }

  private mutating func addParapet(half: SIMD2<Float>, height: Float) {
    mason.battlements(
      Ring.rectangle(.zero, half: half + 0.4, z: height + 0.5), size: Vector(1.6, 0.7, 0.3), trim)
  }
}
