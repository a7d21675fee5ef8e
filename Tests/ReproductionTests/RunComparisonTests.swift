import DescriptorStore
import Failures
import Features
import Files
import Reproduction
import TestSupport
import Testing

/// Runs of two queries over four images, in every format.
@Suite struct RunComparisonTests {
  private let folder: Scratch
  private let judgements: String
  private let ours: String
  private let theirs: String

  init() throws {
    folder = try Scratch()
    judgements = try folder.write("q0 0 a 1\nq0 0 b 1\nq1 0 d 1\n", to: "gnd.qrels")
    ours = try folder.write(
      Self.run(["q0": ["a", "c", "b", "d"], "q1": ["d", "a", "b", "c"]]), to: "ours.run")
    theirs = try folder.write(
      Self.run(["q0": ["a", "b", "c", "d"], "q1": ["a", "d", "b", "c"]]), to: "theirs.run")
  }

  private static func run(_ lists: [String: [String]]) -> String {
    lists.sorted { $0.key < $1.key }.flatMap { query, images in
      images.enumerated().map { "\(query) Q0 \($1) \($0 + 1) \(9 - $0) x\n" }
    }.joined()
  }

  private func reader(
    judged: Bool = true, dataset: String? = nil, metrics: [String] = []
  ) -> RunReader {
    RunReader(
      truth: judged ? .groundTruth(judgements) : nil, dataset: dataset, metrics: metrics,
      hasDistractors: false
    ) { _ in }
  }

  private func comparison(
    _ one: String, _ other: String, judged: Bool = true, top: Int = 1000
  ) throws -> RunComparison {
    let reader = reader(judged: judged)
    return try RunComparison(
      reader.read(one), reader.read(other), options: RunComparison.Options(top: top))
  }

  private func table(_ values: [(row: String, query: String, value: Double)]) -> String {
    "table,row,label,dataset,metric,seed,query,value\r\n"
      + values.map { "t,\($0.row),L,mini-oxford,medium.mAP,0,\($0.query),\($0.value)\r\n" }
      .joined()
  }

  /// By name the tied images stand the other way round than in the ground truth.
  @Test func tiedImagesAreComparedInTheOrderInWhichTheyAreScored() throws {
    let manifest = try folder.write(
      "path,instance,split\nq.jpg,1,query\na.jpg,1,database\nb.jpg,2,database\n",
      to: "manifest.csv")
    let tied = try folder.write(
      "q.jpg Q0 a.jpg 1 5 x\nq.jpg Q0 b.jpg 2 5 x\n", to: "tied.run")
    let strict = try folder.write(
      "q.jpg Q0 a.jpg 1 6 x\nq.jpg Q0 b.jpg 2 5 x\n", to: "strict.run")
    for (truth, tau) in [(nil, -1.0), (GroundTruthSource.manifest(manifest, split: nil), 1)] {
      let reader = RunReader(
        truth: truth, dataset: nil, metrics: [], hasDistractors: false, observe: { _ in })
      let result = try RunComparison(reader.read(tied), reader.read(strict))
      #expect(result.order?.means["unionTau"]?.mean == tau)
      #expect(result.metrics.allSatisfy { $0.rootMeanSquareError == 0 })
    }
  }

  @Test func twoRunsAreAsWorkedOut() throws {
    let result = try comparison(ours, theirs)
    let order = try #require(result.order)
    // One of six pairs is in the opposite order in either query.
    #expect(order.means["unionTau"]?.mean == 4.0 / 6)
    #expect(order.means["placewiseTau"]?.queries == 2)
    #expect(order.equal == 0)
    #expect(result.metrics.map(\.metric) == ["manifest.mAP"])
    let scores = result.metrics[0]
    // q0: (1 + (1/2 + 2/3)/2)/2 against 1; q1: 1 against 1/4.
    #expect(scores.perQuery.map(\.query) == ["q1", "q0"])
    #expect(abs(scores.perQuery[0].difference - 0.75) < 1e-12)
    #expect(abs(scores.perQuery[1].difference + 5.0 / 24) < 1e-12)
    // No assignment of signs has a smaller sum than 3/4 − 5/24.
    #expect(scores.probability == 1)
    #expect(
      result.omitted == [
        "effect ratio and ΔRI: they take a baseline of each side, --our-baseline and --their-baseline"
      ])
  }

  @Test func aRunReproducesItself() throws {
    let reader = reader()
    let run = try reader.read(ours)
    let base = try reader.read(theirs)
    let result = try RunComparison(run, run, baselines: (ours: base, theirs: base))
    #expect(result.order?.equal == 2)
    #expect(result.order?.means["unionTau"]?.mean == 1)
    #expect(result.metrics[0].rootMeanSquareError == 0)
    #expect(result.metrics[0].probability == 1)
    #expect(result.metrics[0].effectRatio == 1)
    #expect(result.metrics[0].deltaRelativeImprovement == 0)
    #expect(result.omitted == [])
  }

  @Test func onlyTheFirstPlacesCount() throws {
    #expect(try comparison(ours, theirs, top: 1).order?.equal == 1)
    #expect(try comparison(ours, theirs, top: 1).order?.means["unionTau"]?.mean == -1)
  }

  @Test func equalScoresStandAsTrecEvalHasThem() throws {
    let tied = try folder.write("q0 Q0 b 1 1 x\nq0 Q0 c 2 1 x\nq0 Q0 a 3 2 x\n", to: "tied.run")
    #expect(try reader(judged: false).read(tied).lists?.images == [["a", "c", "b"]])
  }

  @Test func aFileOfRankingsIsTheRunThatSaysTheSame() throws {
    let path = "\(folder.path)/ours.h5"
    let file = RankingFile(
      queryCount: 2, depth: 4, indices: [0, 2, 1, 3, 3, 0, 1, 2], scores: nil,
      queryNames: ["q0", "q1"],
      databaseNames: ["a", "b", "c", "d"])
    try AtomicFile.write(try file.encoded(for: path), to: path)
    let (one, other) = (try comparison(path, theirs), try comparison(ours, theirs))
    #expect(one.order == other.order)
    #expect(one.metrics == other.metrics)
  }

  @Test func namesMatchWithoutFoldersWhereNoneMatchesAsWritten() throws {
    let path = try folder.write(
      Self.run([
        "Q/q0.jpg": ["x/a.jpg", "x/c.jpg", "x/b.jpg", "x/d.jpg"],
        "Q/q1.jpg": ["x/d.jpg", "x/a.jpg", "x/b.jpg", "x/c.jpg"],
      ]), to: "named.run")
    let result = try comparison(ours, path, judged: false)
    #expect(result.order?.equal == 2)
    #expect(result.metrics.isEmpty)
    #expect(result.omitted.count == 1)
    #expect(result.omitted[0].contains("no --ground-truth or --manifest was given"))
  }

  @Test func valuesOfATableAreThoseOfItsRow() throws {
    let path = try folder.write(
      table([
        ("x/gem", "q0", 0.5), ("x/gem", "q1", 1), ("y", "q0", 0.25), ("y", "q1", 0.25),
      ]), to: "t.queries.csv")
    let reader = reader(judged: false)
    let result = try RunComparison(
      reader.read("\(path)#x/gem"), reader.read("\(path)#x/gem"),
      baselines: (ours: reader.read("\(path)#y"), theirs: reader.read("\(path)#y")))
    #expect(result.metrics[0].effectRatio == 1)
    #expect(result.order == nil)
    let unknown = #expect(throws: ComparisonRefusal.self) { try reader.read("\(path)#x/gen") }
    #expect(unknown?.kind == .usage)
    #expect(unknown?.advice.contains("x/gem") == true)
    let several = #expect(throws: ComparisonRefusal.self) { try reader.read(path) }
    #expect(several?.reason == "it has 2 rows: x/gem, y")
  }

  @Test func valuesOfAnEvaluationAreThoseOfItsRun() throws {
    let path = try folder.write(
      """
      {"perQuery": [{"query": "q0", "manifest": {"AP": 1.0, "P@1": 1.0, "RR": 1, "other": 1}},
        {"query": "q1", "manifest": {"AP": 0.25, "P@1": 0.0}}, {"query": "q2", "manifest": null}]}
      """, to: "theirs.json")
    let read = try #require(try reader().read(path).values)
    #expect(read.metrics == ["manifest.MRR", "manifest.mAP", "manifest.mP@1"])
    #expect(try comparison(ours, path).metrics == (try comparison(ours, theirs)).metrics)
  }

  @Test func queriesOfOneRunAloneAreLeftOutAndCounted() throws {
    let path = try folder.write(Self.run(["q1": ["a", "d", "b", "c"]]), to: "short.run")
    let result = try comparison(ours, path, judged: false)
    #expect(result.order?.perQuery.map(\.query) == ["q1"])
    #expect(result.omitted.contains("rankings: 1 queries that only \(ours) has"))
  }

  @Test func runsWithoutAQueryInCommonAreRefused() throws {
    let path = try folder.write(Self.run(["other": ["a"]]), to: "other.run")
    let refusal = #expect(throws: ComparisonRefusal.self) {
      try comparison(ours, path, judged: false)
    }
    #expect(refusal?.kind == .nothingToCompare)
  }

  @Test(
    arguments: [([0, 0], nil), ([0, 2], ["a", "b"]), ([0, 1], ["a", "a"])]
      as [([Int32], [String]?)])
  func anImageThatRepeatsOrIsNotThereIsRefused(indices: [Int32], names: [String]?) throws {
    let path = "\(folder.path)/twice.h5"
    let file = RankingFile(
      queryCount: 1, depth: 2, indices: indices, scores: nil, queryNames: ["q0"],
      databaseNames: names)
    try AtomicFile.write(try file.encoded(for: path), to: path)
    #expect(throws: InputFileError.self) { try reader(judged: false).read(path) }
  }

  @Test func aMetricThatIsNamedTwiceCountsOnce() throws {
    let metrics = ["manifest.mP@1", "manifest.mP@1"]
    let reader = reader(metrics: metrics)
    let result = try RunComparison(
      reader.read(ours), reader.read(theirs), options: RunComparison.Options(metrics: metrics))
    #expect(result.metrics.map(\.metric) == ["manifest.mP@1"])
    let unknown = #expect(throws: ComparisonRefusal.self) {
      try RunComparison(
        reader.read(ours), reader.read(theirs),
        options: RunComparison.Options(metrics: ["medium.mAP"]))
    }
    #expect(unknown?.kind == .usage)
  }

  @Test func theTextNamesWhatWasMeasuredAndLeftOut() throws {
    let text = RunComparisonRenderer().text(try comparison(ours, theirs))
    #expect(text.hasPrefix("OURS is \(ours)  \nTHEIRS is \(theirs)\n\n| ranked lists"))
    #expect(text.contains("| Kendall's tau-b, images of either list   | 0.6667 |       2 |"))
    #expect(text.contains("The queries that differ most by manifest.mAP:"))
    #expect(text.contains("Left out:\n\n- effect ratio and ΔRI: "))
  }
}
