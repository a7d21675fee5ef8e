import Images
import Testing

@Suite struct EncodingTests {
  /// A smooth picture, such as JPEG is made for: red grows to the right, green downwards.
  private func gradient(width: Int, height: Int) -> PixelImage {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        pixels += [UInt8(x * 255 / max(width - 1, 1)), UInt8(y * 255 / max(height - 1, 1)), 128]
      }
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }

  @Test(arguments: [(1, 1), (1, 17), (17, 1), (33, 21), (128, 96)])
  func pngKeepsEveryPixel(width: Int, height: Int) throws {
    let image = gradient(width: width, height: height)
    #expect(try PixelImage(decoding: image.encodedPNG(), path: "memory") == image)
  }

  @Test func jpegOfHighQualityStaysWithinThreeLevelsOfASmoothImage() throws {
    let image = gradient(width: 128, height: 96)
    let decoded = try PixelImage(decoding: image.encodedJPEG(quality: 95), path: "memory")
    let worst = zip(image.pixels, decoded.pixels).map { abs(Int($0) - Int($1)) }.max()
    #expect(decoded.width == 128 && decoded.height == 96)
    #expect(try #require(worst) <= 3)
  }

  @Test func lowerQualityGivesFewerBytes() {
    let image = gradient(width: 128, height: 96)
    #expect(image.encodedJPEG(quality: 30).count < image.encodedJPEG(quality: 90).count)
  }

  @Test func theSamePixelsGiveTheSameBytes() {
    let image = gradient(width: 50, height: 40)
    #expect(image.encodedJPEG(quality: 80) == image.encodedJPEG(quality: 80))
    #expect(image.encodedPNG() == image.encodedPNG())
  }
}
