public import Failures

/// Why an image could not be turned into the bytes of a file.
public struct ImageEncodingError: Failure, Equatable {
  /// The format of the file, "JPEG" or "PNG".
  public let format: String

  /// Pixels in a row of the image.
  public let width: Int

  /// Rows of the image.
  public let height: Int

  /// Why, in the words of the library.
  public let reason: String

  /// Creates an error about one image.
  package init(format: String, width: Int, height: Int, reason: String) {
    self.format = format
    self.width = width
    self.height = height
    self.reason = reason
  }

  /// Drawing is a stage.
  public var kind: FailureKind { .stageFailed }

  /// The image, by its size.
  public var subject: String { "an image of \(width)×\(height) pixels" }

  /// What failed and why.
  public var statement: String { "Could not encode \(subject) as \(format): \(reason)" }

  /// What to try.
  public var advice: String { "Make the image smaller, or free memory." }
}
