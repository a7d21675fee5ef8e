internal import Glibc
public import Logging
internal import Synchronization

/// The SHA-256 of files that were read before, so that unchanged ones are not read again.
///
/// Kept in one file of the cache folder, which is only a memory: deleted, damaged or out of date, it
/// costs time and changes no digest. A digest counts while path, device, inode, size and both times
/// of the file are those it was computed under, and it is kept only of a file whose last change was two
/// seconds past by then, as git does with its index. Runs at the same time read what is there and
/// replace the file whole; what one of them loses of the other's is computed again.
public final class DigestIndex: Sendable {
  /// The name of the file in the cache folder.
  public static let fileName = "digests.index"

  private struct State {
    /// What is known; nil until the file was read.
    var entries: DigestEntries?

    /// What was learnt since the file was last written.
    var fresh: DigestEntries = [:]
  }

  private let path: String
  private let logger: Logger
  private let now: @Sendable () -> Int64
  private let workingFolder = currentFolder()
  private let state = Mutex(State())

  /// Prepares the index of a cache; the file is read when the first digest is wanted.
  ///
  /// - Parameters:
  ///   - cacheDirectory: the folder of the cache.
  ///   - logger: gets one warning when the file is of no use.
  public convenience init(cacheDirectory: String, logger: Logger) {
    self.init(path: "\(cacheDirectory)/\(Self.fileName)", logger: logger, now: currentTime)
  }

  /// Prepares an index with another clock.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - logger: gets one warning when the file is of no use.
  ///   - now: the nanoseconds since 1970.
  package init(path: String, logger: Logger, now: @escaping @Sendable () -> Int64) {
    self.path = path
    self.logger = logger
    self.now = now
  }

  /// Returns the digest of a regular file, which is read only when it is new or changed.
  ///
  /// May be called from several threads.
  ///
  /// - Parameter path: the file; a symbolic link to a regular file is followed.
  /// - Returns: the digest, 64 hexadecimal digits.
  /// - Throws: `FileError` when the file is missing, unreadable, or not a regular file.
  public func sha256(ofFile path: String) throws(FileError) -> String {
    let name = absolute(path)
    let known = known(name)
    // A file of the same stamp is the one that was read, with the rights that it had.
    if let known, known.stamp == FileStamp(at: path) { return known.digest }
    let file = try FileDescriptor(opening: path)
    let stamp = try file.stamp()
    let began = now()
    let digest = try file.sha256()
    // A file that changes while it is read has no one digest to keep.
    if try file.stamp() == stamp, stamp.isSettled(at: began), let name {
      let entry = DigestEntry(digest: digest, stamp: stamp)
      state.withLock { state in
        state.entries?[name] = entry
        state.fresh[name] = entry
      }
    }
    return digest
  }

  /// Writes what was learnt beside what other runs have written since.
  ///
  /// A folder that may not be written to is left alone; any other failure is a warning, since nothing
  /// but time is lost.
  public func save() {
    let fresh = state.withLock { $0.fresh }
    guard !fresh.isEmpty else { return }
    var entries: DigestEntries = [:]
    if case .entries(let found) = DigestIndexFile.read(path) { entries = found }
    entries.merge(fresh) { $1 }
    do throws(FileError) {
      try Folder.create(Folder.parent(of: path))
      try AtomicFile.write(DigestIndexFile.bytes(of: entries), to: path)
      state.withLock { state in state.fresh = state.fresh.filter { fresh[$0.key] != $0.value } }
    } catch {
      let isRefusal = error.cause == .permission || error.cause == .readOnlyFileSystem
      logger.log(level: isRefusal ? .debug : .warning, "\(error)")
    }
  }

  private func known(_ name: String?) -> DigestEntry? {
    guard let name else { return nil }
    return state.withLock { state in
      let entries = state.entries ?? load()
      state.entries = entries
      return entries[name]
    }
  }

  private func load() -> DigestEntries {
    switch DigestIndexFile.read(path) {
    case .missing: return [:]
    case .entries(let entries): return entries
    case .useless(let reason):
      logger.warning("Ignored the index of digests '\(path)': \(reason). Files are read again.")
      return [:]
    }
  }

  /// Returns the path by which a file is known from any folder, or nil when no line could hold it.
  private func absolute(_ path: String) -> String? {
    guard !path.utf8.contains(UInt8(ascii: "\n")) else { return nil }
    guard !path.hasPrefix("/") else { return path }
    return workingFolder.map { "\($0)/\(path)" }
  }
}

/// Returns the working folder, which a process keeps; nil where it was removed.
private func currentFolder() -> String? {
  guard let folder = unsafe getcwd(nil, 0) else { return nil }
  defer { unsafe free(folder) }
  return unsafe String(cString: folder)
}

/// Returns the nanoseconds since 1970.
private func currentTime() -> Int64 {
  var time = timespec()
  // Fails only for a clock that does not exist; then no entry is settled.
  guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0 else { return 0 }
  return nanoseconds(time)
}
