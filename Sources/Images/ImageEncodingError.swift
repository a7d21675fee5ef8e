/// Why an image could not be turned into the bytes of a file.
public struct ImageEncodingError: Error, Equatable, CustomStringConvertible {
  /// The format of the file, "JPEG" or "PNG".
  public let format: String

  /// Pixels in a row of the image.
  public let width: Int

  /// Rows of the image.
  public let height: Int

  /// Why, in the words of the library.
  public let reason: String

  /// What failed and why, and what to try.
  public var description: String {
    "Could not encode an image of \(width)×\(height) pixels as \(format): \(reason). "
      + "Make the image smaller, or free memory."
  }
}
