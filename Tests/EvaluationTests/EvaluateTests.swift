import Evaluation
import Testing

@Suite struct EvaluateTests {
  private let names = ["a", "b", "c", "d"]

  private func groundTruth() throws -> GroundTruth {
    try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: names,
      queries: [
        QueryTruth(name: "q0", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [2])),
        QueryTruth(name: "q1", box: nil, lists: .revisited(easy: [], hard: [3], junk: [])),
      ])
  }

  @Test func queriesWithoutPositivesAreDroppedAndNamed() throws {
    let rankings = [
      try Ranking(indices: [2, 0, 3, 1], databaseSize: 4),
      try Ranking(indices: [0, 3, 1, 2], databaseSize: 4),
    ]
    let result = try evaluate(rankings: rankings, groundTruth: try groundTruth())
    let easy = try #require(result[.easy])
    #expect(easy.droppedQueries == ["q1"])
    #expect(easy.scores[1] == nil)
    #expect(easy.meanAveragePrecision == 1)
    #expect(Measure.standard.map(easy.mean) == [1, 1, 1, 1])
    #expect(result[.medium]?.droppedQueries == [])
  }

  @Test func meansAreOverTheQueriesThatCount() throws {
    let rankings = [
      try Ranking(indices: [2, 0, 3, 1], databaseSize: 4),
      try Ranking(indices: [0, 3, 1, 2], databaseSize: 4),
    ]
    let result = try evaluate(rankings: rankings, groundTruth: try groundTruth())
    let hard = try #require(result[.hard])
    // Each query's only hard image is in second place: a quarter, and half at k = 2.
    #expect(hard.meanAveragePrecision == 0.25)
    #expect(Measure.standard.map(hard.mean) == [0.25, 0, 0.5, 0.5])
    #expect(hard.mean(of: .recall(at: 2)) == 1)
    #expect(hard.mean(of: .truncatedAveragePrecision(at: 2)) == 0.5)
  }

  @Test func settingOfAllDroppedQueriesHasNoMean() throws {
    let truth = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: names,
      queries: [QueryTruth(name: "a", box: nil, lists: .classic(good: [], ok: [], junk: [0]))])
    let result = try evaluate(
      rankings: [try Ranking(indices: [0, 1], databaseSize: 4)], groundTruth: truth)
    #expect(result.settings.map(\.setting) == [.classic])
    #expect(result[.classic]?.meanAveragePrecision == nil)
    #expect(result[.classic]?.mean(of: .recall(at: 4)) == nil)
    #expect(result[.easy] == nil)
  }

  @Test func rankingsMustBeOneAQuery() throws {
    let truth = try groundTruth()
    #expect(throws: EvaluationError.rankingCount(expected: 2, found: 1)) {
      try evaluate(
        rankings: [try Ranking(indices: [0], databaseSize: 4)], groundTruth: truth)
    }
  }

  @Test func rankingOfAnotherDatabaseIsRefused() throws {
    let truth = try groundTruth()
    let right = try Ranking(indices: [0], databaseSize: 4)
    let wrong = try Ranking(indices: [0], databaseSize: 5)
    #expect(throws: EvaluationError.databaseSize(query: "q1", expected: 4, found: 5)) {
      try evaluate(rankings: [right, wrong], groundTruth: truth)
    }
  }
}
