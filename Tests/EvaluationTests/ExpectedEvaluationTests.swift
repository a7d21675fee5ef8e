import Evaluation
import Testing

@Suite struct ExpectedEvaluationTests {
  /// Rounding of sums over a few thousand orders.
  private let rounding = 1e-11

  private let measures =
    Measure.withoutCutoff + Measure.standard.dropFirst() + [2, 3, 7].flatMap(Measure.everyMeasure)

  private let strata = Strata(
    database: ["a", "b", "a", nil, "b", "a"], queries: ["a", "b", nil, "c"])

  private func groundTruth() throws -> GroundTruth {
    try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["0", "1", "2", "3", "4", "5"],
      queries: [
        QueryTruth(name: "p", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [2])),
        QueryTruth(name: "q", box: nil, lists: .revisited(easy: [], hard: [4, 3], junk: [])),
        QueryTruth(name: "r", box: nil, lists: .revisited(easy: [5, 0], hard: [], junk: [1])),
        QueryTruth(name: "s", box: nil, lists: .revisited(easy: [2], hard: [0], junk: [3, 4])),
      ])
  }

  /// Returns every order of six images.
  private func orders(_ taken: [Int] = []) -> [[Int]] {
    taken.count == 6
      ? [taken] : (0..<6).filter { !taken.contains($0) }.flatMap { orders(taken + [$0]) }
  }

  /// Returns the result of each order that is allowed for a query.
  private func results(_ isAllowed: ([Int]) -> Bool) throws -> [EvaluationResult] {
    let truth = try groundTruth()
    return try orders().filter(isAllowed).map { order in
      let ranking = try Ranking(indices: order, databaseSize: 6)
      return try evaluate(
        rankings: truth.queries.map { _ in ranking }, groundTruth: truth, strata: strata,
        readings: [.withJunk])
    }
  }

  private func expect(
    _ expected: EvaluationResult, isTheMeanOf results: [EvaluationResult], ofQuery query: Int
  ) throws {
    func values(_ result: EvaluationResult) throws -> [Double?] {
      let divided = try #require(result.strata)
      let withJunk = try #require(result.readings[.withJunk])
      let scores = (result.settings + divided.within + withJunk).map { $0.scores[query] }
      return scores.flatMap { score in measures.map { score?.value(of: $0) } }
        + measures.dropFirst().map { measure in
          divided.neighbours[query].map { $0.value(of: measure) }
        }
    }
    let all = try results.map(values)
    for (place, value) in try values(expected).enumerated() {
      let measured = all.compactMap { $0[place] }
      guard let value else {
        #expect(measured.isEmpty)
        continue
      }
      #expect(measured.count == all.count)
      #expect(abs(value - mean(measured)) < rounding, "value \(place) of query \(query)")
    }
  }

  @Test func chanceIsTheMeanOfAllOrders() throws {
    let expected = expectedEvaluation(
      of: .uniform, groundTruth: try groundTruth(), strata: strata, readings: [.withJunk])
    let all = try results { _ in true }
    for query in 0..<4 { try expect(expected, isTheMeanOf: all, ofQuery: query) }
    #expect(expected[.easy]?.droppedQueries == ["q"])
  }

  @Test func theOracleIsTheMeanOfAllOrdersWithTheStratumFirst() throws {
    let expected = expectedEvaluation(
      of: .stratumFirst, groundTruth: try groundTruth(), strata: strata, readings: [.withJunk])
    let ofA = try results { Set($0.prefix(3)) == [0, 2, 5] }
    let ofB = try results { Set($0.prefix(2)) == [1, 4] }
    try expect(expected, isTheMeanOf: ofA, ofQuery: 0)
    try expect(expected, isTheMeanOf: ofB, ofQuery: 1)
  }

  @Test func whereNoImageSharesTheStratumTheOracleKnowsNothing() throws {
    let truth = try groundTruth()
    let chance = expectedEvaluation(of: .uniform, groundTruth: truth, strata: strata)
    let oracle = expectedEvaluation(of: .stratumFirst, groundTruth: truth, strata: strata)
    for query in 2...3 {
      #expect(oracle[.medium]?.scores[query] == chance[.medium]?.scores[query])
    }
    #expect(oracle[.medium]?.scores[0] != chance[.medium]?.scores[0])
  }

  @Test func anOrderOfChanceHasNoTies() throws {
    let expected = expectedEvaluation(
      of: .uniform, groundTruth: try groundTruth(), readings: PlaceReading.allCases)
    #expect(Array(expected.readings.keys) == [.withJunk])
  }

  @Test func withoutStrataThereIsNoOracle() throws {
    let oracle = expectedEvaluation(of: .stratumFirst, groundTruth: try groundTruth())
    #expect(oracle.settings.allSatisfy { $0.scores.allSatisfy { $0 == nil } })
    #expect(oracle.settings.allSatisfy { $0.meanAveragePrecision == nil })
  }
}
