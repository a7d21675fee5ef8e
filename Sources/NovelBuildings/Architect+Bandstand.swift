import Glibc
package import Masonry
import Rendering
import Tensors

/// What a bandstand is.
package enum BandstandType: String, CaseIterable, Sendable {
  /// A raised kiosk of slim iron posts under a peaked or bulging roof.
  case musicKiosk
  /// A round tent of striped canvas on posts.
  case canvasPavilion
  /// A hall without walls: a great roof on posts or arches.
  case marketHall
  /// A stage under a shell that opens to the front.
  case shellStage
}

extension Architect {
  /// Builds a pavilion that is open to the front.
  package mutating func buildBandstand(_ type: BandstandType) {
    switch type {
    case .musicKiosk: buildMusicKiosk()
    case .canvasPavilion: buildCanvasPavilion()
    case .marketHall: buildMarketHall()
    case .shellStage: buildShellStage()
    }
  }

  /// Joins two rings by a wall that is seen from both sides.
  private mutating func addScreen(_ lower: [Vector], _ upper: [Vector], _ cladding: Cladding) {
    mason.loft(lower, upper, sides: cladding)
    mason.loft(lower.reversed(), upper.reversed(), sides: cladding)
  }

  private mutating func buildMusicKiosk() {
    let sides = [6, 8, 8, 10][generator.integer(below: 4)]
    let radius = draw(4, 6)
    let base = draw(0.8, 2)
    let eaves = base + radius * draw(0.6, 0.85)
    let skirt = [fabric.brick, style.wall, fabric.boards, fabric.granite][
      generator.integer(below: 4)]
    mason.prism(
      .zero, radius: radius * 1.04, 0...base, count: sides, sides: Cladding(material: skirt),
      top: fabric.boards)
    mason.prism(
      .zero, radius: radius * 1.1, (base - 0.25)...base, count: sides, sides: trim, top: style.trim)
    let face = radius * cos(.pi / Float(sides))
    mason.stairs(
      SIMD2(0, -face * 1.04), half: SIMD2(radius * 0.28, 0.2), z: 0, rise: base, count: count(3, 5),
      tread: 0.4, trim)
    let corners = Ring.regular(.zero, radius: radius * 0.96, count: sides, z: base)
    let post = draw(0.2, 0.36)
    let rise = Vector(0, 0, eaves - base)
    for index in corners.indices {
      let (corner, next) = (corners[index], corners[(index + 1) % sides])
      mason.bar(from: corner, to: corner + rise, thickness: post, material: fabric.iron)
      for (start, end) in [(corner, next), (next, corner)] {
        mason.bar(
          from: start + rise * 0.74, to: start + rise + (end - start) * 0.26,
          thickness: post * 0.7, material: fabric.iron)
      }
      guard index > 0 else { continue }
      mason.railing([corner, next], height: 1.05, material: fabric.accent, isClosed: false)
    }
    let rim = radius * draw(1.1, 1.26)
    let edge = Ring.regular(.zero, radius: rim, count: sides, z: eaves + 0.15)
    let hem = Vector(0, 0, draw(0.3, 0.6))
    addScreen(edge.map { $0 - hem }, edge, Cladding(material: fabric.accent))
    mason.underside(edge, material: fabric.limewash)
    addKioskRoof(radius: rim, sides: sides, z: eaves + 0.15)
  }

  private mutating func addKioskRoof(radius: Float, sides: Int, z: Float) {
    let rise = radius * draw(0.5, 0.9)
    let waist = radius * draw(0.22, 0.4)
    let roof = Cladding(material: style.roof)
    switch generator.integer(below: 4) {
    case 0:
      mason.prism(.zero, radius: radius, z...(z + rise), count: sides, sides: roof, taper: 0.01)
      mason.finial(.zero, z: z + rise * 0.97, height: radius * 0.4, material: style.metal)
      return
    case 1:
      let bend = z + rise * 0.34
      mason.prism(
        .zero, radius: radius, z...bend, count: sides, sides: roof, taper: 0.52)
      mason.prism(
        .zero, radius: radius * 0.52, bend...(z + rise * 1.3), count: sides, sides: roof,
        taper: 0.02)
      mason.finial(.zero, z: z + rise * 1.27, height: radius * 0.35, material: style.metal)
      return
    case 2:
      mason.dome(
        .zero, radius: radius, z: z, height: rise * 1.1, bulge: draw(0, 0.2), roof: style.roof,
        segments: sides)
      mason.finial(.zero, z: z + rise * 1.05, height: radius * 0.4, material: style.metal)
      return
    default:
      mason.prism(
        .zero, radius: radius, z...(z + rise * 0.6), count: sides, sides: roof,
        taper: waist / radius)
    }
    let neck = z + rise * 0.6
    let head = neck + waist * draw(0.5, 1)
    mason.prism(
      .zero, radius: waist * 0.9, neck...head, count: sides,
      sides: Cladding(material: style.glassWall))
    mason.dome(
      .zero, radius: waist * 1.15, z: head, height: waist * 1.2, bulge: draw(0, 0.3),
      roof: style.roof, segments: sides)
    mason.finial(.zero, z: head + waist * 1.1, height: radius * 0.35, material: style.metal)
  }

  private mutating func buildCanvasPavilion() {
    let panels = [10, 12, 16][generator.integer(below: 3)]
    let radius = draw(4.6, 7)
    let eaves = draw(2.8, 4)
    let peak = eaves + radius * draw(0.7, 1.25)
    mason.prism(
      .zero, radius: radius * 1.06, 0...0.35, count: panels, sides: trim, top: fabric.boards)
    addTent(.zero, radius: radius * 1.04, panels: panels, eaves...peak, hem: draw(0.4, 0.8))
    let corners = Ring.regular(.zero, radius: radius * 0.97, count: panels, z: 0.3)
    let open = count(2, panels / 2)
    for index in corners.indices {
      let (corner, next) = (corners[index], corners[(index + 1) % panels])
      let rise = Vector(0, 0, eaves - 0.3)
      mason.bar(from: corner, to: corner + rise, thickness: 0.24, material: fabric.accent)
      let isBehind = min(index, panels - index) >= open
      guard isBehind else { continue }
      let cloth = Cladding(material: fabric.canvas)
      mason.face([corner, next, next + rise, corner + rise], cloth)
      mason.face([next, corner, corner + rise, next + rise], cloth)
    }
    if generator.chance(0.6) {
      let core = radius * draw(0.22, 0.4)
      mason.prism(
        .zero, radius: core, 0.3...(eaves + 0.4), count: 8,
        sides: Cladding(material: generator.chance(0.5) ? style.glassWall : style.relief))
    } else {
      mason.bar(from: .zero, to: Vector(0, 0, peak), thickness: 0.35, material: style.metal)
    }
    mason.flag(
      at: Vector(0, 0, peak - 0.2), height: draw(1.6, 3), size: SIMD2(draw(1.1, 2), 0.7),
      pole: style.metal, cloth: fabric.accent)
    addBooths(beside: radius, height: eaves)
  }

  /// Adds small tents to one or both sides, or none.
  private mutating func addBooths(beside radius: Float, height: Float) {
    for booth in 0..<count(0, 2) {
      let side: Float = booth == 0 ? 1 : -1
      let small = radius * draw(0.3, 0.42)
      let place = SIMD2(side * (radius + small * 1.3), -radius * draw(0, 0.7))
      let low = height * draw(0.65, 0.85)
      mason.prism(
        place, radius: small, 0...low, count: 4, sides: Cladding(material: fabric.canvas))
      addTent(
        place, radius: small * 1.12, panels: 8, low...(low + small * draw(0.8, 1.6)), hem: 0.3)
    }
  }

  /// Adds a roof of canvas in panels of two colours that sags from its peak to a hem.
  private mutating func addTent(
    _ centre: SIMD2<Float>, radius: Float, panels: Int, _ heights: ClosedRange<Float>, hem: Float
  ) {
    let (low, rise) = (heights.lowerBound, heights.upperBound - heights.lowerBound)
    let sag = draw(0.25, 0.42)
    let profile = [
      SIMD2(radius, low), SIMD2(radius * 0.5, low + rise * sag),
      SIMD2(radius * 0.16, low + rise * (sag + 0.38)), SIMD2(0.05, low + rise),
    ]
    let rings = profile.map { Ring.regular(centre, radius: $0.x, count: panels, z: $0.y) }
    let cloths = [fabric.accent, fabric.limewash]
    let drop = Vector(0, 0, hem)
    for panel in 0..<panels {
      let next = (panel + 1) % panels
      let cloth = Cladding(material: cloths[panel % 2])
      for band in 1..<rings.count {
        let (lower, upper) = (rings[band - 1], rings[band])
        mason.face([lower[panel], lower[next], upper[next], upper[panel]], cloth)
      }
      let (a, b) = (rings[0][panel], rings[0][next])
      let hem = Cladding(material: cloths[1 - panel % 2])
      mason.face([a - drop, b - drop, b, a], hem)
      mason.face([b - drop, a - drop, a, b], hem)
    }
    mason.underside(rings[0], material: fabric.limewash)
  }
}
