package import Masonry
import Rendering
import Tensors

/// What a monument is.
package enum MonumentType: String, CaseIterable, Sendable {
  /// A tall tapering shaft with a pointed tip on a pedestal.
  case obelisk
  /// A column that carries a figure.
  case statueColumn
  /// A rider on a high base.
  case equestrian
  /// A broad slab on steps, with low walls beside it.
  case cenotaph
}

extension Architect {
  /// Builds a monument of stone and bronze on steps.
  package mutating func buildMonument(_ type: MonumentType) {
    let stone = [fabric.granite, fabric.granite, style.wall, style.secondWall, style.trim][
      generator.integer(below: 5)]
    switch type {
    case .obelisk: buildObelisk(stone)
    case .statueColumn: buildStatueColumn(stone)
    case .equestrian: buildEquestrian(stone)
    case .cenotaph: buildCenotaph(stone)
    }
  }

  private mutating func buildObelisk(_ stone: Int32) {
    let half = draw(1.7, 2.7)
    let foot = addMonumentSteps(SIMD2(half, half), material: stone)
    let base = foot + draw(1.8, 4.2)
    addPedestal(SIMD2(half, half), foot...base, stone)
    let reach = half * draw(0.56, 0.74)
    let top = base + reach * draw(5.4, 9)
    let head = reach * draw(0.55, 0.78)
    let shaft = generator.chance(0.7) ? stone : fabric.granite
    mason.block(
      .zero, half: SIMD2(reach, reach) * 1.2, base...(base + 0.6), sides: trim, top: style.trim)
    mason.block(
      .zero, half: SIMD2(reach, reach), (base + 0.6)...top, sides: Cladding(material: shaft),
      taper: SIMD2(head, head) / reach)
    mason.block(
      .zero, half: SIMD2(head, head), top...(top + head * draw(1.2, 2.4)),
      sides: Cladding(material: generator.chance(0.5) ? style.metal : shaft),
      taper: SIMD2(0.02, 0.02))
    if generator.chance(0.5) {
      mason.panel(
        at: Vector(0, -reach * 0.86, mix(base, top, 0.24)), facing: 0, halfWidth: reach * 0.5,
        height: (top - base) * draw(0.16, 0.3), material: style.relief)
    }
    addMonumentCorners(half, foot: foot, stone)
  }

  private mutating func buildStatueColumn(_ stone: Int32) {
    let half = draw(1.8, 2.8)
    let foot = addMonumentSteps(SIMD2(half, half), material: stone)
    let base = foot + draw(2.2, 4.6)
    addPedestal(SIMD2(half, half), foot...base, stone)
    let radius = half * draw(0.46, 0.64)
    let top = base + radius * draw(5.6, 9)
    let skin = [fabric.fluted, stone, style.banded, style.relief, fabric.fluted][
      generator.integer(below: 5)]
    let rim = radius * draw(1.3, 1.7)
    mason.revolve(
      .zero,
      [
        SIMD2(radius * 1.45, base), SIMD2(radius * 1.45, base + 0.4),
        SIMD2(radius * 1.05, base + 0.8),
      ], segments: 16, trim)
    mason.revolve(
      .zero, [SIMD2(radius, base + 0.8), SIMD2(radius * draw(0.76, 0.92), top)], segments: 16,
      Cladding(material: skin))
    for ring in 0..<count(0, 2) {
      let z = mix(base, top, 0.3 + 0.3 * Float(ring))
      mason.revolve(
        .zero, [SIMD2(radius * 1.08, z), SIMD2(radius * 1.08, z + 0.5)], segments: 16,
        Cladding(material: style.metal))
    }
    mason.revolve(
      .zero, [SIMD2(radius * 0.84, top), SIMD2(rim, top + 0.9)], segments: 16, trim)
    mason.block(
      .zero, half: SIMD2(rim, rim), (top + 0.9)...(top + 1.4), sides: trim, top: style.trim)
    mason.underside(
      Ring.rectangle(.zero, half: SIMD2(rim, rim), z: top + 0.9), material: style.trim)
    let socket = top + 1.4 + draw(0.4, 1.4)
    mason.revolve(
      .zero, [SIMD2(rim * 0.62, top + 1.4), SIMD2(rim * 0.56, socket)], segments: 10, trim)
    mason.face(Ring.regular(.zero, radius: rim * 0.56, count: 10, z: socket), trim)
    mason.figure(
      at: Vector(0, 0, socket), height: radius * draw(2.6, 3.8), pose: pose(), fabric.bronze)
    addMonumentCorners(half, foot: foot, stone)
  }

  private mutating func buildEquestrian(_ stone: Int32) {
    let long = draw(2.3, 3.3)
    let short = draw(1.3, 1.9)
    let heading = [Float(90), 270, 90, 270, 0][generator.integer(below: 5)]
    let half = heading == 0 ? SIMD2(short, long) : SIMD2(long, short)
    let foot = addMonumentSteps(half, material: stone)
    let base = foot + draw(2, 4.8)
    addPedestal(half, foot...base, stone)
    if generator.chance(0.4) {
      for side in [Float(-1), 1] {
        let place = heading == 0 ? SIMD2(0, side * long) : SIMD2(side * long, 0)
        mason.revolve(
          place, [SIMD2(short * 0.9, foot), SIMD2(short * 0.9, base - 0.1)], segments: 12,
          Cladding(material: stone))
        mason.face(Ring.regular(place, radius: short * 0.9, count: 12, z: base - 0.1), trim)
      }
    }
    mason.block(
      .zero, half: half * 0.8, base...(base + 0.4), sides: Cladding(material: fabric.bronze),
      top: fabric.bronze)
    let gait = Gait(
      rearing: generator.chance(0.45) ? draw(10, 34) : draw(0, 5),
      raisesArm: generator.chance(0.55), hasHat: generator.chance(0.5))
    mason.rider(
      at: Vector(0, 0, base + 0.4), heading: heading, size: long * draw(0.86, 1.12), gait: gait,
      fabric.bronze)
    addMonumentCorners(half.max(), foot: foot, stone)
  }

  /// Draws how a figure stands.
  mutating func pose() -> Pose {
    Pose(
      reach: generator.chance(0.6) ? draw(0.12, 0.34) : draw(-0.3, -0.1),
      hasStaff: generator.chance(0.45), hasWings: generator.chance(0.3))
  }

  /// Adds steps around a plan and returns their height.
  mutating func addMonumentSteps(_ half: SIMD2<Float>, material: Int32) -> Float {
    let steps = count(2, 5)
    let rise = Float(steps) * draw(0.28, 0.42)
    let tread = draw(0.45, 0.85)
    mason.stairs(
      .zero, half: half + 0.3, z: 0, rise: rise, count: steps, tread: tread,
      Cladding(material: generator.chance(0.5) ? material : style.trim), onAllSides: true)
    return rise
  }

  /// Adds a block with mouldings, an inscription in front and reliefs on the flanks.
  private mutating func addPedestal(
    _ half: SIMD2<Float>, _ heights: ClosedRange<Float>, _ stone: Int32
  ) {
    let (z, top) = (heights.lowerBound, heights.upperBound)
    mason.block(
      .zero, half: half * 1.1, z...(z + 0.5), sides: trim, top: style.trim, taper: SIMD2(0.95, 0.95)
    )
    mason.block(.zero, half: half * 0.92, z...(top - 0.4), sides: Cladding(material: stone))
    mason.cornice(.zero, half: half, z: top - 0.4, height: 0.4, depth: 0.12, material: style.trim)
    let height = (top - z - 1.2) * 0.85
    mason.panel(
      at: Vector(0, -half.y * 0.92, z + 0.7), facing: 0, halfWidth: half.x * draw(0.4, 0.7),
      height: height, material: generator.chance(0.6) ? fabric.bronze : style.metal)
    guard generator.chance(0.7) else { return }
    for facing in [Float(90), 270] {
      mason.panel(
        at: Vector((facing == 90 ? 0.92 : -0.92) * half.x, 0, z + 0.7), facing: facing,
        halfWidth: half.y * 0.62, height: height, material: style.relief)
    }
  }

  /// Adds what stands on the corners of the steps: figures, balls, small obelisks, or nothing.
  private mutating func addMonumentCorners(_ half: Float, foot: Float, _ stone: Int32) {
    let kind = generator.integer(below: 4)
    guard kind > 0 else { return }
    let out = half + 0.7
    let low = draw(0.7, 1.5)
    let onlyFront = generator.chance(0.35)
    for x in [-out, out] {
      for y in onlyFront ? [-out] : [-out, out] {
        let place = SIMD2(x, y)
        mason.block(
          place, half: SIMD2(0.6, 0.6), 0...(foot + low), sides: Cladding(material: stone),
          top: style.trim)
        let z = foot + low
        switch kind {
        case 1:
          mason.figure(
            at: Vector(x, y, z), height: 1.9,
            pose: Pose(reach: -0.25, hasStaff: x < 0, hasWings: false), fabric.bronze)
        case 2: mason.ball(place, z: z + 0.6, radius: 0.6, height: 0.6, style.metal)
        default:
          mason.block(
            place, half: SIMD2(0.4, 0.4), z...(z + 2.2), sides: trim, taper: SIMD2(0.1, 0.1))
        }
      }
    }
  }
}
