internal import Glibc
internal import Synchronization

/// Files that are replaced whole or not at all.
///
/// The content goes to a temporary file in the same folder, is flushed to the disk, and takes the
/// target's name in one step. Whoever reads the target sees the old content or the new one.
public enum AtomicFile {
  /// Writes a file, or replaces it.
  ///
  /// - Parameters:
  ///   - bytes: the whole content.
  ///   - path: the target, in a folder that exists; nothing, or a regular file, may be there.
  /// - Throws: `FileError`; then the target is as it was and the temporary file is gone.
  public static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try TemporaryFile(beside: path)
    try file.fill(with: bytes)
    try file.publish()
    try Folder.synchronize(Folder.parent(of: path))
  }

  /// Writes several files, or replaces them: all of them or none.
  ///
  /// Every content is on the disk before the first takes its name, so a disk that is full leaves all
  /// targets as they were. They take their names in order.
  ///
  /// - Parameter files: whole contents and targets, as `write(_:to:)` takes them.
  /// - Throws: `FileError`; then the temporary files are gone.
  public static func write(_ files: [(bytes: [UInt8], path: String)]) throws(FileError) {
    try publish(files[...])
    for folder in Set(files.map { Folder.parent(of: $0.path) }).sorted() {
      try Folder.synchronize(folder)
    }
  }

  /// Fills the last file, publishes those before it, and then the last.
  private static func publish(
    _ files: ArraySlice<(bytes: [UInt8], path: String)>
  ) throws(FileError) {
    guard let last = files.last else { return }
    let file = try TemporaryFile(beside: last.path)
    try file.fill(with: last.bytes)
    try publish(files.dropLast())
    try file.publish()
  }

  /// Writes a text as UTF-8, or replaces the file.
  ///
  /// - Parameters:
  ///   - text: the whole content.
  ///   - path: the target, in a folder that exists; nothing, or a regular file, may be there.
  /// - Throws: `FileError`; then the target is as it was and the temporary file is gone.
  public static func write(_ text: String, to path: String) throws(FileError) {
    try write(Array(text.utf8), to: path)
  }

  /// Throws what `write` would throw for a target, before the work that makes the content is done.
  ///
  /// - Parameter path: the target, in a folder that exists; nothing, or a regular file, may be there.
  /// - Throws: `FileError` when the folder is missing or cannot be written to, or anything but a
  ///   regular file is there.
  public static func checkTarget(_ path: String) throws(FileError) {
    // The end of the value removes the file.
    _ = try TemporaryFile(beside: path)
  }

  /// Removes the temporary files that killed processes left in a folder.
  ///
  /// A file goes only when the process that its name tells is gone and nobody holds its lock, so
  /// neither a reused process number nor a second host or container loses work.
  ///
  /// - Parameter folder: the folder to clean; others' files in it are left alone.
  /// - Throws: `FileError` when the folder cannot be listed or a file cannot be removed.
  public static func removeStaleTemporaries(in folder: String) throws(FileError) {
    for name in try Folder.names(in: folder) {
      guard let owner = TemporaryFile.owner(of: name), !isRunning(owner) else { continue }
      let path = "\(folder)/\(name)"
      guard try FileKind(at: path) == .regular else { continue }
      guard try FileDescriptor(opening: path).tryLock() else { continue }
      try Folder.remove(path)
    }
  }

  private static func isRunning(_ process: pid_t) -> Bool {
    kill(process, 0) == 0 || errno != ESRCH
  }
}

/// Sole owner of a file that is not yet at its place, and goes away unless it is published.
package struct TemporaryFile: ~Copyable {
  private static let counter = Atomic<Int>(0)

  private let path: String
  private let target: String
  private let file: FileDescriptor
  private var isPublished: Bool

  /// Creates an empty file in the target's folder.
  ///
  /// - Parameter target: the path to publish at; refused when anything but a regular file is there.
  /// - Throws: `FileError` when the target or its folder refuses.
  package init(beside target: String) throws(FileError) {
    guard !target.isEmpty else {
      throw FileError(operation: "write", path: target, cause: .emptyPath)
    }
    switch try FileKind(at: target) {
    case .missing, .regular: break
    case .directory, .other:
      throw FileError(operation: "replace", path: target, cause: .notARegularFile)
    }
    try self.init(in: Folder.parent(of: target), for: target)
  }

  /// Creates an empty file in a folder.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - target: the path to publish at, which is also what an error names.
  /// - Throws: `FileError` when the folder refuses.
  init(in folder: String, for target: String) throws(FileError) {
    let number = Self.counter.add(1, ordering: .relaxed).newValue
    let path = "\(folder)/.iir-\(getpid())-\(number).tmp"
    let file = try Self.open(path, in: folder, for: target)
    self.path = path
    self.target = target
    self.file = file
    isPublished = false
  }

  deinit {
    // Nobody is left to tell when this fails; the next `removeStaleTemporaries` tries again.
    if !isPublished { _ = unsafe unlink(path) }
  }

  /// Returns the process that made a temporary file of this name, or nil for any other name.
  package static func owner(of name: String) -> Int32? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == ".iir", parts[2].hasSuffix(".tmp") else { return nil }
    return pid_t(parts[1]).flatMap { $0 > 0 ? $0 : nil }
  }

  /// Opens the file; an error names the target, which is the path that the user knows.
  private static func open(
    _ path: String, in folder: String, for target: String
  ) throws(FileError) -> FileDescriptor {
    do throws(FileError) {
      return try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW)
    } catch {
      let cause = error.cause == .missing ? reasonForNoFile(in: folder) : error.cause
      throw FileError(operation: "write", path: target, cause: cause)
    }
  }

  /// Returns why no file can be made in a folder, where the system says that something is missing.
  private static func reasonForNoFile(in folder: String) -> FileError.Cause {
    do throws(FileError) {
      return try Folder.exists(folder) ? .notCreatable : .missingFolder
    } catch {
      return error.cause
    }
  }

  /// Writes the content and flushes it to the disk; the lock tells others that it is in use.
  package borrowing func fill(with bytes: [UInt8]) throws(FileError) {
    _ = try file.tryLock()
    try file.write(bytes)
    try file.synchronize()
  }

  /// Reads the content back and compares its digest.
  package borrowing func verify(digest: String) throws(FileError) {
    guard try file.sha256() == digest else {
      throw FileError(operation: "verify", path: path, cause: .changed)
    }
  }

  /// Gives the file the target's name.
  ///
  /// The lock is given back by itself, since closing the file does not always do it: a process that is
  /// being started at this moment holds a copy of the descriptor, and HDF5 opens no locked file.
  package consuming func publish() throws(FileError) {
    try Folder.rename(path, to: target)
    isPublished = true
    try file.unlock()
  }
}
