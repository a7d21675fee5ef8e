public import Failures
import Foundation
import Tensors

/// A dataset that is missing or damaged: what, where, and what to try.
public struct DatasetError: Failure, Equatable {
  /// What kind of trouble it is.
  public enum Code: Sendable, Equatable {
    /// A file or folder is not there.
    case missing

    /// A file cannot be read or written.
    case inputOutput

    /// A file does not say what its format asks for.
    case malformed

    /// Files disagree with each other.
    case inconsistent
  }

  /// Where in a file the trouble is.
  public enum Location: Sendable, Equatable {
    /// A line of text, counted from 1.
    case line(Int)

    /// A field of a structured file, such as `gnd[3].easy[0]`.
    case field(String)
  }

  /// What kind of trouble it is.
  public let code: Code

  /// The file or folder.
  public let path: String

  /// The place in the file, when there is one.
  public let location: Location?

  /// What is wrong.
  public let problem: String

  /// What to try.
  public let advice: String

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - code: what kind of trouble it is.
  ///   - path: the file or folder.
  ///   - location: the place in the file, when there is one.
  ///   - problem: what is wrong, a clause without a full stop.
  ///   - advice: what to try, a sentence.
  public init(
    _ code: Code, path: String, location: Location? = nil, problem: String, advice: String
  ) {
    self.code = code
    self.path = path
    self.location = location
    self.problem = problem
    self.advice = advice
  }

  /// Creates an error about a file or folder that the system refuses to read or write.
  ///
  /// - Parameters:
  ///   - path: the file or folder.
  ///   - failure: what cannot be done with it: "cannot be written".
  ///   - reason: the system's error.
  package init(refused path: String, _ failure: String, _ reason: any Error) {
    // Foundation ends its sentences itself.
    let words = reason.localizedDescription.trimmingCharacters(in: ["."])
    self.init(
      .inputOutput, path: path, problem: "\(failure): \(words)",
      advice: "Check its permissions and the space on the disk.")
  }

  /// A file that the system refuses concerns the disk, any other trouble the input.
  public var kind: FailureKind {
    switch code {
    case .missing: .missingInput
    case .inputOutput: .cacheOrDisk
    case .malformed, .inconsistent: .damagedInput
    }
  }

  /// The file, and the place in it.
  public var subject: String {
    switch location {
    case .line(let line): "\(path):\(line)"
    case .field(let field): "\(path): \(field)"
    case nil: path
    }
  }

  /// What is wrong.
  public var reason: String { problem }
}
