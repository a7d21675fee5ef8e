import Images
import Testing

@Suite struct ResamplingTests {
  @Test(
    arguments: ResamplingFilter.allCases,
    [(30, 23), (61, 20), (7, 90), (1, 1), (90, 60)])
  func resizingEqualsPillow(filter: ResamplingFilter, size: (width: Int, height: Int)) throws {
    let resized = pattern(width: 61, height: 47)
      .resized(width: size.width, height: size.height, filter: filter)
    #expect(resized == (try golden("resize-\(filter)-61x47-\(size.width)x\(size.height).png")))
  }

  @Test(arguments: ResamplingFilter.allCases)
  func aSingleColumnIsResizedAsPillowDoes(filter: ResamplingFilter) throws {
    let resized = pattern(width: 1, height: 40).resized(width: 3, height: 9, filter: filter)
    #expect(resized == (try golden("resize-\(filter)-1x40-3x9.png")))
  }

  @Test(arguments: ResamplingFilter.allCases)
  func aSingleRowIsResizedAsPillowDoes(filter: ResamplingFilter) throws {
    let resized = pattern(width: 41, height: 1).resized(width: 9, height: 1, filter: filter)
    #expect(resized == (try golden("resize-\(filter)-41x1-9x1.png")))
  }

  @Test(
    arguments: ResamplingFilter.allCases,
    [(203, 131, 20), (131, 203, 41), (203, 131, 99), (331, 1, 20), (37, 401, 16)])
  func thumbnailsEqualPillows(
    filter: ResamplingFilter, sizes: (width: Int, height: Int, side: Int)
  ) throws {
    let (width, height, side) = sizes
    let thumbnail = pattern(width: width, height: height).thumbnail(maxSide: side, filter: filter)
    #expect(thumbnail == (try golden("thumbnail-\(filter)-\(width)x\(height)-\(side).png")))
  }

  @Test func anImageThatFitsIsItsOwnThumbnail() {
    let image = pattern(width: 20, height: 30)
    #expect(image.thumbnail(maxSide: 30) == image)
  }

  @Test func resizingToTheSameSizeChangesNothing() {
    let image = pattern(width: 20, height: 30)
    #expect(image.resized(width: 20, height: 30, filter: .lanczos) == image)
  }

  @Test func halvingWithABoxTakesTheMeanOfFour() {
    let image = PixelImage(width: 2, height: 2, pixels: [0, 8, 0, 10, 8, 0, 20, 8, 0, 10, 8, 100])
    #expect(image.resized(width: 1, height: 1, filter: .box).pixels == [10, 8, 25])
  }
}
