import Evaluation
import Testing

@Suite struct StrataTests {
  /// Two queries of one object each, in a database of six images.
  private let truth: GroundTruth

  /// Images 0 to 2 are churches, 3 and 4 gates; 5 has no label.
  private let strata = Strata(
    database: ["church", "church", "church", "gate", "gate", nil], queries: ["church", "gate"])

  init() throws {
    truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: (0..<6).map { "image\($0)" },
      queries: [
        QueryTruth(name: "q0", box: nil, lists: .revisited(easy: [1], hard: [3], junk: [2])),
        QueryTruth(name: "q1", box: nil, lists: .revisited(easy: [], hard: [4], junk: [])),
      ])
  }

  private let precisions = [Measure.precision(at: 1), .precision(at: 5), .precision(at: 10)]

  private func evaluated(_ orders: [Int]..., strata: Strata? = nil) throws -> EvaluationResult {
    try evaluate(
      rankings: try orders.map { try Ranking(indices: $0, databaseSize: 6) }, groundTruth: truth,
      strata: strata ?? self.strata)
  }

  @Test func labelsAreNumberedInTheirOrder() {
    #expect(strata.names == ["church", "gate"])
    #expect(strata.database == [0, 0, 0, 1, 1, nil])
    #expect(strata.queries == [0, 1])
  }

  @Test func withinItsStratumAQueryMeetsNoOtherImages() throws {
    // Of the churches 0 and 1 count; gates and the image without a label stand before them.
    let result = try evaluated([3, 5, 4, 0, 1, 2], [4, 0, 1, 2, 3, 5])
    let medium = try #require(result.strata?[.medium])
    // One positive at rank 1: (0/1 + 1/2)/2.
    #expect(medium.scores[0]?.averagePrecision == 0.25)
    #expect(precisions.map { medium.scores[0]?.value(of: $0) } == [0, 0.5, 0.5])
    #expect(medium.scores[1]?.averagePrecision == 1)
    #expect(medium.meanAveragePrecision == 0.625)
  }

  @Test func rightAnswersOfAnotherStratumDoNotCount() throws {
    let result = try evaluated([1, 0, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5])
    let hard = try #require(result.strata?[.hard])
    // The only hard answer of the first query is a gate.
    #expect(hard.scores[0] == nil)
    #expect(hard.droppedQueries == ["q0"])
    #expect(result.strata?[.easy]?.droppedQueries == ["q1"])
  }

  @Test func theWholeDatabaseIsScoredAsWithoutStrata() throws {
    let rankings = try [[3, 5, 4, 0, 1, 2], [4, 0, 1, 2, 3, 5]].map {
      try Ranking(indices: $0, databaseSize: 6)
    }
    let plain = try evaluate(rankings: rankings, groundTruth: truth)
    #expect(plain.strata == nil)
    #expect(try evaluated([3, 5, 4, 0, 1, 2], [4, 0, 1, 2, 3, 5]).settings == plain.settings)
  }

  @Test func precisionOfStrataLeavesTheQuerysOwnObjectOut() throws {
    // Of the first query's object are 1, 2 and 3; of the others only 0 is a church.
    let result = try evaluated([1, 0, 2, 3, 4, 5], [4, 0, 1, 2, 3, 5])
    let divided = try #require(result.strata)
    let third = 1.0 / 3
    #expect(precisions.map { divided.values(of: $0)[0] } == [1, third, third])
    // Behind the second query's own image 4 come three churches, the gate 3, and 5.
    #expect(precisions.map { divided.values(of: $0)[1] } == [0, 0.2, 0.2])
    let mean = (third + 0.2) / 2
    #expect(precisions.map { divided.mean(of: $0) } == [0.5, mean, mean])
  }

  @Test func imagesOfAStratumAreLookedForAtAnyDepth() throws {
    // Behind the second query's own image 4 the gate 3 is fourth of five.
    let result = try evaluated([1, 0, 2, 3, 4, 5], [4, 0, 1, 2, 3, 5])
    let divided = try #require(result.strata)
    #expect(divided.values(of: .precision(at: 4))[1] == 0.25)
    #expect(divided.values(of: .recall(at: 3)) == [1, 0])
    #expect(divided.values(of: .recall(at: 4)) == [1, 1])
    #expect(divided.values(of: .truncatedAveragePrecision(at: 4)) == [1, 0.25])
  }

  @Test func withoutOtherImagesOfTheStratumNothingIsFound() throws {
    // The query's object is the only gate.
    let strata = Strata(
      database: ["church", "church", "church", "church", "gate", nil], queries: ["church", "gate"])
    let result = try evaluated([1, 0, 2, 3, 4, 5], [4, 0, 1, 2, 3, 5], strata: strata)
    let divided = try #require(result.strata)
    for measure in Measure.all(at: 5) { #expect(divided.values(of: measure)[1] == 0) }
  }

  @Test func aQueryWithoutALabelIsLeftOut() throws {
    let strata = Strata(
      database: ["church", "church", "church", "gate", "gate", nil], queries: [nil, "gate"])
    let result = try evaluated([1, 0, 2, 3, 4, 5], [4, 0, 1, 2, 3, 5], strata: strata)
    #expect(result.strata?.neighbours[0] == nil)
    #expect(result.strata?.values(of: .recall(at: 1))[0] == nil)
    #expect(result.strata?[.medium]?.droppedQueries == ["q0"])
    #expect(result.strata?[.medium]?.meanAveragePrecision == 1)
  }

  @Test func aStratumThatIsTheWholeDatabaseChangesNothing() throws {
    let whole = Strata(
      database: Array(repeating: "all", count: 6), queries: ["all", "all"])
    let result = try evaluated([3, 5, 4, 0, 1, 2], [4, 0, 1, 2, 3, 5], strata: whole)
    for setting in [EvaluationSetting.easy, .medium, .hard] {
      #expect(result.strata?[setting] == result[setting])
    }
    let divided = try #require(result.strata)
    #expect(precisions.map { divided.mean(of: $0) } == [1, 1, 1])
  }

  @Test func namesOfLabelsDoNotMatter() throws {
    let renamed = Strata(
      database: ["z", "z", "z", "a", "a", nil], queries: ["z", "a"])
    #expect(
      try evaluated([3, 5, 4, 0, 1, 2], [4, 0, 1, 2, 3, 5]).strata
        == evaluated([3, 5, 4, 0, 1, 2], [4, 0, 1, 2, 3, 5], strata: renamed).strata)
  }
}
