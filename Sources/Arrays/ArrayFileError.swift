internal import Files
internal import Tensors

/// A file of numbers that the user names and that cannot be read.
public struct ArrayFileError: Error, Equatable, CustomStringConvertible {
  /// The file, and behind a "#" the part of it where that is known.
  public let path: String

  /// What is wrong, a clause without a full stop.
  public let problem: String

  /// What to try, a sentence.
  public let advice: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - problem: what is wrong, a clause without a full stop.
  ///   - advice: what to try, a sentence.
  public init(path: String, problem: String, advice: String) {
    self.path = path
    self.problem = problem
    self.advice = advice
  }

  init(_ error: FileError) {
    self.init(
      path: error.path, problem: "could not \(error.operation): \(error.reason)",
      advice: "An HDF5, .npy or .mat file of descriptors is expected.")
  }

  /// The file, the problem and the advice in one line.
  public var description: String { "\(path): \(problem). \(advice)".legible }
}
