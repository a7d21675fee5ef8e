import Datasets
import Features
import Formats
import Foundation

extension FuzzTarget {
  /// Pickled ground truths of both protocols.
  static let groundTruth = FuzzTarget(
    "ground-truth", .binary, tokens: pickleTokens,
    corpus: { package in
      try groundTruthSeeds()
        + Corpus.files(in: "\(package)/Tests/DatasetsTests/Golden", endingIn: [".pkl"])
    },
    read: { input in _ = try GroundTruthFile.read(try input.file(named: "gnd_input.pkl")) })

  /// Pickled ground truths, and the scores of descriptors by them.
  static let evaluation = FuzzTarget(
    "evaluation", .binary, share: 2, corpus: { _ in try groundTruthSeeds() },
    read: { input in
      try evaluate(.groundTruth(try input.file(named: "gnd_input.pkl")), in: input.folder)
    })

  /// The names of descriptors whose file has none, and the scores of those by a ground truth.
  static let nameList = FuzzTarget(
    "name-list", .text, share: 1,
    corpus: { _ in [Corpus.text("all_souls_000000", "c", "bü"), Corpus.text("c\r", "bü\r", "d")] },
    read: { input in
      let truth = "\(input.folder)/gnd_truth.pkl"
      try Data(try groundTruthSeeds()[0].bytes).write(to: URL(fileURLWithPath: truth))
      try evaluate(.groundTruth(truth), names: try input.file(), in: input.folder)
    })

  /// Runs of TREC, and their scores by a ground truth.
  static let trecRun = FuzzTarget(
    "trec-run", .text, share: 1,
    corpus: { _ in
      [
        Corpus.text("all_souls_000000 Q0 c 1 0.5 t", "all_souls_000000 Q0 bü 2 -1e-3 t"),
        Corpus.text("all_souls_000000\tQ0 d 1 inf t\r", "", "x Q0 c 1 1 t"),
      ]
    },
    read: { input in
      let truth = "\(input.folder)/gnd_truth.pkl"
      try Data(try groundTruthSeeds()[0].bytes).write(to: URL(fileURLWithPath: truth))
      _ = try EvaluationJob(
        truth: .groundTruth(truth), source: .ranks(try input.file(named: "input.run"))
      ).run { _ in }
    })

  /// Judgements of TREC, and the scores of a run by them.
  static let trecJudgements = FuzzTarget(
    "trec-judgements", .text, share: 1,
    corpus: { _ in
      [Corpus.text("q 0 a 1", "q 0 b 0"), Corpus.text("q\t0 z 2\r", "", "r 0 a -1")]
    },
    read: { input in
      let run = "\(input.folder)/system.run"
      try Data("q Q0 a 1 1 t\nq Q0 b 2 1 t\n".utf8).write(to: URL(fileURLWithPath: run))
      _ = try EvaluationJob(
        truth: .groundTruth(try input.file(named: "input.qrels")), source: .ranks(run)
      ).run { _ in }
    })

  /// Classic ground truths: one query, its good, its ok and its junk images, one text each.
  static let classicText = FuzzTarget(
    "classic-text", .text,
    corpus: { _ in
      [
        Corpus.text("oxc1_a 1.5 2 30 40.5", "\u{1E}a", "b", "\u{1E}c", "\u{1E}d"),
        Corpus.text("b 0 0 10 10", "\u{1E}b", "\u{1E}", "\u{1E}"),
      ]
    },
    read: { input in
      let parts = input.bytes.split(
        separator: 0x1E, maxSplits: 3, omittingEmptySubsequences: false)
      for (index, name) in ["query", "good", "ok", "junk"].enumerated() {
        let part = index < parts.count ? Data(parts[index]) : Data()
        try part.write(to: URL(fileURLWithPath: "\(input.folder)/hall_1_\(name).txt"))
      }
      _ = try ClassicGroundTruth.read(input.folder, databaseNames: ["a", "b", "c", "d"])
    })

  /// Scores two tiny files of descriptors, 3 images and 1 query, by a ground truth.
  private static func evaluate(
    _ truth: GroundTruthSource, names: String? = nil, in folder: String
  ) throws {
    let database = try numPyFile("\(folder)/database.npy", rows: 3)
    let queries = try numPyFile("\(folder)/queries.npy", rows: 1)
    _ = try EvaluationJob(
      truth: truth,
      source: .descriptors(
        databases: [DescriptorSource(database, namesFile: names)],
        queries: DescriptorSource(queries))
    ).run { _ in }
  }

  private static func numPyFile(_ path: String, rows: Int) throws -> String {
    guard !FileManager.default.fileExists(atPath: path) else { return path }
    let values = (0..<2 * rows).map { index in Float(index + 1).bitPattern }
    try Data(numPyBytes(shape: "(\(rows), 2)", values: values)).write(
      to: URL(fileURLWithPath: path))
    return path
  }

  private static func groundTruthSeeds() throws -> [FuzzSeed] {
    func names(_ names: String...) -> PickleValue { .list(names.map(PickleValue.string)) }
    func indices(_ indices: Int...) -> PickleValue { .list(indices.map(PickleValue.integer)) }
    func dictionary(_ fields: [(String, PickleValue)]) -> PickleValue {
      .dictionary(fields.map { PickleEntry(key: .string($0.0), value: $0.1) })
    }
    let box = PickleValue.list([.float(1.5), .integer(2), .integer(30), .float(40.5)])
    // Queries of the revisited protocol stand apart from the database, classic ones are in it.
    let entries = [
      ("q", [("bbx", box), ("easy", indices(0)), ("hard", indices(2)), ("junk", indices())]),
      ("c", [("bbx", box), ("ok", indices(0, 1)), ("junk", indices(2))]),
      ("c", [("ok", indices(1)), ("junk", indices())]),
    ]
    return try entries.map { query, entry in
      FuzzSeed(
        try dictionary([
          ("imlist", names("all_souls_000000", "bü", "c")), ("qimlist", names(query)),
          ("gnd", .list([dictionary(entry)])),
        ]).pickled())
    }
  }
}
