/// A rectangle on an image, in pixels from its top left corner.
public struct PixelBounds: Sendable, Hashable, Codable {
  /// The left edge.
  public let x1: Double

  /// The top edge.
  public let y1: Double

  /// The right edge, beyond the left one.
  public let x2: Double

  /// The bottom edge, beyond the top one.
  public let y2: Double

  /// Creates a rectangle, or nil when it is empty, not finite, or starts outside the image.
  ///
  /// - Parameters:
  ///   - x1: the left edge, at least 0.
  ///   - y1: the top edge, at least 0.
  ///   - x2: the right edge, beyond `x1`.
  ///   - y2: the bottom edge, beyond `y1`.
  public init?(x1: Double, y1: Double, x2: Double, y2: Double) {
    guard x1 >= 0, y1 >= 0, x2 > x1, y2 > y1, x2.isFinite, y2.isFinite else { return nil }
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }

  private enum CodingKeys: String, CodingKey {
    case x1, y1, x2, y2
  }

  /// Reads what is written of a rectangle, an object of its four edges.
  ///
  /// - Throws: `DecodingError` also for one that is empty or starts outside the image.
  public init(from decoder: any Decoder) throws {
    let edges = try decoder.container(keyedBy: CodingKeys.self)
    func edge(_ key: CodingKeys) throws -> Double { try edges.decode(Double.self, forKey: key) }
    guard
      let bounds = PixelBounds(
        x1: try edge(.x1), y1: try edge(.y1), x2: try edge(.x2), y2: try edge(.y2))
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath, debugDescription: "the rectangle is empty or not finite"))
    }
    self = bounds
  }

  /// Returns whether an image of this size holds the whole rectangle.
  public func isInside(width: Int, height: Int) -> Bool {
    x2 <= Double(width) && y2 <= Double(height)
  }
}
