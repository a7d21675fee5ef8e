import Glibc
package import Rendering

/// Corners of plans and outlines.
package enum Ring {
  /// Returns the corners of a rectangle, counter-clockwise from the front left.
  package static func rectangle(_ centre: SIMD2<Float>, half: SIMD2<Float>, z: Float) -> [Vector] {
    [
      Vector(centre.x - half.x, centre.y - half.y, z),
      Vector(centre.x + half.x, centre.y - half.y, z),
      Vector(centre.x + half.x, centre.y + half.y, z),
      Vector(centre.x - half.x, centre.y + half.y, z),
    ]
  }

  /// Returns the corners of a regular polygon, one side of which faces the front.
  ///
  /// - Parameters:
  ///   - centre: its middle.
  ///   - radius: from the middle to a corner.
  ///   - count: corners, at least 3.
  ///   - z: its height.
  /// - Returns: the corners, counter-clockwise.
  package static func regular(
    _ centre: SIMD2<Float>, radius: Float, count: Int, z: Float
  ) -> [Vector] {
    (0..<count).map { index in
      let angle = (Float(index) - 0.5) * 2 * .pi / Float(count) - .pi / 2
      return Vector(centre.x + radius * cos(angle), centre.y + radius * sin(angle), z)
    }
  }

  /// Returns corners of an ellipse about the origin, one side of which faces the front.
  ///
  /// - Parameters:
  ///   - half: half its width and depth.
  ///   - count: corners, at least 3.
  ///   - z: its height.
  /// - Returns: the corners, counter-clockwise.
  package static func ellipse(half: SIMD2<Float>, count: Int, z: Float) -> [Vector] {
    regular(.zero, radius: 1, count: count, z: z).map {
      Vector($0.x * half.x, $0.y * half.y, $0.z)
    }
  }

  /// Returns the outline of a disc about (0, 0).
  static func disc(radius: Float, count: Int = 16) -> [SIMD2<Float>] {
    (0..<count).map { index in
      let angle = Float(index) * 2 * .pi / Float(count)
      return SIMD2(radius * cos(angle), radius * sin(angle))
    }
  }

  /// Returns the outline of a door or window with its foot in the middle at (0, 0).
  ///
  /// - Parameters:
  ///   - halfWidth: half its width in metres.
  ///   - height: from foot to crown in metres.
  ///   - rise: height of the arch as a share of half the width: 0 flat, 1 round, 1.7 pointed.
  /// - Returns: the corners, counter-clockwise.
  static func arch(halfWidth: Float, height: Float, rise: Float) -> [SIMD2<Float>] {
    guard rise > 0 else {
      return [
        SIMD2(-halfWidth, 0), SIMD2(halfWidth, 0), SIMD2(halfWidth, height),
        SIMD2(-halfWidth, height),
      ]
    }
    let spring = max(height - halfWidth * rise, height * 0.3)
    var outline = [SIMD2(-halfWidth, 0), SIMD2(halfWidth, 0)]
    for step in 0...8 {
      let angle = Float(step) * .pi / 8
      let x = cos(angle)
      let y = rise > 1.2 ? 1 - pow(abs(x), 1.5) : sin(angle)
      outline.append(SIMD2(halfWidth * x, spring + (height - spring) * y))
    }
    return outline
  }

  /// Returns normals (outward, upward) at both ends of each band of an outline, smooth over
  /// blunt corners.
  static func outwardNormals(
    of profile: [SIMD2<Float>]
  ) -> [(lower: SIMD2<Float>, upper: SIMD2<Float>)] {
    let bands = (1..<profile.count).map { index in
      let step = profile[index] - profile[index - 1]
      return SIMD2(step.y, -step.x) / max((step * step).sum().squareRoot(), 1e-6)
    }
    func joined(_ own: SIMD2<Float>, _ index: Int) -> SIMD2<Float> {
      guard bands.indices.contains(index), (own * bands[index]).sum() > 0.75 else { return own }
      let sum = own + bands[index]
      return sum / (sum * sum).sum().squareRoot()
    }
    return bands.indices.map { index in
      (joined(bands[index], index - 1), joined(bands[index], index + 1))
    }
  }
}
