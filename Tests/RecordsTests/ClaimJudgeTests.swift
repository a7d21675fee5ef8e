import Evaluation
import Records
import Specs
import Testing

@Suite struct ClaimJudgeTests {
  private let metric = MetricName(.medium, .averagePrecision)

  private func outcome(
    better: [[Double?]], worse: [[Double?]], clusters: [Int], claim: String = "a-beats-b",
    strata: Strata? = nil
  ) -> ClaimOutcome {
    let judge = ClaimJudge(
      statistics: StatisticsSettings {
        $0.resamples = 400
        $0.confidence = 0.95
      }, clusters: clusters,
      strata: strata)
    return judge.outcome(
      of: ResolvedClaim(
        name: claim, statement: "A beats B.", better: "a", worse: "b", metric: metric,
        source: "this test"),
      on: .miniOxford, better: record("a", better), worse: record("b", worse))
  }

  /// Returns a record of average precisions, (seed, query); nil for a dropped query.
  private func record(_ row: String, _ precisions: [[Double?]]) -> ResultRecord {
    ResultRecord(
      row: row, dataset: .miniOxford,
      seeds: precisions.enumerated().map { seed, precisions in
        SeedRecord(
          seed: UInt64(seed), metrics: [:],
          queries: precisions.enumerated().map { query, precision in
            QueryRecord(
              query: "q\(query)", values: precision.map { ["medium": ["AP": $0]] } ?? [:])
          })
      })
  }

  @Test func aLeadOnEveryQueryHolds() {
    let found = outcome(
      better: [[0.75, 0.5, 1, 0.75]], worse: [[0.5, 0.25, 0.75, 0.5]], clusters: [0, 0, 1, 1])
    #expect(found.verdict == .holds)
    #expect(found.meanDifference == 0.25)
    #expect(found.lower == 0.25)
    #expect(found.upper == 0.25)
    #expect(found.queries == 4)
    #expect(found.confidence == 0.95)
    #expect(found.seeds == [SeedDifference(seed: 0, difference: 0.25)])
  }

  @Test func aLagOnEveryQueryFails() {
    let found = outcome(better: [[0.25, 0.5]], worse: [[0.75, 0.75]], clusters: [0, 1])
    #expect(found.verdict == .fails)
    #expect(found.meanDifference == -0.375)
    #expect(found.upper <= -0.25)
  }

  @Test func queriesThatDisagreeDecideNothing() {
    let found = outcome(better: [[1, 0]], worse: [[0, 1]], clusters: [0, 1])
    #expect(found.verdict == .inconclusive)
    #expect(found.meanDifference == 0)
  }

  @Test func oneLandmarkDecidesNothing() {
    let found = outcome(better: [[1, 1]], worse: [[0.5, 0.5]], clusters: [7, 7])
    #expect(found.verdict == .inconclusive)
    #expect(found.meanDifference == 0.5)
    #expect(found.lower == -1)
    #expect(found.upper == 1)
  }

  @Test func aQueryThatOneRowDropsIsLeftOut() {
    let found = outcome(
      better: [[0.75, nil, 0.5]], worse: [[0.5, 0, 0.25]], clusters: [0, 1, 2])
    #expect(found.queries == 2)
    #expect(found.meanDifference == 0.25)
    #expect(found.verdict == .holds)
  }

  @Test func nothingIsKnownWhenEveryQueryIsDropped() {
    let found = outcome(better: [[nil, nil]], worse: [[nil, nil]], clusters: [0, 1])
    #expect(found.verdict == .inconclusive)
    #expect(found.queries == 0)
    #expect(found.seeds == [])
  }

  @Test func eachSeedHasItsOwnDifference() {
    let found = outcome(
      better: [[1, 0.5], [0.5, 0.5]], worse: [[0.5, 0.5], [0.25, 0.25]], clusters: [0, 1])
    #expect(
      found.seeds == [
        SeedDifference(seed: 0, difference: 0.25), SeedDifference(seed: 1, difference: 0.25),
      ])
    #expect(found.meanDifference == 0.25)
  }

  @Test func theSameNumbersGiveTheSameInterval() {
    let better: [[Double?]] = [[0.9, 0.2, 0.7, 0.4, 0.6]]
    let worse: [[Double?]] = [[0.5, 0.3, 0.1, 0.5, 0.2]]
    let clusters = [0, 1, 2, 3, 4]
    #expect(
      outcome(better: better, worse: worse, clusters: clusters)
        == outcome(better: better, worse: worse, clusters: clusters))
  }

  @Test func strataAreTheClustersWhereALabelDividesTheQueries() {
    let strata = Strata(database: [], queries: ["gate", "gate", "church", "mill", nil])
    let found = outcome(
      better: [[0.5, 0.75, 0.5, 1, 1]], worse: [[0.25, 0.5, 0.75, 0.5, 0]],
      clusters: [0, 1, 2, 3, 4], strata: strata)
    // The query without a label is left out.
    #expect(found.queries == 4)
    #expect(
      found.strata == [
        StratumDifference(stratum: "mill", queries: 1, difference: 0.5),
        StratumDifference(stratum: "gate", queries: 2, difference: 0.25),
        StratumDifference(stratum: "church", queries: 1, difference: -0.25),
      ])
    #expect(found.meanDifference == 0.1875)
    #expect(found.verdict == .inconclusive)
  }

  @Test func aLeadInEveryStratumHoldsAndOneStratumDecidesNothing() {
    let better = [[0.5, 0.75, 1], [0.5, 0.75, 1]]
    let worse = [[0.25, 0.5, 0.75], [0.25, 0.5, 0.75]]
    let three = Strata(database: [], queries: ["a", "b", "c"])
    #expect(
      outcome(better: better, worse: worse, clusters: [0, 1, 2], strata: three).verdict == .holds)
    let one = Strata(database: [], queries: ["a", "a", "a"])
    #expect(
      outcome(better: better, worse: worse, clusters: [0, 1, 2], strata: one).verdict
        == .inconclusive)
  }

  @Test func withoutALabelThereAreNoStrata() {
    #expect(outcome(better: [[1, 1]], worse: [[0, 0]], clusters: [0, 1]).strata == nil)
  }
}
