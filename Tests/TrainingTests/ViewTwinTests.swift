import Images
import Tensors
import Testing
import Training

/// The kernels that make views, against plain loops in the same order: bit for bit.
@Suite struct ViewTwinTests {
  /// Noise, with some pixels white, black, grey and of one full channel.
  private func picture(
    width: Int, height: Int, _ generator: inout SeededGenerator
  ) -> PixelImage {
    var pixels = (0..<3 * width * height).map { _ in
      UInt8(truncatingIfNeeded: generator.next())
    }
    for pixel in stride(from: 0, to: width * height, by: 3) {
      let levels: [[UInt8]] = [
        [255, 255, 255], [0, 0, 0], [90, 90, 90], [255, 0, 0], [0, 0, 255],
      ]
      pixels.replaceSubrange(3 * pixel..<3 * pixel + 3, with: generator.pick(levels))
    }
    return PixelImage(width: width, height: height, pixels: pixels)
  }

  private func settings(_ generator: inout SeededGenerator) -> Augmentation {
    var settings = generator.pick(AugmentationPreset.allCases).augmentation
    settings.outputSize = 1 + generator.integer(below: 41)
    settings.cropArea = 0.01...Double(generator.uniform(in: 0.02..<1))
    settings.aspectRatio = 0.25...4
    settings.blurKernel = generator.pick([nil, 1, 3, 13, 101])
    return settings
  }

  @Test(arguments: 0..<150)
  func aViewHasTheBitsOfPlainLoops(index: Int) {
    var generator = SeededGenerator(seed: 5, purpose: "view twins", index: index)
    let (width, height) = (1 + generator.integer(below: 90), 1 + generator.integer(below: 90))
    let image = picture(width: width, height: height, &generator)
    let settings = settings(&generator)
    let draw = settings.draw(width: width, height: height, using: &generator)
    var view = ColourPlanes(side: settings.outputSize)
    settings.paint(draw, of: image, to: &view)
    let radius = settings.blurKernel.map { $0 / 2 } ?? max(1, settings.outputSize / 20)
    let twin = ViewTwin(draw, of: image, side: settings.outputSize, blurRadius: radius)
    #expect(view.values.map(\.bitPattern) == twin.values.map(\.bitPattern), "\(draw)")
  }

  @Test(arguments: [1, 2, 3, 5, 8, 11, 16, 33])
  func everyChangeHasTheBitsOfPlainLoops(side: Int) {
    var generator = SeededGenerator(seed: 6, purpose: "view twins", index: side)
    let image = picture(width: side, height: side, &generator)
    let changes: [ViewDraw.ColourChange] = [
      .brightness(1.7), .brightness(0), .contrast(0.3), .contrast(1.9), .saturation(1.6),
      .saturation(0), .hue(-0.5), .hue(0.3), .hue(0.5), .grey,
    ]
    for change in changes {
      var view = ColourPlanes(wholeOf: image, side: side)
      var twin = ViewTwin(view)
      view.apply(change)
      twin.apply(change)
      #expect(view.values.map(\.bitPattern) == twin.values.map(\.bitPattern), "\(change)")
    }
  }

  /// A view leaves nothing behind on the planes that the next one is painted on.
  @Test func viewsPaintedOnTheSamePlanesAreTheirOwn() throws {
    var settings = AugmentationPreset.simclr.augmentation
    settings.outputSize = 24
    var generator = SeededGenerator(seed: 7, purpose: "view twins")
    let images = (0..<6).map { picture(width: 20 + $0, height: 30 - 3 * $0, &generator) }
    let stream = { SeededGenerator(seed: 8, purpose: "view twins", index: $0) }
    let together = settings(images, using: stream).elements
    let alone = images.indices.flatMap { index in
      var own = stream(index)
      return settings(images[index], using: &own)
    }
    #expect(together == alone)
  }
}
