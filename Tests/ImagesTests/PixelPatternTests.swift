import Images
import Testing

@Suite struct PixelPatternTests {
  /// Returns a picture whose pixels have one level each in red, green and blue.
  private func picture(
    side: Int, _ level: (_ x: Int, _ y: Int, _ channel: Int) -> UInt8
  ) -> PixelImage {
    var pixels: [UInt8] = []
    for y in 0..<side {
      for x in 0..<side { pixels += (0..<3).map { level(x, y, $0) } }
    }
    return PixelImage(width: side, height: side, pixels: pixels)
  }

  @Test func oneBrightColumnOfRedIsAllThatCounts() {
    // Of 64 levels, 8 are 64 and 56 are 0: the mean is 8, and 8·56² + 56·8² = 28672 the squared length.
    let pattern = picture(side: 8) { x, _, channel in x == 3 && channel == 0 ? 64 : 100 }
      .pattern
    let plain = picture(side: 8) { x, _, channel in x == 3 && channel == 0 ? 64 : 0 }.pattern
    let length = Float(28672.0.squareRoot())
    #expect(plain.count == 192)
    #expect(abs(plain[3] - 56 / length) < 1e-7)
    #expect(abs(plain[0] + 8 / length) < 1e-7)
    #expect(plain[64...].allSatisfy { $0 == 0 })
    // Darker than its surroundings: the pattern with the opposite sign.
    #expect(zip(pattern, plain).allSatisfy { abs($0 + $1) < 1e-6 })
  }

  @Test func lightAndContrastDoNotCount() {
    let dark = picture(side: 8) { x, y, _ in UInt8(x * 3 + y) }.pattern
    let light = picture(side: 8) { x, y, _ in UInt8(2 * (x * 3 + y) + 90) }.pattern
    #expect(zip(dark, light).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func channelsStandOneAfterTheOtherRowByRow() {
    let pattern = picture(side: 8) { x, y, channel in
      x == 1 && y == 2 && channel == 2 ? 255 : 0
    }.pattern
    #expect(pattern.indices.max { pattern[$0] < pattern[$1] } == 128 + 2 * 8 + 1)
  }

  @Test(arguments: [1, 5, 8, 40, 257])
  func picturesOfEverySizeHaveUnitLength(side: Int) {
    let pattern = picture(side: side) { x, y, channel in
      UInt8(truncatingIfNeeded: 13 * x + 7 * y + 50 * channel)
    }.pattern
    let length = pattern.reduce(0) { $0 + $1 * $1 }
    #expect(pattern.count == 192)
    #expect(side == 1 ? length == 0 : abs(length - 1) < 1e-5)
  }

  @Test func aPictureOfOneColourHasNoPattern() {
    let pattern = picture(side: 16) { _, _, channel in [200, 17, 255][channel] }.pattern
    #expect(pattern == [Float](repeating: 0, count: 192))
  }
}
