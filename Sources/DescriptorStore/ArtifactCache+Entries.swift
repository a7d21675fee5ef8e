internal import Files
internal import Glibc
internal import JSON

/// What the cache finds at the place of a key.
enum EntryState {
  case absent
  case whole(VerifiedArtifact)
  case damaged(reason: String)

  /// The artifact, when it is whole.
  var artifact: VerifiedArtifact? {
    if case .whole(let artifact) = self { artifact } else { nil }
  }
}

extension ArtifactCache {
  /// The longest sidecar that is read: 64 MiB, enough for the digests of half a million images.
  private static var sidecarLimit: Int { 64 << 20 }

  /// Returns the records of a stage's artifacts, in the order of their digests.
  ///
  /// The artifacts themselves are not read; `find` does that. Sidecars that cannot be read are left
  /// out here, and reported when `find` meets them.
  ///
  /// - Parameter stage: the stage's name.
  /// - Returns: the records, without their artifacts.
  /// - Throws: `CacheError.cannotRead` when the folders may not be read.
  public func records(ofStage stage: String) throws(CacheError) -> [ArtifactRecord] {
    do throws(FileError) {
      var records: [ArtifactRecord] = []
      for bucket in try buckets(ofStage: stage) {
        for name in try Folder.names(in: bucket) where name.hasSuffix(".json") {
          guard case .success(let record) = try sidecar(at: "\(bucket)/\(name)") else { continue }
          records.append(record)
        }
      }
      return records
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  /// Returns whether an artifact was published under a key; whether it is whole, `find` tells.
  public func lists(_ key: ArtifactKey) -> Bool {
    unsafe access(sidecarPath(of: key), F_OK) == 0
  }

  /// Returns the file of an artifact.
  func path(of record: ArtifactRecord) -> String {
    "\(folder(of: record.key))/\(record.fileName)"
  }

  func sidecarPath(of key: ArtifactKey) -> String {
    "\(folder(of: key))/\(key.digest).json"
  }

  /// Returns the folder that holds a key's artifact and sidecar.
  func folder(of key: ArtifactKey) -> String {
    "\(directory)/\(key.stage)/\(key.digest.prefix(2))"
  }

  /// Returns what stands at a key's place; changes nothing.
  func inspect(_ key: ArtifactKey) throws(FileError) -> EntryState {
    let record: ArtifactRecord
    switch try sidecar(at: sidecarPath(of: key)) {
    case .success(let found): record = found
    case .failure(let problem):
      guard problem == .missing else { return .damaged(reason: problem.rawValue) }
      return try files(of: key).isEmpty
        ? .absent : .damaged(reason: "an artifact without its sidecar")
    }
    guard record.key == key else { return .damaged(reason: "its sidecar is that of another key") }
    let path = path(of: record)
    guard let bytes = try regularFile(at: path, limit: record.size) else {
      return .damaged(reason: "the artifact is missing, or not a file of \(record.size) bytes")
    }
    guard bytes.count == record.size, Digest.sha256(of: bytes) == record.digest else {
      return .damaged(reason: "the artifact's bytes are not those that were published")
    }
    return .whole(VerifiedArtifact(record: record, path: path, bytes: bytes))
  }

  /// Moves all files of a key to the quarantine; returns the folder they went to.
  func quarantine(_ key: ArtifactKey) throws(FileError) -> String {
    let folder = folder(of: key)
    let quarantine = "\(directory)/quarantine"
    try Folder.create(quarantine)
    for name in try files(of: key) {
      var target = "\(quarantine)/\(name)"
      var number = 1
      while try FileKind(at: target) != .missing {
        number += 1
        target = "\(quarantine)/\(name).\(number)"
      }
      try Folder.rename("\(folder)/\(name)", to: target)
    }
    try Folder.synchronize(folder)
    return quarantine
  }

  /// Removes what killed writers left in the folders of all stages.
  func removeStaleTemporaries() throws(FileError) {
    for stage in try Folder.names(in: directory) where ArtifactKey.isStage(stage) {
      for bucket in try buckets(ofStage: stage) {
        do throws(FileError) {
          try AtomicFile.removeStaleTemporaries(in: bucket)
        } catch {
          guard error.isRefusalToWrite else { throw error }
        }
      }
    }
  }

  private func buckets(ofStage stage: String) throws(FileError) -> [String] {
    let folder = "\(directory)/\(stage)"
    guard try FileKind(at: folder) == .directory else { return [] }
    var buckets: [String] = []
    for name in try Folder.names(in: folder) where name.utf8.count == 2 {
      guard try FileKind(at: "\(folder)/\(name)") == .directory else { continue }
      buckets.append("\(folder)/\(name)")
    }
    return buckets
  }

  /// Returns the names of everything that stands at a key's place, whatever its extension.
  private func files(of key: ArtifactKey) throws(FileError) -> [String] {
    try Folder.names(in: folder(of: key)).filter { $0.hasPrefix("\(key.digest).") }
  }

  private enum SidecarProblem: String, Error {
    case missing = "its sidecar is missing"
    case notAFile = "its sidecar is not a regular file of sensible size"
    case notReadable = "its sidecar is not one that this version writes"
  }

  private func sidecar(
    at path: String
  ) throws(FileError) -> Result<ArtifactRecord, SidecarProblem> {
    guard try FileKind(at: path) != .missing else { return .failure(.missing) }
    guard let bytes = try regularFile(at: path, limit: Self.sidecarLimit) else {
      return .failure(.notAFile)
    }
    do throws(CanonicalJSON.ParseError) {
      let record = ArtifactRecord(document: try CanonicalJSON(parsing: bytes))
      return record.map { .success($0) } ?? .failure(.notReadable)
    } catch {
      return .failure(.notReadable)
    }
  }

  /// Returns a file's content, or nil when there is no regular file of at most `limit` bytes.
  private func regularFile(at path: String, limit: Int) throws(FileError) -> [UInt8]? {
    do throws(FileError) {
      let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW)
      let size = try file.regularFileSize()
      return size <= limit ? try file.readAll(count: size) : nil
    } catch {
      switch error.cause {
      case .missing, .notARegularFile, .other(code: EIO), .other(code: ENXIO): return nil
      default: throw error
      }
    }
  }
}
