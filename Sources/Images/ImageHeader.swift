import CImageCodecs

/// What the header of a picture says, read without decoding a pixel.
public struct ImageHeader: Sendable, Hashable {
  /// The number of columns.
  public let width: Int

  /// The number of rows.
  public let height: Int

  /// How the file says that the stored pixels are to be turned.
  public let orientation: ImageOrientation

  /// Reads the header of a file; damage behind it goes unnoticed.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - limits: what the file may cost once it is decoded.
  /// - Throws: `ImageError`; `tooLarge` also for a picture beyond the limit of pixels.
  public init(
    contentsOf path: String, limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    let bytes = try fileBytes(at: path, maxBytes: limits.maxBytes)
    let format = try FileSignature(of: bytes, path: path)
    let measured = unsafe decode(bytes, as: format, limits, into: nil)
    guard unsafe measured.status == CIMAGE_OK else {
      throw unsafe ImageError(measured, path: path, limits: limits)
    }
    (width, height) = unsafe (Int(measured.width), Int(measured.height))
    orientation = ImageOrientation(in: bytes, format: format)
  }
}
