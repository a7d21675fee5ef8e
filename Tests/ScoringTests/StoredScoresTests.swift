import Evaluation
import Failures
import JSON
import Records
import Scoring
import Testing

@Suite struct StoredScoresTests {
  private let strata = Strata(database: ["a", "b", "a", nil, "b", "a"], queries: ["a", "b"])

  private func groundTruth() throws -> GroundTruth {
    try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: (0..<6).map { "image\($0)" },
      queries: [
        QueryTruth(name: "p", box: nil, lists: .revisited(easy: [0], hard: [1, 5], junk: [2])),
        QueryTruth(name: "q", box: nil, lists: .revisited(easy: [], hard: [4, 3], junk: [])),
      ])
  }

  private func stored(_ result: EvaluationResult) -> StoredScores {
    StoredScores(result: result, kind: .ranking, findings: RankingFindings(digest: "00"))
  }

  private func readBack(_ scores: StoredScores) throws -> StoredScores {
    try StoredScores(CanonicalJSON(parsing: Array(scores.document.compact.utf8)))
  }

  @Test func scoresOfRankingsReadBackAtEveryK() throws {
    let rankings = try [[3, 1, 0, 2, 5, 4], [0, 4]].map {
      try Ranking(indices: $0, databaseSize: 6)
    }
    let result = try evaluate(rankings: rankings, groundTruth: groundTruth(), strata: strata)
    let scores = stored(result)
    #expect(try readBack(scores) == scores)
    let medium = try #require(try readBack(scores).result[.medium])
    // The three positives of the first query stand at 1, 2 and 3 once junk is taken out.
    #expect(medium.values(of: .recall(at: 1)) == [0, 0])
    #expect(medium.values(of: .recall(at: 2)) == [1, 1])
    #expect(medium.values(of: .precision(at: 3))[0] == 2.0 / 3)
  }

  @Test func scoresUnderOtherReadingsReadBack() throws {
    let rankings = try [[3, 1, 0, 2, 5, 4], [0, 4]].map {
      try Ranking(indices: $0, databaseSize: 6)
    }
    let equal = [Float](repeating: 1, count: 6)
    let result = try evaluate(
      rankings: rankings, groundTruth: groundTruth(), readings: PlaceReading.allCases,
      scores: { equal.prefix(rankings[$0].indices.count) })
    let scores = stored(result)
    let read = try readBack(scores)
    #expect(read == scores)
    #expect(read.result[.medium, .bestTies]?.values(of: .reciprocalRank) == [1, 1])
    #expect(read.result[.medium, .worstTies]?.values(of: .reciprocalRank) == [1.0 / 3, 0.5])
    #expect(stored(try evaluate(rankings: rankings, groundTruth: groundTruth())) != scores)
  }

  @Test func anUnknownReadingIsRefused() throws {
    let result = try evaluate(
      rankings: [[0], [0]].map { try Ranking(indices: $0, databaseSize: 6) },
      groundTruth: groundTruth(), readings: [.withJunk])
    let text = stored(result).document.compact.replacing("with-junk", with: "with-jam")
    let document = try CanonicalJSON(parsing: Array(text.utf8))
    #expect(throws: Reason.self) { try StoredScores(document) }
  }

  @Test func expectedScoresReadBack() throws {
    let scores = stored(
      expectedEvaluation(of: .stratumFirst, groundTruth: try groundTruth(), strata: strata))
    #expect(try readBack(scores) == scores)
  }

  @Test func theDigestOfExpectedValuesIsThatOfTheStandardMeasures() throws {
    let truth = try groundTruth()
    let chance = expectedEvaluation(of: .uniform, groundTruth: truth, strata: strata)
    let oracle = expectedEvaluation(of: .stratumFirst, groundTruth: truth, strata: strata)
    #expect(chance.digest != oracle.digest)
    #expect(try readBack(stored(oracle)).result.digest == oracle.digest)
  }

  @Test(arguments: [
    (#""ranks":[1,2,3]"#, #""ranks":[2,1,3]"#), (#""ranks":[1,2,3]"#, #""ranks":[0,1,2,3]"#),
    (#""ranks":[1,2,3]"#, #""ranks":[1,2,-3]"#), (#""ranks":[1,2,3]"#, #""place":[1,2,3]"#),
  ])
  func damagedScoresAreRefused(part: String, damaged: String) throws {
    let rankings = try [[3, 1, 0, 2, 5, 4], [0, 4]].map {
      try Ranking(indices: $0, databaseSize: 6)
    }
    let result = try evaluate(rankings: rankings, groundTruth: groundTruth())
    let text = stored(result).document.compact
    #expect(text.contains(part))
    let document = try CanonicalJSON(
      parsing: Array(text.replacing(part, with: damaged).utf8))
    #expect(throws: Reason.self) { try StoredScores(document) }
  }
}
