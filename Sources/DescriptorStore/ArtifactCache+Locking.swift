internal import Files
internal import Glibc
internal import Logging

/// The right to make one artifact; the end of the value, or of the process, gives it back.
public struct ArtifactLock: ~Copyable, Sendable {
  private let lock: FileLock

  init(_ lock: consuming FileLock) {
    self.lock = lock
  }

  /// Gives the right back now.
  public consuming func release() {}
}

extension ArtifactCache {
  /// Returns the right to make a key's artifact.
  ///
  /// It only keeps two runs from doing the same work: look again with `find` once it is there, for
  /// another run may have published meanwhile. The lock is the kernel's, so a killed holder is no
  /// obstacle.
  ///
  /// - Parameters:
  ///   - key: what the artifact is made from.
  ///   - wait: whether to wait, ten looks a second, while another run has it.
  /// - Returns: the right, which lasts as long as the value.
  /// - Throws: `CacheError.busy` when another run has it and `wait` is false, `.cancelled` when the
  ///   task is cancelled while it waits, `.cannotStore` when this cache cannot be written to.
  public func lock(_ key: ArtifactKey, wait: Bool) throws(CacheError) -> ArtifactLock {
    let path = lockPath(of: key.digest)
    var isFirstLook = true
    while true {
      if let lock = try takeLock(path) { return ArtifactLock(lock) }
      guard wait else { throw CacheError.busy(stage: key.stage, lock: path) }
      if isFirstLook { reportWaiting(for: key.stage) }
      isFirstLook = false
      guard !Task.isCancelled else { throw CacheError.cancelled(stage: key.stage, lock: path) }
      usleep(100_000)
    }
  }

  /// Returns the lock under which entries are put in place or moved away; held for an instant.
  func lockChanges() throws(FileError) -> FileLock {
    try Folder.create(lockFolder)
    while true {
      if let lock = try FileLock.take("\(lockFolder)/changes.lock") { return lock }
      usleep(1_000)
    }
  }

  var lockFolder: String { "\(directory)/\(ReservedFolder.locks)" }

  /// Returns the file of the lock of a key.
  func lockPath(of digest: String) -> String { "\(lockFolder)/\(digest).lock" }

  private func takeLock(_ path: String) throws(CacheError) -> FileLock? {
    do throws(FileError) {
      try Folder.create(lockFolder)
      return try FileLock.take(path)
    } catch {
      throw CacheError.cannotStore(directory: directory, cause: error)
    }
  }
}
