/// An 8-bit colour image in memory.
public struct PixelImage: Sendable, Equatable {
  /// Pixels in a row, at least 1.
  public let width: Int

  /// Rows of pixels, at least 1.
  public let height: Int

  /// Red, green and blue of each pixel, row by row from the top left; `3 * width * height` bytes.
  public var pixels: [UInt8]

  /// Creates an image that owns the given bytes.
  ///
  /// - Parameters:
  ///   - width: pixels in a row, at least 1.
  ///   - height: rows of pixels, at least 1.
  ///   - pixels: red, green, blue of each pixel, row by row; exactly `3 * width * height` bytes.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == 3 * width * height,
      "expected \(3 * width * height) bytes for \(width)×\(height), found \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}
