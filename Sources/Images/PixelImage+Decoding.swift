import CImageCodecs

extension PixelImage {
  /// Decodes the bytes of a JPEG or PNG file to 8-bit RGB.
  ///
  /// The first bytes decide the format, not the name of the file. Pixels equal those that Pillow
  /// gives after `convert("RGB")`, except that 16-bit samples are scaled by 255/65535 and rounded:
  /// grey is replicated, palettes are expanded, CMYK and YCCK JPEG files are taken as inverted as
  /// Adobe writes them, alpha is dropped, not composited, and of animations the first picture is
  /// taken. Gamma and colour profiles are ignored.
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
    let format = try FileSignature(of: bytes, path: path)
    let stored = try PixelImage(decoding: bytes, as: format, path: path, limits: limits)
    switch orientation {
    case .ignore: self = stored
    case .apply: self = stored.oriented(from: ImageOrientation(in: bytes, format: format))
    }
  }

  /// Decodes a file of a known format, as stored.
  private init(
    decoding bytes: [UInt8], as format: FileSignature, path: String, limits: DecodingLimits
  ) throws(ImageError) {
    let measured = unsafe decode(bytes, as: format, limits, into: nil)
    guard unsafe measured.status == CIMAGE_OK else {
      throw unsafe ImageError(measured, path: path, limits: limits)
    }
    let (width, height) = unsafe (Int(measured.width), Int(measured.height))
    let count = 3 * width * height
    var result = unsafe measured
    let pixels = unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      unsafe result = decode(
        bytes, as: format, limits, into: UnsafeMutableBufferPointer(rebasing: target[..<count]))
      initialized = unsafe result.status == CIMAGE_OK ? count : 0
    }
    guard unsafe result.status == CIMAGE_OK else {
      throw unsafe ImageError(result, path: path, limits: limits)
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Reads and decodes a JPEG or PNG file to 8-bit RGB.
  ///
  /// The rules are those of `init(decoding:path:orientation:limits:)`.
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
    let bytes = try fileBytes(at: path, maxBytes: limits.maxBytes)
    try self.init(decoding: bytes, path: path, orientation: orientation, limits: limits)
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
    accept_warnings: limits.acceptsJPEGWarnings ? 1 : 0)
  return unsafe bytes.withUnsafeBufferPointer { data in
    let (start, room) = unsafe (target?.baseAddress, target?.count ?? 0)
    return switch format {
    case .jpeg: unsafe cimage_decode_jpeg(data.baseAddress, data.count, costs, start, room)
    case .png: unsafe cimage_decode_png(data.baseAddress, data.count, costs, start, room)
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
      self = .tooLarge(
        path: path, detail: "\(width)×\(height) pixels, the limit is \(limits.maxPixels)")
    case CIMAGE_TOO_LARGE:
      self = .tooLarge(path: path, detail: message)
    default:
      self = .damaged(path: path, detail: message)
    }
  }
}
