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
        "\(target.name) has no files to start from in '\(package)'. Is that the folder of the "
          + "package?")
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
public struct FuzzError: Error, CustomStringConvertible {
  /// What failed, why, and what to try.
  public let description: String

  /// Creates an error.
  public init(_ description: String) {
    self.description = description
  }
}
