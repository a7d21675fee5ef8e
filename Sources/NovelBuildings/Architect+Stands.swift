import Glibc
import Masonry
import Rendering
import Tensors

extension Architect {
  /// Builds a bowl that leans outward under a broad roof.
  mutating func buildStadium() {
    let half = SIMD2(draw(13, 16), draw(11, 13.5))
    let bays = 2 * count(12, 15)
    let height = draw(7, 10)
    let lean = draw(0.3, 2.2)
    let foot = half - lean
    let wave = draw(0, 2.6)
    let turn = generator.chance(0.5) ? Float(0) : .pi
    let rim = Ring.ellipse(half: half, count: bays, z: height).enumerated().map { bay, point in
      let angle = Float(bay) / Float(bays) * 4 * .pi + turn
      return point + Vector(0, 0, wave * cos(angle) * 0.5)
    }
    let skin = stadiumSkin(height: height)
    let base = Ring.ellipse(half: foot, count: bays, z: 0)
    let waist = Ring.ellipse(half: foot, count: bays, z: 2.6)
    mason.loft(base, waist, sides: Cladding(material: style.glassWall))
    if generator.chance(0.6) { addLedge(half: foot, depth: lean + 0.7, z: 2.7, bays: bays) }
    mason.loft(waist, rim, sides: skin)
    if generator.chance(0.55) {
      let steel = coat(tone(of: [0xe8e8e4, 0xa0a8ac, 0xb04034, 0x34506c]))
      for bay in stride(from: 0, to: bays, by: generator.pick([1, 2])) {
        mason.beam(from: base[bay] * 1.01, to: rim[bay] * 1.01, width: 0.42, steel)
      }
    }
    addStadiumRoof(rim: rim, bays: bays, height: height)
    addSeats(half: half * 0.88, z: height * 0.7, wall: height + 1.5, bays: bays)
    addStadiumEntrance(front: -foot.y, height: height)
  }

  private mutating func stadiumSkin(height: Float) -> Cladding {
    let paint = tone(of: [0xe4e4e0, 0xb0b8bc, 0xa89c8c, 0x9c4438, 0x3c5c84, 0xc8b488])
    switch generator.integer(below: 4) {
    case 0:
      return Cladding(
        material: crossedBars(
          paint, ground: tone(of: [0x44505c, 0x343c44, 0x7c8c94]),
          size: SIMD2(draw(1.6, 2.8), draw(1.6, 2.6))))
    case 1:
      return Cladding(material: stripes(paint, paint * draw(0.45, 0.75), height: draw(0.7, 1.7)))
    case 2: return Cladding(material: style.glassWall)
    default:
      return Cladding(
        material: coat(paint, stain: 0.4), opening: style.window,
        pitch: SIMD2(draw(1.8, 2.8), draw(2.2, 3)), foot: 0.3, head: 0.8)
    }
  }

  /// Adds a roof over the seats, open in the middle, with masts, lamps or nothing on it.
  private mutating func addStadiumRoof(rim: [Vector], bays: Int, height: Float) {
    let reach = draw(0.28, 0.46)
    let slant = draw(-0.4, 2)
    let shell = coat(
      tone(of: [0xf0f0ec, 0xd8dce0, 0xb4bcc0, 0x8c3c34, 0x5c7890], by: 0.08), stain: 0.15)
    let outer = rim.map { $0 * Vector(1.05, 1.05, 1) + Vector(0, 0, 0.6) }
    let inner = rim.map { $0 * Vector(1 - reach, 1 - reach, 1) + Vector(0, 0, 0.6 + slant) }
    let under = rim.map { $0 * Vector(1.05, 1.05, 1) }
    let below = inner.map { $0 - Vector(0, 0, 0.5) }
    for bay in 0..<bays {
      let next = (bay + 1) % bays
      for corners in [
        [under[bay], under[next], outer[next], outer[bay]],
        [outer[bay], outer[next], inner[next], inner[bay]],
        [inner[bay], inner[next], below[next], below[bay]],
        [below[bay], below[next], under[next], under[bay]],
      ] {
        mason.face([corners[0], corners[1], corners[2]], Cladding(material: shell))
        mason.extend([corners[0], corners[2], corners[3]])
      }
    }
    if generator.chance(0.67) { addMasts(around: outer, holding: inner, height: height) }
  }

  /// Adds masts that hold the roof by cables, or four that carry lamps.
  private mutating func addMasts(
    around outer: [Vector], holding inner: [Vector], height: Float
  ) {
    let steel = coat(tone(of: [0xe8e8e4, 0x8c9498, 0xb04034, 0x444c54]))
    let haveCables = generator.chance(0.5)
    let masts = haveCables ? count(3, 5) * 2 : 4
    let tall = height + draw(3.5, 6)
    for mast in 0..<masts {
      let bay = Int((Float(mast) + 0.5) * Float(outer.count) / Float(masts)) % outer.count
      let place = outer[bay] * Vector(1.02, 1.02, 0)
      guard !haveCables else {
        let top = place * 1.04 + Vector(0, 0, tall)
        mason.beam(from: place + Vector(0, 0, height * 0.4), to: top, width: 0.5, steel)
        mason.beam(from: top, to: inner[bay], width: 0.2, steel)
        continue
      }
      let top = place * 1.1 + Vector(0, 0, tall)
      mason.beam(from: place * 1.1, to: top, width: 0.5, steel)
      let lamps = SIMD2(top.x, top.y) * 0.98
      mason.block(
        lamps, half: SIMD2(1.3, 0.3), (tall - 0.8)...(tall + 1),
        sides: Cladding(material: style.glassWall), top: steel)
      mason.underside(
        Ring.rectangle(lamps, half: SIMD2(1.3, 0.3), z: tall - 0.8), material: steel)
    }
  }

  private mutating func addStadiumEntrance(front: Float, height: Float) {
    let half = SIMD2(draw(2.6, 4.6), draw(1.6, 3))
    let place = SIMD2(draw(-0.2, 0.2) * half.x, front - half.y * 0.5)
    let top = height * draw(0.5, 0.8)
    mason.block(
      place, half: half, 0...top, sides: Cladding(material: style.glassWall), top: style.trim)
    mason.cornice(place, half: half, z: top, height: 0.6, depth: 0.4, material: style.trim)
    mason.portal(
      at: Vector(place.x, place.y - half.y, 0), facing: 0, halfWidth: half.x * 0.4, height: 2.6,
      rise: 0, leaf: style.hollow, surround: style.trim)
    guard generator.chance(0.5) else { return }
    mason.roundel(
      at: Vector(place.x, place.y - half.y, top - 1.2), facing: 0, radius: 0.9,
      material: style.clock)
  }

  /// Builds stands around a course, with starting gates and towers in front.
  mutating func buildHippodrome() {
    let half = SIMD2(draw(9, 11.5), draw(8, 11))
    let depth = draw(2.8, 4)
    let height = draw(4.6, 6.6)
    let stone = blocks(tone(of: [0xc8b48c, 0xd8ccb0, 0xb48c68, 0xb0a488]), height: draw(0.5, 0.9))
    let storeys = Float(count(1, 2))
    let arch = hollowArch(
      width: draw(1, 1.5), height: height / storeys * 0.62, frame: draw(0.15, 0.35))
    let outside = Cladding(
      material: generator.chance(0.4) ? style.wall : stone, opening: arch,
      pitch: SIMD2(draw(2.2, 3), height / storeys), foot: 0.1, head: 0.1)
    var outer = [SIMD2(half.x, -half.y)]
    var inner = [SIMD2(half.x - depth, -half.y)]
    for step in 0...10 {
      let angle = Float(step) * .pi / 10
      let out = SIMD2(cos(angle), sin(angle))
      outer.append(out * half.x + SIMD2(0, half.y * 0.5))
      inner.append(out * (half.x - depth) + SIMD2(0, half.y * 0.5))
    }
    outer.append(SIMD2(-half.x, -half.y))
    inner.append(SIMD2(depth - half.x, -half.y))
    addStands(outer, inner, height: height, outside: outside, stone: stone)
    addGates(half: half, height: height * draw(0.62, 0.9), stone: stone, arch: arch)
    addSpine(length: half.y, height: height)
  }

  private mutating func addStands(
    _ outer: [SIMD2<Float>], _ inner: [SIMD2<Float>], height: Float, outside: Cladding, stone: Int32
  ) {
    func point(_ place: SIMD2<Float>, _ z: Float) -> Vector { Vector(place.x, place.y, z) }
    let blank = Cladding(material: stone)
    let seat = tone(of: [0xd0c4a8, 0xb8a88c, 0xa89c90])
    let rows = stripes(seat, seat * 0.66, height: draw(0.5, 0.85))
    let hasGallery = generator.chance(0.5)
    for index in 1..<outer.count {
      let (a, b) = (outer[index - 1], outer[index])
      let (c, d) = (inner[index], inner[index - 1])
      mason.face(
        [point(a, 0), point(b, 0), point(b, height), point(a, height)], outside, height: height)
      mason.face(
        [point(a, height), point(b, height), point(c, 1), point(d, 1)], Cladding(material: rows))
      mason.face([point(d, 1), point(c, 1), point(c, 0), point(d, 0)], blank)
      if hasGallery {
        addGallery(from: point(a, height), to: point(b, height))
      } else {
        mason.battlements(
          [point(a, height), point(b, height)], size: Vector(0.7, 0.7, 0.4), plain, isClosed: false)
      }
    }
    let (left, right) = (outer.count - 1, 0)
    mason.face(
      [
        point(inner[right], 0), point(outer[right], 0), point(outer[right], height),
        point(inner[right], 1),
      ], blank)
    mason.face(
      [
        point(outer[left], 0), point(inner[left], 0), point(inner[left], 1),
        point(outer[left], height),
      ], blank)
  }

  /// Adds a roof on posts over the highest row of a stand.
  private mutating func addGallery(from start: Vector, to end: Vector) {
    let shrink = Vector(0.97, 0.97, 1)
    for corner in [start, (start + end) / 2] {
      mason.beam(
        from: corner * shrink - Vector(0, 0, 0.5), to: corner * shrink + Vector(0, 0, 2),
        width: 0.36, style.trim)
    }
    let (out, inward) = (Vector(1.02, 1.02, 1), Vector(0.86, 0.86, 1))
    let ring = [start * out, end * out, end * inward, start * inward].map {
      $0 + Vector(0, 0, 2)
    }
    let head = zip(ring, [0.3, 0.3, 0.7, 0.7] as [Float]).map { $0 + Vector(0, 0, $1) }
    mason.loft(ring, head, sides: trim, top: style.roof)
    mason.underside(ring, material: style.trim)
  }

  /// Adds a row of open arches between two towers.
  private mutating func addGates(half: SIMD2<Float>, height: Float, stone: Int32, arch: Int32) {
    let gates = 2 * count(2, 4) + 1
    let left = -half.x
    let pitch = 2 * half.x / Float(gates)
    let ways = (0..<gates).map { gate in
      let isMiddle = gate == gates / 2
      return Archway(
        centre: pitch * (Float(gate) + 0.5), halfWidth: pitch * (isMiddle ? 0.38 : 0.3),
        height: height * (isMiddle ? 0.82 : 0.66), rise: 1)
    }
    mason.arcade(
      from: SIMD2(left, -half.y - 1.4), to: SIMD2(half.x, -half.y - 1.4), thickness: 1.4,
      0...height, archways: ways, sides: Cladding(material: stone), soffit: style.secondWall,
      top: style.trim)
    mason.cornice(
      SIMD2(0, -half.y - 0.7), half: SIMD2(half.x, 0.7), z: height, height: 0.35, depth: 0.25,
      material: style.trim)
    let reach = draw(1.4, 2.1)
    let tall = height * draw(1.3, 1.9)
    let isRound = generator.chance(0.35)
    let crown = generator.integer(below: 3)
    for side in [Float(-1), 1] {
      let place = SIMD2(side * half.x, -half.y - 0.7)
      mason.prism(
        place, radius: isRound ? reach : reach * 1.35, 0...tall, count: isRound ? 14 : 4,
        sides: Cladding(
          material: style.secondWall, opening: arch, pitch: SIMD2(reach * 1.6, height), foot: 0.4,
          head: 0.3), top: style.trim)
      let ring = Ring.regular(
        place, radius: isRound ? reach : reach * 1.35, count: isRound ? 14 : 4, z: tall)
      if crown == 0 { mason.battlements(ring, size: Vector(0.7, 0.8, 0.35), plain) }
      guard crown == 1 else { continue }
      mason.prism(
        place, radius: reach * 1.5, tall...(tall + reach * 1.6), count: isRound ? 14 : 4,
        sides: Cladding(material: style.roof), taper: 0.02)
    }
  }

  /// Adds the wall that horses turn around, with what stands on it.
  private mutating func addSpine(length: Float, height: Float) {
    let half = SIMD2(0.8, length * draw(0.4, 0.6))
    mason.block(
      .zero, half: half, 0...1, sides: Cladding(material: style.secondWall), top: style.trim)
    let needle = height * draw(1.3, 2.1)
    let stone = coat(tone(of: [0xb07868, 0xa89c90, 0xd0c0a0]), stain: 0.4)
    let obelisks = count(1, 2)
    for index in 0..<obelisks {
      let y = obelisks == 1 ? Float(0) : half.y * (Float(index) - 0.5) * 1.4
      let tall = needle * (index == 0 ? 1 : 0.75)
      mason.block(SIMD2(0, y), half: SIMD2(0.75, 0.75), 1...1.8, sides: trim, top: style.trim)
      mason.prism(
        SIMD2(0, y), radius: 0.8, 1.8...tall, count: 4, sides: Cladding(material: stone),
        taper: 0.62)
      mason.prism(
        SIMD2(0, y), radius: 0.5, tall...(tall + 0.9), count: 4,
        sides: Cladding(material: style.metal), taper: 0.02)
    }
    let sand = coat(tone(of: [0xd8c08c, 0xc8a878]))
    mason.face(
      Ring.rectangle(.zero, half: SIMD2(5, length), z: 0.05), Cladding(material: sand))
  }
}
