extension PixelImage {
  /// Returns the mean of each block of pixels, pixel for pixel as Pillow's `reduce` does.
  ///
  /// Blocks at the right and bottom edge cover what is left of the image.
  ///
  /// - Parameters:
  ///   - columns: the width of a block, at least 1.
  ///   - rows: the height of a block, at least 1.
  /// - Returns: an image with one pixel a block.
  func reduced(byX columns: Int, byY rows: Int) -> PixelImage {
    let newWidth = (width + columns - 1) / columns
    let newHeight = (height + rows - 1) / rows
    let count = 3 * newWidth * newHeight
    let reduced = unsafe pixels.withUnsafeBufferPointer { source in
      unsafe [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
        for row in 0..<newHeight {
          for column in 0..<newWidth {
            let mean = unsafe blockMean(
              of: source, x: column * columns..<min(width, (column + 1) * columns),
              y: row * rows..<min(height, (row + 1) * rows))
            let start = 3 * (row * newWidth + column)
            for channel in 0..<3 { unsafe target[start + channel] = mean[channel] }
          }
        }
        initialized = count
      }
    }
    return PixelImage(width: newWidth, height: newHeight, pixels: reduced)
  }

  /// Pillow divides by multiplying with a reciprocal that it takes in single precision.
  @inline(__always)
  private func blockMean(
    of source: UnsafeBufferPointer<UInt8>, x: Range<Int>, y: Range<Int>
  ) -> SIMD4<UInt8> {
    let area = UInt32(x.count * y.count)
    var sum = SIMD4<UInt32>(repeating: area / 2)
    for row in y {
      for column in x {
        let start = 3 * (row * width + column)
        let pixel = unsafe SIMD4(source[start], source[start + 1], source[start + 2], 0)
        sum &+= SIMD4(truncatingIfNeeded: pixel)
      }
    }
    let reciprocal = UInt32(Float(0x1p32) / Float(256 * area))
    return SIMD4(truncatingIfNeeded: (sum &* reciprocal) &>> 24)
  }
}
