public import Images
public import Tensors

/// Random views of one image, as contrastive and classifier training draw them.
///
/// Crop, flip, colour jitter, grey and blur, in that order unless grey is to come before jitter, each
/// with torchvision's meaning (`RandomResizedCrop`, `RandomHorizontalFlip`, `ColorJitter` inside
/// `RandomApply`, `RandomGrayscale`, `GaussianBlur`), computed in floating point. A view is a pure
/// function of the image, the settings and the generator. `AugmentationPreset` has the settings of
/// well-known methods.
public struct Augmentation: Sendable, Hashable {
  /// The side of a view, in pixels, at least 1.
  public var outputSize = 64

  /// The part of the image's area that a crop covers, above 0 and up to 1.
  public var cropArea = 0.35...1

  /// Width over height of a crop, above 0, drawn uniformly in its logarithm.
  public var aspectRatio = 0.75...1.3333

  /// The probability of a mirrored view.
  public var flipProbability = 0.5

  /// The probability that the colours are jittered at all.
  public var jitterProbability = 1.0

  /// How far the factor of brightness strays from 1, at least 0.
  public var brightness = 0.4

  /// How far the factor of contrast strays from 1, at least 0.
  public var contrast = 0.4

  /// How far the factor of saturation strays from 1, at least 0.
  public var saturation = 0.2

  /// How far the hue strays, in turns of the colour circle, 0 to 0.5.
  public var hue = 0.02

  /// The probability of a view without colour.
  public var greyProbability = 0.0

  /// Whether a view loses its colour before the jitter and not after it.
  public var greysBeforeJitter = false

  /// The probability of a blurred view.
  public var blurProbability = 0.2

  /// The standard deviation of the blur, in pixels of the view, above 0.
  public var blurSigma = 0.1...1

  /// The side of the blur's kernel, in pixels of the view, odd; nil for SimCLR's rule, about a tenth of
  /// the view: twice a twentieth of its side, rounded down, and 1.
  public var blurKernel: Int?

  /// The views of several sizes that are made of each image, in place of those of `outputSize` and
  /// `cropArea`; nil for views of one size.
  public var multiCrop: [CropGroup]?

  /// Creates the augmentation whose settings have their defaults.
  public init() {}

  /// The numbers in one view.
  public var viewCount: Int { 3 * outputSize * outputSize }

  /// Returns one random view, normalised by ImageNet's statistics.
  ///
  /// - Parameters:
  ///   - image: the source, of any size.
  ///   - generator: the source of the draws.
  /// - Returns: (channel, height, width), `viewCount` numbers.
  public func callAsFunction(
    _ image: PixelImage, using generator: inout SeededGenerator
  ) -> [Float] {
    views(count: 1) { _, view in
      let draw = draw(width: image.width, height: image.height, using: &generator)
      paint(draw, of: image, to: &view)
    }
  }

  /// Returns the view without randomness: the whole image, warped to the square and normalised.
  ///
  /// - Parameter image: the source, of any size.
  /// - Returns: (channel, height, width), `viewCount` numbers.
  public func evaluation(_ image: PixelImage) -> [Float] {
    evaluation([image]).elements
  }

  /// Returns one random view of each image.
  ///
  /// - Parameters:
  ///   - images: the sources, of any sizes.
  ///   - generator: gives the stream of draws for the image at an index of `images`.
  /// - Returns: (batch, channel, height, width), normalised.
  public func callAsFunction(
    _ images: [PixelImage], using generator: (_ index: Int) -> SeededGenerator
  ) -> Tensor {
    batch(of: images) { index, view in
      var stream = generator(index)
      let image = images[index]
      paint(
        draw(width: image.width, height: image.height, using: &stream), of: image, to: &view)
    }
  }

  /// Returns each image without randomness.
  ///
  /// - Parameter images: the sources, of any sizes.
  /// - Returns: (batch, channel, height, width), normalised.
  public func evaluation(_ images: [PixelImage]) -> Tensor {
    batch(of: images) { index, view in
      let image = images[index]
      view.resample(image, box: PixelBox(x1: 0, y1: 0, x2: image.width, y2: image.height))
    }
  }

  private func batch(
    of images: [PixelImage], paint: (_ index: Int, _ view: inout ColourPlanes) -> Void
  ) -> Tensor {
    Tensor(
      shape: [images.count, 3, outputSize, outputSize],
      elements: views(count: images.count, paint: paint))
  }

  /// Returns some views, normalised; all are painted on the same planes, one after the other.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - paint: replaces the colours of the planes by those of a view.
  /// - Returns: (view, channel, height, width).
  /// - Throws: what `paint` throws.
  func views(
    count: Int, paint: (_ index: Int, _ view: inout ColourPlanes) throws -> Void
  ) rethrows -> [Float] {
    var view = ColourPlanes(side: outputSize)
    return try unsafe [Float](unsafeUninitializedCapacity: count * viewCount) {
      target, initialized in
      var elements = unsafe target.mutableSpan
      for index in 0..<count {
        try paint(index, &view)
        view.normalise(into: &elements, at: index * viewCount)
      }
      initialized = count * viewCount
    }
  }
}
