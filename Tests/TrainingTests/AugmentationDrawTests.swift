import Images
import Tensors
import Testing
import Training

/// How often and how far views stray: the distributions that the settings name, by many draws.
///
/// Each bound is five standard errors of a mean of as many draws, so that a law that holds passes with
/// nearly every seed, and one that is off by a few per cent fails.
@Suite struct AugmentationDrawTests {
  private let draws = 2000

  private func generator(_ index: Int) -> SeededGenerator {
    SeededGenerator(seed: 11, purpose: "augmentation draws", index: index)
  }

  /// Changes nothing at all: the whole of a square image, as it is.
  private func neutral(outputSize: Int) -> Augmentation {
    var augmentation = Augmentation()
    augmentation.outputSize = outputSize
    augmentation.cropArea = 1...1
    augmentation.aspectRatio = 1...1
    augmentation.flipProbability = 0
    augmentation.jitterProbability = 0
    augmentation.greyProbability = 0
    augmentation.blurProbability = 0
    return augmentation
  }

  /// Four by four pixels of saturated colours, no two alike, dark enough to be brightened by a half.
  private let picture: PixelImage = {
    var pixels: [UInt8] = []
    for index in 0..<16 {
      pixels.append(UInt8(20 + 9 * index))
      pixels.append(UInt8(150 - 7 * index))
      pixels.append(UInt8(index % 3 * 40))
    }
    return PixelImage(width: 4, height: 4, pixels: pixels)
  }()

  private func views(_ augmentation: Augmentation) -> [ColourPlanes] {
    (0..<draws).map { index in
      var stream = generator(index)
      return augmentation.colours(of: picture, using: &stream)
    }
  }

  private func mean(_ values: [Float]) -> Float {
    Float(values.reduce(0.0) { $0 + Double($1) } / Double(values.count))
  }

  @Test func areasAndLogarithmsOfRatiosAreUniformAndPlacesReachBothBorders() {
    var augmentation = neutral(outputSize: 8)
    augmentation.cropArea = 0.1...0.4
    augmentation.aspectRatio = (3 / 4)...(4 / 3)
    let boxes = (0..<draws).map { index in
      var stream = generator(index)
      return augmentation.cropBox(width: 500, height: 400, using: &stream)
    }
    let error = 5 / Float(12 * draws).squareRoot()
    let areas = boxes.map { Float($0.width * $0.height) / 200_000 }
    #expect(abs(mean(areas) - 0.25) < 0.3 * error)
    #expect((areas.min() ?? 1) < 0.102 && (areas.max() ?? 0) > 0.398)
    // ln(4/3) = 0.2877 to either side.
    let ratios = boxes.map { Float($0.width) / Float($0.height) }
    let taller = Float(ratios.count { $0 < 1 }) / Float(draws)
    #expect(abs(taller - 0.5) < 5 * 0.5 / Float(draws).squareRoot())
    #expect(ratios.allSatisfy { (0.74...1.35).contains($0) })
    let across = boxes.map { Float($0.x1) / Float(500 - $0.width) }
    let down = boxes.map { Float($0.y1) / Float(400 - $0.height) }
    for places in [across, down] {
      #expect(abs(mean(places) - 0.5) < error)
      #expect((places.min() ?? 1) < 0.01 && (places.max() ?? 0) > 0.99)
    }
  }

  @Test(arguments: [0.1, 0.5, 0.8])
  func everyChangeIsAsLikelyAsItsProbability(probability: Double) {
    var flipping = neutral(outputSize: 4)
    flipping.flipProbability = probability
    var jittering = neutral(outputSize: 4)
    jittering.jitterProbability = probability
    (jittering.contrast, jittering.saturation, jittering.hue) = (0, 0, 0)
    var greying = neutral(outputSize: 4)
    greying.greyProbability = probability
    var blurring = neutral(outputSize: 4)
    blurring.blurProbability = probability
    blurring.blurSigma = 1...1
    let whole = ColourPlanes(wholeOf: picture, side: 4)
    let error = 5 * Float(probability * (1 - probability) / Double(draws)).squareRoot()
    for augmentation in [flipping, jittering, greying, blurring] {
      let changed = Float(views(augmentation).count { $0 != whole }) / Float(draws)
      #expect(abs(changed - Float(probability)) < error, "\(augmentation)")
    }
  }

  @Test func brightnessIsUniformAroundOneAndReachesItsStrength() {
    var augmentation = neutral(outputSize: 4)
    augmentation.jitterProbability = 1
    augmentation.brightness = 0.5
    (augmentation.contrast, augmentation.saturation, augmentation.hue) = (0, 0, 0)
    let whole = ColourPlanes(wholeOf: picture, side: 4).values
    let factors = views(augmentation).map { $0.values[5] / whole[5] }
    #expect(abs(mean(factors) - 1) < 5 / Float(12 * draws).squareRoot())
    #expect((factors.min() ?? 1) < 0.51 && (factors.max() ?? 1) > 1.49)
    #expect(factors.allSatisfy { (0.4999...1.5001).contains($0) })
  }

  /// So that a study of one strength compares views that are else the same.
  @Test func aStrengthMovesNoOtherDraw() {
    var augmentation = Augmentation()
    augmentation.outputSize = 12
    augmentation.greyProbability = 0.5
    augmentation.blurProbability = 0
    (augmentation.brightness, augmentation.contrast) = (0, 0)
    (augmentation.saturation, augmentation.hue) = (0, 0)
    var coloured = augmentation
    coloured.hue = 0.3
    let image = PixelImage(
      width: 24, height: 20, pixels: (0..<1440).map { UInt8(($0 * 37 + $0 / 11) % 256) })
    for index in 0..<40 {
      var (first, second) = (generator(index), generator(index))
      let plain = augmentation.colours(of: image, using: &first)
      let turned = coloured.colours(of: image, using: &second)
      func isGrey(_ view: ColourPlanes) -> Bool {
        view.values[..<144] == view.values[144..<288]
      }
      #expect(isGrey(plain) == isGrey(turned))
      #expect(first.next() == second.next())
    }
  }
}
