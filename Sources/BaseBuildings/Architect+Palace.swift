package import Masonry
import Rendering
import Tensors

/// What a palace is, by what stands in the middle of its front.
package enum PalaceType: String, CaseIterable, Sendable {
  /// Columns under a pediment.
  case pedimentPalace
  /// A dome.
  case domePalace
  /// A tower with clocks.
  case clockPalace
  /// A steep roof of its own.
  case pavilionPalace
}

extension Architect {
  /// Builds a long front with a middle pavilion and wings under steep roofs.
  package mutating func buildPalace(_ type: PalaceType) {
    let half = SIMD2(draw(11, 17), draw(4.5, 7))
    let storeys = count(2, 4)
    let storey = draw(3.2, 4.4)
    let height = Float(storeys) * storey
    let pitch = SIMD2(draw(2.2, 3.4), storey)
    let wall = windowed(pitch: pitch, foot: 0.1, head: 0.1)
    mason.block(.zero, half: half, 0...height, sides: wall)
    for level in 1..<storeys where generator.chance(0.6) {
      mason.cornice(
        .zero, half: half, z: Float(level) * storey - 0.12, height: 0.24, depth: 0.14,
        material: style.trim)
    }
    mason.cornice(.zero, half: half, z: height, height: 0.5, depth: 0.45, material: style.trim)
    addSteepRoof(.zero, half: half, z: height + 0.5)
    let wings = generator.integer(below: 3)
    if wings > 0 {
      let plan = SIMD2(draw(2.6, 4), half.y + (wings == 2 ? draw(3, 6) : draw(0.8, 1.6)))
      let extra = height + draw(-0.5, 3)
      for side in [Float(-1), 1] {
        let place = SIMD2(side * (half.x - plan.x * 0.4), wings == 2 ? -plan.y * 0.35 : 0)
        mason.block(place, half: plan, 0...extra, sides: wall)
        mason.cornice(place, half: plan, z: extra, height: 0.5, depth: 0.35, material: style.trim)
        addSteepRoof(place, half: plan, z: extra + 0.5)
      }
    }
    addMiddlePavilion(type, front: -half.y, height: height, storey: storey)
  }

  private mutating func addSteepRoof(_ place: SIMD2<Float>, half: SIMD2<Float>, z: Float) {
    if generator.chance(0.7) {
      let inset = half.min() * 0.55
      mason.hippedRoof(
        place, half: half, z: z, rise: half.min() * draw(0.5, 1.1),
        top: SIMD2(max(half.x - inset, 0.1), max(half.y - inset, 0.1)), roof: style.roof,
        overhang: 0.1,
        cap: style.trim)
    } else {
      mason.face(Ring.rectangle(place, half: half, z: z), Cladding(material: style.roof))
      mason.battlements(
        Ring.rectangle(place, half: half + 0.3, z: z), size: Vector(0.9, 0.8, 0.25), trim)
    }
    for index in 0..<3 where half.x > half.y {
      let x = place.x + half.x * (Float(index) - 1) * 0.6
      mason.block(
        SIMD2(x, place.y), half: SIMD2(0.7, 0.4), z...(z + half.y * 1.3),
        sides: Cladding(material: style.secondWall), top: style.hollow)
    }
  }

  private mutating func addMiddlePavilion(
    _ type: PalaceType, front: Float, height: Float, storey: Float
  ) {
    let half = SIMD2(draw(3, 5), draw(1.2, 2.4))
    let top = height + draw(0.5, 4)
    let place = SIMD2(0, front)
    mason.block(
      place, half: half, 0...top,
      sides: windowed(style.secondWall, pitch: SIMD2(half.x * 0.66, storey), foot: 0.1))
    mason.cornice(place, half: half, z: top, height: 0.5, depth: 0.4, material: style.trim)
    let gateWidth = half.x * 0.28
    mason.portal(
      at: Vector(0, front - half.y, 0), facing: 0, halfWidth: gateWidth, height: storey * 0.9,
      rise: 1,
      leaf: style.door, surround: style.trim)
    switch type {
    case .pedimentPalace:
      mason.gableRoof(
        place, half: half + 0.3, z: top + 0.5, rise: half.x * 0.45, alongFront: false,
        roof: style.roof, gable: Cladding(material: style.relief))
      mason.colonnade(
        from: SIMD2(-half.x, front - half.y - 0.5), to: SIMD2(half.x, front - half.y - 0.5),
        count: 6,
        radius: 0.35, storey...top, material: style.trim)
    case .domePalace:
      addPavilionDome(place + SIMD2(0, 2), radius: half.x * 0.75, z: top)
    case .clockPalace:
      addClockTower(place + SIMD2(0, 1.5), half: half.x * 0.42, z: top)
    case .pavilionPalace:
      mason.hippedRoof(
        place, half: half, z: top + 0.5, rise: half.x * draw(0.8, 1.5), top: half * 0.5,
        roof: style.roof, cap: style.trim)
      mason.roundel(
        at: Vector(0, front - half.y, top - 0.9), facing: 0, radius: 0.9, material: style.clock)
    }
  }

  private mutating func addPavilionDome(_ place: SIMD2<Float>, radius: Float, z: Float) {
    let drum = z + 0.5 + draw(1, 3)
    mason.revolve(
      place, [SIMD2(radius, z), SIMD2(radius, drum)], segments: 16,
      windowed(style.wall, small: true, pitch: SIMD2(2, drum - z), foot: 0.4))
    mason.dome(
      place, radius: radius * 1.05, z: drum, height: radius * 1.3, roof: style.secondRoof)
    mason.finial(place, z: drum + radius * 1.25, height: 2.5, material: style.metal)
  }

  private mutating func addClockTower(_ place: SIMD2<Float>, half: Float, z: Float) {
    let top = z + draw(4, 9)
    mason.block(place, half: SIMD2(half, half), z...top, sides: plain, top: style.trim)
    for facing in [Float(0), 90, 270] {
      let outward = compass(facing) * half
      mason.roundel(
        at: Vector(place.x + outward.x, place.y + outward.y, top - half * 1.1), facing: facing,
        radius: half * 0.8, material: style.clock)
    }
    mason.cornice(
      place, half: SIMD2(half, half), z: top, height: 0.4, depth: 0.3, material: style.trim)
    mason.prism(
      place, radius: half * 1.1, (top + 0.4)...(top + half * 3.4), count: 8,
      sides: Cladding(material: style.secondRoof), taper: 0.05)
  }
}
