import CImageCodecs

extension PixelImage {
  /// Returns the bytes of a baseline JPEG file: libjpeg's defaults, colour at half resolution.
  ///
  /// The same pixels and quality give the same bytes.
  ///
  /// - Parameter quality: libjpeg's scale, 1 (worst) to 100.
  /// - Returns: the whole file.
  public func encodedJPEG(quality: Int) -> [UInt8] {
    precondition((1...100).contains(quality), "expected a quality of 1 to 100, found \(quality)")
    precondition(
      max(width, height) <= 65_500,
      "expected sides of at most 65500 pixels for JPEG, found \(width)×\(height)")
    return unsafe encoded { pixels in
      unsafe cimage_encode_jpeg(pixels, UInt32(width), UInt32(height), Int32(quality))
    }
  }

  /// Returns the bytes of an 8-bit RGB PNG file, from which the same pixels can be read again.
  ///
  /// The same pixels give the same bytes.
  public func encodedPNG() -> [UInt8] {
    unsafe encoded { pixels in unsafe cimage_encode_png(pixels, UInt32(width), UInt32(height)) }
  }

  private func encoded(by encode: (UnsafePointer<UInt8>?) -> cimage_result) -> [UInt8] {
    var result = unsafe pixels.withUnsafeBufferPointer { unsafe encode($0.baseAddress) }
    defer { unsafe cimage_release(&result) }
    // Valid pixels leave an encoder one way to fail, and Swift has no answer to it either.
    guard unsafe result.status == CIMAGE_OK else {
      fatalError(unsafe "Could not encode an image: \(String(cString: cimage_message(&result)))")
    }
    return unsafe Array(UnsafeBufferPointer(start: result.bytes, count: result.count))
  }
}
