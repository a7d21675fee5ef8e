public import Arrays
public import Datasets
public import Networks
public import Specs

/// What to extract, with which network, and how.
public struct ExtractionOptions: Sendable {
  /// The images, in the order of the rows; names may repeat.
  public var images: [ImageRecord]

  /// The network.
  public var architecture: Architecture

  /// The channels of the first stage of a residual network; nil to take them from the weights.
  public var width: Int?

  /// Whose code a vision transformer is computed as; nil for what the weights tell, or its own project's.
  public var conventions: VisionTransformer.Conventions?

  /// What a vision transformer takes pixels normalised with; nil for ImageNet's statistics.
  public var pixels: TokenEmbedding.PixelStatistics?

  /// The file of the weights.
  public var weights: String

  /// What stands before the names of the network in that file; nil for the one that is preferred.
  public var prefix: String?

  /// How an image becomes a descriptor; its whitening is not looked at.
  ///
  /// Its exponent of GeM counts where `gemExponent` is nil and none was learnt with the weights.
  public var settings: DescriptorSettings

  /// The exponent of GeM pooling, also where another one was learnt; nil for the learnt one.
  public var gemExponent: Double?

  /// The file of a whitening that descriptors are projected by last; nil for none.
  public var whitening: String?

  /// The most pixels one image may have.
  public var maxPixels: Int

  /// The number of images of one cache entry: what a killed run loses at most.
  public var shardSize: Int

  /// What becomes of images that cannot be extracted.
  public var onDamaged: DamagedImagePolicy

  /// The file to write: `.npy` with the names in a `.txt` beside it, and HDF5 under any other ending.
  public var output: String

  /// How the numbers of the output are kept.
  public var storage: FloatStorage

  /// Creates options.
  ///
  /// - Parameters:
  ///   - images: the images, in the order of the rows; names may repeat.
  ///   - architecture: the network.
  ///   - width: the channels of the first stage of a residual network; nil for those of the weights.
  ///   - weights: the file of the weights.
  ///   - prefix: what stands before the names of the network in it; nil for the preferred one.
  ///   - settings: how an image becomes a descriptor.
  ///   - gemExponent: the exponent of GeM pooling; nil for the learnt one.
  ///   - whitening: the file of a whitening; nil for none.
  ///   - maxPixels: the most pixels one image may have, at least 1.
  ///   - shardSize: the number of images of one cache entry, at least 1.
  ///   - onDamaged: what becomes of images that cannot be extracted.
  ///   - output: the file to write.
  ///   - storage: how the numbers of the output are kept.
  public init(
    images: [ImageRecord], architecture: Architecture, width: Int?, weights: String,
    prefix: String? = nil, settings: DescriptorSettings, gemExponent: Double?,
    whitening: String? = nil,
    maxPixels: Int, shardSize: Int, onDamaged: DamagedImagePolicy, output: String,
    storage: FloatStorage = .float32
  ) {
    precondition(shardSize >= 1, "expected at least 1 image a shard, found \(shardSize)")
    self.images = images
    self.architecture = architecture
    self.width = width
    self.weights = weights
    self.prefix = prefix
    self.settings = settings
    self.gemExponent = gemExponent
    self.whitening = whitening
    self.maxPixels = maxPixels
    self.shardSize = shardSize
    self.onDamaged = onDamaged
    self.output = output
    self.storage = storage
  }

  /// The network as recipes describe it.
  var network: ArchitectureSettings {
    ArchitectureSettings {
      $0.name = architecture
      $0.width = width
      $0.conventions = conventions
      $0.pixels = pixels
    }
  }

  /// The list of names that is written beside the output.
  public var namesOutput: String? { Self.namesOutput(beside: output) }

  /// Returns the list of names beside a `.npy`; nil for HDF5, which holds them.
  public static func namesOutput(beside output: String) -> String? {
    output.lowercased().hasSuffix(".npy") ? output.dropLast(4) + ".txt" : nil
  }
}
