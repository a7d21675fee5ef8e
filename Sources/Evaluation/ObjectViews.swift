/// The directions from which an image shows objects, and how far from its own another view must be.
public struct ObjectViews: Sendable, Hashable {
  /// The directions by object, in degrees; an image with several boxes may show one object twice.
  public let angles: [String: [Double]]

  /// How far another view of the object must be turned to count when the image is a query, in degrees;
  /// nil where every view counts.
  public let leastAngle: Double?

  /// How far two angles may be apart that decimals mean to be equal, in degrees.
  private static let equality = 1e-9

  /// Creates directions.
  ///
  /// - Parameters:
  ///   - angles: the directions by object, in degrees, any finite numbers.
  ///   - leastAngle: how far another view must be turned to count, 0...180 degrees.
  public init(angles: [String: [Double]] = [:], leastAngle: Double? = nil) {
    self.angles = angles
    self.leastAngle = leastAngle
  }

  /// Returns whether another image shows an object from nearer than the least angle.
  ///
  /// - Parameters:
  ///   - other: the directions of the other image.
  ///   - object: an object that both show.
  /// - Returns: false where a direction is not known.
  func areNear(_ other: ObjectViews, of object: String) -> Bool {
    guard let leastAngle, let own = angles[object] else { return false }
    return (other.angles[object] ?? []).contains { angle in
      own.contains { Self.difference($0, angle) < leastAngle - Self.equality }
    }
  }

  /// Returns the angles of two views of one image, and the least angle of the first.
  ///
  /// - Parameter other: the directions of another part of the image.
  /// - Returns: the directions of both parts.
  public func joined(with other: ObjectViews) -> ObjectViews {
    ObjectViews(angles: angles.merging(other.angles) { $0 + $1 }, leastAngle: leastAngle)
  }

  /// Returns by how much two directions differ, 0...180 degrees.
  static func difference(_ one: Double, _ other: Double) -> Double {
    let turn = 360.0
    let apart = abs(
      one.truncatingRemainder(dividingBy: turn) - other.truncatingRemainder(dividingBy: turn))
    let within = apart >= turn ? apart - turn : apart
    return min(within, turn - within)
  }
}
