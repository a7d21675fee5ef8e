internal import Files

/// What a look at every file of a cache finds.
public struct CacheVerification: Sendable, Equatable {
  /// Something at the place of an entry that is no whole entry.
  public struct Finding: Sendable, Equatable {
    /// The path of the entry without the extensions of its files.
    public let path: String

    /// What is wrong with it.
    public let reason: String
  }

  /// The artifacts that are the bytes that were published.
  public var whole = FileTotal()

  /// The entries whose artifact or sidecar is not what was published.
  public var damaged: [Finding] = []

  /// The artifacts without a sidecar.
  public var orphans: [Finding] = []

  /// The files and folders that no cache has.
  public var strange: [String] = []

  /// Whether there is nothing but whole entries.
  public var isClean: Bool { damaged.isEmpty && orphans.isEmpty && strange.isEmpty }
}

extension ArtifactCache {
  /// Reads every artifact of this cache itself and compares size and digest; changes nothing.
  ///
  /// - Returns: what is whole, and what is not.
  /// - Throws: `CacheError.cannotRead` when something may not be read.
  /// - Complexity: O(bytes of the cache), one artifact in memory at a time.
  public func verify() throws(CacheError) -> CacheVerification {
    do throws(FileError) {
      var found = CacheVerification()
      for name in try Folder.names(in: directory) {
        let path = "\(directory)/\(name)"
        let kind = try FileKind(at: path)
        if kind == .directory, Self.isBenchmark(name) { continue }
        if kind == .directory, ArtifactKey.isStage(name) {
          try verify(stage: name, &found)
        } else if kind == .directory, ReservedFolder.all.contains(name) {
          try verify(reserved: name, &found)
        } else if kind != .regular || !isKnownFile(name) {
          found.strange.append(path)
        }
      }
      return found
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  private func isKnownFile(_ name: String) -> Bool {
    name == DigestIndex.fileName || TemporaryFile.owner(of: name) != nil
  }

  private func verify(
    stage: String, _ found: inout CacheVerification
  ) throws(FileError) {
    let folder = "\(directory)/\(stage)"
    for bucket in try Folder.names(in: folder) {
      let path = "\(folder)/\(bucket)"
      guard Self.isBucket(bucket), try FileKind(at: path) == .directory else {
        found.strange.append(path)
        continue
      }
      var names: [String: [String]] = [:]
      for name in try Folder.names(in: path) where TemporaryFile.owner(of: name) == nil {
        guard let digest = Self.entryDigest(of: name), digest.hasPrefix(bucket) else {
          found.strange.append("\(path)/\(name)")
          continue
        }
        names[digest, default: []].append(name)
      }
      for (digest, names) in names.sorted(by: { $0.key < $1.key }) {
        try verify(EntryPlace(stage: stage, digest: digest), files: names, &found)
      }
    }
  }

  private func verify(
    _ place: EntryPlace, files: [String], _ found: inout CacheVerification
  ) throws(FileError) {
    let folder = folder(of: place)
    switch try inspectTwice(place) {
    case .absent: break
    case .whole(let artifact):
      found.whole.add(bytes: artifact.bytes.count)
      let record = artifact.record
      for name in try damagedCompanions(of: record) {
        found.damaged.append(
          CacheVerification.Finding(
            path: "\(folder)/\(place.digest)",
            reason: "the .\(name) beside the artifact is not what was published with it"))
      }
      let own =
        [record.fileName, "\(place.digest).json"] + record.companions.keys.map(record.companionName)
      found.strange += files.filter { !own.contains($0) }.map { "\(folder)/\($0)" }
    case .damaged(let reason):
      let finding = CacheVerification.Finding(path: "\(folder)/\(place.digest)", reason: reason)
      if try FileKind(at: sidecarPath(of: place)) == .missing {
        found.orphans.append(finding)
      } else {
        found.damaged.append(finding)
      }
    }
  }

  private func verify(
    reserved name: String, _ found: inout CacheVerification
  ) throws(FileError) {
    let folder = "\(directory)/\(name)"
    let names = try Folder.names(in: folder).filter { TemporaryFile.owner(of: $0) == nil }
    let strange = names.filter { file in
      switch name {
      case ReservedFolder.locks: !Self.isLock(file)
      case ReservedFolder.checkpoints: Self.checkpointDigest(of: file) == nil
      case ReservedFolder.pins: !Digest.isDigest(file)
      case ReservedFolder.runs: !Self.isReservation(file)
      default: false
      }
    }
    found.strange += strange.map { "\(folder)/\($0)" }
  }

  private static func isLock(_ name: String) -> Bool {
    name == "changes.lock"
      || name.hasSuffix(".lock") && Digest.isDigest(String(name.dropLast(".lock".utf8.count)))
  }
}
