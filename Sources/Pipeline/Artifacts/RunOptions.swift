import Images
public import Logging

/// Where a run finds its inputs and keeps its artifacts, and how it works.
public struct RunOptions: Sendable {
  /// The folder of all datasets.
  public var dataRoot: String

  /// The folder of the user's checkpoints.
  public var weightsRoot: String

  /// The folder of descriptors and trained weights.
  public var cacheDirectory: String

  /// The folder of a cache that is looked into where the own one has nothing, and never written to; nil
  /// for none.
  public var baseCacheDirectory: String?

  /// The folder that networks and whitenings are written to for use elsewhere; nil for none.
  public var exportFolder: String?

  /// The number of threads that work at once, at least 1.
  public var threads: Int

  /// Whether to wait for another run that makes the same artifact.
  public var waitsForOthers: Bool

  /// The most pixels one image may have.
  public var maxPixels: Int

  /// The seconds of training between two checkpoints, at least 0.
  public var checkpointInterval = standardCheckpointInterval

  /// The steps of training between two rows of its log, at least 1; nil for a two-hundredth of them.
  ///
  /// It changes nothing of the weights, so it stands here and not in specs: no key depends on it.
  public var logInterval: Int?

  /// When and on what networks are scored while they are trained; nil for never.
  ///
  /// It changes nothing of the weights either.
  public var validation: ValidationOptions?

  /// Receives warnings of the cache.
  public var logger: Logger

  /// The seconds of training between two checkpoints where nobody asks for others.
  ///
  /// A run that is killed is to lose less than five minutes, and checkpoints are to take less than a
  /// hundredth of the time: one of ResNet-18 with Adam, 134 MB, takes 0.4 s on two cores.
  public static let standardCheckpointInterval = 120.0

  /// Creates the options of a run.
  public init(
    dataRoot: String, weightsRoot: String, cacheDirectory: String, exportFolder: String? = nil,
    threads: Int, waitsForOthers: Bool, maxPixels: Int? = nil,
    logger: Logger
  ) {
    self.dataRoot = dataRoot
    self.weightsRoot = weightsRoot
    self.cacheDirectory = cacheDirectory
    self.exportFolder = exportFolder
    self.threads = threads
    self.waitsForOthers = waitsForOthers
    self.maxPixels = maxPixels ?? DecodingLimits().maxPixels
    self.logger = logger
  }
}
