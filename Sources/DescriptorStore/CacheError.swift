public import Files

/// A failure of the cache that recomputing cannot mend.
public enum CacheError: Error, Equatable, CustomStringConvertible {
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

  /// Another run is making the artifact, and the caller does not want to wait.
  case busy(stage: String, lock: String)

  /// The task was cancelled while it waited for another run.
  case cancelled(stage: String, lock: String)

  /// One sentence for the user: what failed, on what, why.
  public var description: String {
    switch self {
    case .unusable(let directory, let cause):
      "The cache folder '\(directory)' cannot be used. \(cause) \(Self.advice(cause))"
    case .unusableBase(let directory, let cause):
      "The base cache '\(directory)' cannot be used. \(cause) Name the folder of a cache, or leave "
        + "the base out."
    case .baseIsCache(let directory, let base):
      "The base cache '\(base)' is the cache '\(directory)' itself. Name another folder for one of "
        + "them, or leave the base out."
    case .cannotStore(let directory, let cause):
      "The result cannot be stored in the cache '\(directory)'. \(cause) \(Self.advice(cause))"
    case .cannotRead(let directory, let cause):
      "An entry of the cache '\(directory)' cannot be read. \(cause) \(Self.advice(cause))"
    case .busy(let stage, let lock):
      "Another run is working on the same \(stage) (it holds '\(lock)'). "
        + "Try again when it is done, or leave out --no-wait to wait for it."
    case .cancelled(let stage, let lock):
      "Cancelled while waiting for another run's \(stage) (it holds '\(lock)')."
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
