import CImageCodecs

extension PixelImage {
  /// Returns the bytes of a baseline JPEG file: libjpeg's defaults, colour at half resolution.
  ///
  /// The same pixels and quality give the same bytes.
  ///
  /// - Parameter quality: libjpeg's scale, 1 (worst) to 100.
  /// - Returns: the whole file.
  /// - Throws: `ImageEncodingError` for a side above 65,500 pixels, or without memory for the file.
  public func encodedJPEG(quality: Int) throws(ImageEncodingError) -> [UInt8] {
    precondition((1...100).contains(quality), "expected a quality of 1 to 100, found \(quality)")
    return unsafe try encoded(as: "JPEG") { pixels in
      unsafe cimage_encode_jpeg(pixels, UInt32(width), UInt32(height), Int32(quality))
    }
  }

  /// Returns the bytes of an 8-bit RGB PNG file, from which the same pixels can be read again.
  ///
  /// The same pixels give the same bytes.
  ///
  /// - Throws: `ImageEncodingError` without memory for the file.
  public func encodedPNG() throws(ImageEncodingError) -> [UInt8] {
    unsafe try encoded(as: "PNG") { pixels in
      unsafe cimage_encode_png(pixels, UInt32(width), UInt32(height))
    }
  }

  private func encoded(
    as format: String, by encode: (UnsafePointer<UInt8>?) -> cimage_result
  ) throws(ImageEncodingError) -> [UInt8] {
    var result = unsafe pixels.withUnsafeBufferPointer { unsafe encode($0.baseAddress) }
    defer { unsafe cimage_release(&result) }
    guard unsafe result.status == CIMAGE_OK else {
      throw unsafe ImageEncodingError(
        format: format, width: width, height: height,
        reason: String(cString: cimage_message(&result)))
    }
    return unsafe Array(UnsafeBufferPointer(start: result.bytes, count: result.count))
  }
}
