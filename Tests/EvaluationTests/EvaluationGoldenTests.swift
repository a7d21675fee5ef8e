import Evaluation
import Foundation
import Numerics
import Testing

/// Rankings scored in exact fractions by Tests/Reference/evaluation_golden.py.
@Suite struct EvaluationGoldenTests {
  private static let measures =
    Measure.standard
    + [1, 3, 4, 100].flatMap { [.recall(at: $0), .truncatedAveragePrecision(at: $0)] }

  private struct Case: Decodable {
    let size: Int
    let ranking: [Int]
    let easy: [Int]
    let hard: [Int]
    let junk: [Int]

    /// Easy, medium, hard and classic: a value of each of `measures`.
    let scores: [[Double]?]

    func settingsThatDiffer() throws -> [EvaluationSetting] {
      let names = (0..<size).map(String.init)
      let ranking = try Ranking(indices: ranking, databaseSize: size)
      let revisited = try GroundTruth(
        evaluationProtocol: .revisited, databaseNames: names,
        queries: [
          QueryTruth(
            name: "q", box: nil, lists: .revisited(easy: easy, hard: hard, junk: junk))
        ])
      let classic = try GroundTruth(
        evaluationProtocol: .classic, databaseNames: names,
        queries: [
          QueryTruth(name: "0", box: nil, lists: .classic(good: hard, ok: easy, junk: junk))
        ])
      let results =
        try evaluate(rankings: [ranking], groundTruth: revisited).settings
        + evaluate(rankings: [ranking], groundTruth: classic).settings
      return zip(results, scores).filter { !agrees($0.scores[0], $1) }.map(\.0.setting)
    }

    /// Both sides round fractions of small numbers a few times, far below 1e-9.
    private func agrees(_ score: QueryScore?, _ expected: [Double]?) -> Bool {
      guard let score, let expected else { return score == nil && expected == nil }
      let measures = EvaluationGoldenTests.measures
      return expected.count == measures.count
        && zip(measures.map(score.value), expected).allSatisfy {
          $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-9)
        }
    }
  }

  private func cases() throws -> [Case] {
    let url = Bundle.module.bundleURL.appendingPathComponent("Golden/evaluation.json")
    return try JSONDecoder().decode([Case].self, from: Data(contentsOf: url))
  }

  @Test func everyRankingScoresAsInExactFractions() throws {
    let differing = try cases().enumerated().filter { try !$0.element.settingsThatDiffer().isEmpty }
    #expect(differing.map(\.offset) == [])
  }

  @Test func goldenFileHoldsDroppedAndCountedQueries() throws {
    let scores = try cases().flatMap(\.scores)
    #expect(scores.count == 800)
    #expect(scores.count { $0 == nil } > 50)
    #expect(scores.count { ($0?[0] ?? 0) > 0 && ($0?[0] ?? 1) < 1 } > 300)
  }
}
