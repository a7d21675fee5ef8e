import Reporting
import ResultFixtures
import Testing

/// What lies in the folder of results is judged for the spec that is given, or not at all.
@Suite struct StoredTableTests {
  private let table = TestTable()
  private let files = TestStore()

  private func obstacle(_ table: TestTable) throws -> String {
    let diff = try files.diff(table)
    #expect(diff.outcome == .nothingToCompare)
    return try #require(diff.obstacle).replacing(files.folder, with: "Results")
  }

  @Test func anAcceptedRunMatches() throws {
    try files.runAndAccept(table)
    #expect(try files.diff(table).outcome == .matches)
  }

  @Test func withoutResultsTheCommandIsNamed() throws {
    #expect(
      try obstacle(table) == """
        Results/table.json does not exist; run the table: iir run Experiments/table.json
        there is no baseline Results/baselines/table.json; accept the results as one: \
        iir baseline accept Experiments/table.json
        """)
  }

  @Test func resultsOfAnotherSpecAreNotJudged() throws {
    try files.runAndAccept(table)
    let edited = table.with {
      $0.views = 1280
      $0.rows[2].size = 128
    }
    #expect(
      try obstacle(edited)
        == "Results/table.json is not of this spec: models.net.training.views 640 → 1280, "
        + "descriptor.size 96 → 128 (row other/gem); run it again: iir run Experiments/table.json")
  }

  @Test func resultsOfOtherSeedsAreNotJudged() throws {
    try files.runAndAccept(table)
    #expect(try obstacle(table.with { $0.seeds = [5] }).contains("seeds [0] → [5]"))
  }

  @Test func resultsOfOtherClaimsAreNotJudged() throws {
    try files.runAndAccept(table)
    let edited = table.with { $0.claims = [TestTable.claim(better: "other/gem")] }
    #expect(
      try obstacle(edited).contains("claims.training-helps.better net/gem → other/gem"))
    #expect(try obstacle(table.with { $0.allowLeak = true }).contains("allowLeak false → true"))
  }

  @Test func resultsOfOtherRowsAreNotJudged() throws {
    try files.runAndAccept(table)
    let edited = table.with { $0.rows.append(.init("net/mac")) }
    #expect(try obstacle(edited).contains("row net/mac absent → present"))
  }

  @Test func wordsDoNotMakeResultsStale() throws {
    try files.runAndAccept(table)
    let reworded = table.with {
      $0.title = "Another title"
      $0.rows[1].label = "Another label"
    }
    #expect(try files.diff(reworded).outcome == .matches)
  }

  @Test func aDamagedBaselineIsDamage() throws {
    try files.runAndAccept(table)
    try files.write("{\n<<<<<<< HEAD\n", to: "baselines/table.json")
    let diff = try files.diff(table)
    #expect(diff.outcome == .damaged)
    #expect(diff.outcome.exitCode == 3)
    #expect(
      diff.obstacle?.hasSuffix(
        "baselines/table.json:2:1: holds conflict markers of a merge; restore it from version "
          + "control") == true)
  }

  @Test func aDamagedResultIsDamage() throws {
    try files.runAndAccept(table)
    try files.write("{", to: "table.json")
    let diff = try files.diff(table)
    #expect(diff.outcome == .damaged)
    #expect(
      diff.obstacle?.hasSuffix("; run the table again: iir run Experiments/table.json") == true)
  }

  @Test func aResultOfAnotherVersionIsToBeMadeAgain() throws {
    try files.runAndAccept(table)
    try files.write("{\"version\": 4}", to: "table.json")
    #expect(
      try obstacle(table)
        == "Results/table.json: /version: 4 is not 5; run the table again: "
        + "iir run Experiments/table.json")
  }

  @Test func aBaselineOfAnotherVersionIsNothingToCompareWith() throws {
    try files.runAndAccept(table)
    try files.write("{\"version\": 2}", to: "baselines/table.json")
    #expect(
      try obstacle(table)
        == "Results/baselines/table.json: /version: 2 is not 3; accept the results anew: "
        + "iir baseline accept Experiments/table.json")
  }

  @Test func theWorstTableCounts() {
    #expect(BaselineDiff.Outcome.worst([.matches, .nothingToCompare]) == .nothingToCompare)
    #expect(BaselineDiff.Outcome.worst([.nothingToCompare, .differs]) == .differs)
    #expect(BaselineDiff.Outcome.worst([.differs, .damaged, .matches]) == .damaged)
    #expect(BaselineDiff.Outcome.worst([.matches, .matches]) == .matches)
    #expect(BaselineDiff.Outcome.worst([]) == .nothingToCompare)
  }
}
