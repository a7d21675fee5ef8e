import Glibc
package import Rendering

extension Mason {
  /// Adds a bar of square section between two points; its ends stay open unless they are free.
  package mutating func bar(
    from start: Vector, to end: Vector, thickness: Float, material: Int32, endsAreFree: Bool = false
  ) {
    limb(
      [start, end], radii: [thickness * 0.707, thickness * 0.707], sides: 4, material,
      isClosed: endsAreFree)
  }

  /// Adds a body that follows a path in any direction: a bar, a leg, a neck.
  ///
  /// - Parameters:
  ///   - path: points of its axis, at least 2.
  ///   - radii: the radius at each point.
  ///   - sides: flat sides that stand for the circle, at least 3.
  ///   - material: its material.
  ///   - isClosed: whether both ends are closed.
  package mutating func limb(
    _ path: [Vector], radii: [Float], sides: Int, _ material: Int32, isClosed: Bool = true
  ) {
    let whole = normalised(path[path.count - 1] - path[0])
    let reference = abs(whole.z) > 0.9 ? Vector(0, 1, 0) : Vector(0, 0, 1)
    let rings = path.indices.map { index -> [Vector] in
      let before = path[max(index - 1, 0)]
      let after = path[min(index + 1, path.count - 1)]
      let direction = normalised(after - before)
      let across = normalised(cross(direction, reference))
      let along = cross(direction, across)
      return (0..<sides).map { corner in
        let angle = (Float(corner) + 0.5) * 2 * .pi / Float(sides)
        return path[index] + (across * cos(angle) + along * sin(angle)) * radii[index]
      }
    }
    for index in 1..<rings.count {
      loft(rings[index - 1], rings[index], sides: Cladding(material: material))
    }
    guard isClosed else { return }
    underside(rings[0], material: material)
    face(rings[rings.count - 1], Cladding(material: material))
  }

  /// Adds a tower of legs and crossed braces that one can see through.
  ///
  /// - Parameters:
  ///   - centre: where its axis stands.
  ///   - profile: half the width, and the height, of the foot of each storey and of the head.
  ///   - count: legs, at least 3; one side faces the front.
  ///   - girth: thickness of the braces as a share of a storey's width; legs are half as thick again.
  ///   - materials: of the storeys in turn.
  package mutating func lattice(
    _ centre: SIMD2<Float>, _ profile: [SIMD2<Float>], count: Int = 4, girth: Float,
    materials: [Int32]
  ) {
    let widening = 1 / cos(.pi / Float(count))
    let rings = profile.map {
      Ring.regular(centre, radius: $0.x * widening, count: count, z: $0.y)
    }
    for storey in 1..<rings.count {
      let material = materials[storey % materials.count]
      let brace = girth * (profile[storey - 1].x + profile[storey].x)
      truss(rings[storey - 1], rings[storey], brace: brace, material: material)
    }
  }

  /// Adds one storey of a lattice: legs, crossed braces, and the bars that tie its head.
  mutating func truss(_ lower: [Vector], _ upper: [Vector], brace: Float, material: Int32) {
    for index in lower.indices {
      let next = (index + 1) % lower.count
      bar(from: lower[index], to: upper[index], thickness: brace * 1.5, material: material)
      bar(from: lower[index], to: upper[next], thickness: brace, material: material)
      bar(from: lower[next], to: upper[index], thickness: brace, material: material)
      bar(from: upper[index], to: upper[next], thickness: brace, material: material)
    }
  }

  /// Adds a handrail on posts along the edges of a ring.
  package mutating func railing(
    _ ring: [Vector], height: Float, material: Int32, isClosed: Bool = true
  ) {
    let lift = Vector(0, 0, height)
    for index in 0..<(isClosed ? ring.count : ring.count - 1) {
      let start = ring[index]
      let end = ring[(index + 1) % ring.count]
      let edge = end - start
      let posts = max(Int((dot(edge, edge).squareRoot() / 1.5).rounded()), 1)
      bar(from: start + lift, to: end + lift, thickness: 0.16, material: material)
      bar(from: start + lift * 0.4, to: end + lift * 0.4, thickness: 0.1, material: material)
      for post in 0..<posts {
        let foot = start + edge * (Float(post) / Float(posts))
        bar(from: foot, to: foot + lift, thickness: 0.14, material: material)
      }
    }
  }

  /// Adds a spoked wheel that stands upright.
  ///
  /// - Parameters:
  ///   - centre: its hub.
  ///   - facing: degrees of the compass that it faces.
  ///   - radius: to the middle of the rim.
  ///   - thickness: of the rim.
  ///   - spokes: how many.
  ///   - material: its material.
  package mutating func wheel(
    at centre: Vector, facing: Float, radius: Float, thickness: Float, spokes: Int,
    material: Int32
  ) {
    let outward = compass(facing)
    let across = Vector(-outward.y, outward.x, 0)
    func point(_ share: Float) -> Vector {
      let angle = share * 2 * .pi
      return centre + (across * cos(angle) + Vector(0, 0, sin(angle))) * radius
    }
    for segment in 0..<16 {
      bar(
        from: point(Float(segment) / 16), to: point(Float(segment + 1) / 16),
        thickness: thickness, material: material)
    }
    for spoke in 0..<spokes {
      bar(
        from: centre, to: point(Float(spoke) / Float(spokes)), thickness: thickness * 0.6,
        material: material)
    }
  }

  /// Adds a pole with a flag that is seen from both sides.
  package mutating func flag(
    at foot: Vector, height: Float, size: SIMD2<Float>, pole: Int32, cloth: Int32
  ) {
    let head = foot + Vector(0, 0, height)
    bar(from: foot, to: head, thickness: 0.16, material: pole, endsAreFree: true)
    let corner = head - Vector(0, 0, size.y)
    let sheet = [
      corner, corner + Vector(size.x, size.x * 0.3, 0), head + Vector(size.x, size.x * 0.3, 0),
      head,
    ]
    face(sheet, Cladding(material: cloth))
    face(sheet.reversed(), Cladding(material: cloth))
  }

  /// Adds a rectangular picture on a wall, such as an inscription or a relief.
  package mutating func panel(
    at foot: Vector, facing: Float, halfWidth: Float, height: Float, material: Int32
  ) {
    decal(
      Ring.arch(halfWidth: halfWidth, height: height, rise: 0), at: foot, facing: facing,
      material: material)
  }
}
