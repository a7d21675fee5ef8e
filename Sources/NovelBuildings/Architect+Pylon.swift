import Glibc
package import Masonry
import Rendering
import Tensors

/// What a pylon is.
package enum PylonType: String, CaseIterable, Sendable {
  /// An iron tower on four spreading legs, with platforms.
  case ironTower
  /// A painted mast with dishes and crossbars above a transmitter hall.
  case radioMast
  /// A frame with wheels over a mine shaft.
  case headframe
  /// A mast with arms for power lines beside a switching yard.
  case powerMast
}

extension Architect {
  /// Builds a tall frame of iron bars that one can see through.
  package mutating func buildPylon(_ type: PylonType) {
    switch type {
    case .ironTower: buildIronTower()
    case .radioMast: buildRadioMast()
    case .headframe: buildHeadframe()
    case .powerMast: buildPowerMast()
    }
  }

  private mutating func buildIronTower() {
    let spread = draw(8.5, 12.5)
    let height = spread * draw(2.9, 4.1)
    let first = height * draw(0.17, 0.27)
    let second = height * draw(0.38, 0.52)
    let middle = spread * draw(0.46, 0.58)
    let waist = spread * draw(0.2, 0.3)
    addIronLegs(SIMD2(spread, 0), SIMD2(middle, first), width: SIMD2(0.28, 0.2) * spread)
    addIronLegs(
      SIMD2(middle * 0.94, first + 1), SIMD2(waist, second), width: SIMD2(0.2, 0.13) * spread)
    addPlatform(half: middle, z: first)
    addPlatform(half: waist, z: second)
    addIronArches(spread: spread, middle: middle, top: first)
    let tip = height * draw(0.84, 0.94)
    let head = spread * 0.055
    addIronSpire(SIMD2(waist * 0.85, second + 1), SIMD2(head, tip))
    addPlatform(half: head * 2, z: tip)
    addTicketHall(spread: spread, height: first)
    if generator.chance(0.5) {
      mason.dome(
        .zero, radius: head * 1.9, z: tip + 1, height: head * 2.4, roof: fabric.accent)
    }
    mason.bar(
      from: Vector(0, 0, tip), to: Vector(0, 0, height + 2), thickness: 0.5,
      material: fabric.accent, endsAreFree: true)
  }

  /// Adds the slim part between two levels, each given as its half width and height.
  private mutating func addIronSpire(_ foot: SIMD2<Float>, _ head: SIMD2<Float>) {
    guard generator.chance(0.5) else {
      let bend = mix(foot.y, head.y, 0.4)
      let half = mix(head.x, foot.x, 0.42)
      mason.block(
        .zero, half: SIMD2(foot.x, foot.x), foot.y...bend,
        sides: Cladding(material: fabric.braced), taper: SIMD2(half, half) / foot.x)
      mason.block(
        .zero, half: SIMD2(half, half), bend...head.y, sides: Cladding(material: fabric.braced),
        taper: SIMD2(head.x, head.x) / half)
      return
    }
    let storeys = count(3, 5)
    let profile = (0...storeys).map { storey -> SIMD2<Float> in
      let share = Float(storey) / Float(storeys)
      let drop = (1 - share) * (1 - share) * 0.4 + (1 - share) * 0.6
      return SIMD2(mix(head.x, foot.x, drop), mix(foot.y, head.y, share))
    }
    mason.lattice(.zero, profile, girth: 0.1, materials: [fabric.iron])
  }

  /// Adds a hall between the front legs, and sometimes a lift shaft behind it.
  private mutating func addTicketHall(spread: Float, height: Float) {
    let half = SIMD2(spread * draw(0.2, 0.42), spread * draw(0.12, 0.24))
    let place = SIMD2(draw(-0.2, 0.2) * spread, -spread * draw(0.6, 0.9))
    let hall = draw(3, 5)
    mason.block(
      place, half: half, 0...hall,
      sides: generator.chance(0.4)
        ? Cladding(material: style.glassWall)
        : windowed(fabric.brick, pitch: SIMD2(draw(1.8, 2.8), hall), foot: 0.4))
    mason.hippedRoof(
      place, half: half, z: hall, rise: half.y * draw(0.4, 1.2),
      top: SIMD2(half.x * 0.6, 0.1), roof: style.roof, cap: style.trim)
    mason.portal(
      at: Vector(place.x, place.y - half.y, 0), facing: 0, halfWidth: 1.1, height: 2.8,
      rise: generator.chance(0.5) ? 1 : 0, leaf: style.door, surround: style.trim)
    guard generator.chance(0.5) else { return }
    let shaft = spread * draw(0.05, 0.09)
    mason.block(
      .zero, half: SIMD2(shaft, shaft), 0...height, sides: Cladding(material: style.glassWall))
  }

  /// Adds four legs between two levels, each given as the outer half width and its height.
  private mutating func addIronLegs(
    _ foot: SIMD2<Float>, _ head: SIMD2<Float>, width: SIMD2<Float>
  ) {
    let middle = SIMD2(mix(foot.x, head.x, 0.58), mix(foot.y, head.y, 0.5))
    let levels = [(foot, width.x), (middle, mix(width.x, width.y, 0.5)), (head, width.y)]
    for x in [Float(-1), 1] {
      for y in [Float(-1), 1] {
        let rings = levels.map { level, width in
          Ring.rectangle(
            SIMD2(x, y) * (level.x - width / 2), half: SIMD2(width, width) / 2, z: level.y)
        }
        for index in 1..<rings.count {
          mason.loft(
            rings[index - 1], rings[index], sides: Cladding(material: fabric.braced))
        }
        guard foot.y == 0 else { continue }
        mason.block(
          SIMD2(x, y) * (foot.x - width.x / 2), half: SIMD2(width.x, width.x) * 0.72, 0...1.2,
          sides: Cladding(material: fabric.granite), top: style.trim)
      }
    }
  }

  private mutating func addPlatform(half: Float, z: Float) {
    let reach = SIMD2(half, half) * 1.08
    mason.block(
      .zero, half: reach, z...(z + 1), sides: Cladding(material: fabric.iron), top: fabric.accent)
    mason.underside(Ring.rectangle(.zero, half: reach, z: z), material: fabric.iron)
    guard half > 1.5 else { return }
    mason.railing(
      Ring.rectangle(.zero, half: reach, z: z + 1), height: half * 0.14 + 0.6,
      material: fabric.accent)
  }

  /// Adds an arch between the legs on each side, under the first platform.
  private mutating func addIronArches(spread: Float, middle: Float, top: Float) {
    let rise = top * draw(0.5, 0.72)
    for facing in [Float(0), 90, 180, 270] {
      var arch = Mason()
      let points = (0...8).map { step -> Vector in
        let angle = .pi * Float(step) / 8
        let share = sin(angle)
        return Vector(
          -spread * 0.6 * cos(angle), -mix(spread * 0.92, middle * 1.02, share * rise / top),
          top - rise + share * rise * 0.96)
      }
      for index in 1..<points.count {
        arch.bar(
          from: points[index - 1], to: points[index], thickness: spread * 0.06,
          material: fabric.iron)
      }
      mason.add(arch.model, turned: facing)
    }
  }

  private mutating func buildRadioMast() {
    let legs = [3, 4, 4][generator.integer(below: 3)]
    let size = draw(3, 4.6)
    let foot = size * (legs == 3 ? 0.75 : 1)
    let head = foot * draw(0.2, 0.42)
    let height = size * draw(5.4, 7.6)
    let storeys = count(5, 8)
    let hall = addTransmitterHall(size: size)
    let profile = (0...storeys).map { storey -> SIMD2<Float> in
      let share = Float(storey) / Float(storeys)
      return SIMD2(mix(head, foot, pow(1 - share, 1.25)), mix(hall, height, share))
    }
    mason.lattice(
      .zero, profile, count: legs, girth: draw(0.07, 0.095),
      materials: generator.chance(0.6) ? [fabric.iron, fabric.accent] : [fabric.iron])
    mason.bar(
      from: Vector(0, 0, hall), to: Vector(0, 0, height), thickness: head * 0.6,
      material: fabric.iron)
    addDishes(foot: foot, head: head, hall...height)
    let pole = height * draw(0.12, 0.26)
    mason.bar(
      from: Vector(0, 0, height), to: Vector(0, 0, height + pole), thickness: 0.5,
      material: fabric.accent, endsAreFree: true)
    for bar in 0..<count(1, 4) {
      let z = height + pole * (0.2 + 0.24 * Float(bar))
      let reach = size * draw(0.4, 0.95)
      mason.bar(
        from: Vector(-reach, 0, z), to: Vector(reach, 0, z), thickness: 0.4,
        material: fabric.accent, endsAreFree: true)
    }
  }

  /// Adds the hall that a mast stands on, and returns the height of its roof.
  private mutating func addTransmitterHall(size: Float) -> Float {
    let (front, back) = (-size * draw(1.15, 1.7), size * 1.6)
    let half = SIMD2(size * draw(1.35, 2.1), (back - front) / 2)
    let slack = half.x - size * 1.35
    let place = SIMD2(draw(-1, 1) * slack, (back + front) / 2)
    let hall = draw(3.4, 6)
    mason.block(
      place, half: half, 0...hall,
      sides: windowed(
        generator.chance(0.5) ? style.wall : fabric.concrete, pitch: SIMD2(draw(2, 3), hall),
        foot: 0.4), top: style.roof)
    mason.cornice(place, half: half, z: hall, height: 0.5, depth: 0.3, material: style.trim)
    mason.portal(
      at: Vector(place.x + draw(-0.5, 0.5) * half.x, front, 0), facing: 0, halfWidth: 0.9,
      height: 2.6, rise: generator.chance(0.5) ? 1 : 0, leaf: style.door, surround: style.trim)
    return hall + 0.5
  }

  /// Adds decks with dishes that look to the front and the flanks.
  private mutating func addDishes(foot: Float, head: Float, _ heights: ClosedRange<Float>) {
    for deck in 0..<count(1, 3) {
      let share = 0.5 + 0.2 * Float(deck)
      let z = mix(heights.lowerBound, heights.upperBound, share)
      let reach = mix(head, foot, 1 - share) + draw(0.8, 1.6)
      mason.prism(
        .zero, radius: reach, z...(z + 0.5), count: 8, sides: Cladding(material: fabric.accent),
        top: fabric.iron)
      mason.underside(Ring.regular(.zero, radius: reach, count: 8, z: z), material: fabric.iron)
      for facing in [Float(0), 70, -50, 180] where generator.chance(0.65) {
        let outward = compass(facing)
        let direction = Vector(outward.x, outward.y, 0)
        let radius = draw(0.9, 1.7)
        let hub = direction * (reach * 0.85) + Vector(0, 0, z + 0.6 + radius)
        mason.limb(
          [hub, hub + direction * 0.7], radii: [radius * 0.4, radius], sides: 12, style.trim)
      }
    }
  }
}
