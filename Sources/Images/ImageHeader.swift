import CImageCodecs

/// What the header of a JPEG or PNG file says, read without decoding a pixel.
public struct ImageHeader: Sendable, Hashable {
  /// The number of columns.
  public let width: Int

  /// The number of rows.
  public let height: Int

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
    guard !bytes.isEmpty else { throw .empty(path: path) }
    let format = try EncodedFormat(of: bytes, path: path)
    // The codecs tell the size of a picture that they refuse, and refuse all when no pixel is allowed.
    let costs = cimage_limits(
      max_pixels: 0, max_scans: Int32(clamping: limits.maxScans),
      accept_warnings: limits.acceptsJPEGWarnings ? 1 : 0)
    var result = unsafe bytes.withUnsafeBufferPointer { data in
      switch format {
      case .jpeg: unsafe cimage_decode_jpeg(data.baseAddress, data.count, costs)
      case .png: unsafe cimage_decode_png(data.baseAddress, data.count, costs)
      }
    }
    defer { unsafe cimage_release(&result) }
    (width, height) = unsafe (Int(result.width), Int(result.height))
    guard unsafe result.status == CIMAGE_TOO_LARGE, width > 0, height > 0,
      width * height <= limits.maxPixels
    else {
      throw unsafe ImageError(result, path: path, limits: limits)
    }
  }
}
