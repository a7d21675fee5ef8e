public import Failures

/// A file that the user names and that cannot be used where it is named.
public struct InputFileError: Failure, Equatable {
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

  /// The file is missing or of no use.
  public var kind: FailureKind { .damagedInput }

  /// The file.
  public var subject: String { path }

  /// What is wrong.
  public var reason: String { problem }
}
