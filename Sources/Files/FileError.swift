internal import Glibc

/// A file operation that the system refused.
public struct FileError: Error, Equatable, CustomStringConvertible {
  /// Why the system refused.
  public enum Cause: Sendable, Equatable {
    /// The disk, or the user's share of it, is full.
    case noSpace
    /// The user may not do this here.
    case permission
    /// The file system is mounted read-only.
    case readOnlyFileSystem
    /// A part of the path that should be a folder is something else.
    case notADirectory
    /// The path is a folder, a link, a device or a pipe where a regular file is needed.
    case notARegularFile
    /// The folder that a file should be written into is not there.
    case missingFolder
    /// Nothing was named.
    case emptyPath
    /// A part of the path is a link to something that is not there.
    case danglingLink
    /// A part of the path is a link that leads back to itself.
    case circularLink
    /// The file system makes nothing there, as below /proc.
    case notCreatable
    /// Nothing is at the path.
    case missing
    /// The file is not what was written to it a moment ago.
    case changed
    /// Any other `errno`.
    case other(code: Int32)
  }

  /// What was tried, as a verb: "open", "write".
  public let operation: String

  /// The file or folder it was tried on.
  public let path: String

  /// Why it failed.
  public let cause: Cause

  /// Creates an error about one operation on one path.
  public init(operation: String, path: String, cause: Cause) {
    self.operation = operation
    self.path = path
    self.cause = cause
  }

  /// Creates an error from the `errno` of the failed call.
  init(operation: String, path: String, code: Int32) {
    let cause: Cause =
      switch code {
      case ENOSPC, EDQUOT: .noSpace
      case EACCES, EPERM: .permission
      case EROFS: .readOnlyFileSystem
      case ENOTDIR: .notADirectory
      case EISDIR, ELOOP: .notARegularFile
      case ENOENT: .missing
      default: .other(code: code)
      }
    self.init(operation: operation, path: path, cause: cause)
  }

  /// Whether the place can be read but not written to.
  package var isRefusalToWrite: Bool {
    [.noSpace, .permission, .readOnlyFileSystem].contains(cause)
  }

  /// One sentence for the user: what failed, on what, why.
  public var description: String { "Could not \(operation) '\(path)': \(reason)." }

  /// Why, and what to try, as a part of a sentence.
  package var reason: String {
    switch cause {
    case .noSpace: "the disk is full; free some space or choose another folder"
    case .permission: "permission denied; check who owns the folder or choose another one"
    case .readOnlyFileSystem: "the file system is read-only; choose a folder that can be written"
    case .notADirectory:
      "a part of the path is not a folder; move that file away or choose another path"
    case .notARegularFile: "it is not a regular file; name a plain file or move this away"
    case .missingFolder: "there is no such folder; make it, or choose another path"
    case .emptyPath: "the path is empty; give one"
    case .danglingLink:
      "a part of the path is a link to something that is not there; make what it points to, or "
        + "choose another path"
    case .circularLink:
      "a part of the path is a link that leads back to itself; choose another path"
    case .notCreatable: "nothing can be made there; choose a folder on a disk"
    case .missing: "no such file or folder; check the path"
    case .changed: "it reads back differently than it was written; check the disk"
    case .other(let code): unsafe String(cString: strerror(code))
    }
  }
}
