/// A rectangle of whole pixels: `x1`, `y1` belong to it, `x2`, `y2` do not.
public struct PixelBox: Sendable, Hashable, CustomStringConvertible {
  /// The first column.
  public let x1: Int

  /// The first row.
  public let y1: Int

  /// The column after the last one.
  public let x2: Int

  /// The row after the last one.
  public let y2: Int

  /// Creates a box from its first pixel and the one diagonally after its last.
  public init(x1: Int, y1: Int, x2: Int, y2: Int) {
    self.x1 = x1
    self.y1 = y1
    self.x2 = x2
    self.y2 = y2
  }

  /// Creates a box from fractional corners, as ground truth states them.
  ///
  /// Each coordinate goes to the nearest whole number, halves to the even one, as in Pillow's `crop`;
  /// one beyond a thousand million pixels goes to that many.
  public init(rounding x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    let corners = [x1, y1, x2, y2].map { Int(max(-1e9, min($0, 1e9)).rounded(.toNearestOrEven)) }
    self.init(x1: corners[0], y1: corners[1], x2: corners[2], y2: corners[3])
  }

  /// Columns covered; negative when the corners are swapped.
  public var width: Int { x2 - x1 }

  /// Rows covered; negative when the corners are swapped.
  public var height: Int { y2 - y1 }

  /// The corners as "(x1, y1)-(x2, y2)".
  public var description: String { "(\(x1), \(y1))-(\(x2), \(y2))" }

  /// Returns the part inside an image, at least one pixel wide and high.
  ///
  /// A box that misses the image becomes the nearest pixels of its border.
  public func clamped(toWidth width: Int, height: Int) -> PixelBox {
    let left = min(max(x1, 0), width - 1)
    let top = min(max(y1, 0), height - 1)
    return PixelBox(
      x1: left, y1: top, x2: min(max(x2, left + 1), width), y2: min(max(y2, top + 1), height))
  }
}
