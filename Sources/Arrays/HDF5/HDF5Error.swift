internal import Tensors

/// A failure in reading or writing HDF5.
public struct HDF5Error: Error, Equatable, CustomStringConvertible {
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

  /// One sentence for the user: what failed, on what, why.
  public var description: String {
    "Could not \(operation) '\(path)': \(reason).".legible
  }
}
