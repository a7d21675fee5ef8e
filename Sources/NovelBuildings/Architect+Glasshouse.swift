import Glibc
package import Masonry
import Rendering
import Tensors

/// What roof a glasshouse has.
package enum GlasshouseType: String, CaseIterable, Sendable {
  /// One long vault, sometimes crossed by another.
  case vaultedGlasshouse
  /// A dome between two wings.
  case palmHouse
  /// Rows of gables side by side.
  case ridgedGlasshouse
  /// Faceted bubbles.
  case biome
}

extension Architect {
  /// What a glasshouse is made of.
  struct GlassFrame {
    /// Panes of walls and roofs.
    var wall: Int32
    var roof: Int32
    /// Ribs, sills and mullions.
    var iron: Int32
    /// The wall below the glass.
    var plinth: Int32
    var ribWidth: Float
    var bay: Float
  }

  /// Builds a house of glass and iron.
  package mutating func buildGlasshouse(_ type: GlasshouseType) {
    let paint = tone(of: [0xf0eee6, 0xe4e8e4, 0x5c7464, 0x384844, 0xb8c0c0, 0x6c7c84], by: 0.08)
    let glass = tone(of: [0x90b0ac, 0x7c9c90, 0xa4bcc0, 0x6c8c7c, 0x8ca888, 0x5c7880], by: 0.12)
    let bay = draw(1.8, 3)
    let pane = SIMD2(bay / Float(count(2, 4)), draw(0.7, 1.5))
    let frame = GlassFrame(
      wall: glazing(glass * 0.8, bars: paint, pane: pane * SIMD2(1, 1.3), joint: draw(0.1, 0.17)),
      roof: glazing(glass, bars: paint, pane: pane, joint: draw(0.08, 0.15)), iron: coat(paint),
      plinth: generator.pick([style.wall, style.secondWall, coat(paint * 0.9)]),
      ribWidth: draw(0.18, 0.32), bay: bay)
    switch type {
    case .vaultedGlasshouse: buildVaulted(frame)
    case .palmHouse: buildPalmHouse(frame)
    case .ridgedGlasshouse: buildRidged(frame)
    case .biome: buildBiome(frame)
    }
  }

  /// Adds a low wall and upright glass on a rectangle, with posts in front of the glass.
  private mutating func addGlassBox(
    _ place: SIMD2<Float>, half: SIMD2<Float>, plinth: Float, top: Float, _ frame: GlassFrame
  ) {
    mason.block(
      place, half: half + 0.12, 0...plinth, sides: Cladding(material: frame.plinth),
      top: frame.iron)
    mason.block(place, half: half, plinth...top, sides: Cladding(material: frame.wall))
    mason.cornice(
      place, half: half, z: top - 0.15, height: 0.35, depth: 0.18, material: frame.iron)
    let ring = Ring.rectangle(place, half: half + 0.02, z: plinth)
    for index in ring.indices {
      let edge = ring[(index + 1) % 4] - ring[index]
      let posts = max(Int((dot(edge, edge).squareRoot() / frame.bay).rounded()), 1)
      for post in 0..<posts {
        let foot = ring[index] + edge * (Float(post) / Float(posts))
        mason.beam(
          from: foot, to: foot + Vector(0, 0, top - plinth), width: frame.ribWidth, frame.iron,
          hasEnds: false)
      }
    }
  }

  private mutating func buildVaulted(_ frame: GlassFrame) {
    let half = SIMD2(draw(9, 13), draw(4, 5.6))
    let plinth = draw(0.5, 1.3)
    let eaves = plinth + draw(1.4, 3.4)
    let height = half.y * draw(0.85, 1.25)
    addGlassBox(.zero, half: half, plinth: plinth, top: eaves, frame)
    let rib = (width: frame.ribWidth, material: frame.iron, pitch: frame.bay)
    let ends = Cladding(material: frame.wall)
    mason.vault(
      .zero, half: half, z: eaves + 0.2, height: height, alongFront: true, skin: frame.roof,
      ends: ends, rib: rib)
    let crown = eaves + 0.2 + height
    if generator.chance(0.6) {
      mason.block(
        .zero, half: SIMD2(half.x * 0.96, half.y * 0.16), (crown - 0.3)...(crown + 0.7),
        sides: Cladding(material: frame.wall))
      mason.vault(
        .zero, half: SIMD2(half.x * 0.98, half.y * 0.2), z: crown + 0.7, height: half.y * 0.16,
        alongFront: true, skin: frame.roof, ends: ends, rib: nil)
    }
    let x = generator.chance(0.6) ? Float(0) : draw(-0.55, 0.55) * half.x
    guard generator.chance(0.6) else { return addPorch(x: x, front: -half.y, frame) }
    let arm = SIMD2(draw(2.6, 4), half.y + draw(0.8, 2.4))
    let rise = generator.chance(0.5) ? draw(1.2, 3) : 0
    addGlassBox(SIMD2(x, 0), half: arm, plinth: plinth, top: eaves + rise, frame)
    mason.vault(
      SIMD2(x, 0), half: arm, z: eaves + rise + 0.2, height: arm.x * draw(0.8, 1.2),
      alongFront: false, skin: frame.roof, ends: ends, rib: rib)
    addPorch(x: x, front: -arm.y, frame)
  }

  /// Adds a doorway, flush or in a little house of its own.
  mutating func addPorch(x: Float, front: Float, _ frame: GlassFrame) {
    var face = front - 0.15
    let half = SIMD2(draw(1.2, 1.9), draw(0.7, 1.4))
    if generator.chance(0.6) {
      let place = SIMD2(x, front - half.y)
      let solid = generator.chance(0.4)
      mason.block(
        place, half: half, 0...3,
        sides: Cladding(material: solid ? frame.plinth : frame.wall), top: frame.iron)
      mason.gableRoof(
        place, half: half, z: 3, rise: half.x * draw(0.5, 1.1), alongFront: false,
        roof: solid ? style.roof : frame.roof, gable: Cladding(material: frame.iron),
        overhang: 0.15)
      face = front - 2 * half.y
    }
    mason.portal(
      at: Vector(x, face, 0), facing: 0, halfWidth: 0.8, height: 2.5,
      rise: generator.pick([0, 1]), leaf: generator.chance(0.5) ? style.door : style.hollow,
      surround: frame.iron)
  }

  /// Adds a ribbed body of rings, one above the other.
  private mutating func addRibbed(
    _ place: SIMD2<Float>, _ profile: [SIMD2<Float>], sides: Int, _ frame: GlassFrame
  ) {
    let rings = profile.map { Ring.regular(place, radius: $0.x, count: sides, z: $0.y) }
    for level in 1..<rings.count {
      mason.loft(rings[level - 1], rings[level], sides: Cladding(material: frame.roof))
    }
    for side in 0..<sides {
      mason.beams(rings.map { $0[side] }, width: frame.ribWidth, frame.iron)
    }
    for level in [1, 3] {
      mason.beams(rings[level] + [rings[level][0]], width: frame.ribWidth * 0.7, frame.iron)
    }
  }

  private mutating func buildPalmHouse(_ frame: GlassFrame) {
    let sides = generator.pick([8, 12, 12, 16])
    let radius = draw(4.6, 6.4)
    let plinth = draw(0.6, 1.4)
    let wall = plinth + draw(2.6, 5)
    let rise = radius * draw(0.6, 1.1)
    mason.prism(
      .zero, radius: radius + 0.15, 0...plinth, count: sides,
      sides: Cladding(material: frame.plinth), top: frame.iron)
    let isOnion = generator.chance(0.25)
    let dome = (0...5).map { step -> SIMD2<Float> in
      let angle = Float(step) / 5 * .pi / 2
      let swell = isOnion ? 0.12 * sin(2 * angle) : 0
      return SIMD2(max(radius * (cos(angle) + swell), 0.35), wall + rise * sin(angle))
    }
    addRibbed(.zero, [SIMD2(radius, plinth)] + dome, sides: sides, frame)
    let crown = wall + rise
    if generator.chance(0.7) {
      let lantern = radius * draw(0.2, 0.34)
      mason.prism(
        .zero, radius: lantern, (crown - 0.9)...(crown + 1), count: sides,
        sides: Cladding(material: frame.wall))
      mason.dome(
        .zero, radius: lantern * 1.15, z: crown + 1, height: lantern, roof: frame.iron,
        segments: 12)
      mason.finial(.zero, z: crown + 0.9 + lantern, height: 1.8, material: style.metal)
    } else {
      mason.finial(.zero, z: crown - 0.1, height: 2.4, material: style.metal)
    }
    addWings(beside: radius, plinth: plinth, wall: wall, frame)
    addPorch(x: 0, front: -radius * cos(.pi / Float(sides)), frame)
  }

  private mutating func addWings(
    beside radius: Float, plinth: Float, wall: Float, _ frame: GlassFrame
  ) {
    let length = draw(2.6, 4.6)
    let half = SIMD2(length, radius * draw(0.42, 0.62))
    let eaves = min(plinth + draw(1.6, 2.8), wall)
    let isVaulted = generator.chance(0.6)
    let rise = half.y * draw(0.6, 0.95)
    let hasEnds = generator.chance(0.55)
    for side in [Float(-1), 1] {
      let place = SIMD2(side * (radius * 0.9 + length), 0)
      addGlassBox(place, half: half, plinth: plinth, top: eaves, frame)
      if isVaulted {
        mason.vault(
          place, half: half, z: eaves + 0.2, height: rise, alongFront: true, skin: frame.roof,
          ends: Cladding(material: frame.wall),
          rib: (width: frame.ribWidth, material: frame.iron, pitch: frame.bay))
      } else {
        mason.gableRoof(
          place, half: half, z: eaves + 0.2, rise: rise, alongFront: true, roof: frame.roof,
          gable: Cladding(material: frame.wall), overhang: 0.1)
      }
      guard hasEnds else { continue }
      let end = SIMD2(place.x + side * length, 0)
      let plan = SIMD2(half.y * 0.8, half.y * 1.2)
      addGlassBox(end, half: plan, plinth: plinth, top: eaves + 0.8, frame)
      mason.hippedRoof(
        end, half: plan, z: eaves + 1, rise: rise * 0.9, top: SIMD2(0.05, plan.y - plan.x * 0.8),
        roof: frame.roof, overhang: 0.1, cap: frame.iron)
    }
  }

  private mutating func buildRidged(_ frame: GlassFrame) {
    let rows = count(2, 5)
    let width = draw(9, 12) / Float(rows)
    let depth = draw(6, 9)
    let plinth = draw(0.4, 1.1)
    let eaves = plinth + draw(2, 3.6)
    let steep = draw(0.7, 1.25)
    let middle = generator.chance(0.5) ? draw(1, 2.6) : 0
    for row in 0..<rows {
      let x = width * Float(2 * row + 1 - rows)
      let isMiddle = rows % 2 == 1 && row == rows / 2
      let place = SIMD2(x, isMiddle ? -middle * 0.6 : 0)
      let half = SIMD2(width - 0.02, depth)
      let top = eaves + (isMiddle ? middle : 0)
      addGlassBox(place, half: half, plinth: plinth, top: top, frame)
      let rise = width * steep
      mason.gableRoof(
        place, half: half, z: top + 0.2, rise: rise, alongFront: false, roof: frame.roof,
        gable: Cladding(material: frame.wall), overhang: 0.1)
      addRafters(place, half: half, z: top + 0.35, rise: rise, frame)
      if generator.chance(0.25) {
        mason.finial(
          SIMD2(x, place.y - depth), z: top + rise + 0.3, height: 1.4, material: style.metal)
      }
    }
    let reach = width * Float(rows)
    let door = rows % 2 == 1 ? 0 : width * Float(generator.pick([-1, 1]))
    addPorch(x: door, front: -depth - (rows % 2 == 1 ? middle * 0.6 : 0), frame)
    guard generator.chance(0.6) else { return }
    addBoilerHouse(beside: reach, depth: depth)
  }

  /// Adds bars up both slopes of a glass roof.
  private mutating func addRafters(
    _ place: SIMD2<Float>, half: SIMD2<Float>, z: Float, rise: Float, _ frame: GlassFrame
  ) {
    let bays = max(Int((2 * half.y / frame.bay).rounded()), 2)
    for bay in 0...bays {
      let y = place.y + half.y * (2 * Float(bay) / Float(bays) - 1)
      let peak = Vector(place.x, y, z + rise)
      for side in [Float(-1), 1] {
        mason.beam(
          from: Vector(place.x + side * half.x, y, z), to: peak, width: frame.ribWidth * 0.8,
          frame.iron)
      }
    }
  }

  /// Adds the brick house with its chimney beside a nursery.
  private mutating func addBoilerHouse(beside reach: Float, depth: Float) {
    let half = SIMD2(draw(1.6, 2.6), draw(2, 3.4))
    let side: Float = generator.chance(0.5) ? 1 : -1
    let place = SIMD2(side * (reach + half.x), draw(-0.7, 0.3) * depth)
    let eaves = draw(2.6, 4.4)
    mason.block(
      place, half: half, 0...eaves,
      sides: windowed(style.secondWall, small: true, pitch: SIMD2(1.8, eaves), foot: 0.4))
    mason.gableRoof(
      place, half: half, z: eaves, rise: half.x * 0.8, alongFront: generator.chance(0.5),
      roof: style.roof, gable: Cladding(material: style.secondWall))
    let stack = eaves + draw(3, 6)
    mason.block(
      place + SIMD2(0, half.y * 0.4), half: SIMD2(0.5, 0.5), eaves...stack,
      sides: Cladding(material: style.secondWall), top: style.hollow, taper: SIMD2(0.8, 0.8))
  }
}
