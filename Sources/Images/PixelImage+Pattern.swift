extension PixelImage {
  /// The side of the picture that `pattern` is taken from, in pixels.
  package static let patternSide = 8

  /// The number of values of `pattern`.
  package static let patternLength = 3 * patternSide * patternSide

  /// The picture at 8×8 pixels as a vector of unit length, (channel, row, column).
  ///
  /// The whole image is warped to 8×8 pixels by antialiased linear interpolation, as Pillow's `resize`
  /// does, the mean of each channel over its own pixels is taken away, and all 192 values are divided by
  /// their length. So a dot product compares patterns of light and colour, not how light an image is. An
  /// image of one colour has no pattern: zeros.
  package var pattern: [Float] {
    let side = Self.patternSide
    let small = resized(width: side, height: side, filter: .bilinear)
    let places = side * side
    var values: [Float] = []
    values.reserveCapacity(Self.patternLength)
    for channel in 0..<3 {
      let levels = (0..<places).map { Int(small.pixels[3 * $0 + channel]) }
      // Sums of 64 levels are exact, and so is their 64th part.
      let mean = Float(levels.reduce(0, +)) / Float(places)
      values += levels.map { Float($0) - mean }
    }
    let length = values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    return length > 0 ? values.map { Float(Double($0) / length) } : values
  }
}
