import Images

/// Pictures of middling levels, so that no filter overshoots into white or black.
enum SoftPattern {
  static func image(width: Int, height: Int) -> PixelImage {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for channel in 0..<3 {
          pixels.append(UInt8(96 + (x * 11 + y * 17 + channel * 29 + x * y / 2) % 64))
        }
      }
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }

  /// Returns the largest difference of two pictures of one size, in levels.
  static func largestDifference(_ first: PixelImage, _ second: PixelImage) -> Int {
    guard first.width == second.width, first.height == second.height else { return 256 }
    return zip(first.pixels, second.pixels).reduce(0) { max($0, abs(Int($1.0) - Int($1.1))) }
  }
}
