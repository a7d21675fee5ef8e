internal import Files
internal import Glibc
internal import Logging

/// What is kept of work in progress, `checkpoints/<digest>.safetensors` for the artifact of a key.
///
/// Only the run that has the key's lock writes or removes one. What stands in it, and whether it is
/// whole, is for its maker to tell.
extension ArtifactCache {
  /// How long the checkpoint of work that nobody goes on with is kept: 30 days, in seconds.
  static var checkpointLifetime: Int { 30 * 86_400 }

  private var checkpointFolder: String { "\(directory)/\(ReservedFolder.checkpoints)" }

  /// Returns where the checkpoint of a key lies, whether there is one or not.
  public func checkpointPath(of key: ArtifactKey) -> String {
    "\(checkpointFolder)/\(key.digest).\(Self.checkpointExtension)"
  }

  /// Returns the bytes of the checkpoint of a key, or nil when there is none.
  ///
  /// - Parameter key: that of the artifact that is being made.
  /// - Returns: the content, not verified.
  /// - Throws: `CacheError.cannotRead` when something is there that cannot be read.
  public func checkpoint(of key: ArtifactKey) throws(CacheError) -> [UInt8]? {
    let path = checkpointPath(of: key)
    do throws(FileError) {
      guard try FileKind(at: path) != .missing else { return nil }
      let file = try FileDescriptor(opening: path, flags: O_RDONLY | O_NOFOLLOW)
      return try file.readAll(count: try file.regularFileSize())
    } catch {
      throw CacheError.cannotRead(directory: directory, cause: error)
    }
  }

  /// Keeps a checkpoint in place of the last one; a process killed on the way leaves that.
  ///
  /// - Parameters:
  ///   - bytes: the whole content.
  ///   - key: that of the artifact that is being made.
  /// - Throws: `CacheError.cannotStore`; then the last one is as it was.
  public func storeCheckpoint(_ bytes: [UInt8], of key: ArtifactKey) throws(CacheError) {
    do throws(FileError) {
      try Folder.create(checkpointFolder)
      try AtomicFile.write(bytes, to: checkpointPath(of: key))
    } catch {
      throw CacheError.cannotStore(directory: directory, cause: error)
    }
  }

  /// Removes the checkpoint of an artifact that is made; none is no error.
  ///
  /// One that stays is removed when the cache is opened again, so a failure is only told of.
  func removeCheckpoint(of key: ArtifactKey) {
    let path = checkpointPath(of: key)
    do throws(FileError) {
      guard try FileKind(at: path) != .missing else { return }
      try Folder.remove(path)
    } catch {
      logger.warning("A checkpoint that is no longer needed stays. \(error)")
    }
  }

  /// Removes the checkpoints of artifacts that are made, and those that were left for too long.
  func removeStaleCheckpoints() throws(FileError) {
    do throws(FileError) {
      try AtomicFile.removeStaleTemporaries(in: checkpointFolder)
      for name in try Folder.names(in: checkpointFolder) {
        guard let digest = Self.checkpointDigest(of: name) else { continue }
        let path = "\(checkpointFolder)/\(name)"
        let status = try FileStatus(at: path)
        guard status.kind == .regular else { continue }
        let isOld = status.modified < FileStatus.now - Self.checkpointLifetime
        let isDone = try isPublished(digest)
        guard isOld || isDone else { continue }
        // Whoever goes on from it has the lock.
        try Folder.create(lockFolder)
        guard let lock = try FileLock.take(lockPath(of: digest)) else { continue }
        try Folder.remove(path)
        lock.release()
      }
    } catch {
      guard error.isRefusalToWrite else { throw error }
    }
  }

  /// Returns the digest in the name of a checkpoint, or nil for any other name.
  static func checkpointDigest(of name: String) -> String? {
    guard name.hasSuffix(".\(checkpointExtension)") else { return nil }
    let digest = String(name.dropLast(checkpointExtension.utf8.count + 1))
    return Digest.isDigest(digest) ? digest : nil
  }

  private static var checkpointExtension: String { "safetensors" }

  /// Returns whether any stage has an artifact under a digest.
  private func isPublished(_ digest: String) throws(FileError) -> Bool {
    for stage in try stages() {
      let path = sidecarPath(of: EntryPlace(stage: stage, digest: digest))
      if try FileKind(at: path) != .missing { return true }
    }
    return false
  }
}
