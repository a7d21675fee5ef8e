import Glibc
package import Rendering

/// How a wall or roof is covered.
package struct Cladding {
  /// Index of the material.
  var material: Int32

  /// Index of the window, or -1 for a blank wall.
  var opening: Int32

  /// Wanted width and height of the wall that one window has to itself, in metres.
  var pitch: SIMD2<Float>

  /// Metres without windows at the foot and at the head.
  var foot: Float
  var head: Float

  /// Creates a covering without windows, unless said otherwise.
  package init(
    material: Int32, opening: Int32 = -1, pitch: SIMD2<Float> = SIMD2(3, 4), foot: Float = 0,
    head: Float = 0
  ) {
    (self.material, self.opening, self.pitch) = (material, opening, pitch)
    (self.foot, self.head) = (foot, head)
  }

  /// Returns the same covering without windows.
  package var blank: Cladding { Cladding(material: material) }
}

/// Puts buildings together from parts; corners of a part run counter-clockwise seen from above.
package struct Mason {
  /// What has been built so far.
  package private(set) var model = Model()

  /// Begins with nothing.
  package init() {}

  /// Adds a flat face whose texture starts at its first corner and runs along its first edge.
  package mutating func face(_ corners: [Vector], _ cladding: Cladding, height: Float = 0) {
    let edge = corners[1] - corners[0]
    let width = dot(edge, edge).squareRoot()
    guard width > 1e-3, corners.count > 2 else { return }
    let across = edge / width
    var normal = cross(edge, corners[2] - corners[0])
    if dot(normal, normal) < 1e-8, corners.count > 3 {
      normal = cross(edge, corners[3] - corners[0])
    }
    normal = normalised(normal)
    var surface = Surface(
      origin: corners[0], across: across, along: cross(normal, across), normal: normal,
      material: cladding.material)
    surface.setWindows(of: cladding, width: width, height: height)
    model.add(corners, surface: surface)
  }

  /// Adds a face in the plane, and with the texture, of the face that was added last.
  package mutating func extend(_ corners: [Vector]) {
    model.addFace(corners)
  }

  /// Joins two rings of corners by walls, and closes the top.
  ///
  /// - Parameters:
  ///   - lower: the ring at the foot.
  ///   - upper: the ring at the head, corner for corner above the lower one.
  ///   - sides: covering of the walls.
  ///   - top: covering of the top, or nil to leave it open.
  package mutating func loft(
    _ lower: [Vector], _ upper: [Vector], sides: Cladding, top: Int32? = nil
  ) {
    for index in lower.indices {
      let next = (index + 1) % lower.count
      let rise = upper[index] - lower[index]
      face(
        [lower[index], lower[next], upper[next], upper[index]], sides,
        height: dot(rise, rise).squareRoot())
    }
    if let top { face(upper, Cladding(material: top)) }
  }

  /// Closes a ring from below, for parts that stand out over those under them.
  package mutating func underside(_ ring: [Vector], material: Int32) {
    face(ring.reversed(), Cladding(material: material))
  }

  /// Adds a block on a rectangular plan.
  ///
  /// - Parameters:
  ///   - centre: middle of the plan.
  ///   - half: half its width and depth.
  ///   - heights: foot and head.
  ///   - sides: covering of the walls.
  ///   - top: covering of the top, or nil to leave it open.
  ///   - taper: what the half sizes are multiplied with at the head.
  package mutating func block(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, _ heights: ClosedRange<Float>, sides: Cladding,
    top: Int32? = nil, taper: SIMD2<Float> = SIMD2(1, 1)
  ) {
    loft(
      Ring.rectangle(centre, half: half, z: heights.lowerBound),
      Ring.rectangle(centre, half: half * taper, z: heights.upperBound), sides: sides, top: top)
  }

  /// Adds a tower or spire on a regular polygon.
  package mutating func prism(
    _ centre: SIMD2<Float>, radius: Float, _ heights: ClosedRange<Float>, count: Int,
    sides: Cladding, top: Int32? = nil, taper: Float = 1
  ) {
    loft(
      Ring.regular(centre, radius: radius, count: count, z: heights.lowerBound),
      Ring.regular(centre, radius: radius * taper, count: count, z: heights.upperBound),
      sides: sides, top: top)
  }

  /// Adds a round body.
  ///
  /// - Parameters:
  ///   - centre: where its axis stands.
  ///   - profile: radius and height of its outline from foot to head.
  ///   - segments: flat sides that stand for the circle, at least 5.
  ///   - cladding: its covering.
  package mutating func revolve(
    _ centre: SIMD2<Float>, _ profile: [SIMD2<Float>], segments: Int, _ cladding: Cladding
  ) {
    let outlines = Ring.outwardNormals(of: profile)
    for band in 0..<(profile.count - 1) {
      let (low, high) = (profile[band], profile[band + 1])
      let lower = Ring.regular(centre, radius: low.x, count: segments, z: low.y)
      let upper = Ring.regular(centre, radius: high.x, count: segments, z: high.y)
      let radius = max((low.x + high.x) / 2, 0.05)
      var surface = Surface(
        shape: .round, origin: Vector(centre.x, centre.y, low.y),
        across: Vector(radius, max(high.y - low.y, 1e-3), 0),
        along: Vector(outlines[band].lower.x, outlines[band].lower.y, low.y),
        normal: Vector(outlines[band].upper.x, outlines[band].upper.y, 0),
        material: cladding.material)
      surface.setWindows(of: cladding, width: 2 * .pi * radius, height: high.y - low.y)
      surface.rows += low.y
      model.surfaces.append(surface)
      for index in 0..<segments {
        let next = (index + 1) % segments
        model.addFace([lower[index], lower[next], upper[next], upper[index]])
      }
    }
  }

  /// Adds a picture on a wall: a clock, a rose window, a door.
  ///
  /// - Parameters:
  ///   - outline: corners in the plane of the wall, counter-clockwise: metres to the right of and
  ///     above `origin`.
  ///   - origin: where its texture has its origin.
  ///   - facing: degrees of the compass that the wall faces.
  ///   - material: index of its material.
  mutating func decal(
    _ outline: [SIMD2<Float>], at origin: Vector, facing: Float, material: Int32
  ) {
    let outward = compass(facing)
    let normal = Vector(outward.x, outward.y, 0)
    let across = Vector(-outward.y, outward.x, 0)
    let base = origin + normal * 0.06
    let corners = outline.map { base + across * $0.x + Vector(0, 0, $0.y) }
    let surface = Surface(
      origin: base, across: across, along: Vector(0, 0, 1), normal: normal, material: material)
    model.add(corners, surface: surface)
  }

  /// Adds a finished part.
  package mutating func add(_ part: Model, turned degrees: Float = 0, at offset: Vector = .zero) {
    model.append(part, turned: degrees, movedTo: offset)
  }
}

extension Surface {
  /// Spreads the windows of a covering evenly over a wall.
  fileprivate mutating func setWindows(of cladding: Cladding, width: Float, height: Float) {
    guard cladding.opening >= 0 else { return }
    let free = height - cladding.foot - cladding.head
    guard free > cladding.pitch.y * 0.6, width > cladding.pitch.x * 0.7 else { return }
    opening = cladding.opening
    bay = SIMD2(
      width / max((width / cladding.pitch.x).rounded(), 1),
      free / max((free / cladding.pitch.y).rounded(), 1))
    rows = SIMD2(cladding.foot, height - cladding.head)
  }
}
