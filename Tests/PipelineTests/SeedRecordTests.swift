import Evaluation
import Pipeline
import Records
import Specs
import Testing

/// The values of queries are gathered from every protocol under the queries' names.
@Suite struct SeedRecordTests {
  /// Returns scores of one setting, in which each query has its one positive at a rank; nil for a query that
  /// has none.
  private func scores(
    _ evaluationProtocol: EvaluationProtocol, _ setting: EvaluationSetting, _ names: [String],
    _ ranks: [Int?]
  ) -> EvaluationResult {
    EvaluationResult(
      evaluationProtocol: evaluationProtocol, queryNames: names,
      settings: [
        SettingResult(
          setting: setting, names: names,
          scores: ranks.map { $0.flatMap { QueryScore(.ranked([$0], positiveCount: 1)) } })
      ], strata: nil)
  }

  private let classic = MetricName(.classic, .precision(at: 1))
  private let medium = MetricName(.medium, .precision(at: 1))

  @Test func protocolsThatOrderTheirQueriesDifferentlyMeetByName() throws {
    let record = try PlanFixture().experiment().seedRecord(
      7,
      [
        .classic: scores(.classic, .classic, ["b", "c", "a"], [0, 1, nil]),
        .revisited: scores(.revisited, .medium, ["a", "b"], [0, 1]),
      ])
    #expect(record.seed == 7)
    #expect(record.queries.map(\.query) == ["b", "c", "a"])
    #expect(record.queries.map { $0.value(of: classic) } == [1, 0, nil])
    #expect(record.queries.map { $0.value(of: medium) } == [0, nil, 1])
    #expect(record.metrics.keys.sorted() == ["classic.mAP", "medium.mAP"])
  }

  @Test func theFirstBoxOfAnImageStandsForItsName() throws {
    let record = try PlanFixture().experiment().seedRecord(
      0, [.classic: scores(.classic, .classic, ["a", "b", "a"], [0, 1, 2])])
    #expect(record.queries.map(\.query) == ["a", "b", "a"])
    #expect(record.queries.map { $0.value(of: classic) } == [1, 0, 1])
  }
}
