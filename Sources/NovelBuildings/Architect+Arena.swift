package import Masonry
import Rendering
import Tensors

/// What an arena is like.
package enum ArenaType: String, CaseIterable, Sendable {
  /// An ellipse of arches in tiers, often half a ruin.
  case amphitheatre
  /// A low ring with a gallery under tiles and a great gate.
  case bullring
  /// A leaning bowl under a broad roof.
  case stadium
  /// A course between stands, open to the front behind a row of gates.
  case hippodrome
}

extension Architect {
  /// Builds an arena, its main gate towards the front.
  package mutating func buildArena(_ type: ArenaType) {
    switch type {
    case .amphitheatre: buildAmphitheatre()
    case .bullring: buildBullring()
    case .stadium: buildStadium()
    case .hippodrome: buildHippodrome()
    }
  }

  private mutating func buildAmphitheatre() {
    let half = SIMD2(draw(13, 16), draw(11, 13))
    let bays = 2 * count(11, 14)
    let tiers = count(2, 4)
    let tier = tiers == 4 ? draw(2.9, 3.4) : draw(3.4, 4.4)
    let width = 6.28 * half.x / Float(bays)
    let arch = hollowArch(
      width: width * draw(0.42, 0.6), height: tier * draw(0.58, 0.7), frame: draw(0.12, 0.4))
    let stone = blocks(
      tone(of: [0xc8b48c, 0xd8ccb0, 0xb09870, 0xbca890, 0xa88468]), height: draw(0.5, 0.9))
    let outside = Cladding(
      material: generator.chance(0.3) ? style.wall : stone, opening: arch,
      pitch: SIMD2(width, tier), foot: 0.05, head: 0.15)
    let ruin = generator.chance(0.65) ? draw(0.3, 0.75) : 0
    let start = draw(-0.5, 0.5)
    let depth = draw(1.6, 2.4)
    let hasPiers = generator.chance(0.6)
    for level in 0..<tiers {
      let z = Float(level) * tier
      let isAttic = level == tiers - 1 && tiers > 2
      let wall =
        isAttic ? windowed(stone, small: true, pitch: SIMD2(width, tier), foot: 0.4) : outside
      for bay in 0..<bays {
        let turn = abs(Float(bay) / Float(bays) - 0.5 - start * 0.3)
        let fromBack = min(turn, 1 - turn) * 2
        guard fromBack < 1.05 - ruin * Float(level) / Float(tiers - 1) else { continue }
        addWedge(
          half: half, depth: depth, bay, of: bays, z...(z + tier), outside: wall,
          inside: stone, hasPier: hasPiers && !isAttic)
      }
    }
    addSeats(half: half - depth * 0.8, z: tier * (tiers > 2 ? 1.5 : 0.95), wall: 0, bays: bays)
    let reach = half.y * 1.005
    mason.portal(
      at: Vector(0, -reach, 0), facing: 0, halfWidth: width * 0.3, height: tier * 0.8, rise: 1,
      leaf: style.hollow, surround: style.trim)
  }

  /// Adds one bay of a curved wall, thick enough to stand alone.
  private mutating func addWedge(
    half: SIMD2<Float>, depth: Float, _ bay: Int, of bays: Int, _ heights: ClosedRange<Float>,
    outside: Cladding, inside: Int32, hasPier: Bool
  ) {
    let (z, top) = (heights.lowerBound, heights.upperBound)
    let outer = Ring.ellipse(half: half, count: bays, z: z)
    let inner = Ring.ellipse(half: half - depth, count: bays, z: z)
    let next = (bay + 1) % bays
    let lift = Vector(0, 0, top - z)
    let (a, b, c, d) = (outer[bay], outer[next], inner[next], inner[bay])
    mason.face([a, b, b + lift, a + lift], outside, height: top - z)
    for (from, to) in [(b, c), (c, d), (d, a)] {
      mason.face([from, to, to + lift, from + lift], Cladding(material: inside))
    }
    mason.face([a + lift, b + lift, c + lift, d + lift], Cladding(material: inside))
    let edge = Ring.ellipse(half: half + 0.22, count: bays, z: z)
    let ledge = [edge[bay], edge[next], b, a].map { $0 + lift - Vector(0, 0, 0.3) }
    mason.loft(ledge, ledge.map { $0 + Vector(0, 0, 0.3) }, sides: trim, top: style.trim)
    mason.underside(ledge, material: style.trim)
    guard hasPier else { return }
    mason.block(
      SIMD2(a.x, a.y), half: SIMD2(0.24, 0.24), z...(top - 0.3), sides: trim)
  }

  /// Adds rows of seats that fall towards the sand.
  ///
  /// - Parameters:
  ///   - half: half the width and depth of the highest row.
  ///   - z: height of the highest row.
  ///   - wall: head of the wall behind it.
  ///   - bays: flat sides that stand for the ellipse.
  mutating func addSeats(half: SIMD2<Float>, z: Float, wall: Float, bays: Int) {
    let stone = tone(of: [0xc8bca0, 0xa89c88, 0xb8a078])
    let rows = stripes(stone, stone * 0.7, height: draw(0.5, 0.9))
    let field = half * draw(0.45, 0.6)
    let outer = Ring.ellipse(half: half, count: bays, z: z)
    let back = Cladding(material: style.secondWall)
    mason.loft(Ring.ellipse(half: half, count: bays, z: 0), outer, sides: back)
    let head = Ring.ellipse(half: half, count: bays, z: wall)
    let inner = Ring.ellipse(half: field, count: bays, z: 0.8)
    let floor = Ring.ellipse(half: field, count: bays, z: 0.1)
    for bay in 0..<bays {
      let next = (bay + 1) % bays
      mason.face([outer[bay], outer[next], inner[next], inner[bay]], Cladding(material: rows))
      mason.face([inner[bay], inner[next], floor[next], floor[bay]], back)
      if wall > z { mason.face([outer[next], outer[bay], head[bay], head[next]], back) }
    }
    let sand = coat(tone(of: [0xd8c08c, 0xc8a878, 0x8a9a58]))
    mason.face(floor, Cladding(material: sand))
  }

  private mutating func buildBullring() {
    let sides = 2 * count(9, 13)
    let radius = draw(12, 15)
    let storey = draw(3, 4)
    let upper = draw(3, 4.2)
    let round = SIMD2(radius, radius)
    let lime = coat(tone(of: [0xf0ece0, 0xe4c890, 0xd89878, 0xe8d8b8]), stain: 0.4)
    let clay = tone(of: [0x9c4a38, 0xa8644c, 0xc07850])
    let skin = generator.pick([lime, lime, blocks(clay, height: 0.35), style.wall])
    let top = storey + upper
    let width = 6.28 * radius / Float(sides)
    let arch = hollowArch(
      width: width * draw(0.36, 0.5), height: upper * 0.62, frame: draw(0.2, 0.35))
    let ring = Ring.ellipse(half: round, count: sides, z: 0)
    let middle = ring.map { $0 + Vector(0, 0, storey) }
    let head = ring.map { $0 + Vector(0, 0, top) }
    mason.loft(
      ring, middle,
      sides: Cladding(
        material: skin, opening: generator.chance(0.5) ? style.smallWindow : arch,
        pitch: SIMD2(width * (generator.chance(0.5) ? 1 : 0.5), storey), foot: 0.4, head: 0.2))
    mason.loft(
      middle, head,
      sides: Cladding(
        material: generator.chance(0.6) ? skin : style.secondWall, opening: arch,
        pitch: SIMD2(width, upper), foot: 0.2, head: 0.2))
    for z in [storey, top] { addLedge(half: round, depth: 0.3, z: z, bays: sides) }
    let (ridge, depth) = (draw(0.9, 1.8), draw(3, 4.4))
    let inner = Ring.ellipse(half: round - depth, count: sides, z: top + 0.15)
    let crest = Ring.ellipse(half: round - depth * 0.45, count: sides, z: top + ridge)
    let eaves = Ring.ellipse(half: round + 0.5, count: sides, z: top + 0.1)
    mason.loft(eaves, crest, sides: Cladding(material: style.roof))
    mason.loft(crest, inner, sides: Cladding(material: style.roof))
    addSeats(half: round - 0.4, z: storey + 0.6, wall: top + 0.2, bays: sides)
    for corner in inner {
      mason.beam(from: corner - Vector(0, 0, upper), to: corner, width: 0.3, style.trim)
    }
    addBullringGate(front: -radius, top: top, skin: skin)
  }

  /// Adds a ledge around an ellipse.
  mutating func addLedge(half: SIMD2<Float>, depth: Float, z: Float, bays: Int) {
    let low = Ring.ellipse(half: half + depth, count: bays, z: z - 0.2)
    let high = Ring.ellipse(half: half + depth, count: bays, z: z + 0.2)
    mason.loft(low, high, sides: trim)
    mason.loft(high, Ring.ellipse(half: half - 0.1, count: bays, z: z + 0.2), sides: trim)
    mason.loft(Ring.ellipse(half: half - 0.1, count: bays, z: z - 0.2), low, sides: trim)
  }

  private mutating func addBullringGate(front: Float, top: Float, skin: Int32) {
    let half = SIMD2(draw(3, 4.4), draw(1.4, 2.2))
    let place = SIMD2(0, front + half.y * 0.4)
    let height = top + draw(0.8, 2.8)
    mason.block(
      place, half: half, 0...height,
      sides: windowed(
        skin, small: true, pitch: SIMD2(half.x * 0.66, height * 0.3), foot: height * 0.6),
      top: style.trim)
    mason.cornice(place, half: half, z: height, height: 0.4, depth: 0.3, material: style.trim)
    let face = place.y - half.y
    let door = half.x * draw(0.34, 0.5)
    mason.portal(
      at: Vector(0, face, 0), facing: 0, halfWidth: door, height: height * 0.5,
      rise: generator.pick([1, 1.4]), leaf: generator.pick([style.door, style.hollow]),
      surround: style.trim)
    switch generator.integer(below: 3) {
    case 0:
      mason.gableRoof(
        place, half: half, z: height + 0.4, rise: half.x * 0.45, alongFront: false,
        roof: style.roof, gable: Cladding(material: style.relief))
    case 1:
      mason.battlements(
        Ring.rectangle(place, half: half, z: height + 0.4), size: Vector(0.7, 0.9, 0.35), plain)
    default:
      mason.roundel(
        at: Vector(0, face, height - 1.3), facing: 0, radius: 0.85, material: style.clock)
    }
    if generator.chance(0.6) { addGateTurrets(half.x, face: face, height: height, skin: skin) }
  }

  private mutating func addGateTurrets(_ x: Float, face: Float, height: Float, skin: Int32) {
    let reach = draw(1, 1.5)
    let tall = height + draw(0.5, 3)
    let bulge = generator.pick([0, Float(0.16)])
    for side in [Float(-1), 1] {
      let tower = SIMD2(side * x, face + reach * 0.4)
      mason.prism(
        tower, radius: reach, 0...tall, count: 8,
        sides: windowed(skin, small: true, pitch: SIMD2(reach, tall * 0.3), foot: tall * 0.3),
        top: style.trim)
      mason.dome(
        tower, radius: reach * 1.05, z: tall, height: reach * 1.2,
        bulge: bulge, roof: style.secondRoof, segments: 12)
    }
  }
}
