/// The coordinates and the material of a flat face or of a round band.
package struct Surface: Sendable {
  /// Whether it lies in a plane or runs around an axis.
  package enum Shape: UInt8, Sendable {
    case flat, round
  }

  var shape: Shape

  /// The corner that has texture coordinates (0, 0); the axis at the foot of a round band.
  var origin: Vector

  /// The direction of the first texture coordinate; for a round band (radius, height, unused).
  var across: Vector

  /// The direction of the second texture coordinate; for a round band the outward and upward parts
  /// of the normal at its foot, and unused.
  var along: Vector

  /// The normal; for a round band the outward and upward parts of it at its head, and unused.
  var normal: Vector

  /// Index of the material.
  var material: Int32

  /// Index of the window, or -1.
  package var opening: Int32 = -1

  /// Width and height of the wall that one window has to itself.
  package var bay = SIMD2<Float>(1, 1)

  /// Where the rows of windows begin and end.
  package var rows = SIMD2<Float>(0, 0)

  /// Creates a surface without windows, flat unless said otherwise.
  package init(
    shape: Shape = .flat, origin: Vector, across: Vector, along: Vector, normal: Vector,
    material: Int32
  ) {
    (self.shape, self.origin, self.material) = (shape, origin, material)
    (self.across, self.along, self.normal) = (across, along, normal)
  }
}

/// A convex flat polygon, seen from the side where its corners run counter-clockwise.
struct Face: Sendable {
  var normal: Vector
  var start: Int32
  var count: Int32
  var surface: Int32
}

/// A set of faces.
package struct Model: Sendable {
  var points: [Vector] = []
  var faces: [Face] = []
  package var surfaces: [Surface] = []

  /// Creates a model without faces.
  package init() {}

  /// Adds a face with its own surface, or nothing where the corners span no area.
  package mutating func add(_ corners: [Vector], surface: Surface) {
    surfaces.append(surface)
    addFace(corners)
  }

  /// Adds a face on the surface that was added last.
  package mutating func addFace(_ corners: [Vector]) {
    var normal = Vector.zero
    for index in 2..<corners.count {
      normal += cross(corners[index - 1] - corners[0], corners[index] - corners[0])
    }
    guard dot(normal, normal) > 1e-10 else { return }
    faces.append(
      Face(
        normal: normalised(normal), start: Int32(points.count), count: Int32(corners.count),
        surface: Int32(surfaces.count - 1)))
    points.append(contentsOf: corners)
  }

  /// The smallest box that holds all corners.
  package var box: (low: Vector, high: Vector) {
    var low = Vector(repeating: 1e9)
    var high = Vector(repeating: -1e9)
    for point in points {
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    return (low, high)
  }

  /// Adds another model, turned about the vertical and moved.
  ///
  /// - Parameters:
  ///   - other: the model, about its own origin.
  ///   - degrees: the turn, counter-clockwise seen from above.
  ///   - offset: where its origin comes to stand.
  package mutating func append(
    _ other: Model, turned degrees: Float = 0, movedTo offset: Vector = .zero
  ) {
    let turn = Turn(degrees: degrees)
    let firstPoint = Int32(points.count)
    let firstSurface = Int32(surfaces.count)
    points.append(contentsOf: other.points.map { turn($0) + offset })
    for var face in other.faces {
      face.normal = turn(face.normal)
      face.start += firstPoint
      face.surface += firstSurface
      faces.append(face)
    }
    for var surface in other.surfaces {
      surface.origin = turn(surface.origin) + offset
      if surface.shape == .flat {
        surface.across = turn(surface.across)
        surface.along = turn(surface.along)
        surface.normal = turn(surface.normal)
      }
      surfaces.append(surface)
    }
  }
}
