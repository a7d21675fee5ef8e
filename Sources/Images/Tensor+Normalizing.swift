public import Tensors

/// The statistics by which pixels are normalised.
public struct PixelNormalization: Sendable, Hashable {
  /// The mean of each channel of colours in 0...1: red, green, blue.
  public let mean: [Float]

  /// The standard deviation of each channel.
  public let deviation: [Float]

  /// Creates a normalisation.
  ///
  /// - Parameters:
  ///   - mean: red, green, blue, of colours in 0...1.
  ///   - deviation: red, green, blue, each above 0.
  public init(mean: [Float], deviation: [Float]) {
    precondition(
      mean.count == 3 && deviation.count == 3 && deviation.allSatisfy { $0 > 0 },
      "expected three means and three deviations above 0, found \(mean) and \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  /// The statistics of ImageNet, with which all models of the field were trained.
  public static let imageNet = PixelNormalization(
    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  /// Returns the normalised value of each of a channel's 256 levels.
  func levels(channel: Int) -> [Float] {
    (0..<256).map { (Float($0) / 255 - mean[channel]) / deviation[channel] }
  }
}

extension Tensor {
  /// Creates a batch from images of one size.
  ///
  /// - Parameters:
  ///   - images: at least one; all of the first one's size.
  ///   - normalization: the statistics of the channels; ImageNet's by default.
  ///
  /// The axes are (batch, channel, height, width), channels red, green, blue.
  public init(
    normalizing images: [PixelImage], by normalization: PixelNormalization = .imageNet
  ) {
    precondition(!images.isEmpty, "expected at least one image")
    let (width, height) = (images[0].width, images[0].height)
    let levels = (0..<3).flatMap { normalization.levels(channel: $0) }
    let plane = width * height
    let count = images.count * 3 * plane
    let elements = unsafe [Float](unsafeUninitializedCapacity: count) { target, initialized in
      for (index, image) in images.enumerated() {
        precondition(
          image.width == width && image.height == height,
          "expected images of \(width)×\(height), found \(image.width)×\(image.height)")
        unsafe image.pixels.withUnsafeBufferPointer { source in
          for channel in 0..<3 {
            let start = (3 * index + channel) * plane
            for pixel in 0..<plane {
              unsafe target[start + pixel] =
                levels[
                  256 * channel + Int(source[3 * pixel + channel])]
            }
          }
        }
      }
      initialized = count
    }
    self.init(shape: Shape([images.count, 3, height, width]), elements: elements)
  }
}
