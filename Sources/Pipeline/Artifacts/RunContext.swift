package import DescriptorStore
package import Extraction
import Files
import JSON
import Specs
import Steps

/// What the stages of a run share: where data and artifacts lie, how wide to work, who watches.
package struct RunContext: Sendable {
  /// The folder of all datasets.
  let dataRoot: String

  /// The folder of the user's checkpoints.
  let weightsRoot: String

  /// The descriptors and weights made so far.
  package let cache: ArtifactCache

  /// What is kept beside the artifacts of the cache, as far as the run has read it.
  private(set) var records: RecordMemory

  /// Whether nothing is rendered, trained or stored, and everything only looked at.
  let onlyLooks: Bool

  /// The digests of files that earlier runs have read.
  let digests: DigestIndex

  /// Where networks and whitenings are written to as well, or nil.
  let exports: ExportFolder?

  /// The number of threads that work at once.
  package let threads: Int

  /// Whether to wait for another run that makes the same artifact.
  let waitsForOthers: Bool

  /// The most pixels one image may have.
  let maxPixels: Int

  /// The seconds of training between two checkpoints.
  let checkpointInterval: Double

  /// The steps of training between two rows of its log, or nil for a number of rows.
  let logInterval: Int?

  /// When and on what networks are scored while they are trained, or nil for never.
  let validation: ValidationOptions?

  /// Receives what happens.
  package let observe: RunObserver

  /// Opens the cache that the options name.
  ///
  /// - Parameters:
  ///   - options: where things lie and how wide to work.
  ///   - createsCache: whether a cache that is not there is made; one that is only looked into need
  ///     not be.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable, `FileError` when that of exports is.
  package init(_ options: RunOptions, createsCache: Bool = true, observe: @escaping RunObserver)
    throws
  {
    dataRoot = options.dataRoot
    weightsRoot = options.weightsRoot
    cache = try ArtifactCache(
      directory: options.cacheDirectory, logger: options.logger,
      base: options.baseCacheDirectory, creating: createsCache)
    records = RecordMemory()
    onlyLooks = !createsCache
    digests = DigestIndex(cacheDirectory: options.cacheDirectory, logger: options.logger)
    exports = try options.exportFolder.map { try ExportFolder($0) }
    threads = options.threads
    waitsForOthers = options.waitsForOthers
    maxPixels = options.maxPixels
    checkpointInterval = options.checkpointInterval
    logInterval = options.logInterval
    validation = options.validation
    self.observe = observe
  }

  /// Returns the same context for one run, which reads all records itself.
  func forOneRun() -> RunContext {
    var context = self
    context.records = RecordMemory()
    return context
  }

  /// Returns where a file of weights is to lie.
  func weightsPath(_ settings: WeightsFileSettings) -> String { "\(weightsRoot)/\(settings.file)" }

  /// Runs work that counts its units, and reports its beginning and its end.
  ///
  /// - Parameters:
  ///   - stage: its name for the observer.
  ///   - total: the number of units.
  ///   - unit: what is counted.
  ///   - earlierSeconds: how long earlier attempts took that this one goes on from.
  ///   - work: the work; reports `advanced` as it goes.
  /// - Returns: what the work returns.
  func timed<Value>(
    _ stage: String, total: Int, unit: String, earlierSeconds: Double = 0,
    _ work: () async throws -> Value
  ) async rethrows -> Value {
    let began = ContinuousClock.now
    observe(.began(stage: stage, total: total, unit: unit))
    let value = try await work()
    let seconds = earlierSeconds + (ContinuousClock.now - began) / .seconds(1)
    observe(.finished(stage: stage, seconds: seconds))
    return value
  }
}

/// The bytes of an artifact that was made just now.
struct MadeArtifact: Sendable {
  let bytes: [UInt8]

  /// The content of the files that tell how it came to be, by their extensions.
  let companions: [String: [UInt8]]

  /// How long earlier attempts took that this one went on from, in seconds.
  let earlierSeconds: Double

  init(
    _ bytes: [UInt8], companions: [String: [UInt8]] = [:], earlierSeconds: Double = 0
  ) {
    self.bytes = bytes
    self.companions = companions
    self.earlierSeconds = earlierSeconds
  }
}

/// The bytes of an artifact, and their SHA-256.
package struct StoredArtifact: Sendable {
  let bytes: [UInt8]
  let digest: String
}
