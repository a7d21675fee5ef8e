public import Failures
public import Files

/// A failure of the cache that recomputing cannot mend.
public enum CacheError: Failure, Equatable {
  /// The folder cannot be used as a cache at all.
  case unusable(directory: String, cause: FileError)

  /// The folder cannot be read as the base of a cache.
  case unusableBase(directory: String, cause: FileError)

  /// The base of a cache is the cache itself.
  case baseIsCache(directory: String, base: String)

  /// An artifact cannot be stored: no space, no permission, or not a folder, as the cause tells.
  case cannotStore(directory: String, cause: FileError)

  /// An entry or a lock is there but cannot be read.
  case cannotRead(directory: String, cause: FileError)

  /// What was stored for a key just now is not there any more, or cannot be read.
  case lost(stage: String, digest: String, reason: String)

  /// Another run is making the artifact, and the caller does not want to wait.
  case busy(stage: String, lock: String)

  /// The task was cancelled while it waited for another run.
  case cancelled(stage: String, lock: String)

  /// The disk; a wish that cannot be met; or another run.
  public var kind: FailureKind {
    switch self {
    case .unusable, .unusableBase, .cannotStore, .cannotRead, .lost: .cacheOrDisk
    case .baseIsCache: .usage
    case .busy: .busy
    case .cancelled: .interrupted
    }
  }

  /// The folder of the cache, or the stage that another run works on.
  public var subject: String {
    switch self {
    case .unusable(let directory, _), .unusableBase(let directory, _),
      .cannotStore(let directory, _), .cannotRead(let directory, _):
      directory
    case .baseIsCache(_, let base): base
    case .lost(let stage, let digest, _): "\(stage)/\(digest)"
    case .busy(let stage, _), .cancelled(let stage, _): stage
    }
  }

  /// Why.
  public var reason: String {
    switch self {
    case .unusable(_, let cause), .unusableBase(_, let cause), .cannotStore(_, let cause),
      .cannotRead(_, let cause):
      "\(cause)"
    case .baseIsCache(let directory, _): "is the cache '\(directory)' itself"
    case .lost(_, _, let reason): reason
    case .busy(_, let lock), .cancelled(_, let lock): "it holds '\(lock)'"
    }
  }

  /// What failed, on what, why.
  public var statement: String {
    switch self {
    case .unusable: "The cache folder '\(subject)' cannot be used. \(reason)"
    case .unusableBase: "The base cache '\(subject)' cannot be used. \(reason)"
    case .baseIsCache: "The base cache '\(subject)' \(reason)"
    case .cannotStore: "The result cannot be stored in the cache '\(subject)'. \(reason)"
    case .cannotRead: "An entry of the cache '\(subject)' cannot be read. \(reason)"
    case .lost: "The cache entry '\(subject)', which was made just now, cannot be used: \(reason)"
    case .busy: "Another run is working on the same \(subject) (\(reason))"
    case .cancelled: "Cancelled while waiting for another run's \(subject) (\(reason))"
    }
  }

  /// What to try.
  public var advice: String {
    switch self {
    case .unusable(_, let cause), .cannotStore(_, let cause), .cannotRead(_, let cause):
      Self.advice(cause)
    case .unusableBase: "Name the folder of a cache, or leave the base out."
    case .baseIsCache: "Name another folder for one of them, or leave the base out."
    case .lost: "Run the command again; what is in the cache is not computed again."
    case .busy: "Try again when it is done, or leave out --no-wait to wait for it."
    case .cancelled: ""
    }
  }

  private static func advice(_ cause: FileError) -> String {
    switch cause.cause {
    case .noSpace: "Free some space, or name a folder on a larger disk with --cache."
    case .permission, .readOnlyFileSystem: "Name a folder of your own with --cache."
    case .notADirectory, .notARegularFile, .missingFolder, .emptyPath, .danglingLink,
      .circularLink, .notCreatable:
      "Name another folder with --cache."
    case .missing, .changed, .other: "Check the disk, or name another folder with --cache."
    }
  }
}
