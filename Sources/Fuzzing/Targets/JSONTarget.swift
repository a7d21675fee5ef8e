import JSON

extension FuzzTarget {
  /// The JSON of records: of the cache, of results, of what shards were made from.
  static let json = FuzzTarget(
    "json", .text, share: 2,
    corpus: { package in
      try Corpus.files(in: "\(package)/Tests/ReportingTests/Golden", endingIn: [".json"])
        + [
          Corpus.text(
            "{\"a\":[1,-2.5e3,true,null,\"\\u00fc\\ud83d\\ude00\"],", "\"b\":{\"c\":\"ü\"}}")
        ]
    },
    read: { input in _ = try CanonicalJSON(parsing: input.bytes) })
}
