extension PixelImage {
  /// Returns the whole image stretched to a size, pixel for pixel as Pillow's `resize` does.
  ///
  /// Resampling is separable with antialiasing: when shrinking, the filter widens with the factor.
  /// The horizontal pass comes first, rounded to 8 bits, as in Pillow 11; version 13 turns the
  /// order for some tall images, which moves a few values by a level. A side that keeps its length
  /// is not resampled.
  ///
  /// - Parameters:
  ///   - width: pixels in a row of the result, at least 1.
  ///   - height: rows of the result, at least 1.
  ///   - filter: how source pixels are weighed.
  /// - Returns: an image of exactly that size.
  public func resized(width: Int, height: Int, filter: ResamplingFilter) -> PixelImage {
    resampled(
      width: width, height: height, filter: filter,
      extent: (x: Float(self.width), y: Float(self.height)))
  }

  /// Returns the image shrunk to fit a square, pixel for pixel as Pillow's `thumbnail` does.
  ///
  /// An image that fits already is returned as it is. Otherwise the longer side becomes `maxSide`,
  /// and the shorter one the whole number, at least 1, that keeps the aspect ratio best. Shrinking by
  /// four or more begins with means over whole blocks (Pillow's `reducing_gap` of 2).
  ///
  /// - Parameters:
  ///   - maxSide: the longest side of the result, at least 1.
  ///   - filter: how source pixels are weighed.
  /// - Returns: an image that is nowhere larger than this one.
  public func thumbnail(maxSide: Int, filter: ResamplingFilter = .lanczos) -> PixelImage {
    let size = thumbnailSize(maxSide: maxSide)
    let factorX = max(1, Int(Double(width) / Double(size.width) / 2))
    let factorY = max(1, Int(Double(height) / Double(size.height) / 2))
    guard factorX > 1 || factorY > 1 else {
      return resized(width: size.width, height: size.height, filter: filter)
    }
    return reduced(byX: factorX, byY: factorY).resampled(
      width: size.width, height: size.height, filter: filter,
      extent: (
        x: Float(Double(width) / Double(factorX)), y: Float(Double(height) / Double(factorY))
      )
    )
  }

  /// The size that `thumbnail(maxSide:filter:)` gives.
  func thumbnailSize(maxSide: Int) -> (width: Int, height: Int) {
    precondition(maxSide > 0, "expected a side of at least 1, found \(maxSide)")
    guard max(width, height) > maxSide else { return (width, height) }
    let aspect = Double(width) / Double(height)
    let side = Double(maxSide)
    if aspect <= 1 {
      return (nearest(to: side * aspect) { abs(aspect - $0 / side) }, maxSide)
    }
    return (maxSide, nearest(to: side / aspect) { $0 == 0 ? 0 : abs(aspect - side / $0) })
  }

  private func nearest(to length: Double, error: (Double) -> Double) -> Int {
    let (below, above) = (length.rounded(.down), length.rounded(.up))
    return max(1, Int(error(above) < error(below) ? above : below))
  }

  /// Stretches the part from the top left corner to `extent`, in pixels, to a size.
  private func resampled(
    width newWidth: Int, height newHeight: Int, filter: ResamplingFilter,
    extent: (x: Float, y: Float)
  ) -> PixelImage {
    precondition(
      newWidth > 0 && newHeight > 0,
      "expected sides of at least 1, found \(newWidth)×\(newHeight)")
    var bytes = pixels
    if newWidth != width || extent.x != Float(newWidth) {
      let weights = ResamplingWeights(
        length: width, extent: extent.x, size: newWidth, filter: filter)
      bytes = resamplingHorizontally(bytes, width: width, height: height, by: weights)
    }
    if newHeight != height || extent.y != Float(newHeight) {
      let weights = ResamplingWeights(
        length: height, extent: extent.y, size: newHeight, filter: filter)
      bytes = resamplingVertically(bytes, width: newWidth, by: weights)
    }
    return PixelImage(width: newWidth, height: newHeight, pixels: bytes)
  }
}
