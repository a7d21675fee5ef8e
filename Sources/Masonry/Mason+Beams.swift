import Glibc
package import Rendering

extension Mason {
  /// Adds a straight bar of square section between two points.
  ///
  /// - Parameters:
  ///   - start: middle of its one end.
  ///   - end: middle of its other end.
  ///   - width: of its section.
  ///   - material: its material.
  ///   - hasEnds: whether its ends are closed; they need not be where they touch something.
  package mutating func beam(
    from start: Vector, to end: Vector, width: Float, _ material: Int32, hasEnds: Bool = true
  ) {
    let direction = normalised(end - start)
    let reference = abs(direction.z) > 0.9 ? Vector(0, 1, 0) : Vector(0, 0, 1)
    let across = normalised(cross(direction, reference)) * (width / 2)
    let along = cross(direction, across)
    func ring(_ middle: Vector) -> [Vector] {
      [
        middle - across - along, middle + across - along, middle + across + along,
        middle - across + along,
      ]
    }
    let (lower, upper) = (ring(start), ring(end))
    loft(lower, upper, sides: Cladding(material: material), top: hasEnds ? material : nil)
    if hasEnds { underside(lower, material: material) }
  }

  /// Adds bars along a path.
  package mutating func beams(_ path: [Vector], width: Float, _ material: Int32) {
    for index in 1..<path.count {
      beam(
        from: path[index - 1], to: path[index], width: width, material,
        hasEnds: index == 1 || index == path.count - 1)
    }
  }

  /// Adds a thin face that is seen from both sides.
  package mutating func sheet(_ corners: [Vector], _ material: Int32) {
    face(corners, Cladding(material: material))
    face(corners.reversed(), Cladding(material: material))
  }

  /// Adds a handrail on posts along the edges of a ring.
  package mutating func handrail(
    _ ring: [Vector], height: Float, width: Float, _ material: Int32, isClosed: Bool = true
  ) {
    let lift = Vector(0, 0, height)
    for index in 0..<(isClosed ? ring.count : ring.count - 1) {
      let end = ring[(index + 1) % ring.count]
      beam(from: ring[index] + lift, to: end + lift, width: width, material)
      beam(from: ring[index], to: ring[index] + lift, width: width, material)
    }
  }

  /// Adds a round or elliptic vault, open below, its axis from front to back.
  ///
  /// - Parameters:
  ///   - centre: middle of its plan.
  ///   - half: half its width and its length.
  ///   - z: height of its foot.
  ///   - height: from foot to crown.
  ///   - alongFront: whether the axis runs from left to right; `half` stays width and depth.
  ///   - skin: covering.
  ///   - ends: covering of both ends.
  ///   - rib: width and material of the ribs across it, and metres from one to the next.
  package mutating func vault(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float, height: Float, alongFront: Bool,
    skin: Int32, ends: Cladding, rib: (width: Float, material: Int32, pitch: Float)?
  ) {
    var part = Mason()
    let (reach, length) = alongFront ? (half.y, half.x) : (half.x, half.y)
    func arc(_ y: Float, grownBy growth: Float = 0) -> [Vector] {
      (0...10).map { step in
        let angle = Float(step) * .pi / 10
        return Vector(
          (reach + growth) * cos(angle), y, max((height + growth) * sin(angle), 0))
      }
    }
    let (front, back) = (arc(-length), arc(length))
    for step in 1..<front.count {
      part.face(
        [front[step - 1], back[step - 1], back[step], front[step]], Cladding(material: skin))
    }
    part.face([Vector(-reach, -length, 0)] + front.dropLast(), ends)
    part.face([Vector(reach, length, 0)] + back.reversed().dropLast(), ends)
    if let rib {
      let bays = max(Int((2 * length / rib.pitch).rounded()), 1)
      for bay in 0...bays {
        let y = length * (2 * Float(bay) / Float(bays) - 1)
        part.beams(arc(y), width: rib.width, rib.material)
      }
    }
    add(part.model, turned: alongFront ? 90 : 0, at: Vector(centre.x, centre.y, z))
  }

  /// Adds a ramp or stair that climbs from the front towards the back.
  ///
  /// - Parameters:
  ///   - foot: middle of its lowest edge.
  ///   - head: middle of its highest edge, straight behind the foot.
  ///   - halfWidth: half its width.
  ///   - depth: metres that it goes on, level, behind its head.
  ///   - slope: material of the slope.
  ///   - sides: material of the sides.
  ///   - degrees: turn of it all about the origin, counter-clockwise seen from above.
  package mutating func ramp(
    from foot: Vector, to head: Vector, halfWidth: Float, depth: Float, slope: Int32, sides: Int32,
    turned degrees: Float = 0
  ) {
    var part = Mason()
    let end = head.y + depth
    func left(_ y: Float, _ z: Float) -> Vector { Vector(foot.x - halfWidth, y, z) }
    func right(_ y: Float, _ z: Float) -> Vector { Vector(foot.x + halfWidth, y, z) }
    let (low, high) = (foot.z, head.z)
    part.face(
      [left(foot.y, low), right(foot.y, low), right(head.y, high), left(head.y, high)],
      Cladding(material: slope))
    part.face(
      [left(head.y, high), right(head.y, high), right(end, high), left(end, high)],
      Cladding(material: slope))
    part.face(
      [right(foot.y, low), right(end, low), right(end, high), right(head.y, high)],
      Cladding(material: sides))
    part.face(
      [left(end, low), left(foot.y, low), left(head.y, high), left(end, high)],
      Cladding(material: sides))
    add(part.model, turned: degrees)
  }
}
