public import Failures
import Tensors

/// The inputs of a target: each a pure function of the seed, the target and the index.
public struct FuzzInputs: Sendable {
  private let target: FuzzTarget
  private let seed: UInt64
  private let mutator: Mutator

  /// The number of files that the inputs start from; the first inputs are these, unchanged.
  public var corpusCount: Int { mutator.corpus.count }

  /// Reads the files that a target starts from.
  ///
  /// - Parameters:
  ///   - target: the target.
  ///   - package: the folder of the package, whose committed files are the corpus.
  ///   - seed: the seed of the run.
  /// - Throws: what the file system throws; `FuzzError` for a target without files.
  public init(of target: FuzzTarget, package: String, seed: UInt64) throws {
    self.target = target
    self.seed = seed
    let corpus = try target.corpus(package)
    guard !corpus.isEmpty else {
      throw FuzzError(
        target.name, "it has no files to start from in '\(package)'",
        advice: "Is that the folder of the package?")
    }
    mutator = Mutator(corpus: corpus, kind: target.kind, tokens: target.tokens)
  }

  /// Returns one input.
  ///
  /// - Parameter index: which one, from 0.
  public subscript(index: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: seed, purpose: "fuzzing \(target.name)", index: index)
    guard index >= corpusCount else {
      return mutator.corpus[index].finish(mutator.corpus[index].bytes, &generator)
    }
    return mutator.input(using: &generator)
  }
}

/// Why fuzzing itself cannot go on.
public struct FuzzError: Failure {
  /// The target, the worker or the file of the system.
  public let subject: String

  /// Why.
  public let reason: String

  /// What to try.
  public let advice: String

  /// Creates an error.
  package init(_ subject: String, _ reason: String, advice: String = "") {
    self.subject = subject
    self.reason = reason
    self.advice = advice
  }

  /// Fuzzing is a stage of its own.
  public var kind: FailureKind { .stageFailed }
}
