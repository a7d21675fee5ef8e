public import Failures
internal import Glibc

/// A file operation that the system refused.
public struct FileError: Failure, Equatable {
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

  /// A file that is not there is a missing input, whatever else the system refuses concerns the disk.
  public var kind: FailureKind { cause == .missing ? .missingInput : .cacheOrDisk }

  /// The file or folder.
  public var subject: String { path }

  /// What failed, on what, why.
  public var statement: String { "Could not \(operation) '\(path)': \(reason)" }

  /// What to try.
  public var advice: String { remedy.map { "\($0)." } ?? "" }

  /// Why, and what to try, as a part of a sentence.
  package var explanation: String { remedy.map { "\(reason); \($0)" } ?? reason }

  /// Why, a clause.
  public var reason: String {
    switch cause {
    case .noSpace: "the disk is full"
    case .permission: "permission denied"
    case .readOnlyFileSystem: "the file system is read-only"
    case .notADirectory: "a part of the path is not a folder"
    case .notARegularFile: "it is not a regular file"
    case .missingFolder: "there is no such folder"
    case .emptyPath: "the path is empty"
    case .danglingLink: "a part of the path is a link to something that is not there"
    case .circularLink: "a part of the path is a link that leads back to itself"
    case .notCreatable: "nothing can be made there"
    case .missing: "no such file or folder"
    case .changed: "it reads back differently than it was written"
    case .other(let code): unsafe String(cString: strerror(code))
    }
  }

  /// What to try, a clause.
  private var remedy: String? {
    switch cause {
    case .noSpace: "free some space or choose another folder"
    case .permission: "check who owns the folder or choose another one"
    case .readOnlyFileSystem: "choose a folder that can be written"
    case .notADirectory: "move that file away or choose another path"
    case .notARegularFile: "name a plain file or move this away"
    case .missingFolder: "make it, or choose another path"
    case .emptyPath: "give one"
    case .danglingLink: "make what it points to, or choose another path"
    case .circularLink: "choose another path"
    case .notCreatable: "choose a folder on a disk"
    case .missing: "check the path"
    case .changed: "check the disk"
    case .other: nil
    }
  }
}
