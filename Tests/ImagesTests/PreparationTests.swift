import Images
import Tensors
import Testing

@Suite struct PreparationTests {
  private let box = PixelBox(x1: 20, y1: 10, x2: 80, y2: 50)

  private func prepare(
    _ resize: ResizeRule, size: Int = 100, _ crop: QueryCropRule
  ) -> PixelImage {
    ImagePreparation(resize: resize, size: size, crop: crop)
      .prepare(pattern(width: 200, height: 100), box: box)
  }

  @Test func cirtorchKeepsTheScaleOfTheWholeImage() {
    // The image would shrink by two, so its 60×40 crop does: 100 · 60 / 200 = 30.
    let prepared = prepare(.shrink, size: 100, .cirtorch)
    #expect(prepared.width == 30 && prepared.height == 20)
    #expect(
      prepared
        == pattern(width: 200, height: 100).cropped(to: box).thumbnail(maxSide: 30))
  }

  @Test func cirtorchRoundsTheSizeDown() {
    // 99 · 60 / 200 = 29.7, and thumbnail takes the floor.
    let prepared = prepare(.shrink, size: 99, .cirtorch)
    #expect(prepared.width == 29 && prepared.height == 19)
  }

  @Test func cuttingAfterResizingScalesTheBox() {
    let prepared = prepare(.force, size: 100, .afterResize)
    let whole = ResizeRule.force.apply(pattern(width: 200, height: 100), size: 100)
    #expect(prepared == whole.cropped(to: PixelBox(x1: 10, y1: 5, x2: 40, y2: 25)))
  }

  @Test func neverCuttingIgnoresTheBox() {
    let prepared = prepare(.none, .none)
    #expect(prepared == pattern(width: 200, height: 100))
  }

  @Test func databaseImagesHaveNoBox() {
    let preparation = ImagePreparation(resize: .shrink, size: 50, crop: .cirtorch)
    let prepared = preparation.prepare(pattern(width: 200, height: 100))
    #expect(prepared.width == 50 && prepared.height == 25)
  }

  @Test func forcingEnlargesAndRoundsHalvesToEven() {
    // 3 · 25/10 = 7.5 rounds to 8, 5 · 25/10 = 12.5 to 12.
    let tall = ResizeRule.force.apply(pattern(width: 3, height: 10), size: 25)
    #expect(tall.width == 8 && tall.height == 25)
    let broad = ResizeRule.force.apply(pattern(width: 10, height: 5), size: 25)
    #expect(broad.width == 25 && broad.height == 12)
  }

  @Test func shrinkingNeverEnlarges() {
    let image = pattern(width: 10, height: 5)
    #expect(ResizeRule.shrink.apply(image, size: 25) == image)
  }

  @Test func aSquareIsWarped() {
    let warped = ResizeRule.square.apply(pattern(width: 40, height: 9), size: 12)
    #expect(warped.width == 12 && warped.height == 12)
  }

  @Test func namesAreStable() {
    #expect(
      ImagePreparation(resize: .shrink, size: 1024, crop: .cirtorch).description
        == "resize=shrink-1024-lanczos,crop=cirtorch")
    #expect(
      ImagePreparation(resize: .force, size: 800, crop: .afterResize).description
        == "resize=force-800-bilinear,crop=afterResize")
    #expect(
      ImagePreparation(resize: .square, size: 224, crop: .none).description
        == "resize=square-224-bilinear,crop=none")
    #expect(
      ImagePreparation(resize: .none, size: 224, crop: .none).description
        == "resize=none,crop=none")
  }
}

@Suite struct CroppingTests {
  /// Pixels count up from 0; red, green and blue are the same.
  private let image = PixelImage(
    width: 3, height: 2, pixels: (0..<6).flatMap { [UInt8](repeating: $0, count: 3) })

  private func levels(in box: PixelBox) -> [UInt8] {
    let pixels = image.cropped(to: box).pixels
    return stride(from: 0, to: pixels.count, by: 3).map { pixels[$0] }
  }

  @Test func theSecondCornerIsExcluded() {
    #expect(levels(in: PixelBox(x1: 1, y1: 0, x2: 3, y2: 1)) == [1, 2])
  }

  @Test func aBoxBeyondTheImageIsCutOff() {
    #expect(levels(in: PixelBox(x1: -5, y1: 1, x2: 2, y2: 99)) == [3, 4])
  }

  @Test func aBoxThatMissesTheImageGivesTheNearestPixel() {
    #expect(levels(in: PixelBox(x1: 7, y1: 7, x2: 9, y2: 9)) == [5])
  }

  @Test func halvesOfABoxRoundToEven() {
    #expect(PixelBox(rounding: 0.5, 1.5, 2.5, 3.2) == PixelBox(x1: 0, y1: 2, x2: 2, y2: 3))
  }
}

@Suite struct NormalizingTests {
  @Test func channelsBecomePlanes() {
    let images = [
      PixelImage(width: 2, height: 1, pixels: [0, 51, 102, 153, 204, 255]),
      PixelImage(width: 2, height: 1, pixels: [255, 255, 255, 0, 0, 0]),
    ]
    let halves = PixelNormalization(mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
    let batch = Tensor(normalizing: images, by: halves)
    #expect(batch.shape == [2, 3, 1, 2])
    let expected: [Float] = [-1, 0.2, -0.6, 0.6, -0.2, 1, 1, -1, 1, -1, 1, -1]
    #expect(zip(batch.elements, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func imageNetStatisticsAreTheDefault() {
    let black = Tensor(normalizing: [PixelImage(width: 1, height: 1, pixels: [0, 0, 0])])
    let expected: [Float] = [-2.117904, -2.0357144, -1.8044444]
    #expect(zip(black.elements, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }
}
