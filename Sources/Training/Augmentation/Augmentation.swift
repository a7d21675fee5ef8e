public import Images
public import Tensors

/// Random views of one image, as contrastive and classifier training draw them.
///
/// Crop, flip, colour jitter, grey and blur, in that order, each with torchvision's meaning
/// (`RandomResizedCrop`, `RandomHorizontalFlip`, `ColorJitter` inside `RandomApply`,
/// `RandomGrayscale`, `GaussianBlur`), computed in floating point. A view is a pure function of the
/// image, the settings and the generator.
public struct Augmentation: Sendable, Hashable, Codable {
  /// The part of the image's area that a crop covers, between 0 and 1.
  public var cropArea: ClosedRange<Float>

  /// Width over height of a crop, drawn uniformly in its logarithm.
  public var aspectRatio: ClosedRange<Float>

  /// The probability of a mirrored view.
  public var flipProbability: Float

  /// The probability that the colours are jittered at all.
  public var jitterProbability: Float

  /// How far the factor of brightness strays from 1.
  public var brightness: Float

  /// How far the factor of contrast strays from 1.
  public var contrast: Float

  /// How far the factor of saturation strays from 1.
  public var saturation: Float

  /// How far the hue strays, in turns of the colour circle; at most 0.5.
  public var hue: Float

  /// The probability of a view without colour.
  public var greyProbability: Float

  /// The probability of a blurred view.
  public var blurProbability: Float

  /// The standard deviation of the blur, in pixels of the view.
  public var blurSigma: ClosedRange<Float>

  /// The side of a view, in pixels.
  public var outputSize: Int

  /// Creates an augmentation; the defaults are those of MoCo v2.
  ///
  /// Chen et al. 2020, "Improved baselines with momentum contrastive learning".
  ///
  /// - Parameters:
  ///   - outputSize: the side of a view, in pixels, at least 1.
  ///   - cropArea: the part of the area that a crop covers, between 0 and 1.
  ///   - aspectRatio: width over height of a crop, above 0.
  ///   - flipProbability: the probability of a mirrored view.
  ///   - jitterProbability: the probability that the colours are jittered.
  ///   - brightness: how far its factor strays from 1, at least 0.
  ///   - contrast: how far its factor strays from 1, at least 0.
  ///   - saturation: how far its factor strays from 1, at least 0.
  ///   - hue: how far the hue strays, in turns, 0 to 0.5.
  ///   - greyProbability: the probability of a view without colour.
  ///   - blurProbability: the probability of a blurred view.
  ///   - blurSigma: the standard deviation of the blur in pixels, above 0.
  public init(
    outputSize: Int, cropArea: ClosedRange<Float> = 0.2...1,
    aspectRatio: ClosedRange<Float> = (3 / 4)...(4 / 3), flipProbability: Float = 0.5,
    jitterProbability: Float = 0.8, brightness: Float = 0.4, contrast: Float = 0.4,
    saturation: Float = 0.4, hue: Float = 0.1, greyProbability: Float = 0.2,
    blurProbability: Float = 0.5, blurSigma: ClosedRange<Float> = 0.1...2
  ) {
    precondition(outputSize > 0, "expected a side of at least 1, found \(outputSize)")
    precondition(
      cropArea.lowerBound > 0 && cropArea.upperBound <= 1,
      "expected areas above 0 and up to 1, found \(cropArea)")
    precondition(
      aspectRatio.lowerBound > 0 && blurSigma.lowerBound > 0,
      "expected ratios and deviations above 0, found \(aspectRatio) and \(blurSigma)")
    precondition(
      min(brightness, contrast, saturation, hue) >= 0 && hue <= 0.5,
      "expected strengths of at least 0, and of hue up to 0.5")
    self.outputSize = outputSize
    self.cropArea = cropArea
    self.aspectRatio = aspectRatio
    self.flipProbability = flipProbability
    self.jitterProbability = jitterProbability
    self.brightness = brightness
    self.contrast = contrast
    self.saturation = saturation
    self.hue = hue
    self.greyProbability = greyProbability
    self.blurProbability = blurProbability
    self.blurSigma = blurSigma
  }

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
