package import Masonry
import Rendering
import Tensors

/// Where a temple has its columns, and what they carry.
package enum TempleType: String, CaseIterable, Sendable {
  /// All around, under a roof with pediments.
  case peristyle
  /// Before the front only, on a high podium.
  case podiumTemple
  /// All around, under a flat roof or a dome.
  case flatTemple
  /// In a circle.
  case rotunda
}

extension Architect {
  /// Builds steps, a colonnade around or before a cella, an entablature, and what crowns it.
  package mutating func buildTemple(_ type: TempleType) {
    switch type {
    case .peristyle, .flatTemple: buildPeristyle(isFlat: type == .flatTemple)
    case .podiumTemple: buildPodiumTemple()
    case .rotunda: buildRotunda()
    }
  }

  private mutating func buildPeristyle(isFlat: Bool) {
    let columns = 4 + 2 * generator.integer(below: 3)
    let spacing = draw(2, 3)
    let half = SIMD2(Float(columns - 1) * spacing / 2, Float(columns + count(0, 4)) * spacing / 2)
    let steps = count(3, 8)
    let base = Float(steps) * draw(0.25, 0.45)
    mason.stairs(
      .zero, half: half + 0.8, z: 0, rise: base, count: steps, tread: draw(0.35, 0.6), trim,
      onAllSides: true)
    let height = spacing * draw(1.8, 3.2)
    let top = base + height
    let radius = spacing * draw(0.17, 0.26)
    let shaft = generator.chance(0.7) ? style.trim : style.secondWall
    addColumns(half: half, columns: columns, spacing: spacing, radius, base...top, shaft)
    let cella = half - spacing * draw(0.75, 1)
    mason.block(
      .init(0, 0.4), half: cella, base...top,
      sides: windowed(
        small: true, pitch: SIMD2(spacing, height), foot: height * 0.3, head: height * 0.1))
    mason.portal(
      at: Vector(0, 0.4 - cella.y, base), facing: 0, halfWidth: spacing * 0.42,
      height: height * 0.72,
      rise: 0, leaf: style.door, surround: style.trim)
    let beam = spacing * draw(0.4, 0.7)
    let plan = half + radius * 1.2
    mason.block(
      .zero, half: plan, top...(top + beam),
      sides: Cladding(material: generator.chance(0.4) ? style.banded : style.trim))
    mason.cornice(
      .zero, half: plan, z: top + beam, height: 0.3, depth: 0.35, material: style.secondWall)
    guard !isFlat else { return addAttic(above: cella, plan: plan, z: top + beam + 0.3) }
    mason.gableRoof(
      .zero, half: plan + 0.35, z: top + beam + 0.3, rise: plan.x * draw(0.26, 0.55),
      alongFront: false, roof: style.roof, gable: Cladding(material: style.relief), overhang: 0.3)
  }

  /// Adds a flat roof with a raised part over the cella, or a dome.
  private mutating func addAttic(above cella: SIMD2<Float>, plan: SIMD2<Float>, z: Float) {
    let rim = Ring.rectangle(.zero, half: plan + 0.3, z: z)
    mason.face(rim, Cladding(material: style.secondRoof))
    if generator.chance(0.4) {
      mason.battlements(rim, size: Vector(0.5, draw(0.6, 1.1), 0.35), trim)
    }
    let attic = z + draw(1.2, 3.2)
    mason.block(
      .zero, half: cella, z...attic,
      sides: windowed(
        style.secondWall, small: true, pitch: SIMD2(draw(1.6, 2.8), attic - z), foot: 0.1,
        head: 0.1), top: style.secondRoof)
    mason.cornice(.zero, half: cella, z: attic, height: 0.3, depth: 0.3, material: style.trim)
    if generator.chance(0.35) {
      let radius = cella.min() * draw(0.75, 0.98)
      mason.dome(
        .zero, radius: radius, z: attic + 0.3, height: radius * draw(0.6, 1), roof: style.roof)
      return
    }
    guard generator.chance(0.6) else { return }
    let upper = cella * draw(0.4, 0.7)
    let head = attic + 0.3 + draw(0.8, 2)
    mason.block(.zero, half: upper, (attic + 0.3)...head, sides: plain, top: style.secondRoof)
    mason.cornice(.zero, half: upper, z: head, height: 0.25, depth: 0.2, material: style.trim)
  }

  private mutating func buildPodiumTemple() {
    let columns = 4 + 2 * generator.integer(below: 2)
    let spacing = draw(2.1, 3)
    let half = SIMD2(Float(columns - 1) * spacing / 2 + 0.5, draw(7, 11))
    let base = draw(1.8, 3.8)
    let porch = draw(2.2, 4.4)
    let top = base + spacing * draw(2, 3)
    mason.block(
      .zero, half: half + 0.5, 0...base, sides: Cladding(material: style.secondWall),
      top: style.trim)
    let flight = half.x * draw(0.55, 0.95)
    mason.stairs(
      SIMD2(0, -half.y + 1), half: SIMD2(flight, 1.5), z: 0, rise: base, count: count(4, 8),
      tread: draw(0.4, 0.6), trim)
    let radius = spacing * draw(0.15, 0.22)
    for row in 0..<(porch > 3.4 ? 2 : 1) {
      let y = -half.y + radius + Float(row) * porch * 0.5
      mason.colonnade(
        from: SIMD2(-half.x + 0.5, y), to: SIMD2(half.x - 0.5, y), count: columns, radius: radius,
        base...top, material: style.trim, skipsEnds: false)
    }
    let cella = SIMD2(half.x - 0.25, half.y - porch / 2)
    let wall = windowed(
      small: generator.chance(0.5), pitch: SIMD2(spacing, top - base), foot: 0.8, head: 0.4)
    mason.block(SIMD2(0, porch / 2), half: cella, base...top, sides: wall.blank)
    addPilasters(beside: cella, middle: porch / 2, base...top, spacing: spacing, wall: wall)
    mason.portal(
      at: Vector(0, porch - half.y, base), facing: 0, halfWidth: spacing * 0.4,
      height: (top - base) * 0.7, rise: generator.chance(0.5) ? 1 : 0, leaf: style.door,
      surround: style.trim)
    let beam = spacing * draw(0.35, 0.6)
    mason.block(
      .zero, half: half + 0.1, top...(top + beam),
      sides: Cladding(material: generator.chance(0.4) ? style.relief : style.trim))
    mason.cornice(
      .zero, half: half + 0.1, z: top + beam, height: 0.3, depth: 0.35, material: style.secondWall)
    mason.gableRoof(
      .zero, half: half + 0.4, z: top + beam + 0.3, rise: half.x * draw(0.35, 0.75),
      alongFront: false, roof: style.roof, gable: Cladding(material: style.relief), overhang: 0.3)
  }

  /// Adds flat piers, or windows between them, to the long sides of a cella.
  private mutating func addPilasters(
    beside cella: SIMD2<Float>, middle: Float, _ heights: ClosedRange<Float>, spacing: Float,
    wall: Cladding
  ) {
    let hasWindows = generator.chance(0.5)
    let piers = max(Int((cella.y * 2 / spacing).rounded()), 2)
    for side in [Float(-1), 1] {
      if hasWindows {
        mason.block(
          SIMD2(side * cella.x, middle), half: SIMD2(0.12, cella.y), heights, sides: wall)
      }
      for pier in 0...piers {
        let y = middle + cella.y * (2 * Float(pier) / Float(piers) - 1)
        mason.block(
          SIMD2(side * cella.x, y * 0.98), half: SIMD2(0.3, 0.35), heights, sides: trim)
      }
    }
  }

  private mutating func addColumns(
    half: SIMD2<Float>, columns: Int, spacing: Float, _ radius: Float,
    _ heights: ClosedRange<Float>, _ material: Int32
  ) {
    for y in [-half.y, half.y] {
      mason.colonnade(
        from: SIMD2(-half.x, y), to: SIMD2(half.x, y), count: columns, radius: radius, heights,
        material: material)
    }
    let along = max(Int((2 * half.y / spacing).rounded()) + 1, 3)
    for x in [-half.x, half.x] {
      mason.colonnade(
        from: SIMD2(x, -half.y), to: SIMD2(x, half.y), count: along, radius: radius, heights,
        material: material, skipsEnds: true)
    }
  }

  private mutating func buildRotunda() {
    let columns = count(8, 14)
    let radius = draw(5, 8)
    let base = draw(0.9, 2.4)
    let top = base + radius * draw(0.8, 1.3)
    for step in 0..<4 {
      let out = radius + 1 + Float(4 - step) * 0.5
      let low = Float(step) * base / 4
      mason.prism(
        .zero, radius: out, low...(low + base / 4), count: 24, sides: trim, top: style.trim)
    }
    for corner in Ring.regular(.zero, radius: radius, count: columns, z: 0) {
      let place = SIMD2(corner.x, corner.y)
      mason.colonnade(
        from: place, to: place, count: 1, radius: radius * 0.075, base...top, material: style.trim)
    }
    let inner = radius * draw(0.62, 0.78)
    mason.revolve(
      .zero, [SIMD2(inner, base), SIMD2(inner, top)], segments: 16,
      windowed(small: true, pitch: SIMD2(3, top - base), foot: 1))
    mason.portal(
      at: Vector(0, -inner - 0.05, base), facing: 0, halfWidth: 0.9, height: 3, rise: 1,
      leaf: style.door, surround: style.trim)
    let outer = radius * 1.12
    mason.revolve(
      .zero, [SIMD2(outer, top), SIMD2(outer, top + 1), SIMD2(outer * 1.05, top + 1.3)],
      segments: 20, Cladding(material: style.secondWall))
    if generator.chance(0.6) {
      mason.dome(
        .zero, radius: outer * 1.02, z: top + 1.3, height: radius * draw(0.5, 1), roof: style.roof)
    } else {
      mason.revolve(
        .zero, [SIMD2(outer * 1.1, top + 1.3), SIMD2(0.05, top + 1.3 + radius * draw(0.5, 0.9))],
        segments: 20, Cladding(material: style.roof))
    }
  }
}
