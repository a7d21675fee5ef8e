import Checkpoints

extension FuzzTarget {
  /// Plain pickles of every protocol, and those that name symbols.
  static let pickle = FuzzTarget(
    "pickle", .binary,
    corpus: {
      try Corpus.files(in: "\($0)/Tests/CheckpointsTests/Golden", endingIn: [".pkl"])
    },
    read: { input in
      _ = try PickleValue(pickled: input.bytes, symbols: .allowAll).summary
      _ = try PickleValue(pickled: input.bytes).pickled()
    })
}
