internal import Files

/// What a removal did.
public struct CacheRemoval: Sendable, Equatable {
  /// Why an entry stays.
  public enum Refusal: Sendable, Equatable {
    /// It is pinned.
    case pinned

    /// Another run has its lock, or has reserved it.
    case inUse
  }

  /// The keys whose files are gone.
  public var removed: [ArtifactKey] = []

  /// The keys that had no files.
  public var absent: [ArtifactKey] = []

  /// The keys whose files stay, and why.
  public var refused: [ArtifactKey: Refusal] = [:]

  /// The bytes of the files that are gone.
  public var freedBytes = 0
}

extension ArtifactCache {
  /// Removes the entries of some keys, whole or damaged, from this cache itself.
  ///
  /// A reader finds an entry whole or not at all: the sidecar, without which nothing counts, goes
  /// first, and whoever meets the rest looks again under the lock that is held here. A process that is
  /// killed on the way leaves an artifact without a sidecar, which counts as absent.
  ///
  /// - Parameter keys: what the artifacts were made from; keys that have none are no error.
  /// - Returns: what went, and what stays because it is pinned, or because another run has its lock or
  ///   has reserved it.
  /// - Throws: `CacheError.cannotStore` when a file cannot be removed; entries before it are gone.
  public func remove(_ keys: [ArtifactKey]) throws(CacheError) -> CacheRemoval {
    do throws(FileError) {
      var removal = CacheRemoval()
      try Folder.create(lockFolder)
      var reservations: [String: Set<String>] = [:]
      for key in keys { try remove(key, &removal, &reservations) }
      return removal
    } catch {
      throw CacheError.cannotStore(directory: directory, cause: error)
    }
  }

  private func remove(
    _ key: ArtifactKey, _ removal: inout CacheRemoval, _ reservations: inout [String: Set<String>]
  ) throws(FileError) {
    guard let lock = try FileLock.take(lockPath(of: key.digest)) else {
      removal.refused[key] = .inUse
      return
    }
    let changes = try lockChanges()
    if try isPinned(key.digest) {
      removal.refused[key] = .pinned
    } else if try isReserved(key.digest, &reservations) {
      removal.refused[key] = .inUse
    } else if try files(of: key.place).isEmpty {
      removal.absent.append(key)
    } else {
      removal.freedBytes += try removeFiles(of: key.place)
      removal.removed.append(key)
    }
    changes.release()
    lock.release()
  }

  /// Removes all files of a place, the sidecar first; returns their bytes.
  private func removeFiles(of place: EntryPlace) throws(FileError) -> Int {
    let folder = folder(of: place)
    let sidecar = "\(place.digest).json"
    let names = try files(of: place)
    var bytes = 0
    for name in names.filter({ $0 == sidecar }) + names.filter({ $0 != sidecar }) {
      bytes += try FileStatus(at: "\(folder)/\(name)").size
      try Folder.remove("\(folder)/\(name)")
      if name == sidecar { try Folder.synchronize(folder) }
    }
    try Folder.synchronize(folder)
    return bytes
  }
}
