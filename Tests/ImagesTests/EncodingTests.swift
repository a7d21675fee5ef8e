import Failures
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

  @Test func lowerQualityGivesFewerBytes() throws {
    let image = gradient(width: 128, height: 96)
    #expect(try image.encodedJPEG(quality: 30).count < image.encodedJPEG(quality: 90).count)
  }

  @Test func theSamePixelsGiveTheSameBytes() throws {
    let image = gradient(width: 50, height: 40)
    #expect(try image.encodedJPEG(quality: 80) == image.encodedJPEG(quality: 80))
    #expect(try image.encodedPNG() == image.encodedPNG())
  }

  @Test func aSideThatJPEGCannotHoldIsAnError() throws {
    let image = PixelImage(
      width: 65_501, height: 1, pixels: [UInt8](repeating: 0, count: 3 * 65_501))
    let error = try #require(throws: ImageEncodingError.self) {
      try image.encodedJPEG(quality: 80)
    }
    #expect(error.width == 65_501 && error.format == "JPEG")
    #expect(error.description.contains("Maximum supported image dimension is 65500 pixels"))
    #expect(try PixelImage(decoding: image.encodedPNG(), path: "memory") == image)
  }
}
