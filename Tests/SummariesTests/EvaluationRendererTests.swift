import Evaluation
import Foundation
import Summaries
import Testing

@Suite struct EvaluationRendererTests {
  private func result() throws -> EvaluationResult {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a", "b", "c"],
      queries: [
        QueryTruth(name: "q0", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [])),
        QueryTruth(name: "q1", box: nil, lists: .revisited(easy: [2], hard: [], junk: [])),
      ])
    return try evaluate(
      rankings: [
        try Ranking(indices: [0, 2, 1], databaseSize: 3),
        try Ranking(indices: [0, 2], databaseSize: 3),
      ], groundTruth: truth)
  }

  @Test func theJSONHasTheMembersOfTheContract() throws {
    let text = EvaluationRenderer().json(try result())
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(document.keys.sorted() == ["dropped", "perQuery", "protocol", "queries", "results"])
    #expect(document["protocol"] as? String == "revisited")
    #expect(document["queries"] as? Int == 2)
    #expect(document["dropped"] as? [String: [String]] == ["hard": ["q1"]])
    let results = try #require(document["results"] as? [String: [String: Double]])
    #expect(results["easy"] == ["mAP": 0.625, "mP@1": 0.5, "mP@5": 0.75, "mP@10": 0.75])
    #expect(results["hard"]?["mAP"] == 0.25)
    #expect(results.keys.sorted() == ["easy", "hard", "medium"])
    let queries = try #require(document["perQuery"] as? [[String: Any]])
    #expect(queries.map { $0["query"] as? String } == ["q0", "q1"])
    #expect(queries[1]["hard"] is NSNull)
    #expect(
      queries[0]["medium"] as? [String: Double]
        == ["AP": (1 + (1.0 / 2 + 2.0 / 3) / 2) / 2, "P@1": 1, "P@5": 2.0 / 3, "P@10": 2.0 / 3])
  }

  @Test func theTableIsInPercent() throws {
    #expect(
      EvaluationRenderer().table(try result()) == """
        | setting |   mAP |  mP@1 |  mP@5 | mP@10 | queries |
        | :------ | ----: | ----: | ----: | ----: | ------: |
        | easy    | 62.50 | 50.00 | 75.00 | 75.00 |       2 |
        | medium  | 52.08 | 50.00 | 58.33 | 58.33 |       2 |
        | hard    | 25.00 |  0.00 | 50.00 | 50.00 |       1 |

        Without a positive, and not counted (hard): q1

        """)
  }

  private func rules() throws -> [RuleResult] {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a", "b", "c"],
      queries: [
        QueryTruth(name: "q0", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [])),
        QueryTruth(name: "q1", box: nil, lists: .revisited(easy: [2], hard: [], junk: [])),
      ])
    return try evaluate(
      rankings: [
        try Ranking(indices: [0, 2, 1], databaseSize: 3),
        try Ranking(indices: [0, 2], databaseSize: 3),
      ], scores: nil, groundTruth: truth,
      by: [.measure(.reciprocalRank), .measure(.averagePrecision, reading: .bestTies)])
  }

  @Test func everyRuleHasALine() throws {
    #expect(
      EvaluationRenderer().table(try rules(), of: try result()) == """
        | rule | definition                | source                              |  easy | medium |  hard |
        | :--- | :------------------------ | :---------------------------------- | ----: | -----: | ----: |
        | MRR  | 1/r of the first positive | Voorhees 1999; trec_eval recip_rank | 75.00 |  75.00 | 50.00 |

        Not scored (the rankings have no scores, so nothing is known of ties): best-ties.mAP

        Without a positive, and not counted (hard): q1

        """)
  }

  @Test func rulesAreAMemberOfTheJSON() throws {
    let text = EvaluationRenderer().json(try result(), rules: try rules())
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let rules = try #require(document["rules"] as? [[String: Any]])
    #expect(rules.map { $0["name"] as? String } == ["MRR", "best-ties.mAP"])
    #expect(
      rules[0]["results"] as? [String: Double] == ["easy": 0.75, "medium": 0.75, "hard": 0.5])
    let values = try #require(rules[0]["perQuery"] as? [String: [Any]])
    #expect(values["easy"] as? [Double] == [1, 0.5])
    #expect(values["hard"]?[1] is NSNull)
    #expect((rules[1]["reason"] as? String)?.contains("no scores") == true)
    #expect(rules[1]["results"] == nil)
  }

  @Test func furtherMembersAppearForWhatIsAskedFor() throws {
    let text = EvaluationRenderer(at: [1, 2]).json(try result())
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let results = try #require(document["results"] as? [String: [String: Double]])
    // Of the second query, the only positive is in second place.
    #expect(
      results["easy"] == [
        "mAP": 0.625, "mP@1": 0.5, "mP@5": 0.75, "mP@10": 0.75, "mP@2": 0.75, "recall@1": 0.5,
        "recall@2": 1, "mAP@1": 0.5, "mAP@2": 0.75,
      ])
    let queries = try #require(document["perQuery"] as? [[String: Any]])
    let medium = try #require(queries[0]["medium"] as? [String: Double])
    #expect(medium["AP@2"] == 0.5)
    #expect(medium["recall@1"] == 1)
    #expect(medium["P@2"] == 0.5)
  }
}
