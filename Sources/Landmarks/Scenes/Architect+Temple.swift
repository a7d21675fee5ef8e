import Tensors

extension Architect {
  /// Builds steps, a colonnade around a cella, an entablature and pediments; sometimes a rotunda.
  mutating func buildTemple() {
    generator.chance(0.2) ? buildRotunda() : buildPeristyle()
  }

  private mutating func buildPeristyle() {
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
    if generator.chance(0.12) {
      mason.dome(
        .zero, radius: cella.min(), z: top + beam + 0.3, height: cella.min(), roof: style.roof)
      return
    }
    mason.gableRoof(
      .zero, half: plan + 0.35, z: top + beam + 0.3, rise: plan.x * draw(0.26, 0.55),
      alongFront: false, roof: style.roof, gable: Cladding(material: style.relief), overhang: 0.3)
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
