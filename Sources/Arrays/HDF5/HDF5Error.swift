public import Failures

/// A failure in reading or writing HDF5.
public struct HDF5Error: Failure, Equatable {
  /// What was tried, as a verb: "open", "read".
  public let operation: String

  /// The file, and behind a "#" the dataset or attribute, that it was tried on.
  public let path: String

  /// Why it failed, and where that helps, what to try.
  public let reason: String

  /// Creates an error about one operation on one path.
  public init(operation: String, path: String, reason: String) {
    self.operation = operation
    self.path = path
    self.reason = reason
  }

  /// The library's files are those of the cache and of outputs; a file of the user's that it cannot read
  /// is an `InputFileError`.
  public var kind: FailureKind { .cacheOrDisk }

  /// The file, or the part of it.
  public var subject: String { path }

  /// What failed, on what, why.
  public var statement: String { "Could not \(operation) '\(path)': \(reason)" }
}
