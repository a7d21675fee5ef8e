import CImageCodecs

extension PixelImage {
  /// Decodes the bytes of a JPEG, PNG or WebP file to 8-bit RGB.
  ///
  /// The rules are those of `DecodedImage`.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: the name of the file, for errors only.
  ///   - orientation: whether the picture is turned as EXIF says.
  ///   - limits: what the file may cost.
  /// - Throws: the `ImageError` that fits; nothing is allocated for a picture beyond the limits.
  public init(
    decoding bytes: [UInt8], path: String, orientation: OrientationPolicy = .ignore,
    limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    self =
      try DecodedImage(decoding: bytes, path: path, orientation: orientation, limits: limits).image
  }

  /// Reads and decodes a JPEG, PNG or WebP file to 8-bit RGB.
  ///
  /// The rules are those of `DecodedImage`.
  ///
  /// - Parameters:
  ///   - path: the file, relative to the working directory unless absolute.
  ///   - orientation: whether the picture is turned as EXIF says.
  ///   - limits: what the file may cost.
  /// - Throws: `ImageError`; `unreadable` with the system's reason when the bytes cannot be had.
  public init(
    contentsOf path: String, orientation: OrientationPolicy = .ignore,
    limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    self = try DecodedImage(contentsOf: path, orientation: orientation, limits: limits).image
  }
}

/// Runs a decoder; without a target it only tells the size.
@unsafe func decode(
  _ bytes: [UInt8], as format: FileSignature, _ limits: DecodingLimits,
  into target: UnsafeMutableBufferPointer<UInt8>?
) -> cimage_result {
  let costs = cimage_limits(
    max_pixels: UInt64(limits.maxPixels), max_visits: UInt64(limits.maxScanVisits),
    max_scans: Int32(clamping: limits.maxScans),
    accept_warnings: limits.acceptsDamage ? 1 : 0)
  return unsafe bytes.withUnsafeBufferPointer { data in
    let (start, room) = unsafe (target?.baseAddress, target?.count ?? 0)
    return switch format {
    case .jpeg: unsafe cimage_decode_jpeg(data.baseAddress, data.count, costs, start, room)
    case .png: unsafe cimage_decode_png(data.baseAddress, data.count, costs, start, room)
    case .webp: unsafe cimage_decode_webp(data.baseAddress, data.count, costs, start, room)
    }
  }
}

extension ImageError {
  /// Translates a failure of the codecs.
  init(_ result: cimage_result, path: String, limits: DecodingLimits) {
    var result = unsafe result
    let message = unsafe String(cString: cimage_message(&result))
    let (width, height) = unsafe (Int(result.width), Int(result.height))
    switch unsafe result.status {
    case CIMAGE_TRUNCATED:
      self = .truncated(path: path, detail: message)
    case CIMAGE_UNSUPPORTED:
      self = .unsupportedFormat(path: path, detail: message)
    case CIMAGE_NO_MEMORY:
      self = .outOfMemory(path: path, detail: message)
    case CIMAGE_TOO_LARGE where width * height > limits.maxPixels:
      self = .tooManyPixels(
        path: path, detail: "\(width)×\(height) pixels, the limit is \(limits.maxPixels)")
    case CIMAGE_TOO_LARGE:
      self = .tooLarge(path: path, detail: message)
    default:
      self = .damaged(path: path, detail: message)
    }
  }
}
