import Images
import Testing

/// The crops that `make_crop_goldens.py` makes by the steps of two public loaders.
@Suite struct QueryCropTests {
  private let image = pattern(width: 80, height: 60)

  /// As in the script: inside, at the border, and partly outside.
  private let boxes = [
    PixelBox(rounding: 8, 4, 32, 20), PixelBox(rounding: 56.5, 13.1, 73.5, 37.7),
    PixelBox(rounding: 0, 0, 80, 60), PixelBox(rounding: 0, 0, 13, 39),
    PixelBox(rounding: 60.4, 40.6, 80, 60), PixelBox(rounding: -5, -3.5, 24, 17),
    PixelBox(rounding: 48, 36, 84.3, 71), PixelBox(rounding: 13, -2, 14.2, 64),
  ]

  @Test(arguments: 0..<8, [39, 52])
  func cirtorchsCropsEqualItsOwn(index: Int, size: Int) throws {
    let preparation = ImagePreparation(resize: .shrink, size: size, crop: .cirtorch)
    let prepared = preparation.prepare(image, box: boxes[index])
    #expect(prepared == (try golden("crop-cirtorch-\(index)-\(size).png")))
  }

  @Test(arguments: 0..<8, [39, 52])
  func visslsCropsEqualItsOwn(index: Int, size: Int) throws {
    let preparation = ImagePreparation(resize: .force, size: size, crop: .afterResize)
    let prepared = preparation.prepare(image, box: boxes[index])
    #expect(prepared == (try golden("crop-vissl-\(index)-\(size).png")))
  }

  @Test func dinoPreparesTheWholeQuery() {
    let preparation = ImagePreparation(resize: .shrink, size: 39, crop: .none)
    #expect(preparation.prepare(image, box: boxes[0]) == preparation.prepare(image))
  }
}
