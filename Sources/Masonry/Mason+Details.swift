import Glibc
package import Rendering

extension Mason {
  /// Adds a row of battlements along the edges of a ring.
  ///
  /// - Parameters:
  ///   - ring: the wall's outer edge at its top, counter-clockwise.
  ///   - size: length, height and thickness of one battlement.
  ///   - cladding: their covering.
  ///   - isClosed: whether the last corner joins the first.
  package mutating func battlements(
    _ ring: [Vector], size: Vector, _ cladding: Cladding, isClosed: Bool = true
  ) {
    for index in 0..<(isClosed ? ring.count : ring.count - 1) {
      let start = ring[index]
      let edge = ring[(index + 1) % ring.count] - start
      let length = dot(edge, edge).squareRoot()
      let direction = edge / max(length, 1e-4)
      let inward = Vector(-direction.y, direction.x, 0) * size.z
      let count = max(Int((length / (size.x * 1.9)).rounded()), 1)
      let step = length / Float(count)
      for merlon in 0..<count {
        let from = start + direction * (step * (Float(merlon) + 0.22))
        let to = from + direction * (step * 0.56)
        let lower = [from, to, to + inward, from + inward]
        loft(
          lower, lower.map { $0 + Vector(0, 0, size.y) }, sides: cladding.blank,
          top: cladding.material)
      }
    }
  }

  /// Adds a row of columns with bases and capitals.
  package mutating func colonnade(
    from start: SIMD2<Float>, to end: SIMD2<Float>, count: Int, radius: Float,
    _ heights: ClosedRange<Float>, material: Int32, skipsEnds: Bool = false
  ) {
    let (z, top) = (heights.lowerBound, heights.upperBound)
    let capital = min(radius * 1.2, (top - z) * 0.15)
    for index in 0..<count {
      guard !skipsEnds || (index > 0 && index < count - 1) else { continue }
      let share = count == 1 ? 0.5 : Float(index) / Float(count - 1)
      let place = start + (end - start) * share
      revolve(
        place,
        [
          SIMD2(radius * 1.25, z), SIMD2(radius * 1.25, z + capital * 0.5),
          SIMD2(radius, z + capital * 0.5),
          SIMD2(radius * 0.84, top - capital), SIMD2(radius * 1.3, top - capital * 0.3),
          SIMD2(radius * 1.3, top),
        ], segments: 9, Cladding(material: material))
    }
  }

  /// Adds steps that climb towards the back, the lowest in front.
  package mutating func stairs(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float, rise: Float, count: Int, tread: Float,
    _ cladding: Cladding, onAllSides: Bool = false
  ) {
    let height = rise / Float(count)
    for index in 0..<count {
      let out = Float(count - index) * tread
      let grown = onAllSides ? half + out : SIMD2(half.x, half.y + out / 2)
      let moved = onAllSides ? centre : SIMD2(centre.x, centre.y - out / 2)
      let low = z + Float(index) * height
      block(
        moved, half: grown, low...(low + height), sides: cladding.blank, top: cladding.material)
    }
  }

  /// Adds a door or window picture with a surround that faces a compass direction.
  package mutating func portal(
    at foot: Vector, facing: Float, halfWidth: Float, height: Float, rise: Float, leaf: Int32,
    surround: Int32
  ) {
    let outward = compass(facing)
    let border = halfWidth * 0.22
    decal(
      Ring.arch(halfWidth: halfWidth + border, height: height + border, rise: rise), at: foot,
      facing: facing, material: surround)
    decal(
      Ring.arch(halfWidth: halfWidth, height: height, rise: rise),
      at: foot + Vector(outward.x, outward.y, 0) * 0.06, facing: facing, material: leaf)
  }

  /// Adds a round picture, such as a rose window or a clock.
  package mutating func roundel(at centre: Vector, facing: Float, radius: Float, material: Int32) {
    decal(Ring.disc(radius: radius), at: centre, facing: facing, material: material)
  }

  /// Adds a ledge around a rectangular plan.
  package mutating func cornice(
    _ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float, height: Float, depth: Float,
    material: Int32
  ) {
    block(
      centre, half: half + depth, z...(z + height), sides: Cladding(material: material),
      top: material)
    underside(Ring.rectangle(centre, half: half + depth, z: z), material: material)
  }
}
