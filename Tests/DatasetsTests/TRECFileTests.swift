import Datasets
import Testing

@Suite struct TRECFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func run(_ text: String) throws -> TRECRun {
    try TRECRun.read(try folder.write(text, to: "system.run"))
  }

  private func judgements(_ text: String) throws -> TRECJudgements {
    try TRECJudgements.read(try folder.write(text, to: "truth.qrels"))
  }

  @Test func linesOfAQueryNeedNotStandTogether() throws {
    let run = try run("q1 Q0 a 1 0.5 t\nq0 Q0 b 1 -1e-3 t\n\nq1\tQ0  c\t2 0.25 t\r\n")
    #expect(run.queries.map(\.name) == ["q1", "q0"])
    #expect(run.queries[0].images.map(\.name) == ["a", "c"])
    #expect(run.queries.map { $0.images.map(\.score) } == [[0.5, 0.25], [-0.001]])
  }

  @Test(arguments: [
    ("q Q0 a 1 0.5", "5 fields"), ("q Q0 a 1 0.5 t more", "7 fields"),
    ("q Q0 a 1 high t", "the score 'high'"), ("q Q0 a 1 nan t", "the score 'nan'"),
    ("q Q0 b 9 1 t", "has the image b already"),
  ])
  func aWrongLineOfARunIsNamed(line: String, problem: String) throws {
    let error = try #require(
      #expect(throws: DatasetError.self) { try run("q Q0 b 1 1 t\n\(line)\n") })
    #expect(error.location == .line(2))
    #expect(error.problem.contains(problem))
  }

  @Test func aRelevanceAboveZeroMakesAPositive() throws {
    let truth = try judgements("q 0 a 1\nq 0 b 0\nr 0 a 2\nq 0 c -1\n")
    #expect(truth.queries.map(\.name) == ["q", "r"])
    #expect(truth.queries.map(\.positives) == [["a"], ["a"]])
    #expect(truth.queries.map(\.others) == [["b", "c"], []])
  }

  @Test(arguments: [
    ("q 0 a", "3 fields"), ("q 0 a 1 1", "5 fields"), ("q 0 a 0.5", "'0.5' is no whole number"),
    ("q 0 b 0", "has the image b already"),
  ])
  func aWrongLineOfJudgementsIsNamed(line: String, problem: String) throws {
    let error = try #require(
      #expect(throws: DatasetError.self) { try judgements("q 0 b 1\n\(line)\n") })
    #expect(error.location == .line(2))
    #expect(error.problem.contains(problem))
  }

  @Test(arguments: ["", "\n \r\n"])
  func anEmptyFileIsRefused(text: String) {
    #expect(throws: DatasetError.self) { try run(text) }
    #expect(throws: DatasetError.self) { try judgements(text) }
  }
}
