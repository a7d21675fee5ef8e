import CImageCodecs

/// A picture from a file, and what was found out about the file on the way.
///
/// The first bytes decide the format, not the name of the file. Pixels equal those that Pillow gives
/// after `convert("RGB")`, except that 16-bit samples are scaled by 255/65535 and rounded: grey is
/// replicated, palettes are expanded, CMYK and YCCK JPEG files are taken as inverted as Adobe writes
/// them, alpha is dropped, not composited, and of animations the first picture is taken. Gamma and
/// colour profiles are ignored.
public struct DecodedImage: Sendable, Equatable {
  /// The picture, turned if that was asked for.
  public let image: PixelImage

  /// How the file says that the stored pixels are to be turned.
  public let orientation: ImageOrientation

  /// The damage after which the decoder made pixels up, in its words; nil for a whole picture.
  public let acceptedDamage: String?

  /// Decodes the bytes of a JPEG, PNG or WebP file.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - path: the name of the file, for errors only.
  ///   - policy: whether the picture is turned as EXIF says.
  ///   - limits: what the file may cost, and whether damage is accepted.
  /// - Throws: the `ImageError` that fits; nothing is allocated for a picture beyond the limits.
  public init(
    decoding bytes: [UInt8], path: String, orientation policy: OrientationPolicy = .ignore,
    limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    let format = try FileSignature(of: bytes, path: path)
    let (stored, damage) = try pixels(of: bytes, as: format, path: path, limits: limits)
    orientation = ImageOrientation(in: bytes, format: format)
    acceptedDamage = damage
    switch policy {
    case .ignore: image = stored
    case .apply: image = stored.oriented(from: orientation)
    }
  }

  /// Reads and decodes a JPEG, PNG or WebP file.
  ///
  /// - Parameters:
  ///   - path: the file, relative to the working directory unless absolute.
  ///   - policy: whether the picture is turned as EXIF says.
  ///   - limits: what the file may cost, and whether damage is accepted.
  /// - Throws: `ImageError`; `unreadable` with the system's reason when the bytes cannot be had.
  public init(
    contentsOf path: String, orientation policy: OrientationPolicy = .ignore,
    limits: DecodingLimits = DecodingLimits()
  ) throws(ImageError) {
    let bytes = try fileBytes(at: path, maxBytes: limits.maxBytes)
    try self.init(decoding: bytes, path: path, orientation: policy, limits: limits)
  }
}

/// Decodes a file of a known format, as stored, and returns the damage that was accepted, if any.
private func pixels(
  of bytes: [UInt8], as format: FileSignature, path: String, limits: DecodingLimits
) throws(ImageError) -> (image: PixelImage, damage: String?) {
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
  let damage = unsafe String(cString: cimage_message(&result))
  return (
    PixelImage(width: width, height: height, pixels: pixels), damage.isEmpty ? nil : damage
  )
}
