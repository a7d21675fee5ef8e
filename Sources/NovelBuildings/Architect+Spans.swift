import Masonry
import Rendering
import Tensors

extension Architect {
  /// Adds the piers in the water and the blocks at the ends on which a deck lies.
  mutating func addPiers(half: SIMD2<Float>, deck: Float, piers: Int) {
    let isRound = generator.chance(0.3)
    for pier in 0..<piers {
      let x = half.x * (2 * Float(pier + 1) / Float(piers + 1) - 1)
      if isRound {
        for y in [-half.y * 0.6, half.y * 0.6] {
          mason.revolve(
            SIMD2(x, y), [SIMD2(0.8, 0), SIMD2(0.7, deck)], segments: 10,
            Cladding(material: style.secondWall))
        }
      } else {
        mason.block(
          SIMD2(x, 0), half: SIMD2(0.9, half.y + 0.5), 0...(deck - 0.3),
          sides: Cladding(material: style.wall), top: style.trim, taper: SIMD2(0.8, 0.9))
      }
    }
    let block = SIMD2(draw(1.4, 2.6), half.y + 0.5)
    for side in [Float(-1), 1] {
      mason.block(
        SIMD2(side * half.x, 0), half: block, 0...deck, sides: Cladding(material: style.wall),
        top: style.trim, taper: SIMD2(0.92, 1))
    }
  }

  /// Builds a deck that hangs from cables over two towers.
  mutating func buildSuspensionBridge() {
    let half = SIMD2(draw(12, 15), draw(2.2, 3))
    let deck = draw(3.6, 5)
    let height = deck + draw(6.5, 9.5)
    let towers = half.x * draw(0.46, 0.58)
    let girder = draw(1, 1.7)
    addPool(halfWidth: half.x * draw(0.8, 0.95), reach: half.y + draw(3, 6))
    let paint = tone(of: [0xb04030, 0x8c9ca4, 0x5c7c6c, 0xd0d4d0, 0x40586c, 0xc8a858])
    let steel = coat(paint)
    addPiers(half: half, deck: deck - girder, piers: 0)
    let web = crossedBars(paint, ground: paint * 0.3, size: SIMD2(girder * draw(0.9, 1.4), girder))
    mason.block(
      .zero, half: SIMD2(half.x + 1, half.y), (deck - girder)...deck,
      sides: Cladding(material: generator.chance(0.7) ? web : steel), top: style.trim)
    mason.underside(
      Ring.rectangle(.zero, half: SIMD2(half.x + 1, half.y), z: deck - girder), material: steel)
    for y in [-half.y, half.y] {
      mason.handrail(
        (0...12).map { Vector(half.x * (Float($0) / 6 - 1), y, deck) }, height: 1, width: 0.16,
        steel, isClosed: false)
      addCable(half: half, y: y, towers: towers, deck: deck, height: height, steel)
    }
    let isStone = generator.chance(0.5)
    let plan = SIMD2(draw(1, 1.5), half.y + 0.9)
    for side in [Float(-1), 1] {
      if isStone {
        addStoneTower(x: side * towers, plan: plan, deck: deck, height: height)
      } else {
        addSteelTower(x: side * towers, plan: plan, deck: deck, height: height, steel, web)
      }
    }
  }

  /// Adds one cable from end to end over both towers, with its hangers.
  private mutating func addCable(
    half: SIMD2<Float>, y: Float, towers: Float, deck: Float, height: Float, _ steel: Int32
  ) {
    let sag = height - 0.4 - (deck + draw(1, 1.6))
    let middle = (0...10).map { step -> Vector in
      let share = Float(step) / 5 - 1
      return Vector(towers * share, y, height - 0.4 - sag * (1 - share * share))
    }
    mason.beams(
      [Vector(-half.x - 0.4, y, deck)] + middle + [Vector(half.x + 0.4, y, deck)], width: 0.34,
      steel)
    for point in middle[1..<10] {
      mason.beam(from: Vector(point.x, y, deck), to: point, width: 0.16, steel)
    }
    for side in [Float(-1), 1] {
      for share in [Float(0.33), 0.66] {
        let x = side * mix(towers, half.x + 0.4, share)
        mason.beam(
          from: Vector(x, y, deck), to: Vector(x, y, mix(height - 0.4, deck, share)), width: 0.16,
          steel)
      }
    }
  }

  private mutating func addStoneTower(
    x: Float, plan: SIMD2<Float>, deck: Float, height: Float
  ) {
    mason.block(
      SIMD2(x, 0), half: plan + 0.25, 0...deck, sides: Cladding(material: style.wall),
      top: style.trim)
    let ways = [
      Archway(
        centre: plan.y, halfWidth: plan.y * 0.55, height: (height - deck) * 0.68, rise: 1.5)
    ]
    mason.arcade(
      from: SIMD2(x - plan.x, plan.y), to: SIMD2(x - plan.x, -plan.y), thickness: plan.x * 2,
      deck...height, archways: ways, sides: Cladding(material: style.wall),
      soffit: style.secondWall, top: style.trim)
    let crown = style.roof
    mason.cornice(
      SIMD2(x, 0), half: plan, z: height, height: 0.5, depth: 0.3, material: style.trim)
    mason.hippedRoof(
      SIMD2(x, 0), half: plan, z: height + 0.5, rise: plan.x * 1.3, top: SIMD2(0.05, plan.y * 0.6),
      roof: crown, overhang: 0.1)
  }

  private mutating func addSteelTower(
    x: Float, plan: SIMD2<Float>, deck: Float, height: Float, _ steel: Int32, _ web: Int32
  ) {
    mason.block(
      SIMD2(x, 0), half: plan + SIMD2(0.5, 0.4), 0...(deck * 0.45),
      sides: Cladding(material: style.wall), top: style.trim)
    for side in [Float(-1), 1] {
      mason.block(
        SIMD2(x, side * (plan.y - 0.35)), half: SIMD2(plan.x * 0.85, 0.45),
        (deck * 0.45)...(height + 0.3), sides: Cladding(material: web), top: steel,
        taper: SIMD2(0.75, 1))
    }
    for share in [Float(0.5), 1] {
      let z = mix(deck, height, share) - 0.5
      mason.block(
        SIMD2(x, 0), half: SIMD2(plan.x * 0.55, plan.y - 0.4), (z - 0.7)...z,
        sides: Cladding(material: steel), top: steel)
      mason.underside(
        Ring.rectangle(SIMD2(x, 0), half: SIMD2(plan.x * 0.55, plan.y - 0.4), z: z - 0.7),
        material: steel)
    }
  }

  /// Builds a road between two frames of steel.
  mutating func buildTrussBridge() {
    let half = SIMD2(draw(10, 13), draw(2.2, 3))
    let deck = draw(3, 5)
    let tall = draw(3.8, 5.4)
    let panels = 2 * count(3, 4)
    let arch = generator.chance(0.55) ? draw(0.35, 0.75) : 0
    let isBelow = arch == 0 && generator.chance(0.3)
    addPool(halfWidth: half.x * draw(0.75, 0.9), reach: half.y + draw(3, 6))
    let paint = tone(of: [0xa84030, 0x60747c, 0x4c6c5c, 0xb8bcbc, 0x7c5040, 0x3c5070, 0xd0b050])
    let steel = coat(paint)
    let road = isBelow ? deck + tall : deck
    let piers = isBelow ? 1 : count(0, 2)
    addPiers(half: half, deck: deck, piers: piers)
    let slab = half + SIMD2(0.4, 0.2)
    mason.block(
      .zero, half: slab, (road - 0.7)...road, sides: Cladding(material: steel), top: style.trim)
    mason.underside(Ring.rectangle(.zero, half: slab, z: road - 0.7), material: steel)
    let form = generator.integer(below: 3)
    var chords: [[Vector]] = []
    for y in [-half.y, half.y] {
      let lower = (0...panels).map {
        Vector(half.x * (2 * Float($0) / Float(panels) - 1), y, deck - 0.3)
      }
      let upper = lower.map { point -> Vector in
        let share = point.x / half.x
        let rise = tall * (1 - arch * share * share)
        return point + Vector(0, 0, rise)
      }
      addWeb(lower, upper, form: form, steel)
      chords.append(upper)
    }
    for index in chords[0].indices where index % 2 == 0 && !isBelow {
      mason.beam(from: chords[0][index], to: chords[1][index], width: 0.3, steel)
    }
    addTollHouse(half: half, z: road)
  }

  /// Adds posts, diagonals and both chords of one frame.
  private mutating func addWeb(
    _ lower: [Vector], _ upper: [Vector], form: Int, _ steel: Int32
  ) {
    mason.beams(lower, width: 0.5, steel)
    mason.beams(upper, width: 0.5, steel)
    for index in lower.indices {
      mason.beam(from: lower[index], to: upper[index], width: 0.4, steel)
    }
    for index in 1..<lower.count {
      let isLeft = index <= lower.count / 2
      let risesRight = form == 0 ? index % 2 == 1 : isLeft
      if risesRight || form == 2 {
        mason.beam(from: lower[index - 1], to: upper[index], width: 0.32, steel)
      }
      if !risesRight || form == 2 {
        mason.beam(from: lower[index], to: upper[index - 1], width: 0.32, steel)
      }
    }
  }

  /// Adds a little house or a pair of pillars at one end.
  private mutating func addTollHouse(half: SIMD2<Float>, z: Float) {
    let side: Float = generator.chance(0.5) ? 1 : -1
    let place = SIMD2(side * (half.x + 1.2), -half.y - draw(0.2, 1))
    guard generator.chance(0.55) else { return }
    let plan = SIMD2(draw(1.3, 2), draw(1.2, 1.8))
    let top = z + draw(2.6, 4.6)
    mason.block(
      place, half: plan, 0...top,
      sides: windowed(style.secondWall, small: true, pitch: SIMD2(1.7, 2.4), foot: z * 0.5))
    if generator.chance(0.5) {
      mason.hippedRoof(
        place, half: plan, z: top, rise: draw(1.2, 2.6), top: SIMD2(0.05, 0.05), roof: style.roof)
    } else {
      mason.cornice(place, half: plan, z: top, height: 0.4, depth: 0.25, material: style.trim)
      mason.dome(place, radius: plan.min(), z: top + 0.4, height: plan.min(), roof: style.metal)
    }
  }
}
