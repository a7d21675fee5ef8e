import Images
import Tensors
import Testing
import Training

@Suite struct AugmentationTests {
  /// Colours that differ everywhere.
  private func picture(width: Int, height: Int) -> PixelImage {
    PixelImage(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { UInt8(($0 * 37 + $0 / 11) % 256) })
  }

  private func generator(index: Int = 0) -> SeededGenerator {
    SeededGenerator(seed: 7, purpose: "augmentation test", index: index)
  }

  /// Draws nothing but the crop.
  private func cropping(area: ClosedRange<Double>, outputSize: Int) -> Augmentation {
    var augmentation = Augmentation()
    augmentation.outputSize = outputSize
    augmentation.cropArea = area
    augmentation.aspectRatio = 1...1
    augmentation.flipProbability = 0
    augmentation.jitterProbability = 0
    augmentation.greyProbability = 0
    augmentation.blurProbability = 0
    return augmentation
  }

  /// An augmentation in which every change is likely.
  private func momentumContrast(outputSize: Int) -> Augmentation {
    var augmentation = AugmentationPreset.mocov2.augmentation
    augmentation.outputSize = outputSize
    return augmentation
  }

  @Test func theSameDrawsGiveTheSameView() {
    let augmentation = momentumContrast(outputSize: 16)
    let image = picture(width: 24, height: 20)
    var (first, second) = (generator(), generator())
    #expect(augmentation(image, using: &first) == augmentation(image, using: &second))
  }

  @Test func otherDrawsGiveAnotherView() {
    let augmentation = momentumContrast(outputSize: 16)
    let image = picture(width: 24, height: 20)
    var (first, second) = (generator(index: 0), generator(index: 1))
    #expect(augmentation(image, using: &first) != augmentation(image, using: &second))
  }

  @Test func aBatchHoldsTheViewsOfItsImages() {
    let augmentation = momentumContrast(outputSize: 8)
    let images = [picture(width: 24, height: 20), picture(width: 9, height: 30)]
    let batch = augmentation(images) { generator(index: $0) }
    var stream = generator(index: 1)
    #expect(batch.shape == [2, 3, 8, 8])
    #expect(Array(batch.elements[192...]) == augmentation(images[1], using: &stream))
  }

  @Test func aCropOfTheWholeImageIsTheEvaluationView() {
    let image = picture(width: 20, height: 20)
    let augmentation = cropping(area: 1...1, outputSize: 12)
    var stream = generator()
    #expect(augmentation(image, using: &stream) == augmentation.evaluation(image))
  }

  @Test func anImageOfTheViewsSizeIsOnlyNormalised() {
    let image = picture(width: 12, height: 12)
    let view = cropping(area: 1...1, outputSize: 12).evaluation(image)
    let expected = Tensor(normalizing: [image]).elements
    #expect(zip(view, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test(arguments: [(31, 17, 12), (5, 9, 12), (40, 40, 7)])
  func theEvaluationViewIsTheBilinearResize(width: Int, height: Int, side: Int) {
    let image = picture(width: width, height: height)
    let view = ColourPlanes(wholeOf: image, side: side)
    let resized = image.resized(width: side, height: side, filter: .bilinear)
    let plane = side * side
    let worst = (0..<3 * plane).map { index in
      abs(view.values[index] * 255 - Float(resized.pixels[3 * (index % plane) + index / plane]))
    }.max()
    // The image's two passes round to whole levels, half a level each.
    #expect((worst ?? .infinity) <= 1.001)
  }

  @Test func cropsStayInsideTheImageAndTheirRange() {
    let augmentation = cropping(area: 0.2...0.5, outputSize: 8)
    let boxes = (0..<200).map { index in
      var stream = generator(index: index)
      return augmentation.cropBox(width: 40, height: 30, using: &stream)
    }
    #expect(boxes.allSatisfy { $0.x1 >= 0 && $0.y1 >= 0 && $0.x2 <= 40 && $0.y2 <= 30 })
    // Square crops of 240 to 600 pixels: sides 15.5 to 24.5 before rounding.
    #expect(boxes.allSatisfy { (15...25).contains($0.width) && $0.width == $0.height })
    #expect(Set(boxes.map(\.width)).count > 5)
  }

  @Test func aRatioThatFitsNowhereFallsBackToTheCentre() {
    var stream = generator()
    let box = cropping(area: 1...1, outputSize: 8).cropBox(width: 100, height: 10, using: &stream)
    #expect(box == PixelBox(x1: 45, y1: 0, x2: 55, y2: 10))
  }

  @Test func jitterWithoutStrengthChangesNothing() {
    var augmentation = cropping(area: 1...1, outputSize: 12)
    augmentation.jitterProbability = 1
    augmentation.brightness = 0
    augmentation.contrast = 0
    augmentation.saturation = 0
    augmentation.hue = 0
    let image = picture(width: 12, height: 12)
    var stream = generator()
    #expect(augmentation(image, using: &stream) == augmentation.evaluation(image))
  }

  @Test func aCertainFlipMirrorsTheView() {
    var augmentation = cropping(area: 1...1, outputSize: 12)
    augmentation.flipProbability = 1
    let image = picture(width: 12, height: 12)
    var (expected, stream) = (ColourPlanes(side: 12), generator())
    expected.resample(image, box: PixelBox(x1: 0, y1: 0, x2: 12, y2: 12), mirrors: true)
    #expect(augmentation.colours(of: image, using: &stream) == expected)
  }

  @Test func aGreyViewHasThreeEqualChannels() {
    var augmentation = momentumContrast(outputSize: 12)
    augmentation.greyProbability = 1
    var stream = generator()
    let view = augmentation.colours(of: picture(width: 30, height: 20), using: &stream)
    #expect(view.values[..<144] == view.values[144..<288])
    #expect(view.values[..<144] == view.values[288...])
  }

  private func changes(_ augmentation: Augmentation) -> [[ViewDraw.ColourChange]] {
    (0..<100).map { index in
      var stream = generator(index: index)
      return augmentation.draw(width: 30, height: 20, using: &stream).changes
    }
  }

  @Test func greyComesBeforeTheJitterOrAfterItAndMovesNoOtherDraw() {
    var augmentation = momentumContrast(outputSize: 12)
    augmentation.greyProbability = 0.5
    let last = changes(augmentation)
    augmentation.greysBeforeJitter = true
    let first = changes(augmentation)
    #expect(first.map { $0.filter { $0 != .grey } } == last.map { $0.filter { $0 != .grey } })
    let both = last.indices.filter { last[$0].contains(.grey) && last[$0].count == 5 }
    #expect(both.count > 20)
    #expect(both.allSatisfy { last[$0].last == .grey && first[$0].first == .grey })
    #expect(first.map { $0.contains(.grey) } == last.map { $0.contains(.grey) })
  }

  @Test func theKernelOfTheBlurIsATenthOfTheViewUnlessStated() {
    var augmentation = momentumContrast(outputSize: 80)
    augmentation.blurProbability = 1
    let image = picture(width: 30, height: 20)
    func view(kernel: Int?) -> [Float] {
      augmentation.blurKernel = kernel
      var stream = generator()
      return augmentation(image, using: &stream)
    }
    #expect(view(kernel: nil) == view(kernel: 9))
    #expect(view(kernel: nil) != view(kernel: 11))
  }
}
