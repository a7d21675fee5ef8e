import Tensors

/// One kind of file that users give, with the function that reads it.
///
/// A target is right when each input ends in a value or in one of the readers' own errors with a
/// message; anything else is a finding.
public struct FuzzTarget: Sendable {
  /// How inputs are changed.
  enum Kind: Sendable {
    /// By bits, bytes, numbers and blocks.
    case binary

    /// By tokens and lines too.
    case text
  }

  /// The name, as the command line spells it.
  public let name: String

  let kind: Kind

  /// How many of the inputs of a run are this target's, relative to the others.
  let share: Int

  /// Pieces that mean something in the format, which are put anywhere.
  let tokens: [[UInt8]]

  /// Returns files to start from, most of them valid, given the folder of the package; the same in every call.
  let corpus: @Sendable (_ package: String) throws -> [FuzzSeed]

  /// Reads one input as the product does, and throws what the product throws.
  let read: @Sendable (_ input: FuzzInput) throws -> Void

  init(
    _ name: String, _ kind: Kind, share: Int = 4, tokens: [[UInt8]] = [],
    corpus: @escaping @Sendable (_ package: String) throws -> [FuzzSeed],
    read: @escaping @Sendable (_ input: FuzzInput) throws -> Void
  ) {
    self.name = name
    self.kind = kind
    self.share = share
    self.tokens = tokens
    self.corpus = corpus
    self.read = read
  }
}

extension FuzzTarget {
  /// The targets of a run that names none.
  public static let all: [FuzzTarget] = [
    pickle, torchArchive, torchPickle, torchLegacy, torchTar, safetensors, safetensorsHeader,
    shardIndex, jpeg, png, webP, preparation, groundTruth, evaluation, nameList, trecRun,
    trecJudgements, classicText,
    manifest, imageList,
    distractorList, spec, recipe, literature, numPy, matlab, json,
  ]

  /// Returns the target of a name, also one that no run takes by itself.
  ///
  /// - Parameter name: a name of `all`, or of a target that tests this package's fuzzing.
  /// - Returns: the target, or nil when there is none.
  public static func named(_ name: String) -> FuzzTarget? {
    (all + [hdf5, selfTest]).first { $0.name == name }
  }
}
