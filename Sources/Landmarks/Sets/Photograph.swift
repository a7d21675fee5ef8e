public import Images
public import Rendering

/// A finished picture of a set.
public struct Photograph: Sendable {
  /// What a picture is there for.
  public enum Role: String, CaseIterable, Sendable {
    /// It is trained on.
    case training
    /// It is searched with.
    case query
    /// It shows the query's building under conditions close to the query's.
    case easy
    /// It shows the query's building from further round or under worse conditions.
    case hard
    /// It shows the query's building, but hardly anyone could tell.
    case junk
    /// It shows another building of the same categories.
    case distractor
  }

  /// Its name without extension, such as `church_0003_000012`.
  public let name: String

  /// What it is for.
  public let role: Role

  /// The building it shows.
  public let subject: Subject

  /// Where the camera stood: degrees of the compass, 0 is in front of the building.
  public let azimuth: Float

  /// The picture before compression.
  public let image: PixelImage

  /// What was measured in it.
  public let visibility: Visibility

  /// JPEG quality of its file.
  public let quality: Int

  /// What is known of how it was taken, as numbers.
  public let facts: ViewFacts

  /// The smallest box around the building's visible pixels, grown outward to multiples of 8.
  public var box: Rendering.PixelBox {
    let whole = Rendering.PixelBox(left: 0, top: 0, right: image.width, bottom: image.height)
    return (visibility.coverage.box ?? whole).grown(toMultiplesOf: 8, within: image.width)
  }

  /// Returns the picture as it is kept in a file.
  ///
  /// - Throws: `ImageEncodingError` without memory for the file.
  public func compressed() throws(ImageEncodingError) -> CompressedPhotograph {
    try CompressedPhotograph(
      name: name, role: role, subject: subject, box: box, facts: facts,
      bytes: image.encodedJPEG(quality: quality))
  }
}

/// A picture of a set as a JPEG file.
public struct CompressedPhotograph: Sendable, Equatable {
  /// Its name without extension.
  public let name: String

  /// What it is for.
  public let role: Photograph.Role

  /// The building it shows.
  public let subject: Subject

  /// The building's box in pixels, grown outward to multiples of 8.
  public let box: Rendering.PixelBox

  /// What is known of how it was taken, as numbers.
  public let facts: ViewFacts

  /// The JPEG file.
  public let bytes: [UInt8]
}
