import Images
import Testing

@Suite struct DecodingTests {
  @Test(
    arguments: [
      "baseline.jpg", "full-colour.jpg", "half-colour.jpg", "progressive.jpg", "grey.jpg",
      "cmyk.jpg", "ycck.jpg", "rgb.png", "grey.png", "bilevel.png", "palette.png",
      "palette-transparent.png", "alpha.png", "grey-alpha.png", "interlaced.png",
      "grey-4-bit.png",
    ])
  func pixelsEqualPillows(name: String) throws {
    let decoded = try PixelImage(contentsOf: goldenPath("decode-\(name)"))
    #expect(decoded == (try golden("decoded-\(name).png")))
  }

  @Test(arguments: ["sixteen-grey", "sixteen-colour"])
  func sixteenBitsAreScaledAndRounded(name: String) throws {
    #expect(try golden("\(name).png") == (try golden("\(name)-expected.png")))
  }

  @Test(arguments: ["sixteen-grey", "sixteen-colour"])
  func alphaOfSixteenBitsIsDropped(name: String) throws {
    #expect(try golden("\(name)-alpha.png") == (try golden("\(name)-expected.png")))
  }

  @Test func greyHasThreeEqualChannels() throws {
    let pixels = try golden("decode-grey.jpg").pixels
    #expect(stride(from: 0, to: pixels.count, by: 3).allSatisfy { pixels[$0] == pixels[$0 + 2] })
  }

  @Test func theFirstBytesDecideTheFormat() throws {
    let bytes = try golden("decode-rgb.png").encodedJPEG(quality: 100)
    let image = try PixelImage(decoding: bytes, path: "lies.png")
    #expect(image.width == 33 && image.height == 21)
  }
}
