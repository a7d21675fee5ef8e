extension PixelImage {
  /// Returns the pixels inside a box.
  ///
  /// - Parameter box: clamped to the image first; see `PixelBox.clamped(toWidth:height:)`.
  /// - Returns: an image of the clamped box's size, at least 1×1.
  public func cropped(to box: PixelBox) -> PixelImage {
    let box = box.clamped(toWidth: width, height: height)
    guard box.width < width || box.height < height else { return self }
    var cropped: [UInt8] = []
    cropped.reserveCapacity(3 * box.width * box.height)
    for y in box.y1..<box.y2 {
      let row = y * width
      cropped.append(contentsOf: pixels[3 * (row + box.x1)..<3 * (row + box.x2)])
    }
    return PixelImage(width: box.width, height: box.height, pixels: cropped)
  }
}
