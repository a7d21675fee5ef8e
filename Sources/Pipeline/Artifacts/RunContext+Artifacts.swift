package import DescriptorStore
import Extraction
import Failures
import JSON
import Steps
import Synchronization

extension RunContext {
  /// Returns what is kept beside an artifact, read once a run, or nil when there is none.
  ///
  /// - Throws: `CacheError` when an entry is there but may not be read.
  package func record(of key: ArtifactKey) throws -> ArtifactRecord? {
    if let known = records[key] { return known }
    let found = try cache.record(of: key)
    records[key] = found
    return found
  }

  /// Returns what an artifact of the cache holds, or nil when there is none.
  ///
  /// One that is damaged is reported and moved away, also where its bytes are those that were published
  /// and cannot be understood; then it is to be made again.
  ///
  /// - Parameters:
  ///   - key: what the artifact was made from.
  ///   - decode: reads the content; throws for what is no artifact of its kind.
  /// - Returns: what `decode` returns.
  /// - Throws: `CacheError` when an entry is there but may not be read.
  func read<Value>(
    _ key: ArtifactKey, _ decode: (VerifiedArtifact) throws -> Value
  ) throws -> Value? {
    let known = records[key]
    let found = if let known { try cache.find(known) } else { try cache.find(key) }
    records[key] = found?.record
    guard let found else { return nil }
    do {
      return try decode(found)
    } catch {
      records[key] = nil
      try cache.retire(found, because: (error as? any Failure)?.reason ?? "\(error)")
      return nil
    }
  }

  /// Returns what an artifact of a plan holds, made and stored first when it is not in the cache.
  ///
  /// - Parameters:
  ///   - step: what makes the artifact.
  ///   - plan: the plan that it is of.
  ///   - fileExtension: the kind of file.
  ///   - decode: reads the content; throws for what is no artifact of its kind.
  ///   - make: makes the content.
  /// - Returns: what `decode` returns.
  /// - Throws: `CacheError`, and what `make` throws.
  func artifact<Value>(
    _ step: Step, of plan: Plan, fileExtension: String,
    read decode: (StoredArtifact) throws -> Value, make: () async throws -> MadeArtifact
  ) async throws -> Value {
    try await artifact(
      step.key, fileExtension: fileExtension, stage: step.label,
      lineage: { try lineage(of: step, in: plan) }, read: decode, make: make)
  }

  /// Returns what an artifact holds, made and stored first when it is not in the cache.
  ///
  /// - Parameters:
  ///   - key: what the artifact is made from.
  ///   - fileExtension: the kind of file.
  ///   - stage: its name for the observer.
  ///   - lineage: what it rests on.
  ///   - decode: reads the content; throws for what is no artifact of its kind.
  ///   - make: makes the content.
  /// - Returns: what `decode` returns.
  /// - Throws: `CacheError`, and what `make` throws.
  func artifact<Value>(
    _ key: ArtifactKey, fileExtension: String, stage: String,
    lineage: () throws -> [Step.ID: String] = { [:] },
    read decode: (StoredArtifact) throws -> Value, make: () async throws -> MadeArtifact
  ) async throws -> Value {
    func stored() throws -> Value? {
      try read(key) { try decode(StoredArtifact(bytes: $0.bytes, digest: $0.record.digest)) }
    }
    if let found = try stored() { return found }
    let lock = try cache.lock(key, wait: waitsForOthers)
    if let found = try stored() {
      // Another run has made it meanwhile.
      observe(.reused(stage: stage))
      return found
    }
    let began = Stopwatch()
    let made = try await make()
    let origin = ArtifactOrigin.provenance(
      stage, threads: threads, took: began.read().adding(made.earlierSeconds),
      lineage: try lineage())
    let record = try publish(
      key, fileExtension: fileExtension, origin, bytes: made.bytes, companions: made.companions)
    lock.release()
    do {
      return try decode(StoredArtifact(bytes: made.bytes, digest: record.digest))
    } catch let reason as Reason {
      throw CacheError.lost(stage: key.stage, digest: key.digest, reason: reason.text)
    }
  }

  /// Returns the files that were published with an artifact, by their extensions; those that are damaged
  /// are told of and left out.
  ///
  /// - Throws: `CacheError` when one is there but may not be read.
  func companions(of key: ArtifactKey) throws -> [String: [UInt8]] {
    var companions: [String: [UInt8]] = [:]
    guard let record = try record(of: key) else { return companions }
    for name in record.companions.keys.sorted() {
      companions[name] = try cache.companion(name, of: record)
    }
    return companions
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
    _ = try publish(
      step.key, fileExtension: fileExtension, origin.merging(further) { _, new in new },
      bytes: bytes)
  }

  private func publish(
    _ key: ArtifactKey, fileExtension: String, _ provenance: [String: CanonicalJSON],
    bytes: [UInt8], companions: [String: [UInt8]] = [:]
  ) throws -> ArtifactRecord {
    let record = try cache.publish(
      key: key, fileExtension: fileExtension, provenance: provenance, bytes: bytes,
      companions: companions
    ).record
    records[key] = record
    return record
  }

  /// Returns the SHA-256 of the artifacts that a step rests on, itself excluded.
  private func lineage(of step: Step, in plan: Plan) throws -> [Step.ID: String] {
    var lineage: [Step.ID: String] = [:]
    for id in step.inputs {
      let input = plan[id]
      if case .weights(let work) = input.work, case .file(_, let file) = work.source {
        lineage[id] = file?.fileDigest
      }
      guard let record = try record(of: input.key) else { continue }
      lineage.merge(ArtifactOrigin.lineage(of: record)) { own, _ in own }
    }
    return lineage
  }
}

/// What is kept beside artifacts, as far as a run has read or written it.
final class RecordMemory: Sendable {
  private let records = Mutex<[String: ArtifactRecord]>([:])

  /// The record of a key; nil where it was not read yet, or is not there.
  subscript(key: ArtifactKey) -> ArtifactRecord? {
    get { records.withLock { $0[key.digest] } }
    set { records.withLock { $0[key.digest] = newValue } }
  }
}
