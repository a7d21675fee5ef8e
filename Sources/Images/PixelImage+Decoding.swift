import CImageCodecs

extension PixelImage {
  /// Decodes the bytes of a JPEG or PNG file to 8-bit RGB.
  ///
  /// The first bytes decide the format, not the name of the file. Pixels equal those that Pillow
  /// gives after `convert("RGB")`, except that 16-bit samples are scaled by 255/65535 and rounded:
  /// grey is replicated, palettes are expanded, CMYK and YCCK JPEG files are taken as inverted as
  /// Adobe writes them, and alpha is dropped, not composited. The orientation that EXIF may state
  /// is ignored, since the boxes of the benchmarks are in stored pixel coordinates.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: the name of the file, for errors only.
  ///   - limits: what the file may cost.
  /// - Throws: the `ImageError` that fits; nothing is allocated for a picture beyond the limits.
  public init(
    decoding bytes: [UInt8], path: String, limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    guard !bytes.isEmpty else { throw .empty(path: path) }
    let format = try EncodedFormat(of: bytes, path: path)
    let costs = cimage_limits(
      max_pixels: UInt64(limits.maxPixels), max_scans: Int32(clamping: limits.maxScans),
      accept_warnings: limits.acceptsJPEGWarnings ? 1 : 0)
    var result = unsafe bytes.withUnsafeBufferPointer { data in
      switch format {
      case .jpeg: unsafe cimage_decode_jpeg(data.baseAddress, data.count, costs)
      case .png: unsafe cimage_decode_png(data.baseAddress, data.count, costs)
      }
    }
    defer { unsafe cimage_release(&result) }
    let (width, height) = unsafe (Int(result.width), Int(result.height))
    guard unsafe result.status == CIMAGE_OK else {
      throw unsafe ImageError(result, path: path, limits: limits)
    }
    self.init(
      width: width, height: height,
      pixels: unsafe Array(UnsafeBufferPointer(start: result.bytes, count: result.count)))
  }

  /// Reads and decodes a JPEG or PNG file to 8-bit RGB.
  ///
  /// The rules are those of `init(decoding:path:limits:)`.
  ///
  /// - Parameters:
  ///   - path: the file, relative to the working directory unless absolute.
  ///   - limits: what the file may cost.
  /// - Throws: `ImageError`; `unreadable` with the system's reason when the bytes cannot be had.
  public init(
    contentsOf path: String, limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    let bytes = try fileBytes(at: path, maxBytes: limits.maxBytes)
    try self.init(decoding: bytes, path: path, limits: limits)
  }
}

/// The file formats that are read, told apart by their first bytes.
enum EncodedFormat {
  case jpeg, png

  init(of bytes: [UInt8], path: String) throws(ImageError) {
    let signatures: [(format: EncodedFormat, bytes: [UInt8])] = [
      (.jpeg, [0xff, 0xd8, 0xff]),
      (.png, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    ]
    if let match = signatures.first(where: { bytes.starts(with: $0.bytes) }) {
      self = match.format
    } else if signatures.contains(where: { $0.bytes.starts(with: bytes) }) {
      throw .truncated(path: path, detail: "only \(bytes.count) bytes")
    } else {
      throw .unsupportedFormat(path: path, detail: "it begins neither as JPEG nor as PNG")
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
