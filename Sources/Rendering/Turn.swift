import Glibc

/// A turn about the vertical axis.
struct Turn {
  private let cosine: Float
  private let sine: Float

  /// Creates a turn, counter-clockwise seen from above.
  init(degrees: Float) {
    cosine = cos(degrees * .pi / 180)
    sine = sin(degrees * .pi / 180)
  }

  /// Returns the turned vector.
  func callAsFunction(_ vector: Vector) -> Vector {
    Vector(
      vector.x * cosine - vector.y * sine, vector.x * sine + vector.y * cosine, vector.z)
  }
}
