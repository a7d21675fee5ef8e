internal import Glibc

/// What the system notes of a file: its kind, size and age.
package struct FileStatus: Equatable, Sendable {
  /// What is there.
  package let kind: FileKind

  /// The size in bytes; 0 where nothing is.
  package let size: Int

  /// Seconds since 1970 at the last change of the content; 0 where nothing is.
  package let modified: Int

  /// Looks at a path, without following a link.
  package init(at path: String) throws(FileError) {
    var status = stat()
    do throws(FileError) {
      _ = try posix("inspect", path) { unsafe lstat(path, &status) }
    } catch {
      guard error.cause == .missing else { throw error }
      (kind, size, modified) = (.missing, 0, 0)
      return
    }
    kind = FileKind(mode: status.st_mode)
    (size, modified) = (Int(status.st_size), Int(status.st_mtim.tv_sec))
  }

  /// Makes a file as if it had been changed now.
  package static func renew(_ path: String) throws(FileError) {
    _ = try posix("renew", path) {
      unsafe utimensat(AT_FDCWD, path, nil, AT_SYMLINK_NOFOLLOW)
    }
  }

  /// Seconds since 1970.
  package static var now: Int { time(nil) }
}

extension Folder {
  /// Returns the path of a folder without links, "." or "..".
  package static func realPath(of path: String) throws(FileError) -> String {
    guard let resolved = unsafe realpath(path, nil) else {
      throw FileError(operation: "use", path: path, code: errno)
    }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }
}
