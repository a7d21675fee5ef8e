internal import Files
internal import Logging

extension ArtifactCache {
  /// Returns what this cache holds itself, stage by stage, in the order of the digests.
  ///
  /// Artifacts are not read; `verify` does that. Entries that miss one of their two files, or whose
  /// sidecar cannot be read, are left out, and `verify` reports them. Those of the base are listed by
  /// the base.
  ///
  /// - Returns: one entry an artifact.
  /// - Throws: `CacheError.cannotRead` when the folders may not be read.
  public func entries() throws(CacheError) -> [CacheEntry] {
    do throws(FileError) {
      let pinned = Set(try pinnedDigests())
      var entries: [CacheEntry] = []
      for stage in try stages() {
        for place in try places(ofStage: stage) {
          guard case .success(let record?) = try sidecar(at: sidecarPath(of: place)),
            record.key.place == place
          else { continue }
          let artifact = try FileStatus(at: path(of: record))
          let sidecar = try FileStatus(at: sidecarPath(of: place))
          guard artifact.kind == .regular, sidecar.kind == .regular else { continue }
          let companions = record.companions.values.reduce(0) { $0 + $1.size }
          entries.append(
            CacheEntry(
              record: record, bytes: artifact.size + companions + sidecar.size,
              made: artifact.modified,
              lastUsed: max(artifact.modified, sidecar.modified),
              isPinned: pinned.contains(place.digest)))
        }
      }
      return entries
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  /// Returns how much space this cache takes itself, its base not counted.
  ///
  /// - Returns: the totals of artifacts, quarantine, checkpoints and locks.
  /// - Throws: `CacheError.cannotRead` when the folders may not be read.
  public func usage() throws(CacheError) -> CacheUsage {
    do throws(FileError) {
      var usage = CacheUsage()
      for stage in try stages() { try add("\(directory)/\(stage)", to: &usage.artifacts) }
      try add("\(directory)/\(ReservedFolder.quarantine)", to: &usage.quarantine)
      try add("\(directory)/\(ReservedFolder.checkpoints)", to: &usage.checkpoints)
      try add(lockFolder, to: &usage.locks)
      return usage
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  /// Notes that an artifact was of use although it was not read.
  public func noteUse(of key: ArtifactKey) { noteUse(of: key.place) }

  /// Notes that an entry was found, by the time of its sidecar, once a day.
  ///
  /// It only helps to choose what may go, so a cache that cannot be written to goes without, and so
  /// does an entry that another run has removed meanwhile.
  func noteUse(of place: EntryPlace) {
    let path = sidecarPath(of: place)
    do throws(FileError) {
      let status = try FileStatus(at: path)
      guard status.kind == .regular, status.modified <= FileStatus.now - Self.day else { return }
      try FileStatus.renew(path)
    } catch {
      logger.debug("The use of a cache entry is not noted. \(error)")
    }
  }

  private static var day: Int { 86_400 }

  /// Adds all regular files below a folder to a total.
  private func add(_ folder: String, to total: inout FileTotal) throws(FileError) {
    for name in try Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      let status = try FileStatus(at: path)
      switch status.kind {
      case .regular: total.add(bytes: status.size)
      case .directory: try add(path, to: &total)
      case .missing, .other: break
      }
    }
  }
}
