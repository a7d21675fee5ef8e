import Masonry
import Rendering
import Tensors

extension Architect {
  /// Builds terraces with a great stair to a temple on top.
  mutating func buildTemplePyramid() {
    let half = SIMD2(draw(9, 12.5), draw(8.5, 11))
    let levels = count(4, 8)
    let height = half.x * draw(0.75, 1.15)
    let step = height / Float(levels)
    let top = half * draw(0.34, 0.46)
    let batter = draw(0.25, 0.8)
    let stone = tone(of: [0xb8a888, 0xa89c8c, 0xc8b898, 0x98685c, 0x8c8474, 0xd0b48c])
    let wall = blocks(stone, height: draw(0.4, 0.8), variation: 0.45)
    let panel = generator.pick([
      wall, style.relief, coat(tone(of: [0xa84c3c, 0xd8c8a8]), stain: 0.5),
    ])
    let hasLedges = generator.chance(0.65)
    for level in 0..<levels {
      let reach = half + (top - half) * (Float(level) / Float(levels - 1))
      let z = step * Float(level)
      mason.loft(
        Ring.rectangle(.zero, half: reach, z: z),
        Ring.rectangle(.zero, half: reach - batter * 0.5, z: z + step),
        sides: Cladding(material: level % 2 == 0 ? wall : panel), top: wall)
      guard hasLedges else { continue }
      mason.cornice(
        .zero, half: reach - batter * 0.5, z: z + step * 0.8, height: step * 0.2, depth: 0.2,
        material: style.trim)
    }
    let width = half.x * draw(0.24, 0.4)
    let isOnAllSides = generator.chance(0.4)
    let flight = stripes(stone * 1.1, stone * 0.62, height: draw(0.5, 0.8))
    for side in 0..<(isOnAllSides ? 4 : 1) {
      let (low, high) = side % 2 == 0 ? (half.y, top.y) : (half.x, top.x)
      addStair(
        from: low + draw(0.9, 1.6), to: high + 0.3, height: height, width: width, flight,
        sides: wall, turned: Float(side) * 90)
    }
    addShrine(half: top - batter * 0.5, z: height, wall: wall)
  }

  /// Adds a stair between two balustrades up a side of a pyramid.
  private mutating func addStair(
    from low: Float, to high: Float, height: Float, width: Float, _ flight: Int32, sides: Int32,
    turned degrees: Float
  ) {
    mason.ramp(
      from: Vector(0, -low, 0), to: Vector(0, -high, height), halfWidth: width, depth: high * 0.5,
      slope: flight, sides: sides, turned: degrees)
    let rail = width * 0.16
    for side in [Float(-1), 1] {
      mason.ramp(
        from: Vector(side * (width + rail), -low - 0.5, 0),
        to: Vector(side * (width + rail), -high - 0.35, height), halfWidth: rail,
        depth: 0.7 + high * 0.5, slope: style.trim, sides: sides, turned: degrees)
    }
  }

  /// Adds a temple with one to five doors and a comb or steps on its roof.
  private mutating func addShrine(half: SIMD2<Float>, z: Float, wall: Int32) {
    let plan = SIMD2(half.x * draw(0.75, 0.95), half.y * draw(0.5, 0.8))
    let place = SIMD2(0, half.y - plan.y - 0.2)
    let base = z + draw(0.3, 0.9)
    let top = base + draw(2.6, 3.8)
    let paint = coat(tone(of: [0xd8c8a8, 0xa84c3c, 0xe8e0cc, 0xb89468]), stain: 0.5)
    let skin = generator.pick([wall, paint, style.secondWall])
    mason.block(place, half: plan + 0.3, z...base, sides: trim, top: style.trim)
    mason.block(
      place, half: plan, base...top, sides: Cladding(material: skin), top: style.trim,
      taper: SIMD2(0.96, 0.94))
    let doors = 2 * count(0, 2) + 1
    for door in 0..<doors {
      let x = plan.x * (2 * (Float(door) + 0.5) / Float(doors) - 1)
      mason.portal(
        at: Vector(x, place.y - plan.y, base), facing: 0,
        halfWidth: min(plan.x / Float(doors) * 0.5, 0.9), height: (top - base) * 0.66, rise: 0,
        leaf: style.hollow, surround: style.trim)
    }
    let frieze = top + draw(0.8, 1.8)
    mason.cornice(place, half: plan, z: top, height: 0.3, depth: 0.2, material: style.trim)
    mason.block(
      place, half: plan, (top + 0.3)...frieze, sides: Cladding(material: style.relief),
      top: style.trim, taper: SIMD2(0.9, 0.8))
    switch generator.integer(below: 3) {
    case 0:
      mason.block(
        SIMD2(0, place.y + plan.y * 0.3), half: SIMD2(plan.x * draw(0.5, 0.85), 0.5),
        frieze...(frieze + draw(1.8, 3.4)), sides: Cladding(material: style.relief),
        top: style.trim, taper: SIMD2(0.8, 0.7))
    case 1:
      mason.battlements(
        Ring.rectangle(place, half: SIMD2(plan.x * 0.9, plan.y * 0.8), z: frieze),
        size: Vector(0.7, 0.8, 0.4), trim)
    default:
      mason.hippedRoof(
        place, half: plan * 0.85, z: frieze, rise: draw(2, 4), top: plan * 0.1, roof: style.roof)
    }
  }

  /// Builds a few high terraces with ramps along the front.
  mutating func buildZiggurat() {
    let half = SIMD2(draw(9.5, 12), draw(8, 10))
    let levels = count(2, 4)
    let first = draw(4.2, 6.2)
    let isPainted = generator.chance(0.5)
    let clay = tone(of: [0xc09468, 0xb07850, 0xa89070, 0xc8a884, 0x9c6850])
    let brick = blocks(clay, height: draw(0.35, 0.55))
    let niches = stock.add(
      Material(
        pattern: .seams, base: clay, second: clay * 0.6, scale: SIMD2(draw(1, 2), 1), stain: 0.5,
        offset: draw(0, 90)))
    let hasNiches = generator.chance(0.6)
    var (z, reach, height) = (Float(0), half, first)
    var lowest = SIMD2<Float>.zero
    for level in 0..<levels {
      let paint = coat(
        tone(of: [0x3c3834, 0xa8483c, 0xe8e0d0, 0x44648c, 0xc09850]), stain: 0.5)
      let skin = isPainted && level > 0 ? paint : (hasNiches ? niches : brick)
      let head = reach - height * draw(0.08, 0.16)
      mason.loft(
        Ring.rectangle(.zero, half: reach, z: z), Ring.rectangle(.zero, half: head, z: z + height),
        sides: Cladding(material: skin), top: brick)
      mason.battlements(
        Ring.rectangle(.zero, half: head, z: z + height), size: Vector(0.8, 0.6, 0.5),
        Cladding(material: brick))
      if level == 0 { lowest = head }
      z += height
      reach = head * draw(0.62, 0.76)
      height *= draw(0.6, 0.85)
    }
    addZigguratRamps(half: half, head: lowest, z: first, brick, clay: clay)
    addUpperStairs(from: first, to: z, front: lowest.y, last: reach.y * 1.35, brick, clay: clay)
    addZigguratShrine(half: reach * draw(0.8, 1), z: z)
  }

  /// Adds a ramp straight up the front and, sometimes, one from either side along it.
  private mutating func addZigguratRamps(
    half: SIMD2<Float>, head: SIMD2<Float>, z: Float, _ brick: Int32, clay: Colour
  ) {
    let width = draw(1.2, 1.9)
    let flight = stripes(clay * 1.2, clay * 0.7, height: draw(0.45, 0.7))
    let run = z * draw(0.9, 1.3)
    mason.ramp(
      from: Vector(0, -half.y - run, 0), to: Vector(0, -head.y - 0.4, z + 0.1), halfWidth: width,
      depth: 1.4, slope: flight, sides: brick)
    for side in [Float(-1), 1] {
      mason.ramp(
        from: Vector(side * (width + 0.3), -half.y - run - 0.4, 0.3),
        to: Vector(side * (width + 0.3), -head.y - 0.4, z + 0.9), halfWidth: 0.3, depth: 1,
        slope: style.trim, sides: brick)
    }
    guard generator.chance(0.6) else { return }
    let length = half.x * draw(0.75, 0.95)
    let y = -half.y - 0.5
    let thick = draw(1.2, 1.8)
    for side in [Float(-1), 1] {
      let (low, high) = (side * length, side * (width + 0.5))
      let lower = [
        Vector(low, y - thick, 0), Vector(high, y - thick, 0), Vector(high, y + 2, 0),
        Vector(low, y + 2, 0),
      ]
      var upper = lower
      for corner in [1, 2] { upper[corner].z = z }
      let order = side < 0 ? [1, 2, 3, 0] : [0, 3, 2, 1]
      mason.loft(
        order.map { lower[$0] }, order.map { upper[$0] + Vector(0, 0, 0.02) },
        sides: Cladding(material: brick), top: flight)
    }
  }

  private mutating func addUpperStairs(
    from low: Float, to high: Float, front: Float, last: Float, _ brick: Int32, clay: Colour
  ) {
    guard high > low + 1 else { return }
    let flight = stripes(clay * 1.2, clay * 0.7, height: draw(0.45, 0.7))
    mason.ramp(
      from: Vector(0, -front + 0.4, low), to: Vector(0, -last - 0.3, high + 0.1),
      halfWidth: draw(0.9, 1.4), depth: 1.5, slope: flight, sides: brick)
  }

  private mutating func addZigguratShrine(half: SIMD2<Float>, z: Float) {
    let top = z + draw(2.4, 4)
    let tile = coat(tone(of: [0x3c5c94, 0x4c7c8c, 0xe0d8c8, 0xa8583c, 0xc8a458]), stain: 0.3)
    let skin = generator.pick([tile, style.wall])
    mason.block(
      .zero, half: half, z...top,
      sides: Cladding(
        material: skin, opening: style.smallWindow, pitch: SIMD2(1.8, top - z), foot: 0.5,
        head: 0.4), top: style.trim)
    mason.portal(
      at: Vector(0, -half.y, z), facing: 0, halfWidth: min(half.x * 0.35, 1), height: 2.1,
      rise: generator.pick([0, 1]), leaf: style.hollow, surround: style.trim)
    if generator.chance(0.7) {
      mason.battlements(
        Ring.rectangle(.zero, half: half, z: top), size: Vector(0.6, 0.8, 0.35),
        Cladding(material: skin))
    } else {
      mason.dome(
        .zero, radius: half.min() * 0.9, z: top, height: half.min() * 0.8, roof: style.metal)
    }
  }
}
