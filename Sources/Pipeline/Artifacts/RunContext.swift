package import DescriptorStore
package import Extraction
import Files
import JSON
package import Kernels
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

  /// Whether nothing is rendered, trained or stored, and everything only looked at.
  let onlyLooks: Bool

  /// The digests of files that earlier runs have read.
  let digests: DigestIndex

  /// Where networks and whitenings are written to as well, or nil.
  let exports: ExportFolder?

  /// The number of threads that work at once.
  package let threads: Int

  /// How float32 is computed.
  package private(set) var numerics: Numerics

  /// Whether to wait for another run that makes the same artifact.
  let waitsForOthers: Bool

  /// The most pixels one image may have.
  let maxPixels: Int

  /// The seconds of training between two checkpoints.
  let checkpointInterval: Double

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
    onlyLooks = !createsCache
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

  /// Returns an artifact of a plan from the cache, made and stored first when it is not there.
  ///
  /// - Parameters:
  ///   - step: what makes the artifact.
  ///   - plan: the plan that it is of.
  ///   - fileExtension: the kind of file.
  ///   - make: makes the content.
  /// - Returns: the content and its SHA-256.
  /// - Throws: `CacheError`, and what `make` throws.
  func artifact(
    _ step: Step, of plan: Plan, fileExtension: String, make: () async throws -> MadeArtifact
  ) async throws -> StoredArtifact {
    try await artifact(
      step.key, fileExtension: fileExtension, stage: step.label,
      lineage: { try lineage(of: step, in: plan) }, make: make)
  }

  /// Returns an artifact from the cache, made and stored first when it is not there.
  ///
  /// - Parameters:
  ///   - key: what the artifact is made from.
  ///   - fileExtension: the kind of file.
  ///   - stage: its name for the observer.
  ///   - lineage: what it rests on.
  ///   - make: makes the content.
  /// - Returns: the content and its SHA-256.
  /// - Throws: `CacheError`, and what `make` throws.
  func artifact(
    _ key: ArtifactKey, fileExtension: String, stage: String,
    lineage: () throws -> [Step.ID: String] = { [:] }, make: () async throws -> MadeArtifact
  ) async throws -> StoredArtifact {
    if let found = try stored(key) { return found }
    let lock = try cache.lock(key, wait: waitsForOthers)
    if let found = try stored(key) {
      // Another run has made it meanwhile.
      observe(.reused(stage: stage))
      return found
    }
    let began = Stopwatch()
    let made = try await make()
    let published = try cache.publish(
      key: key, fileExtension: fileExtension,
      provenance: ArtifactOrigin.provenance(
        stage, threads: threads, took: began.read().adding(made.earlierSeconds),
        lineage: try lineage()),
      bytes: made.bytes)
    lock.release()
    return StoredArtifact(bytes: made.bytes, digest: published.record.digest)
  }

  /// Stores the artifact of a step.
  ///
  /// - Parameters:
  ///   - step: what made it.
  ///   - plan: the plan that it is of.
  ///   - fileExtension: the kind of file.
  ///   - bytes: the content.
  ///   - took: how long the work took.
  ///   - further: what is kept beside it as well.
  /// - Throws: `CacheError`.
  func publish(
    _ step: Step, of plan: Plan, fileExtension: String, bytes: [UInt8], _ took: Stopwatch.Reading,
    further: [String: CanonicalJSON] = [:]
  ) throws {
    let origin = ArtifactOrigin.provenance(
      step.label, threads: threads, took: took, lineage: try lineage(of: step, in: plan))
    try cache.publish(
      key: step.key, fileExtension: fileExtension,
      provenance: origin.merging(further) { _, new in new }, bytes: bytes)
  }

  /// Returns the SHA-256 of the artifacts that a step rests on, itself excluded.
  private func lineage(of step: Step, in plan: Plan) throws -> [Step.ID: String] {
    var lineage: [Step.ID: String] = [:]
    for id in step.inputs {
      let input = plan[id]
      if case .weights(let work) = input.work, case .file(_, let file) = work.source {
        lineage[id] = file?.fileDigest
      }
      guard let record = try cache.record(of: input.key) else { continue }
      lineage.merge(ArtifactOrigin.lineage(of: record)) { own, _ in own }
    }
    return lineage
  }

  private func stored(_ key: ArtifactKey) throws -> StoredArtifact? {
    try cache.find(key).map { StoredArtifact(bytes: $0.bytes, digest: $0.record.digest) }
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

/// The bytes of an artifact that was made just now.
struct MadeArtifact: Sendable {
  let bytes: [UInt8]

  /// How long earlier attempts took that this one went on from, in seconds.
  let earlierSeconds: Double

  init(_ bytes: [UInt8], earlierSeconds: Double = 0) {
    self.bytes = bytes
    self.earlierSeconds = earlierSeconds
  }
}

/// The bytes of an artifact, and their SHA-256.
package struct StoredArtifact: Sendable {
  let bytes: [UInt8]
  let digest: String
}
