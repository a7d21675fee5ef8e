internal import Glibc

/// What the file system says of a file's state: a file whose stamp is the same was not changed.
///
/// Besides size and time of modification, which a copy may bring along, it holds the time of the last
/// change of any kind, which nobody can set.
package struct FileStamp: Equatable, Sendable {
  let device: UInt64
  let inode: UInt64
  let size: Int64

  /// Nanoseconds since 1970 at the last change of the content.
  let modified: Int64

  /// Nanoseconds since 1970 at the last change of content, name, owner or rights.
  let changed: Int64

  /// Whether the last change is so long past that another one would have another time.
  ///
  /// File systems keep time in steps of up to two seconds, so a file that was changed a moment ago
  /// may change again within the step. A time in the future is never settled.
  func isSettled(at nanoseconds: Int64) -> Bool {
    max(modified, changed) <= nanoseconds - 2_000_000_000
  }
}

extension FileStamp {
  /// Returns the stamp of the regular file at a path, or nil where there is none to be seen.
  init?(at path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    self.init(status)
  }

  fileprivate init(_ status: stat) {
    self.init(
      device: UInt64(status.st_dev), inode: UInt64(status.st_ino), size: Int64(status.st_size),
      modified: nanoseconds(status.st_mtim), changed: nanoseconds(status.st_ctim))
  }
}

extension FileDescriptor {
  /// Returns the stamp, and throws when this is not a regular file.
  borrowing func stamp() throws(FileError) -> FileStamp {
    let number = number
    var status = stat()
    _ = try posix("inspect", path) { unsafe fstat(number, &status) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw FileError(operation: "read", path: path, cause: .notARegularFile)
    }
    return FileStamp(status)
  }
}

/// Returns a time as nanoseconds since 1970; one that no clock shows becomes the nearest that fits.
func nanoseconds(_ time: timespec) -> Int64 {
  let (whole, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
  guard !overflow else { return time.tv_sec < 0 ? .min : .max }
  let (sum, carried) = whole.addingReportingOverflow(Int64(time.tv_nsec))
  return carried ? .max : sum
}
