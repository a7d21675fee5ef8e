import Masonry
import Rendering
import Testing

/// A closed shape, what it holds, and how exactly that is known.
struct ClosedShape: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let model: Model

  /// The volume in cubic metres; nil where no formula has it.
  let volume: Float?

  init(_ description: String, volume: Float? = nil, _ build: (inout Mason) -> Void) {
    var mason = Mason()
    build(&mason)
    (testDescription, self.volume, model) = (description, volume, mason.model)
  }

  private static let wall = Cladding(material: 0)

  static let all = [
    ClosedShape("block", volume: 96) { mason in
      mason.block(SIMD2(1, 0), half: SIMD2(2, 3), 1...5, sides: wall, top: 0)
      mason.underside(Ring.rectangle(SIMD2(1, 0), half: SIMD2(2, 3), z: 1), material: 0)
    },
    // Of a height of 3 over squares of 16 and 4: 3/3 · (16 + 4 + √(16 · 4)).
    ClosedShape("tapered block", volume: 28) { mason in
      mason.block(
        .zero, half: SIMD2(2, 2), 2...5, sides: wall, top: 0, taper: SIMD2(0.5, 0.5))
      mason.underside(Ring.rectangle(.zero, half: SIMD2(2, 2), z: 2), material: 0)
    },
    // A hexagon of radius 2 has an area of 3·√3/2 · 4.
    ClosedShape("prism", volume: 41.569_22) { mason in
      mason.prism(SIMD2(-3, 1), radius: 2, 0...4, count: 6, sides: wall, top: 0)
      mason.underside(Ring.regular(SIMD2(-3, 1), radius: 2, count: 6, z: 0), material: 0)
    },
    // Two pyramids over a square of radius 1, with an area of 2 and a height of 1 each.
    ClosedShape("double pyramid", volume: 4.0 / 3) { mason in
      mason.revolve(
        SIMD2(5, 5), [SIMD2(0, 0), SIMD2(1, 1), SIMD2(0, 2)], segments: 4, wall)
    },
    ClosedShape("beam", volume: 10) { mason in
      mason.beam(from: Vector(0, 0, 3), to: Vector(10, 0, 3), width: 1, 0)
    },
    ClosedShape("slanting beam", volume: 1.25) { mason in
      mason.beam(from: Vector(1, 1, 1), to: Vector(1, 4, 5), width: 0.5, 0)
    },
    ClosedShape("bar") { mason in
      mason.bar(
        from: Vector(0, 0, 0), to: Vector(1, 2, 3), thickness: 0.5, material: 0, endsAreFree: true)
    },
    ClosedShape("limb") { mason in
      mason.limb(
        [Vector(0, 0, 0), Vector(1, 0, 2), Vector(1, 1, 4)], radii: [1, 0.5, 0.25], sides: 7, 0)
    },
    ClosedShape("cornice") { mason in
      mason.cornice(.zero, half: SIMD2(2, 1), z: 3, height: 0.5, depth: 0.25, material: 0)
    },
  ]

  /// The corners of triangles that cover every face, seen counter-clockwise from its front.
  var triangles: [(Vector, Vector, Vector)] {
    model.polygons.flatMap { corners in
      (2..<corners.count).map { (corners[0], corners[$0 - 1], corners[$0]) }
    }
  }

  /// The sum of the areas of all faces, each as a vector along its normal.
  var areaVector: Vector {
    triangles.reduce(.zero) { $0 + cross($1.1 - $1.0, $1.2 - $1.0) / 2 }
  }

  /// The area of all faces.
  var area: Float {
    triangles.reduce(0) {
      let normal = cross($1.1 - $1.0, $1.2 - $1.0)
      return $0 + dot(normal, normal).squareRoot() / 2
    }
  }

  /// What the faces enclose, negative where they face inwards.
  var enclosed: Float {
    triangles.reduce(0) { $0 + dot($1.0, cross($1.1, $1.2)) / 6 }
  }
}

/// Faces are seen from their front alone, so each has to face outwards, and none may be missing.
@Suite struct ShapeLawTests {
  /// Sums of some dozens of products of a few metres.
  private let rounding: Float = 1e-4

  @Test(arguments: ClosedShape.all)
  func theFacesOfAClosedShapeCancel(shape: ClosedShape) {
    let rest = shape.areaVector
    #expect(dot(rest, rest).squareRoot() < rounding * shape.area)
  }

  @Test(arguments: ClosedShape.all)
  func theFacesOfAClosedShapeFaceOutwards(shape: ClosedShape) {
    #expect(shape.enclosed > 0)
    if let volume = shape.volume { #expect(abs(shape.enclosed - volume) < rounding * 100) }
  }

  @Test(arguments: ClosedShape.all, [Float(0), 30, 90, 180, 275])
  func aPartThatIsTurnedAndMovedKeepsItsVolume(shape: ClosedShape, degrees: Float) {
    var moved = Mason()
    moved.add(shape.model, turned: degrees, at: Vector(3, -2, 1))
    var other = Mason()
    other.add(moved.model)
    let turned = ClosedShape("turned") { $0.add(other.model) }
    #expect(abs(turned.enclosed - shape.enclosed) < rounding * (100 + shape.area))
    #expect(abs(turned.area - shape.area) < rounding * (1 + shape.area))
  }

  /// A limb that bends is of faces that are wound.
  @Test(arguments: ClosedShape.all.filter { $0.testDescription != "limb" })
  func everyFaceIsFlat(shape: ClosedShape) {
    for corners in shape.model.polygons where corners.count > 3 {
      let normal = normalised(cross(corners[1] - corners[0], corners[2] - corners[0]))
      for corner in corners { #expect(abs(dot(corner - corners[0], normal)) < 1e-3) }
    }
  }

  @Test(arguments: [3, 4, 8, 31])
  func ringsRunCounterClockwiseAroundTheirCentre(count: Int) {
    let ring = Ring.regular(SIMD2(2, -1), radius: 3, count: count, z: 7)
    let centre = ring.reduce(Vector.zero, +) / Float(count)
    #expect(abs(centre.x - 2) < 1e-5 && abs(centre.y + 1) < 1e-5 && abs(centre.z - 7) < 1e-5)
    for (index, corner) in ring.enumerated() {
      let next = ring[(index + 1) % count]
      #expect(cross(corner - centre, next - centre).z > 0)
      let reach = corner - centre
      #expect(abs(dot(reach, reach).squareRoot() - 3) < 1e-5)
    }
  }

  @Test func anEllipseFillsItsRectangle() {
    let ring = Ring.ellipse(half: SIMD2(4, 2), count: 64, z: 0)
    #expect(ring.allSatisfy { abs($0.x * $0.x / 16 + $0.y * $0.y / 4 - 1) < 1e-5 })
  }

  @Test func stairsClimbToTheirHeight() {
    var mason = Mason()
    mason.stairs(
      .zero, half: SIMD2(2, 1), z: 0.5, rise: 3, count: 6, tread: 0.25, Cladding(material: 0))
    let box = mason.model.box
    #expect(abs(box.low.z - 0.5) < 1e-6 && abs(box.high.z - 3.5) < 1e-5)
    // The lowest of six steps stands out by six treads, to the front alone.
    #expect(abs(box.low.y + 1 + 6 * 0.25) < 1e-5 && abs(box.high.y - 1) < 1e-5)
  }

  @Test func aFaceWithoutAnAreaIsNoFace() {
    var mason = Mason()
    let corner = Vector(1, 2, 3)
    mason.face([corner, corner, corner], Cladding(material: 0))
    mason.face([.zero, Vector(1, 0, 0)], Cladding(material: 0))
    mason.extend([.zero, Vector(1, 0, 0), Vector(2, 0, 0)])
    #expect(mason.model.polygons.isEmpty)
  }
}
