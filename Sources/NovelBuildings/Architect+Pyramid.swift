package import Masonry
import Rendering
import Tensors

/// What kind of pyramid it is.
package enum PyramidType: String, CaseIterable, Sendable {
  /// Four triangles, smooth or in courses, straight or bent.
  case truePyramid
  /// Terraces with a great stair to a temple on top.
  case templePyramid
  /// A few high terraces with ramps along the front.
  case ziggurat
  /// A steep one with a chapel before it.
  case chapelPyramid
}

extension Architect {
  /// Builds a pyramid, its stair, entrance or chapel towards the front.
  package mutating func buildPyramid(_ type: PyramidType) {
    switch type {
    case .truePyramid: buildTruePyramid()
    case .templePyramid: buildTemplePyramid()
    case .ziggurat: buildZiggurat()
    case .chapelPyramid: buildChapelPyramids()
    }
  }

  private mutating func sandstone(height: Float, variation: Float = 0.4) -> (Int32, Colour) {
    let base = tone(of: [0xc8ac78, 0xd4bc90, 0xb08c60, 0xa8825c, 0xbcb098, 0x9c7458])
    return (blocks(base, height: height, variation: variation), base)
  }

  private mutating func buildTruePyramid() {
    let half = draw(10, 14)
    let height = half * draw(0.95, 1.35)
    let (stone, base) = sandstone(height: draw(0.7, 1.3), variation: draw(0.35, 0.6))
    let bend = generator.chance(0.3) ? draw(0.4, 0.6) : 0
    let share = bend > 0 ? bend + draw(0.14, 0.22) : 0
    if generator.chance(0.5) {
      addCourses(.zero, half: half, height: height, count: count(9, 16), stone)
    } else {
      let waist = SIMD2(repeating: half * (1 - bend))
      let bendZ = bend > 0 ? height * share : 0
      if bend > 0 {
        mason.loft(
          Ring.rectangle(.zero, half: SIMD2(half, half), z: 0),
          Ring.rectangle(.zero, half: waist, z: bendZ), sides: Cladding(material: stone))
      }
      mason.loft(
        Ring.rectangle(.zero, half: waist, z: bendZ),
        Ring.rectangle(.zero, half: SIMD2(0.04, 0.04), z: height),
        sides: Cladding(material: stone))
      addCasing(half: waist.x, bendZ...height, base: base)
    }
    addEntrance(half: half, height: height)
    if generator.chance(0.6) { addQueens(half: half, height: height, stone) }
    addForecourt(front: -half, stone)
  }

  /// Adds square courses, each set back from the one below.
  private mutating func addCourses(
    _ place: SIMD2<Float>, half: Float, height: Float, count: Int, _ stone: Int32
  ) {
    let step = height / Float(count)
    for course in 0..<count {
      let reach = half * (1 - (Float(course) + 0.1) / Float(count))
      let z = step * Float(course)
      mason.block(
        place, half: SIMD2(reach, reach), z...(z + step), sides: Cladding(material: stone),
        top: stone, taper: SIMD2(0.985, 0.985))
    }
  }

  /// Adds what is left of a pyramid's smooth casing: at its head, or as bands.
  private mutating func addCasing(
    half: Float, _ heights: ClosedRange<Float>, base: Colour
  ) {
    let rise = heights.upperBound - heights.lowerBound
    let skin = coat(
      generator.chance(0.5) ? tone(of: [0xf0e8d4, 0xe0d4b8, 0xc8a04c]) : base * 1.3, stain: 0.5)
    func ring(_ share: Float) -> [Vector] {
      let reach = half * (1 - share) + 0.14
      return Ring.rectangle(
        .zero, half: SIMD2(reach, reach), z: heights.lowerBound + rise * share)
    }
    let start = draw(0.5, 0.85)
    if generator.chance(0.75) {
      mason.underside(ring(start), material: skin)
      mason.loft(
        ring(start), Ring.rectangle(.zero, half: SIMD2(0.03, 0.03), z: heights.upperBound + 0.15),
        sides: Cladding(material: skin))
    }
    guard generator.chance(0.4) else { return }
    let low = draw(0.05, 0.2)
    mason.loft(ring(0), ring(low), sides: Cladding(material: skin))
    mason.loft(
      ring(low),
      Ring.rectangle(
        .zero, half: SIMD2(repeating: half * (1 - low) - 0.2), z: heights.lowerBound + rise * low),
      sides: Cladding(material: skin))
  }

  /// Adds a doorway in a block that stands out of the front.
  private mutating func addEntrance(half: Float, height: Float) {
    let width = draw(1.1, 2)
    let sill = generator.chance(0.5) ? 0 : height * draw(0.08, 0.16)
    let tall = draw(2.8, 4)
    let y = -half * (1 - (sill + 0.2) / height) - 0.3
    let back = -half * (1 - (sill + tall) / height) + 2
    let plan = SIMD2(width, (back - y) / 2)
    let place = SIMD2(draw(-0.2, 0.2) * half, (back + y) / 2)
    mason.block(
      place, half: plan, sill...(sill + tall), sides: Cladding(material: style.secondWall),
      top: style.trim)
    mason.underside(Ring.rectangle(place, half: plan, z: sill), material: style.secondWall)
    mason.gableRoof(
      place, half: plan, z: sill + tall, rise: width * draw(0.4, 0.9), alongFront: false,
      roof: style.trim, gable: Cladding(material: style.secondWall), overhang: 0.15)
    mason.portal(
      at: Vector(place.x, y, sill + 0.1), facing: 0, halfWidth: width * 0.45, height: tall * 0.8,
      rise: generator.pick([0, 1]), leaf: style.hollow, surround: style.trim)
    guard sill > 0 else { return }
    mason.ramp(
      from: Vector(place.x, -half - 1.6, 0), to: Vector(place.x, y + 0.2, sill + 0.15),
      halfWidth: width * 0.6, depth: 1, slope: style.trim, sides: style.secondWall)
  }

  /// Adds one to three small pyramids beside the great one.
  private mutating func addQueens(half: Float, height: Float, _ stone: Int32) {
    let small = half * draw(0.2, 0.34)
    let side: Float = generator.chance(0.5) ? 1 : -1
    let steep = draw(0.9, 1.5)
    for queen in 0..<count(1, 3) {
      let place = SIMD2(side * (half + small * 1.15), half * 0.7 - Float(queen) * small * 2.3)
      if generator.chance(0.5) {
        addCourses(place, half: small, height: small * steep, count: 5, stone)
      } else {
        mason.loft(
          Ring.rectangle(place, half: SIMD2(small, small), z: 0),
          Ring.rectangle(place, half: SIMD2(0.03, 0.03), z: small * steep),
          sides: Cladding(material: stone))
      }
    }
  }

  /// Adds a wall, a row of columns, or obelisks before the front.
  private mutating func addForecourt(front: Float, _ stone: Int32) {
    let reach = draw(3, 6)
    let y = front - draw(2, 3.4)
    switch generator.integer(below: 4) {
    case 0:
      mason.block(
        SIMD2(0, y), half: SIMD2(reach, 1.2), 0...3,
        sides: Cladding(
          material: stone, opening: style.smallWindow, pitch: SIMD2(1.6, 3), foot: 0.3, head: 0.3),
        top: style.trim)
      mason.cornice(
        SIMD2(0, y), half: SIMD2(reach, 1.2), z: 3, height: 0.4, depth: 0.25, material: style.trim)
      mason.portal(
        at: Vector(0, y - 1.2, 0), facing: 0, halfWidth: 0.7, height: 2.3, rise: 0,
        leaf: style.hollow, surround: style.trim)
    case 1:
      let beam = draw(2.8, 4)
      mason.colonnade(
        from: SIMD2(-reach, y), to: SIMD2(reach, y), count: count(4, 7), radius: 0.4, 0...beam,
        material: style.trim)
      mason.block(
        SIMD2(0, y), half: SIMD2(reach + 0.6, 0.55), beam...(beam + 0.6), sides: trim,
        top: style.trim)
      mason.underside(
        Ring.rectangle(SIMD2(0, y), half: SIMD2(reach + 0.6, 0.55), z: beam), material: style.trim)
    case 2:
      for x in [-reach, reach] {
        mason.block(SIMD2(x, y), half: SIMD2(0.8, 0.8), 0...0.8, sides: trim, top: style.trim)
        mason.prism(
          SIMD2(x, y), radius: 0.8, 0.8...6.5, count: 4, sides: Cladding(material: stone),
          taper: 0.6)
        mason.prism(
          SIMD2(x, y), radius: 0.48, 6.5...7.3, count: 4, sides: Cladding(material: style.metal),
          taper: 0.02)
      }
    default: break
    }
  }

  private mutating func buildChapelPyramids() {
    let (stone, base) = sandstone(height: draw(0.4, 0.7))
    let half = draw(3.8, 5.4)
    let height = half * draw(2.1, 2.9)
    let edge = coat(base * draw(0.75, 1.3))
    let lime = coat(tone(of: [0xe8dcc0, 0xf0e8d8, 0xc87858]), stain: 0.5)
    let skin = generator.pick([stone, stone, lime])
    addSteepPyramid(.zero, half: half, height: height, skin, edge: edge)
    addChapel(
      front: -half, width: half * draw(0.42, 0.58), height: height * draw(0.26, 0.36), stone)
    for index in 0..<count(0, 3) {
      let side: Float = index % 2 == 0 ? 1 : -1
      let small = half * draw(0.5, 0.8)
      let place = SIMD2(
        side * (half + small + draw(0.6, 2)), Float(index / 2) * half * 1.6 + draw(-1, 2))
      let tall = small * draw(2, 2.8)
      addSteepPyramid(place, half: small, height: tall, stone, edge: edge)
      mason.portal(
        at: Vector(place.x, place.y - small - 0.1, 0), facing: 0, halfWidth: small * 0.2,
        height: small * 0.7, rise: 0, leaf: style.hollow, surround: edge)
    }
  }

  /// Adds a steep pyramid with raised edges, cut off below its point or whole.
  private mutating func addSteepPyramid(
    _ place: SIMD2<Float>, half: Float, height: Float, _ skin: Int32, edge: Int32
  ) {
    let cut: Float = generator.pick([0.01, 0.08, 0.2])
    let lower = Ring.rectangle(place, half: SIMD2(half, half), z: 0)
    let upper = Ring.rectangle(place, half: SIMD2(half, half) * cut, z: height * (1 - cut))
    if generator.chance(0.4) {
      let courses = count(8, 14)
      for course in 0..<courses {
        let share = Float(course) / Float(courses) * (1 - cut)
        let z = height * share
        mason.block(
          place, half: SIMD2(half, half) * (1 - share),
          z...(z + height * (1 - cut) / Float(courses)), sides: Cladding(material: skin), top: skin)
      }
    } else {
      mason.loft(lower, upper, sides: Cladding(material: skin), top: edge)
    }
    for corner in 0..<4 {
      mason.beam(from: lower[corner], to: upper[corner], width: half * 0.13, edge)
    }
    guard generator.chance(0.5) else { return }
    let z = height * 0.62
    let y = place.y - half * (1 - z / height) - 0.35
    mason.block(
      SIMD2(place.x, y + 0.5), half: SIMD2(half * 0.12, 0.5), (z - 1)...(z + 0.2),
      sides: Cladding(material: edge), top: edge)
    mason.portal(
      at: Vector(place.x, y, z - 0.9), facing: 0, halfWidth: half * 0.07, height: 0.9, rise: 0,
      leaf: style.hollow, surround: edge)
  }

  /// Adds a chapel behind two leaning gate towers.
  private mutating func addChapel(front: Float, width: Float, height: Float, _ stone: Int32) {
    let depth = draw(1.6, 2.6)
    let roof = height * draw(0.5, 0.64)
    mason.block(
      SIMD2(0, front - depth * 0.6), half: SIMD2(width * 0.8, depth), 0...roof,
      sides: Cladding(material: stone), top: style.trim)
    let face = front - depth * 1.6
    let tower = width * draw(0.44, 0.56)
    let skin = generator.pick([stone, style.relief, style.relief, style.secondWall])
    let batter = SIMD2(draw(0.62, 0.78), Float(0.6))
    for side in [Float(-1), 1] {
      let spot = SIMD2(side * width, face)
      mason.block(
        spot, half: SIMD2(tower, 0.9), 0...height, sides: Cladding(material: skin),
        top: style.trim, taper: batter)
      mason.cornice(
        spot, half: SIMD2(tower, 0.9) * batter, z: height, height: 0.35, depth: 0.22,
        material: style.trim)
    }
    let gate = height * draw(0.62, 0.72)
    mason.block(
      SIMD2(0, face), half: SIMD2(width, 0.45), 0...gate, sides: trim, top: style.trim)
    mason.cornice(
      SIMD2(0, face), half: SIMD2(width - tower * 0.6, 0.45), z: gate, height: 0.3, depth: 0.15,
      material: style.trim)
    mason.portal(
      at: Vector(0, face - 0.45, 0), facing: 0, halfWidth: max((width - tower) * 0.72, 0.45),
      height: gate * 0.84, rise: 0, leaf: style.hollow, surround: style.secondWall)
  }
}
