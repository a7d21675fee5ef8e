import Formats

extension FuzzTarget {
  /// Opcodes of pickles, those with an argument before one that is too large or that nothing has.
  static let pickleTokens: [[UInt8]] =
    ["(", ")", "]", "}", "t", "l", "d", "a", "e", "s", "u", "R", "b", "N", "0", "1", "2", ".", "Q"]
    .map { Array($0.utf8) }
    + ["cos\nsystem\n", "I01\n", "L9L\n", "F1e999\n", "P0\n", "g0\n", "p0\n", "(ios\nsystem\n"]
    .map { Array($0.utf8) }
    + [
      [0x58, 0xFF, 0xFF, 0xFF, 0x7F], [0x42, 0xFF, 0xFF, 0xFF, 0xFF], [0x8B, 0, 0, 0, 0x80],
      [0x8A, 0xFF], [0x8D, 0, 0, 0, 0, 0, 0, 0, 0x80], [0x95, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0],
      [0x6A, 0xFF, 0xFF, 0xFF, 0xFF], [0x72, 0xFF, 0xFF, 0xFF, 0xFF], [0x68, 0], [0x71, 0],
      [0x80, 5], [0x81], [0x85], [0x86], [0x87], [0x8F], [0x90], [0x91], [0x92], [0x93], [0x94],
      [0x96, 8, 0, 0, 0, 0, 0, 0, 0], [0x97], [0x98],
    ]

  /// Plain pickles of every protocol, and those that name symbols.
  static let pickle = FuzzTarget(
    "pickle", .binary, tokens: pickleTokens,
    corpus: {
      try Corpus.files(in: "\($0)/Tests/FormatsTests/Golden", endingIn: [".pkl"])
    },
    read: { input in
      _ = try PickleValue(pickled: input.bytes, symbols: .allowAll).summary
      _ = try PickleValue(pickled: input.bytes).pickled()
    })
}
