import Arrays
import Tensors

/// A file that was given to a low-level command and cannot be used there.
public struct FeatureInputError: Error, Equatable, CustomStringConvertible {
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

  /// Creates an error about an HDF5 file that the user names.
  init(_ error: HDF5Error, holding content: String) {
    self.init(
      path: error.path, problem: "could not \(error.operation): \(error.reason)",
      advice: "An HDF5 file of \(content) is expected.")
  }

  /// Creates an error about a file of descriptors that the user names.
  init(_ error: ArrayFileError) {
    self.init(path: error.path, problem: error.problem, advice: error.advice)
  }

  /// The file, the problem and the advice in one line.
  public var description: String { "\(path): \(problem). \(advice)".legible }
}
