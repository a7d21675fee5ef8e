import Glibc
import Masonry
import Rendering
import Tensors

/// The two types of bandstand that are large.
extension Architect {
  /// Builds a great roof on posts or arches over stalls.
  mutating func buildMarketHall() {
    let half = SIMD2(draw(6.5, 10), draw(4.4, 6.4))
    let height = draw(3.2, 4.6)
    let bays = count(4, 7)
    mason.block(.zero, half: half + 0.8, 0...draw(0.2, 0.7), sides: trim, top: style.trim)
    if generator.chance(0.4) {
      addHallArches(half: half, height: height, bays: bays)
    } else {
      addHallPosts(half: half, height: height, bays: bays)
    }
    addStalls(half: half)
    var eaves = height
    if generator.chance(0.4) {
      eaves += draw(2.4, 3.2)
      mason.underside(Ring.rectangle(.zero, half: half, z: height), material: fabric.boards)
      mason.block(
        .zero, half: half, height...eaves,
        sides: windowed(
          generator.chance(0.6) ? fabric.timbered : style.wall, small: true,
          pitch: SIMD2(2 * half.x / Float(bays), eaves - height), foot: 0.2))
    } else {
      mason.cornice(
        .zero, half: half, z: height - 0.1, height: 0.5, depth: 0.1, material: fabric.boards)
      eaves += 0.4
    }
    let rise = half.y * draw(0.7, 1.25)
    if generator.chance(0.5) {
      mason.hippedRoof(
        .zero, half: half, z: eaves, rise: rise, top: SIMD2(half.x - half.y * draw(0.4, 0.9), 0.1),
        roof: style.roof, overhang: 0.9)
    } else {
      mason.gableRoof(
        .zero, half: half, z: eaves, rise: rise, alongFront: true, roof: style.roof,
        gable: Cladding(material: fabric.boards), overhang: 0.8)
    }
    addHallFront(half: half, eaves: eaves, rise: rise)
    guard generator.chance(0.65) else { return }
    addHallTurret(
      SIMD2(draw(-0.3, 0.3) * half.x, 0), z: eaves + rise * 0.85, roof: style.secondRoof)
  }

  private mutating func addHallPosts(half: SIMD2<Float>, height: Float, bays: Int) {
    let isTimber = generator.chance(0.6)
    let girth = draw(0.34, 0.5)
    let material = isTimber ? style.door : style.trim
    let span = 2 * half.x / Float(bays)
    for row in [Float(-1), 0, 1] {
      for bay in 0...bays {
        let foot = Vector(
          -half.x + girth + (span - 2 * girth / Float(bays)) * Float(bay), row * (half.y - girth), 0
        )
        guard isTimber else {
          mason.colonnade(
            from: SIMD2(foot.x, foot.y), to: SIMD2(foot.x, foot.y), count: 1, radius: girth,
            0...height, material: material)
          continue
        }
        let head = foot + Vector(0, 0, height)
        mason.bar(from: foot, to: head, thickness: girth, material: material)
        for side in [Float(-1), 1] where row != 0 {
          mason.bar(
            from: foot + Vector(0, 0, height * 0.62), to: head + Vector(side * span * 0.34, 0, 0),
            thickness: girth * 0.6, material: material)
        }
      }
    }
  }

  private mutating func addHallArches(half: SIMD2<Float>, height: Float, bays: Int) {
    let wall = Cladding(material: generator.chance(0.5) ? fabric.brick : style.wall)
    let rise: Float = generator.chance(0.7) ? 1 : 0.4
    func ways(_ length: Float, _ count: Int) -> [Archway] {
      let span = length / Float(count)
      return (0..<count).map {
        Archway(
          centre: span * (Float($0) + 0.5), halfWidth: span * 0.38,
          height: min(height * 0.86, height - 0.3), rise: rise)
      }
    }
    let corners = Ring.rectangle(.zero, half: half, z: 0).map { SIMD2($0.x, $0.y) }
    for index in corners.indices {
      let length = index % 2 == 0 ? 2 * half.x : 2 * half.y
      mason.arcade(
        from: corners[index], to: corners[(index + 1) % 4], thickness: 0.6, 0...height,
        archways: ways(length, index % 2 == 0 ? bays : 3), sides: wall, soffit: style.trim,
        top: style.trim)
    }
  }

  private mutating func addStalls(half: SIMD2<Float>) {
    for _ in 0..<count(2, 5) {
      let place = SIMD2(draw(-0.75, 0.75) * half.x, draw(-0.5, 0.5) * half.y)
      let size = SIMD2(draw(0.8, 1.3), Float(0.6))
      mason.block(
        place, half: size, 0...1.1, sides: Cladding(material: fabric.boards), top: style.trim)
      for corner in Ring.rectangle(place, half: size, z: 1) {
        mason.bar(
          from: corner, to: corner + Vector(0, 0, 1.2), thickness: 0.16, material: style.door)
      }
      mason.hippedRoof(
        place, half: size, z: 2.1, rise: 0.5, top: SIMD2(size.x, 0.05), roof: fabric.canvas,
        overhang: 0.3)
    }
  }

  /// Adds a gable over the middle of the front, with a clock or a relief.
  private mutating func addHallFront(half: SIMD2<Float>, eaves: Float, rise: Float) {
    guard generator.chance(0.75) else { return }
    let plan = SIMD2(half.x * draw(0.26, 0.42), half.y * 0.55)
    let place = SIMD2(0, -half.y + plan.y - 0.5)
    let top = eaves + draw(0.3, 1)
    mason.block(
      place, half: plan, (eaves - 0.3)...top, sides: Cladding(material: fabric.timbered))
    mason.gableRoof(
      place, half: plan, z: top, rise: min(plan.x * draw(0.6, 1), rise * 0.8), alongFront: false,
      roof: style.roof,
      gable: Cladding(material: generator.chance(0.5) ? style.relief : fabric.timbered),
      overhang: 0.4)
    mason.roundel(
      at: Vector(0, place.y - plan.y, top + 0.1), facing: 0, radius: min(plan.x * 0.4, 0.9),
      material: style.clock)
  }

  private mutating func addHallTurret(_ place: SIMD2<Float>, z: Float, roof: Int32) {
    let half = draw(0.9, 1.4)
    let top = z + draw(2, 3.6)
    mason.block(
      place, half: SIMD2(half, half), z...top,
      sides: windowed(
        style.secondWall, small: true, pitch: SIMD2(half * 2, top - z), foot: 0.3))
    mason.cornice(
      place, half: SIMD2(half, half), z: top, height: 0.3, depth: 0.2, material: style.trim)
    mason.prism(
      place, radius: half * 1.5, (top + 0.3)...(top + half * draw(1.6, 3.2)),
      count: generator.chance(0.5) ? 4 : 8, sides: Cladding(material: roof), taper: 0.02)
  }

  /// Builds a stage under a shell of arches that shrink towards the back, with piers beside it.
  mutating func buildShellStage() {
    let radius = draw(5.6, 8.5)
    let depth = radius * draw(0.7, 1)
    let base = draw(0.9, 1.6)
    let arches = count(3, 5)
    let squash = draw(0.8, 1.1)
    let shrink = draw(0.5, 0.7)
    let front = -depth / 2
    func arc(_ index: Int, _ place: Int) -> [Vector] {
      let share = Float(index) / Float(arches)
      let reach = radius * mix(1, shrink, share)
      let y = front + depth * Float(place) / Float(arches)
      return (0...12).map { step in
        let angle = .pi * Float(step) / 12
        return Vector(reach * cos(angle), y, base + reach * squash * sin(angle))
      }
    }
    let paints =
      generator.chance(0.5)
      ? [fabric.limewash, fabric.accent] : [style.wall, style.trim, fabric.limewash]
    for index in 0..<arches {
      let paint = Cladding(material: paints[index % paints.count])
      join(arc(index + 1, index), arc(index, index), paint)
      let lining = Cladding(material: paints[(index + 1) % paints.count])
      joinInside(arc(index + 1, index), arc(index + 1, index + 1), lining)
      join(
        arc(index, index), arc(index + 1, index + 1),
        Cladding(material: style.roof))
    }
    let back = arc(arches, arches)
    mason.face(back, Cladding(material: fabric.boards))
    mason.face(back.reversed(), Cladding(material: style.secondWall))
    addStage(radius: radius, front: front, depth: depth, base: base)
  }

  /// Joins two arches by a surface that faces outward, or to the front.
  private mutating func join(_ inner: [Vector], _ outer: [Vector], _ cladding: Cladding) {
    for index in 1..<inner.count {
      mason.face([inner[index - 1], outer[index - 1], outer[index], inner[index]], cladding)
    }
  }

  /// Joins two arches by a surface that faces the hollow below them.
  private mutating func joinInside(_ front: [Vector], _ back: [Vector], _ cladding: Cladding) {
    for index in 1..<front.count {
      mason.face([front[index - 1], front[index], back[index], back[index - 1]], cladding)
    }
  }

  /// Adds the floor, its steps, piers beside the shell, and benches before it.
  private mutating func addStage(radius: Float, front: Float, depth: Float, base: Float) {
    let apron = draw(0.8, 2.4)
    mason.block(
      SIMD2(0, -apron / 2), half: SIMD2(radius * 1.04, depth / 2 + apron / 2 + 0.3), 0...base,
      sides: Cladding(material: generator.chance(0.5) ? fabric.brick : style.secondWall),
      top: fabric.boards)
    let edge = front - apron - 0.3
    mason.stairs(
      SIMD2(draw(-0.5, 0.5) * radius, edge), half: SIMD2(1.3, 0.2), z: 0, rise: base, count: 4,
      tread: 0.4, trim)
    addPiers(beside: radius, front: front, base: base)
    for row in 0..<count(0, 3) {
      let y = edge - 2.4 - 1.3 * Float(row)
      for side in [Float(-1), 1] {
        mason.block(
          SIMD2(side * radius * 0.5, y), half: SIMD2(radius * 0.36, 0.25), 0...0.5,
          sides: Cladding(material: style.door), top: style.door)
      }
    }
  }
  private mutating func addPiers(beside radius: Float, front: Float, base: Float) {
    let pier = SIMD2(draw(0.7, 1.3), draw(0.8, 1.6))
    let height = base + radius * draw(0.6, 1.2)
    let kind = generator.integer(below: 3)
    for side in [Float(-1), 1] {
      let place = SIMD2(side * (radius + pier.x), front + pier.y)
      mason.block(
        place, half: pier, 0...height, sides: Cladding(material: style.secondWall),
        top: style.trim)
      mason.cornice(place, half: pier, z: height, height: 0.4, depth: 0.2, material: style.trim)
      switch kind {
      case 0:
        mason.ball(
          place, z: height + 0.4 + pier.x * 0.8, radius: pier.x * 0.8, height: pier.x * 0.8,
          style.metal)
      case 1:
        mason.flag(
          at: Vector(place.x, place.y, height), height: 3.2, size: SIMD2(1.8, 1),
          pole: style.metal, cloth: fabric.accent)
      default:
        mason.hippedRoof(
          place, half: pier, z: height + 0.4, rise: pier.x * 1.6, top: SIMD2(0.02, 0.02),
          roof: style.roof)
      }
    }
  }
}
