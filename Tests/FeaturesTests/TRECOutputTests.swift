import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Features
import Files
import Synchronization
import Tensors
import TestSupport
import Testing

/// What is written for TREC, and read again.
@Suite struct TRECOutputTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  /// Five images, two queries; the second has nothing hard.
  private func truth(_ names: [String] = ["a", "b", "c", "d", "e"]) throws -> String {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: names,
      queries: [
        QueryTruth(name: "q0", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [2])),
        QueryTruth(name: "q1", box: nil, lists: .revisited(easy: [3, 4], hard: [], junk: [])),
      ])
    let path = "\(folder.path)/gnd.pkl"
    try GroundTruthFile.write(truth, to: path)
    return path
  }

  private func scored(
    _ rows: [[Int32]], scores: [Float]?, names: [String] = ["a", "b", "c", "d", "e"]
  ) throws -> ScoredRankings {
    let depth = rows[0].count
    let file = RankingFile(
      queryCount: rows.count, depth: depth, indices: rows.flatMap(\.self),
      scores: scores.map { Matrix(rows: rows.count, columns: depth, elements: $0) },
      queryNames: nil, databaseNames: nil)
    let path = "\(folder.path)/ranks.h5"
    try AtomicFile.write(try file.encoded(for: path), to: path)
    return try EvaluationJob(truth: .groundTruth(try truth(names)), source: .ranks(path))
      .scored { _ in }
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try folder.bytes("trec/\(name)"), as: UTF8.self)
  }

  private func write(_ scored: ScoredRankings) throws {
    try TRECOutput(scored, folder: "\(folder.path)/trec").write()
  }

  @Test func junkIsTakenOutAndEqualScoresAreSetApart() throws {
    try write(
      try scored([[2, 0, 3, 1], [0, 3, 1, 2]], scores: [9, 2, 2, 1, 4, 3, 2, 1]))
    let below = Double(Float(2).nextDown)
    #expect(
      try text("medium.run") == """
        q0 Q0 a 1 2.0 iir
        q0 Q0 d 2 \(below) iir
        q0 Q0 b 3 1.0 iir
        q1 Q0 a 1 4.0 iir
        q1 Q0 d 2 3.0 iir
        q1 Q0 b 3 2.0 iir
        q1 Q0 c 4 1.0 iir

        """)
    #expect(try text("medium.qrels") == "q0 0 a 1\nq0 0 b 1\nq1 0 d 1\nq1 0 e 1\n")
    // Nothing is hard for the second query.
    #expect(try text("hard.qrels") == "q0 0 b 1\n")
    #expect(!(try text("hard.run").contains("q1")))
    #expect(!(try text("easy.run").contains("Q0 b 3 1.0")))
  }

  @Test(
    arguments: [
      nil, [1, 2, 3, 4, 4, 3, 2, 1], [1, 0, 0, -.infinity, 4, 3, 2, 1],
    ] as [[Float]?])
  func scoresThatTellNoOrderAreCountedDown(scores: [Float]?) throws {
    try write(try scored([[0, 3, 1, 4], [0, 3, 1, 2]], scores: scores))
    #expect(try text("medium.run").hasPrefix("q0 Q0 a 1 4.0 iir\nq0 Q0 d 2 3.0 iir\n"))
  }

  @Test func manyEqualScoresStayInTheirOrder() throws {
    let scores = try #require(TRECOutput.descending([0, 0, 0, 0, -0.5, -0.5]))
    #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 > $1 })
    // Also as float32, which older readers hold them in.
    #expect(scores.map { Double(Float($0)) } == scores)
    #expect(scores.first == 0)
  }

  @Test(arguments: ["a b", "a\u{A0}b"])
  func namesThatWouldBreakALineAreRefused(name: String) throws {
    let names = [name, "b", "c", "d", "e"]
    let scored = try scored([[0, 1], [0, 1]], scores: nil, names: names)
    let error = #expect(throws: InputFileError.self) { try write(scored) }
    #expect(error?.problem.contains("white space") == true)
    #expect(throws: (any Error).self) { try text("medium.run") }
  }

  @Test func filesAreReadBackWithTheSameValues() throws {
    let scored = try scored(
      [[2, 0, 3, 1], [0, 3, 1, 2]], scores: [9, 2, 2, 1, 3, 3, 3, 1])
    try write(scored)
    for setting in [EvaluationSetting.easy, .medium] {
      let path = "\(folder.path)/trec/\(setting.rawValue)"
      let read = try EvaluationJob(
        truth: .groundTruth("\(path).qrels"), source: .ranks("\(path).run")
      ).run { _ in }
      for measure in Measure.withoutCutoff + Measure.everyMeasure(at: 2) {
        #expect(
          read[.manifest]?.values(of: measure) == scored.result[setting]?.values(of: measure))
      }
    }
  }

  // MARK: Runs of others

  private func evaluate(
    _ run: String, _ truth: GroundTruthSource? = nil, hasDistractors: Bool = false
  ) throws -> (result: EvaluationResult, notices: [String]) {
    let path = try folder.write(run, to: "system.run")
    let notices = Mutex<[String]>([])
    let result = try EvaluationJob(
      truth: truth ?? .groundTruth(try self.truth()), source: .ranks(path),
      hasDistractors: hasDistractors
    ).run { if case .notice(let text) = $0 { notices.withLock { $0.append(text) } } }
    return (result, notices.withLock(\.self))
  }

  @Test func scoresAndNotLinesOrRanksTellTheOrder() throws {
    let (result, notices) = try evaluate(
      "q1 Q0 d 1 1 t\nq0 Q0 d 1 0.1 t\nq0 Q0 a 7 0.9 t\nq1 Q0 c 2 1.5 t\n")
    #expect(result[.easy]?.values(of: .reciprocalRank) == [1, 0.5])
    #expect(notices.allSatisfy { !$0.contains("no line") })
  }

  @Test func equalScoresStandInTheOrderOfTheGroundTruth() throws {
    let (result, _) = try evaluate("q0 Q0 d 1 1 t\nq0 Q0 b 2 1 t\nq1 Q0 e 1 1 t\nq1 Q0 b 2 1 t\n")
    #expect(result[.medium]?.values(of: .reciprocalRank) == [1, 0.5])
  }

  @Test func byJudgementsEqualScoresStandAsTrecEvalHasThem() throws {
    let qrels = try folder.write("q0 0 b 1\nq1 0 e 1\nq1 0 z 1\n", to: "truth.qrels")
    let (result, _) = try evaluate(
      "q0 Q0 d 1 1 t\nq0 Q0 b 2 1 t\nq1 Q0 e 1 1 t\nq1 Q0 b 2 1 t\n", .groundTruth(qrels))
    #expect(result[.manifest]?.values(of: .reciprocalRank) == [0.5, 1])
    #expect(result[.manifest]?.values(of: .rectangularAveragePrecision) == [0.5, 0.5])
  }

  @Test func aQueryWithoutALineFoundNothing() throws {
    let (result, notices) = try evaluate("q1 Q0 d 1 1 t\n")
    #expect(result[.easy]?.values(of: .reciprocalRank) == [0, 1])
    #expect(notices.contains { $0.contains("no line of 1 queries") })
  }

  @Test func anUnknownImageIsRefusedUnlessItIsADistractor() throws {
    let run = "q0 Q0 x 1 2 t\nq0 Q0 a 2 1 t\nq1 Q0 d 1 1 t\n"
    #expect(throws: InputFileError.self) { try evaluate(run) }
    let (result, _) = try evaluate(run, hasDistractors: true)
    #expect(result[.easy]?.values(of: .reciprocalRank) == [0.5, 1])
  }

  @Test func aRunThatIsTooUnevenForATableIsRefused() throws {
    // Two thousand queries of one image, and one of three thousand: the table would be of six million places.
    let lines = (0..<2000).map { "p\($0) Q0 a 1 1 t" } + (0..<3000).map { "q Q0 i\($0) 1 1 t" }
    let run = try TRECRun.read(try folder.write(lines.joined(separator: "\n"), to: "uneven.run"))
    let error = #expect(throws: InputFileError.self) {
      try run.requireTable(ofAtMost: 5_000_000, path: "uneven.run")
    }
    #expect(error?.problem.contains("2001 queries") == true)
    try run.requireTable(ofAtMost: 7_000_000, path: "uneven.run")
  }

  @Test func anUnknownQueryIsRefused() {
    #expect(throws: InputFileError.self) { try evaluate("q9 Q0 a 1 1 t\n") }
  }
}
