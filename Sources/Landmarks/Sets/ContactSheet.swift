public import Images

/// A picture of pictures: rows of buildings, columns of views.
public enum ContactSheet {
  private static let gutter = 2

  private static let singlesInARow = 14

  /// Returns one row for each building; buildings with one picture each share rows.
  ///
  /// - Parameter families: the pictures of each building.
  /// - Returns: one picture.
  public static func sheet(_ families: [[Photograph]]) -> PixelImage {
    guard families.allSatisfy({ $0.count <= 1 }) else {
      return grid(families.map { $0.map(\.image) })
    }
    let singles = families.flatMap { $0.map(\.image) }
    let starts = stride(from: 0, to: singles.count, by: singlesInARow)
    return grid(starts.map { Array(singles[$0..<min($0 + singlesInARow, singles.count)]) })
  }

  /// Returns a grid of pictures on black, with gutters of two pixels.
  ///
  /// - Parameter rows: pictures of one size; rows may have different lengths.
  /// - Returns: one picture.
  public static func grid(_ rows: [[PixelImage]]) -> PixelImage {
    guard let first = rows.first?.first else {
      return PixelImage(width: 1, height: 1, pixels: [0, 0, 0])
    }
    let columns = rows.map(\.count).max() ?? 1
    let width = columns * (first.width + gutter) - gutter
    let height = rows.count * (first.height + gutter) - gutter
    var pixels = [UInt8](repeating: 0, count: 3 * width * height)
    for (row, images) in rows.enumerated() {
      for (column, image) in images.enumerated() {
        precondition(
          image.width == first.width && image.height == first.height,
          "expected pictures of \(first.width)×\(first.height), found \(image.width)×\(image.height)"
        )
        let left = column * (first.width + gutter)
        for y in 0..<image.height {
          let target = 3 * ((row * (first.height + gutter) + y) * width + left)
          let source = 3 * y * image.width
          pixels.replaceSubrange(
            target..<(target + 3 * image.width),
            with: image.pixels[source..<(source + 3 * image.width)])
        }
      }
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }
}
