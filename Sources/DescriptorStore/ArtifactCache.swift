internal import Files
internal import Glibc
public import JSON
public import Logging
internal import Synchronization

/// A folder of immutable artifacts, each found by the digest of its key.
///
/// An artifact is a file `<stage>/<two digits>/<digest>.<extension>` with a sidecar of the same
/// name that ends in `.json`, and with its companions. The artifact is renamed into place first, its sidecar second; so an
/// artifact counts only when the sidecar is there and size and SHA-256 agree with it. Whatever does
/// not agree is moved to `quarantine/`, reported once, and counts as absent.
///
/// A second cache may stand under it as its base: what is not here is looked for there, and nothing is
/// ever written to it. What is damaged there is reported once and counts as absent.
public final class ArtifactCache: Sendable {
  /// The folder.
  public let directory: String

  let logger: Logger

  /// The cache that is looked into where this one has nothing, or nil.
  let base: ArtifactCache?

  /// The damaged files that were reported already.
  private let reported = Mutex<Set<String>>([])

  /// The stages whose locks others held, so that waiting is told of once a stage.
  private let awaited = Mutex<Set<String>>([])

  /// Opens a cache, making the folder when there is none, and clears up after killed writers.
  ///
  /// - Parameters:
  ///   - directory: the folder; one that cannot be written to still serves what it holds.
  ///   - logger: gets one warning for each damaged entry.
  ///   - base: the folder of a cache that is looked into where this one has nothing; nil for none.
  ///   - creating: whether to make the folder and to clear up; a cache that is only looked into needs
  ///     neither.
  /// - Throws: `CacheError.unusable` when the path is not a folder or cannot become one,
  ///   `.unusableBase` when the base is not a folder, `.baseIsCache` when both are the same one.
  public init(
    directory: String, logger: Logger, base: String? = nil, creating: Bool = true
  ) throws(CacheError) {
    self.directory = directory
    self.logger = logger
    self.base = try Self.base(at: base, under: directory, logger: logger)
    guard creating else { return }
    do throws(FileError) {
      try Folder.create(directory)
      try removeStaleTemporaries()
      try removeStaleCheckpoints()
    } catch {
      throw CacheError.unusable(directory: directory, cause: error)
    }
  }

  /// Says that another run makes something of a stage, the first time that it does.
  func reportWaiting(for stage: String) {
    guard awaited.withLock({ $0.insert(stage).inserted }) else { return }
    logger.notice("Waiting for another run that makes the same \(stage).")
  }

  /// Returns the artifact of a key, or nil when there is none that is whole.
  ///
  /// - Parameter key: what the artifact was made from.
  /// - Returns: the artifact with its verified bytes, or nil.
  /// - Throws: `CacheError.cannotRead` when an entry is there but may not be read.
  /// - Complexity: O(bytes): the content is read and its digest computed.
  public func find(_ key: ArtifactKey) throws(CacheError) -> VerifiedArtifact? {
    let own: VerifiedArtifact?
    do throws(FileError) {
      let state = try inspect(key.place)
      if case .damaged = state {
        own = try retireUnlessWhole(key)
      } else {
        own = state.artifact
      }
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
    guard let own else { return try base?.findAsBase(key) }
    noteUse(of: key.place)
    return own
  }

  /// Returns the artifact of a record that was read before, or that of its key when it has changed.
  ///
  /// So the sidecar is not read again.
  ///
  /// - Parameter record: what `record(of:)` or `find` returned.
  /// - Returns: the artifact with its verified bytes, or nil when there is none that is whole.
  /// - Throws: `CacheError.cannotRead` when an entry is there but may not be read.
  /// - Complexity: O(bytes): the content is read and its digest computed.
  public func find(_ record: ArtifactRecord) throws(CacheError) -> VerifiedArtifact? {
    for cache in [self, base].compactMap(\.self) {
      do throws(FileError) {
        guard let artifact = try cache.inspect(record).artifact else { continue }
        if cache === self { noteUse(of: record.key.place) }
        return artifact
      } catch {
        throw CacheError.cannotRead(directory: cache.directory, cause: error)
      }
    }
    return try find(record.key)
  }

  /// Stores an artifact, in place of one that has the same key.
  ///
  /// A process that is killed on the way leaves either the old entry, or one that `find` refuses. The
  /// key's checkpoint has served then and goes.
  ///
  /// - Parameters:
  ///   - key: what the artifact was made from.
  ///   - fileExtension: the kind of file: lower-case letters and digits, not "json".
  ///   - provenance: how it was made.
  ///   - bytes: the whole content.
  ///   - companions: the content of the files that tell how it came to be, by their extensions.
  /// - Returns: the artifact at its place.
  /// - Throws: `CacheError.cannotStore`; then no temporary file is left.
  @discardableResult
  public func publish(
    key: ArtifactKey, fileExtension: String, provenance: [String: CanonicalJSON] = [:],
    bytes: [UInt8], companions: [String: [UInt8]] = [:]
  ) throws(CacheError) -> VerifiedArtifact {
    for text in companions.keys + [fileExtension] {
      precondition(
        ArtifactRecord.isExtension(text),
        "expected lower-case letters and digits other than \"json\", found '\(text)'")
    }
    precondition(
      companions[fileExtension] == nil,
      "expected companions of other kinds than '\(fileExtension)'")
    var provenance = provenance
    if !companions.isEmpty {
      provenance[ArtifactCompanion.provenanceKey] = .object(
        companions.mapValues { ArtifactCompanion(of: $0).document })
    }
    let record = ArtifactRecord(
      key: key, fileExtension: fileExtension, digest: Digest.sha256(of: bytes), size: bytes.count,
      provenance: provenance)
    do throws(FileError) {
      try store(bytes, companions, record: record)
    } catch {
      throw CacheError.cannotStore(directory: directory, cause: error)
    }
    removeCheckpoint(of: key)
    return VerifiedArtifact(record: record, path: path(of: record), bytes: bytes)
  }

  private func store(
    _ bytes: [UInt8], _ companions: [String: [UInt8]], record: ArtifactRecord
  ) throws(FileError) {
    let folder = folder(of: record.key.place)
    let sidecarBytes = Array(record.document.pretty.utf8)
    try Folder.create(folder)
    let artifact = try TemporaryFile(beside: path(of: record))
    try artifact.fill(with: bytes)
    try artifact.verify(digest: record.digest)
    let sidecar = try TemporaryFile(beside: sidecarPath(of: record.key.place))
    try sidecar.fill(with: sidecarBytes)
    try sidecar.verify(digest: Digest.sha256(of: sidecarBytes))
    let changes = try lockChanges()
    // They count as little as the artifact does before its sidecar is there.
    for (name, content) in companions.sorted(by: { $0.key < $1.key }) {
      try AtomicFile.write(content, to: "\(folder)/\(record.companionName(name))")
    }
    try artifact.publish()
    try Folder.synchronize(folder)
    try sidecar.publish()
    try Folder.synchronize(folder)
    changes.release()
  }

  /// Looks again while nobody publishes, and moves the entry away if it is still not whole.
  ///
  /// Without the second look, a reader that comes between a writer's two renames would take the new
  /// artifact for a damaged one.
  private func retireUnlessWhole(_ key: ArtifactKey) throws(FileError) -> VerifiedArtifact? {
    do throws(FileError) {
      let changes = try lockChanges()
      let state = try inspect(key.place)
      guard case .damaged(let reason) = state else { return state.artifact }
      let folder = try quarantine(key.place)
      changes.release()
      report(key, "\(reason); it was moved to '\(folder)'")
      return nil
    } catch {
      guard error.isRefusalToWrite else { throw error }
      let state = try inspect(key.place)
      guard case .damaged(let reason) = state else { return state.artifact }
      report(key, "\(reason); it stays there, because the cache cannot be written to")
      return nil
    }
  }

  /// Takes an artifact for damaged whose bytes are those that were published, and yet hold no artifact
  /// of its kind.
  ///
  /// It is moved to the quarantine and reported; one of the base is reported only.
  ///
  /// - Parameters:
  ///   - artifact: what `find` returned.
  ///   - reason: why it is of no use, a clause without a full stop.
  /// - Throws: `CacheError.cannotRead` when it cannot be looked at again.
  public func retire(_ artifact: VerifiedArtifact, because reason: String) throws(CacheError) {
    let key = artifact.record.key
    guard artifact.path == path(of: artifact.record) else {
      base?.report(key, "\(reason); it stays there, because it is in the base cache")
      return
    }
    do throws(FileError) {
      let changes = try lockChanges()
      // Another run may have replaced it.
      guard try inspect(key.place).artifact?.record == artifact.record else { return }
      let folder = try quarantine(key.place)
      changes.release()
      report(key, "\(reason); it was moved to '\(folder)'")
    } catch {
      guard error.isRefusalToWrite else {
        throw CacheError.cannotRead(directory: directory, cause: error)
      }
      report(key, "\(reason); it stays there, because the cache cannot be written to")
    }
  }

  func report(_ key: ArtifactKey, _ problem: String) {
    let path = "\(folder(of: key.place))/\(key.digest)"
    guard reported.withLock({ $0.insert("\(path): \(problem)").inserted }) else { return }
    logger.warning("Cache entry '\(path)' is damaged: \(problem). It will be computed again.")
  }
}
