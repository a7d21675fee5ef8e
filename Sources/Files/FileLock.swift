internal import Glibc

/// Sole owner of a kernel lock; the kernel takes it back when the process dies.
package struct FileLock: ~Copyable, Sendable {
  private let file: FileDescriptor

  /// Takes the lock if nobody else has it; nil otherwise.
  ///
  /// - Parameter path: the lock's file; made when missing, and never removed.
  /// - Returns: the lock, or nil when somebody else has it.
  /// - Throws: `FileError` when the file cannot be made or opened.
  package static func take(_ path: String) throws(FileError) -> FileLock? {
    let file = try FileDescriptor(opening: path, flags: O_RDWR | O_CREAT | O_NOFOLLOW)
    guard try file.tryLock() else { return nil }
    return FileLock(file: file)
  }

  /// Takes the lock of a new file that says something.
  ///
  /// - Parameters:
  ///   - path: the lock's file, of a name of its own.
  ///   - bytes: what it says; not flushed to the disk, since the lock does not outlive the system.
  /// - Returns: the lock, or nil when somebody else has it.
  /// - Throws: `FileError` when the file cannot be made or written.
  package static func take(_ path: String, saying bytes: [UInt8]) throws(FileError) -> FileLock? {
    guard let lock = try take(path) else { return nil }
    try lock.file.write(bytes)
    return lock
  }

  private init(file: consuming FileDescriptor) {
    self.file = file
  }

  /// Gives the lock back now; the end of the value does the same.
  package consuming func release() {}
}
