public import Images
public import Tensors

/// Random views of one image, as contrastive and classifier training draw them.
///
/// Crop, flip, colour jitter, grey and blur, in that order, each with torchvision's meaning
/// (`RandomResizedCrop`, `RandomHorizontalFlip`, `ColorJitter` inside `RandomApply`,
/// `RandomGrayscale`, `GaussianBlur`), computed in floating point. A view is a pure function of the
/// image, the settings and the generator.
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

  /// The probability of a blurred view.
  public var blurProbability = 0.2

  /// The standard deviation of the blur, in pixels of the view, above 0.
  public var blurSigma = 0.1...1

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
    colours(of: image, using: &generator).normalized()
  }

  /// Returns the view without randomness: the whole image, warped to the square and normalised.
  ///
  /// - Parameter image: the source, of any size.
  /// - Returns: (channel, height, width), `viewCount` numbers.
  public func evaluation(_ image: PixelImage) -> [Float] {
    ColourPlanes(wholeOf: image, side: outputSize).normalized()
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
    batch(of: images) { index in
      var stream = generator(index)
      return self(images[index], using: &stream)
    }
  }

  /// Returns each image without randomness.
  ///
  /// - Parameter images: the sources, of any sizes.
  /// - Returns: (batch, channel, height, width), normalised.
  public func evaluation(_ images: [PixelImage]) -> Tensor {
    batch(of: images) { evaluation(images[$0]) }
  }

  private func batch(of images: [PixelImage], view: (_ index: Int) -> [Float]) -> Tensor {
    var elements: [Float] = []
    elements.reserveCapacity(images.count * viewCount)
    for index in images.indices { elements += view(index) }
    return Tensor(shape: [images.count, 3, outputSize, outputSize], elements: elements)
  }
}
