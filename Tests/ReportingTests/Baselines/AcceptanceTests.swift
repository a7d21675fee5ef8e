import Evaluation
import Failures
import Foundation
import Kernels
import Records
import Reporting
import ResultFixtures
import Specs
import Testing

@Suite struct AcceptanceTests {
  private let table = TestTable()
  private let files = TestStore()

  private var moved: TestTable {
    table.with {
      $0.date = "2027-01-01T00:00:00Z"
      $0.movement = { $0.row == "random/gem" ? 0 : 0.01 }
    }
  }

  private func refusal(
    of table: TestTable, _ options: AcceptanceOptions = AcceptanceOptions()
  ) throws -> AcceptanceRefusal {
    let error = #expect(throws: AcceptanceRefusal.self) { try files.accept(table, options) }
    return try #require(error)
  }

  @Test func aFirstBaselineIsAnnounced() throws {
    try files.run(table)
    #expect(
      try files.accept(table)
        == "table: a first baseline of 3 values\nwrote Results/baselines/table.json\n")
    #expect(try files.text("baselines/table.md").hasPrefix("# A table\n"))
  }

  @Test func acceptingWhatChangesNothingChangesNoByte() throws {
    try files.runAndAccept(table)
    let before = try files.text("baselines/table.json")
    try files.run(table.with { $0.date = "2027-01-01T00:00:00Z" })
    #expect(
      try files.accept(table)
        == "table: nothing changes\nResults/baselines/table.json stays as it is\n")
    #expect(try files.text("baselines/table.json") == before)
  }

  @Test func whatChangesIsToldWithBothValues() throws {
    try files.runAndAccept(table)
    let later = moved.with {
      $0.rows.append(.init("net/mac", size: 64))
      $0.verdict = .fails
    }
    try files.run(later)
    #expect(
      try files.accept(later) == """
        table: 1 row added, 3 values moved
          ADDED row net/mac
          MOVED row net/gem, column mini-oxford medium.mAP: 12.50 → 13.50 (+1.00 points)
          MOVED row other/gem, column mini-oxford medium.mAP: 31.50 → 32.50 (+1.00 points)
          MOVED claim training-helps, column mini-oxford: HOLDS → FAILS
        wrote Results/baselines/table.json

        """)
    #expect(try files.diff(later).outcome == .matches)
  }

  @Test func rowsThatDidNotChangeStayOfTheirRun() throws {
    try files.runAndAccept(table)
    try files.run(moved)
    try files.accept(moved)
    let accepted = try Baseline(
      Data(files.text("baselines/table.json").utf8), path: "table.json")
    #expect(accepted.runs.map(\.rows) == [["random/gem"], ["net/gem", "other/gem"]])
    #expect(accepted.runs.map(\.date) == ["2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z"])
  }

  @Test func oneRowIsAcceptedAndTheOthersAreKept() throws {
    try files.runAndAccept(table)
    try files.run(moved)
    let said = try files.accept(moved, AcceptanceOptions(rows: ["net/gem"]))
    #expect(said.hasPrefix("table: 1 value moved\n  MOVED row net/gem, "))
    let statuses = try files.diff(moved).cells.map(\.status)
    #expect(statuses == [.match, .match, .improved])
    let markdown = try files.text("baselines/table.md")
    #expect(markdown.contains("13.50"))
    #expect(markdown.contains("31.50"))
    #expect(!markdown.contains("32.50"))
  }

  @Test func aRowIsAddedWithoutTheOthers() throws {
    try files.runAndAccept(table)
    let later = moved.with { $0.rows.append(.init("net/mac", size: 64)) }
    try files.run(later)
    try files.accept(later, AcceptanceOptions(rows: ["net/mac"]))
    #expect(try files.diff(later).rows.isEmpty)
    #expect(try files.diff(later).cells.map(\.status) == [.match, .improved, .improved, .match])
  }

  @Test func aRowThatIsGoneIsAcceptedByItsName() throws {
    try files.runAndAccept(table)
    let later = table.with { $0.rows.removeLast() }
    try files.run(later)
    try files.accept(later, AcceptanceOptions(rows: ["other/gem"]))
    #expect(try files.diff(later).outcome == .matches)
  }

  @Test func aRowWhoseRecipeOthersRestOnIsRefusedAlone() throws {
    let tuned = table.with { $0.rows.append(.init("tuned/gem", model: "tuned")) }
    try files.runAndAccept(tuned)
    let later = tuned.with { $0.views = 1280 }
    try files.run(later)
    let refusal = try refusal(of: later, AcceptanceOptions(rows: ["net/gem"]))
    #expect(refusal.kind == .usage)
    #expect(
      refusal.description
        == "table: models.net.training.views 640 → 1280 changed, which tuned/gem rest on too; "
        + "accept those rows as well")
    try files.accept(later, AcceptanceOptions(rows: ["net/gem", "tuned/gem"]))
    #expect(try files.diff(later).outcome == .matches)
  }

  @Test func aRowUnderOtherSharedSettingsIsRefusedAlone() throws {
    try files.runAndAccept(table)
    let later = table.with { $0.seeds = [0, 1] }
    try files.run(later)
    let refusal = try refusal(of: later, AcceptanceOptions(rows: ["net/gem"]))
    #expect(
      refusal.description
        == "table: seeds [0] → [0, 1] changed, which random/gem, other/gem rest on too; accept "
        + "those rows as well")
  }

  @Test func staleResultsAreRefused() throws {
    try files.run(table)
    let refusal = try refusal(of: table.with { $0.views = 1280 })
    #expect(refusal.kind == .nothingToCompare)
    #expect(refusal.description.contains("models.net.training.views 640 → 1280"))
    #expect(!files.exists("baselines"))
  }

  @Test func aRowInBfloat16IsAcceptedBesideExactOnes() throws {
    let mixed = table.with { $0.rows.append(.init("net/bf16", precision: .bfloat16)) }
    try files.runAndAccept(mixed)
    let diff = try files.diff(mixed)
    #expect(diff.outcome == .matches)
    #expect(diff.cells.map(\.isExact) == [true, true, true, false])
  }

  @Test func aDamagedBaselineIsNotReplaced() throws {
    try files.runAndAccept(table)
    try files.write("{", to: "baselines/table.json")
    #expect(try refusal(of: table).kind == .damagedInput)
    #expect(try files.text("baselines/table.json") == "{")
  }

  @Test func aBaselineOfAnotherVersionIsReplaced() throws {
    try files.runAndAccept(table)
    try files.write("{\"version\": 2}", to: "baselines/table.json")
    try files.accept(table)
    #expect(try files.diff(table).outcome == .matches)
  }

  @Test func aStudyOfSeedsGoesIntoItsOwnFile() throws {
    let study = table.with {
      $0.name = "table-seeds"
      $0.seedStudyOf = "table"
      $0.seeds = [0, 1, 2, 3, 4]
    }
    try files.run(study)
    #expect(
      try files.accept(study)
        == "table-seeds: the spread of 3 values over 5 seeds\n"
        + "wrote Results/baselines/seed-study.json\n")
    #expect(!files.exists("baselines/table-seeds.json"))
    #expect(try files.text("baselines/table-seeds.md").contains(" ± "))
  }
}
