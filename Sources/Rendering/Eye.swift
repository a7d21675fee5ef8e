import Glibc

/// A camera that stands somewhere, ready to project.
package struct Eye {
  package let position: Vector
  let right: Vector
  let up: Vector
  package let forward: Vector

  /// Distance of the picture plane in samples.
  package let focalLength: Float

  /// Middle of the picture in samples.
  package let centre: Float

  /// Creates a camera.
  ///
  /// - Parameters:
  ///   - position: where it stands.
  ///   - target: what it looks at.
  ///   - roll: degrees by which it is tilted, clockwise.
  ///   - fieldOfView: degrees between opposite sides of the picture.
  ///   - side: the picture's width and height in samples.
  package init(position: Vector, target: Vector, roll: Float, fieldOfView: Float, side: Int) {
    self.position = position
    forward = normalised(target - position)
    let level = normalised(cross(forward, Vector(0, 0, 1)))
    let upright = cross(level, forward)
    let (sine, cosine) = (sin(roll * .pi / 180), cos(roll * .pi / 180))
    right = level * cosine + upright * sine
    up = upright * cosine - level * sine
    centre = Float(side) / 2
    focalLength = centre / tan(fieldOfView * .pi / 360)
  }

  private init(_ other: Eye, focalLength: Float, centre: Float) {
    position = other.position
    right = other.right
    up = other.up
    forward = other.forward
    self.focalLength = focalLength
    self.centre = centre
  }

  /// Returns the same camera with another lens or picture size.
  func with(focalLength: Float, side: Int) -> Eye {
    Eye(self, focalLength: focalLength, centre: Float(side) / 2)
  }

  /// Returns the direction through a position of the picture; its part along `forward` is 1.
  @inline(__always)
  package func ray(_ x: Float, _ y: Float) -> Vector {
    forward + right * ((x - centre) / focalLength) - up * ((y - centre) / focalLength)
  }

  /// Returns a point seen from the camera: to the right, upward, and ahead, in metres.
  @inline(__always)
  func local(_ point: Vector) -> Vector {
    let offset = point - position
    return Vector(dot(offset, right), dot(offset, up), dot(offset, forward))
  }

  /// Returns the picture position of a point given as by `local`.
  @inline(__always)
  func project(_ local: Vector) -> ScreenPoint {
    let scale = focalLength / local.z
    return ScreenPoint(centre + local.x * scale, centre - local.y * scale)
  }

  /// Returns nearness over the picture of a plane, or nil where its front faces away.
  @inline(__always)
  func nearness(normal: Vector, through point: Vector) -> Vector? {
    let height = dot(normal, position - point)
    guard height > 1e-3 else { return nil }
    let scale = -1 / height
    let x = dot(normal, right) * scale / focalLength
    let y = -dot(normal, up) * scale / focalLength
    return Vector(x, y, dot(normal, forward) * scale - (x + y) * centre)
  }
}
