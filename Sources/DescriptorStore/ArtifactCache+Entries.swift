import Failures
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
  static var sidecarLimit: Int { 64 << 20 }

  /// Returns the records of a stage's artifacts, here and in the base, in the order of their digests.
  ///
  /// The artifacts themselves are not read; `find` does that. Sidecars that cannot be read are left
  /// out here, and reported when `find` meets them.
  ///
  /// - Parameter stage: the stage's name.
  /// - Returns: the records, without their artifacts.
  /// - Throws: `CacheError.cannotRead` when the folders may not be read.
  public func records(ofStage stage: String) throws(CacheError) -> [ArtifactRecord] {
    var records: [ArtifactRecord] = []
    do throws(FileError) {
      for place in try places(ofStage: stage) {
        guard case .success(let record?) = try sidecar(at: sidecarPath(of: place)) else { continue }
        records.append(record)
      }
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
    guard let base else { return records }
    let own = Set(records.map(\.key))
    records += try base.records(ofStage: stage).filter { !own.contains($0.key) }
    return records.sorted { $0.key.digest < $1.key.digest }
  }

  /// Returns what is kept beside an artifact, here or in the base, or nil when there is none; whether the
  /// artifact itself is whole, `find` tells.
  ///
  /// - Throws: `CacheError.cannotRead` when an entry is there but may not be read.
  public func record(of key: ArtifactKey) throws(CacheError) -> ArtifactRecord? {
    do throws(FileError) {
      let own = try sidecar(at: sidecarPath(of: key.place))
      if case .success(let record?) = own, record.key == key { return record }
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
    return try base?.record(of: key)
  }

  /// Returns the file of an artifact.
  func path(of record: ArtifactRecord) -> String {
    "\(folder(of: record.key.place))/\(record.fileName)"
  }

  func sidecarPath(of place: EntryPlace) -> String {
    "\(folder(of: place))/\(place.digest).json"
  }

  /// Returns the folder that holds the artifact and the sidecar of a place.
  func folder(of place: EntryPlace) -> String {
    "\(directory)/\(place.stage)/\(place.digest.prefix(2))"
  }

  /// Returns what stands at a place; changes nothing.
  func inspect(_ place: EntryPlace) throws(FileError) -> EntryState {
    let record: ArtifactRecord
    switch try sidecar(at: sidecarPath(of: place)) {
    case .success(let found?): record = found
    case .success(nil):
      return try files(of: place).isEmpty
        ? .absent : .damaged(reason: "an artifact without its sidecar")
    case .failure(let reason): return .damaged(reason: reason.text)
    }
    guard record.key.place == place else {
      return .damaged(reason: "its sidecar is that of another key")
    }
    return try inspect(record)
  }

  /// Returns whether the file of a record is what the record says; changes nothing.
  func inspect(_ record: ArtifactRecord) throws(FileError) -> EntryState {
    let path = path(of: record)
    guard let bytes = try regularFile(at: path, limit: record.size) else {
      return .damaged(reason: "the artifact is missing, or not a file of \(record.size) bytes")
    }
    guard bytes.count == record.size, Digest.sha256(of: bytes) == record.digest else {
      return .damaged(reason: "the artifact's bytes are not those that were published")
    }
    return .whole(VerifiedArtifact(record: record, path: path, bytes: bytes))
  }

  /// Moves all files of a place to the quarantine; returns the folder they went to.
  func quarantine(_ place: EntryPlace) throws(FileError) -> String {
    let folder = folder(of: place)
    let quarantine = "\(directory)/\(ReservedFolder.quarantine)"
    try Folder.create(quarantine)
    for name in try files(of: place) {
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
    for stage in try stages() {
      for bucket in try buckets(ofStage: stage) {
        do throws(FileError) {
          try AtomicFile.removeStaleTemporaries(in: bucket)
        } catch {
          guard error.isRefusalToWrite else { throw error }
        }
      }
    }
  }

  /// Whether a name is one of the folders in which benchmarks work.
  static func isBenchmark(_ name: String) -> Bool {
    name.hasPrefix("bench-") && name.utf8.count > 6
      && name.utf8.dropFirst(6).allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Returns the names of the stages that have a folder, in order.
  func stages() throws(FileError) -> [String] {
    var stages: [String] = []
    for name in try Folder.names(in: directory)
    where ArtifactKey.isStage(name) && !Self.isBenchmark(name) {
      if try FileKind(at: "\(directory)/\(name)") == .directory { stages.append(name) }
    }
    return stages
  }

  /// Returns the places of a stage that have a sidecar, in the order of their digests.
  func places(ofStage stage: String) throws(FileError) -> [EntryPlace] {
    var places: [EntryPlace] = []
    for bucket in try buckets(ofStage: stage) {
      for name in try Folder.names(in: bucket) where name.hasSuffix(".json") {
        guard let digest = Self.entryDigest(of: name), name == "\(digest).json" else { continue }
        places.append(EntryPlace(stage: stage, digest: digest))
      }
    }
    return places
  }

  /// Returns the digest in the name of an artifact or a sidecar, or nil for any other name.
  static func entryDigest(of name: String) -> String? {
    guard let dot = name.firstIndex(of: ".") else { return nil }
    let digest = String(name[..<dot])
    return Digest.isDigest(digest) ? digest : nil
  }

  /// Whether a text can name a folder of entries: the first two digits of theirs.
  static func isBucket(_ text: String) -> Bool {
    text.utf8.count == 2 && Digest.isDigest(String(repeating: text, count: 32))
  }

  private func buckets(ofStage stage: String) throws(FileError) -> [String] {
    let folder = "\(directory)/\(stage)"
    guard try FileKind(at: folder) == .directory else { return [] }
    var buckets: [String] = []
    for name in try Folder.names(in: folder) where Self.isBucket(name) {
      guard try FileKind(at: "\(folder)/\(name)") == .directory else { continue }
      buckets.append("\(folder)/\(name)")
    }
    return buckets
  }

  /// Returns the names of everything that stands at a place, whatever its extension.
  func files(of place: EntryPlace) throws(FileError) -> [String] {
    try Folder.names(in: folder(of: place)).filter { $0.hasPrefix("\(place.digest).") }
  }

  /// Returns the record in a sidecar, nil where there is none, or why it cannot be read.
  func sidecar(
    at path: String
  ) throws(FileError) -> Result<ArtifactRecord?, Reason> {
    guard try FileKind(at: path) != .missing else { return .success(nil) }
    guard let bytes = try regularFile(at: path, limit: Self.sidecarLimit) else {
      return .failure(Reason("its sidecar is not a regular file of sensible size"))
    }
    let foreign = Reason("its sidecar is not one that this version writes")
    do throws(JSONDiagnostic) {
      let record = ArtifactRecord(document: try CanonicalJSON(parsing: bytes))
      return record.map { .success($0) } ?? .failure(foreign)
    } catch {
      return .failure(foreign)
    }
  }

  /// Returns a file's content, or nil when there is no regular file of at most `limit` bytes.
  func regularFile(at path: String, limit: Int) throws(FileError) -> [UInt8]? {
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
