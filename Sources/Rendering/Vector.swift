import Glibc

/// A point or direction of the world in metres: x to the east, y to the north, z up.
@usableFromInline package typealias Vector = SIMD3<Float>

/// Light or reflectance in linear red, green, blue; 1 is a white wall in full daylight.
@usableFromInline package typealias Colour = SIMD3<Float>

/// Returns the scalar product of two vectors.
@inlinable @inline(__always)
package func dot(_ a: Vector, _ b: Vector) -> Float {
  a.x * b.x + a.y * b.y + a.z * b.z
}

/// Returns the vector product of two vectors, by the right-hand rule.
@inlinable
package func cross(_ a: Vector, _ b: Vector) -> Vector {
  Vector(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
}

/// Returns the vector of length 1 that points the same way.
@inlinable @inline(__always)
package func normalised(_ a: Vector) -> Vector {
  a / max(dot(a, a).squareRoot(), 1e-12)
}

/// Returns the value between two ends at a share from 0 to 1.
@inlinable @inline(__always)
package func mix(_ a: Float, _ b: Float, _ share: Float) -> Float {
  a + (b - a) * share
}

/// Returns the colour between two ends at a share from 0 to 1.
@inlinable @inline(__always)
package func mix(_ a: Colour, _ b: Colour, _ share: Float) -> Colour {
  a + (b - a) * share
}

/// Returns 0 below the first edge, 1 above the second, and a smooth step between.
@inline(__always)
func smoothStep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let t = min(max((value - low) / (high - low), 0), 1)
  return t * t * (3 - 2 * t)
}

/// Returns the greatest whole number not above a value of magnitude below 16,000.
///
/// The processor baseline has no rounding instruction, so truncation of a shifted value stands in.
@inline(__always)
func wholePart(_ value: Float) -> Int32 {
  Int32(value + 16384) &- 16384
}

/// Returns the direction of a compass angle in degrees; 0 looks along -y, towards a front facade.
package func compass(_ degrees: Float) -> SIMD2<Float> {
  let angle = degrees * .pi / 180
  return SIMD2(sin(angle), -cos(angle))
}

/// Returns linear light of a colour given as sRGB bytes, such as 0xd8c8a0.
package func colour(_ hex: UInt32) -> Colour {
  func linear(_ shift: UInt32) -> Float {
    let value = Float((hex >> shift) & 255) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
  return Colour(linear(16), linear(8), linear(0))
}
