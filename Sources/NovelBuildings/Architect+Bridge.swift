package import Masonry
import Rendering
import Tensors

/// What carries a bridge.
package enum BridgeType: String, CaseIterable, Sendable {
  /// Arches of stone.
  case archBridge
  /// Cables over two towers.
  case suspensionBridge
  /// Frames of steel on both sides.
  case trussBridge
  /// A wooden house on piers.
  case coveredBridge
}

extension Architect {
  /// Builds a bridge over water, its long side towards the front.
  package mutating func buildBridge(_ type: BridgeType) {
    switch type {
    case .archBridge: buildArchBridge()
    case .suspensionBridge: buildSuspensionBridge()
    case .trussBridge: buildTrussBridge()
    case .coveredBridge: buildCoveredBridge()
    }
  }

  private mutating func buildArchBridge() {
    let spans = count(1, 4)
    let half = SIMD2(draw(10, 14), draw(2, 3.2))
    let height = draw(5.5, 8.5)
    let isViaduct = generator.chance(0.3)
    addPool(halfWidth: half.x * draw(0.75, 0.92), reach: half.y + draw(3, 6))
    let pitch = 2 * half.x / Float(spans + (spans == 1 ? 1 : 0))
    let first = spans == 1 ? half.x : pitch / 2
    let rise = generator.pick([Float(1), 1, 0.7, 1.5])
    let swell = generator.chance(0.5) ? draw(0.1, 0.24) : 0
    let ways = (0..<spans).map { span -> Archway in
      let centre = first + pitch * Float(span)
      let lift = 1 - swell * abs(centre / half.x - 1)
      let reach = pitch * (spans == 1 ? 0.62 : 0.38) * lift
      let crown = height * 0.78 * lift
      return Archway(
        centre: centre, halfWidth: reach, height: crown, rise: min(rise, crown * 0.9 / reach))
    }
    mason.arcade(
      from: -half, to: SIMD2(half.x, -half.y), thickness: half.y * 2, 0...height, archways: ways,
      sides: Cladding(material: style.wall), soffit: style.secondWall, top: style.trim)
    for span in 1..<max(spans, 1) { addCutwater(x: pitch * Float(span) - half.x, half.y, height) }
    var road = height
    if isViaduct {
      road += draw(2.4, 3.6)
      addUpperArcade(half: half, height...road)
    }
    addParapet(half: half, z: road)
    addBridgehead(half: half, z: road)
  }

  private mutating func addCutwater(x: Float, _ y: Float, _ height: Float) {
    let width = draw(0.7, 1.1)
    let reach = draw(1, 2)
    let top = height * draw(0.4, 0.75)
    for side in [Float(-1), 1] {
      let near = side * (y - 0.1)
      let foot = [
        Vector(x - width * side, near, 0), Vector(x, side * (y + reach), 0),
        Vector(x + width * side, near, 0),
      ].reversed().map { $0 }
      let head = foot.map { $0 + Vector(0, 0, top) }
      let peak = Vector(x, near, top + 0.9)
      mason.loft(foot, head, sides: Cladding(material: style.secondWall))
      mason.face([head[0], head[1], peak], trim)
      mason.face([head[1], head[2], peak], trim)
    }
  }

  private mutating func addUpperArcade(half: SIMD2<Float>, _ heights: ClosedRange<Float>) {
    let arches = count(8, 12)
    let pitch = 2 * half.x / Float(arches)
    let rise = heights.upperBound - heights.lowerBound
    let ways = (0..<arches).map { arch in
      Archway(
        centre: pitch * (Float(arch) + 0.5), halfWidth: pitch * 0.34, height: rise * 0.76, rise: 1)
    }
    let depth = half.y * draw(0.6, 0.9)
    mason.cornice(
      .zero, half: half, z: heights.lowerBound - 0.3, height: 0.35, depth: 0.2,
      material: style.trim)
    mason.arcade(
      from: SIMD2(-half.x, -depth), to: SIMD2(half.x, -depth), thickness: depth * 2,
      heights.lowerBound...heights.upperBound, archways: ways,
      sides: Cladding(material: style.wall), soffit: style.secondWall, top: style.trim)
  }

  /// Adds walls or balustrades along the road, with statues or lamps on them.
  private mutating func addParapet(half: SIMD2<Float>, z: Float) {
    mason.cornice(.zero, half: half, z: z - 0.2, height: 0.4, depth: 0.25, material: style.trim)
    let low = z + 0.2
    let isOpen = generator.chance(0.4)
    let posts = count(2, 5)
    let kind = generator.integer(below: 3)
    for side in [Float(-1), 1] {
      let y = side * half.y
      if isOpen {
        mason.handrail(
          (0...16).map { Vector(half.x * (Float($0) / 8 - 1), y, low) }, height: 0.95, width: 0.24,
          style.trim, isClosed: false)
      } else {
        mason.block(
          SIMD2(0, y), half: SIMD2(half.x, 0.2), low...(low + 1),
          sides: Cladding(material: style.secondWall), top: style.trim)
      }
      for post in 0..<posts where kind > 0 {
        let x = half.x * (2 * (Float(post) + 0.5) / Float(posts) - 1)
        mason.block(
          SIMD2(x, y), half: SIMD2(0.45, 0.45), low...(low + 1.3), sides: trim, top: style.trim)
        let top: Float = kind == 1 ? 2.2 : 2.8
        mason.prism(
          SIMD2(x, y), radius: kind == 1 ? 0.4 : 0.12, (low + 1.3)...(low + 1.3 + top), count: 6,
          sides: Cladding(material: style.metal), taper: kind == 1 ? 0.3 : 1)
        guard kind == 2 else { continue }
        mason.dome(
          SIMD2(x, y), radius: 0.3, z: low + 1.3 + top, height: 0.5, roof: style.glassWall,
          segments: 6)
      }
    }
  }

  /// Adds a gate tower, a chapel or nothing on an arch bridge.
  private mutating func addBridgehead(half: SIMD2<Float>, z: Float) {
    let place = SIMD2([-0.82, 0, 0.82, 0.45][generator.integer(below: 4)] * half.x, 0)
    guard generator.chance(0.55) else { return }
    let plan = SIMD2(draw(1.5, 2.2), half.y + 0.25)
    let top = z + draw(4.5, 7)
    let (reach, crown) = (plan.y * 0.55, (top - z) * 0.55)
    let way = Archway(
      centre: plan.y, halfWidth: reach, height: crown, rise: min(1.5, crown * 0.9 / reach))
    mason.block(
      place, half: plan, 0...z, sides: Cladding(material: style.secondWall))
    mason.arcade(
      from: SIMD2(place.x - plan.x, plan.y), to: SIMD2(place.x - plan.x, -plan.y),
      thickness: plan.x * 2, z...top, archways: [way], sides: Cladding(material: style.secondWall),
      soffit: style.wall, top: style.trim)
    for facing in [Float(0), 180] {
      mason.portal(
        at: Vector(place.x, facing == 0 ? -plan.y : plan.y, top - 2.1), facing: facing,
        halfWidth: 0.4, height: 1.3, rise: 1, leaf: style.hollow, surround: style.trim)
    }
    if generator.chance(0.5) {
      mason.hippedRoof(
        place, half: plan, z: top, rise: draw(2, 4.5), top: SIMD2(0.05, plan.y * 0.4),
        roof: style.roof, overhang: 0.3)
    } else {
      mason.battlements(
        Ring.rectangle(place, half: plan, z: top), size: Vector(0.7, 0.8, 0.4), plain)
    }
  }

  private mutating func buildCoveredBridge() {
    let half = SIMD2(draw(9, 12.5), draw(2, 2.8))
    let deck = draw(2.2, 4.2)
    let wall = draw(3, 4)
    addPool(halfWidth: half.x * draw(0.7, 0.85), reach: half.y + draw(3, 6))
    addPiers(half: half, deck: deck, piers: count(0, 3))
    let paint = tone(of: [0x8c2e24, 0x6a5038, 0xd8d2c4, 0x5c4c40, 0x7a6a54, 0x9c4438, 0x4c5c54])
    let wood = boards(paint, areUpright: generator.chance(0.7))
    let frame = crossedBars(
      paint * 0.6, ground: generator.chance(0.5) ? paint : Colour(0.06, 0.05, 0.05),
      size: SIMD2(draw(1.6, 2.6), wall * 0.5))
    let top = deck + wall
    mason.block(.zero, half: half + 0.15, (deck - 0.5)...deck, sides: Cladding(material: wood))
    mason.underside(Ring.rectangle(.zero, half: half + 0.15, z: deck - 0.5), material: wood)
    let gap = hollowArch(width: draw(0.9, 1.4), height: draw(1.2, 1.7), frame: 0.2)
    let kind = generator.integer(below: 3)
    let sides = Cladding(
      material: kind == 0 ? frame : wood, opening: kind == 1 ? gap : style.smallWindow,
      pitch: SIMD2(draw(1.8, 3.4), wall), foot: 0.4, head: 0.2)
    mason.block(.zero, half: half, deck...top, sides: kind == 0 ? sides.blank : sides)
    let roof = generator.pick([style.roof, style.secondRoof, style.metalWall])
    let rise = half.y * draw(0.7, 1.4)
    mason.gableRoof(
      .zero, half: half, z: top, rise: rise, alongFront: true, roof: roof,
      gable: Cladding(material: wood), overhang: draw(0.4, 0.9))
    for facing in [Float(90), 270] {
      mason.portal(
        at: Vector(compass(facing).x * half.x, 0, deck), facing: facing, halfWidth: half.y * 0.7,
        height: wall * 0.92, rise: generator.chance(0.5) ? 0 : 0.5, leaf: style.hollow,
        surround: style.trim)
    }
    if generator.chance(0.45) {
      addCrossGable(half: half, deck...(top + rise * 0.5), wood: wood, roof: roof)
    }
  }

  /// Adds a gable across a covered bridge, with an opening to look out of.
  private mutating func addCrossGable(
    half: SIMD2<Float>, _ heights: ClosedRange<Float>, wood: Int32, roof: Int32
  ) {
    let (deck, eaves) = (heights.lowerBound, heights.upperBound)
    let x = draw(-0.5, 0.5) * half.x
    let gable = SIMD2(draw(1.4, 2.2), half.y + 0.35)
    mason.block(SIMD2(x, 0), half: gable, heights, sides: Cladding(material: wood))
    mason.underside(Ring.rectangle(SIMD2(x, 0), half: gable, z: deck), material: wood)
    mason.gableRoof(
      SIMD2(x, 0), half: gable, z: eaves, rise: gable.x, alongFront: false, roof: roof,
      gable: Cladding(material: wood), overhang: 0.3)
    mason.portal(
      at: Vector(x, -gable.y, deck + 0.8), facing: 0, halfWidth: 0.6, height: 1.9, rise: 1,
      leaf: style.hollow, surround: style.trim)
  }
}
