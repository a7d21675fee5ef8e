import DescriptorStore
import Files
import JSON
import Kernels
import Specs

/// What the stages of a run share: where data and artifacts lie, how wide to work, who watches.
struct RunContext: Sendable {
  /// The folder of all datasets.
  let dataRoot: String

  /// The folder of the user's checkpoints.
  let weightsRoot: String

  /// The descriptors and weights made so far.
  let cache: ArtifactCache

  /// The digests of files that earlier runs have read.
  let digests: DigestIndex

  /// Where networks and whitenings are written to as well, or nil.
  let exports: ExportFolder?

  /// The number of threads that work at once.
  let threads: Int

  /// How float32 is computed.
  private(set) var numerics: Numerics

  /// Whether to wait for another run that makes the same artifact.
  let waitsForOthers: Bool

  /// The most pixels one image may have.
  let maxPixels: Int

  /// The seconds of training between two checkpoints.
  let checkpointInterval: Double

  /// Receives what happens.
  let observe: RunObserver

  /// Opens the cache that the options name.
  ///
  /// - Parameters:
  ///   - options: where things lie and how wide to work.
  ///   - createsCache: whether a cache that is not there is made; one that is only looked into need
  ///     not be.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable, `FileError` when that of exports is.
  init(_ options: RunOptions, createsCache: Bool = true, observe: @escaping RunObserver) throws {
    dataRoot = options.dataRoot
    weightsRoot = options.weightsRoot
    cache = try ArtifactCache(
      directory: options.cacheDirectory, logger: options.logger, creating: createsCache)
    digests = DigestIndex(cacheDirectory: options.cacheDirectory, logger: options.logger)
    exports = try options.exportFolder.map { try ExportFolder($0) }
    threads = options.threads
    numerics = options.numerics
    waitsForOthers = options.waitsForOthers
    maxPixels = options.maxPixels
    checkpointInterval = options.checkpointInterval
    self.observe = observe
  }

  /// Returns the same context for another way of computing.
  func computing(_ numerics: Numerics) -> RunContext {
    var context = self
    context.numerics = numerics
    return context
  }

  /// Returns where a file of weights is to lie.
  func weightsPath(_ settings: WeightsFileSettings) -> String { "\(weightsRoot)/\(settings.file)" }

  /// Returns an artifact from the cache, made and stored first when it is not there.
  ///
  /// - Parameters:
  ///   - key: what the artifact is made from.
  ///   - fileExtension: the kind of file.
  ///   - stage: its name for the observer.
  ///   - make: makes the content.
  /// - Returns: the content and its SHA-256.
  /// - Throws: `CacheError`, and what `make` throws.
  func artifact(
    _ key: ArtifactKey, fileExtension: String, stage: String, make: () async throws -> [UInt8]
  ) async throws -> StoredArtifact {
    if let found = try reusable(key, stage: stage) { return found }
    let lock = try cache.lock(key, wait: waitsForOthers)
    if let found = try reusable(key, stage: stage) { return found }
    let bytes = try await make()
    let published = try cache.publish(
      key: key, fileExtension: fileExtension,
      provenance: ["madeBy": .string("iir \(ToolVersion.current)"), "stage": .string(stage)],
      bytes: bytes)
    lock.release()
    return StoredArtifact(bytes: bytes, digest: published.record.digest)
  }

  private func reusable(_ key: ArtifactKey, stage: String) throws -> StoredArtifact? {
    guard let found = try cache.find(key) else { return nil }
    observe(.reused(stage: stage))
    return StoredArtifact(bytes: found.bytes, digest: found.record.digest)
  }

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

/// The bytes of an artifact, and their SHA-256.
struct StoredArtifact: Sendable {
  let bytes: [UInt8]
  let digest: String
}
