import Evaluation
import Reporting
import ResultFixtures
import Specs
import Testing

/// Rows and columns are found by their names, and what only one side has is told.
@Suite struct IdentityTests {
  private let table = TestTable()

  @Test func anAddedRowIsListedAndTheOthersAreCompared() throws {
    let later = table.with { $0.rows.insert(.init("net/mac", size: 64), at: 0) }
    let diff = try table.diff(to: later)
    #expect(diff.rows == [Self.change(nil, "net/mac")])
    #expect(diff.cells.map(\.status) == [.match, .match, .match, .notComparable])
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func aRemovedRowIsListedAndTheOthersAreCompared() throws {
    let later = table.with { $0.rows.removeLast() }
    let diff = try table.diff(to: later)
    #expect(diff.rows == [Self.change("other/gem", nil)])
    #expect(diff.cells.map(\.status) == [.match, .match, .notComparable])
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func aRenamedRowIsComparedUnderBothNames() throws {
    let later = table.with { table in
      table.rows[2] = .init("another/gem", model: "other", label: "Another")
    }
    let diff = try table.diff(to: later)
    #expect(diff.rows == [Self.change("other/gem", "another/gem")])
    #expect(diff.cells[2].row == "another/gem")
    #expect(diff.cells[2].formerRow == "other/gem")
    #expect(diff.cells[2].isExact)
    #expect(diff.outcome.exitCode == 1)
    #expect(
      TextDiffRenderer().render(DiffReport([diff])).contains(
        "row another/gem (was other/gem), column \(mediumColumn)"))
  }

  @Test func aRowUnderAnotherRecipeNameIsTheSameRow() throws {
    // The recipe "other" has 6400 views too.
    let old = table.with { $0.views = 6400 }
    let diff = try old.diff(to: old.with { $0.rows[1].model = "other" })
    #expect(diff.settings.map(\.field) == ["model"])
    #expect(diff.cells.map(\.isExact) == [true, true, true])
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func aNewLabelIsNoChange() throws {
    let later = table.with { $0.rows[1].label = "Another label" }
    #expect(try table.diff(to: later).outcome == .matches)
  }

  @Test func anotherOrderOfRowsIsNoChange() throws {
    #expect(try table.diff(to: table.with { $0.rows.reverse() }).outcome == .matches)
  }

  @Test func anAddedMetricIsAnAddedColumn() throws {
    let hard = MetricName(.hard, .averagePrecision)
    let diff = try table.diff(to: table.with { $0.metrics.append(hard) })
    #expect(diff.columns == [Self.change(nil, "mini-oxford hard.mAP")])
    #expect(diff.cells.count { $0.status == .match } == 3)
    #expect(diff.outcome.exitCode == 1)
    #expect(
      TextDiffRenderer().render(DiffReport([diff])).hasPrefix(
        "table: 4 MATCH, 3 NOT-COMPARABLE; 1 column added\n"
          + "  ADDED column mini-oxford hard.mAP\n"))
  }

  @Test func aRemovedSetIsARemovedColumn() throws {
    let both = table.with { $0.datasets = [.miniOxford, .miniParis] }
    let diff = try both.diff(to: table)
    #expect(diff.columns == [Self.change("mini-paris medium.mAP", nil)])
    #expect(diff.cells.count { $0.status == .match } == 3)
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func aRenamedSetIsComparedUnderBothNames() throws {
    let former = try #require(DatasetName(rawValue: "my-photos"))
    let present = try #require(DatasetName(rawValue: "photos"))
    let old = table.with { $0.datasets = [former] }
    let new = table.with { $0.datasets = [present] }
    let diff = try old.diff(to: new)
    #expect(diff.columns == [Self.change("my-photos medium.mAP", "photos medium.mAP")])
    #expect(diff.cells.map(\.status) == [.match, .match, .match])
    #expect(diff.claims.map(\.status) == [.match])
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func withoutASharedCellThereIsNothingToCompare() throws {
    let later = table.with { $0.rows = [.init("net/mac", size: 64)] }
    let diff = try table.diff(to: later)
    #expect(diff.outcome == .nothingToCompare)
    #expect(diff.outcome.exitCode == 6)
  }

  @Test func anAddedClaimIsNeverAPass() throws {
    let diff = try table.with { $0.claims = [] }.diff(to: table)
    #expect(diff.claims.map(\.status) == [.notComparable])
    #expect(diff.outcome.exitCode == 1)
  }

  private static func change(_ old: String?, _ new: String?) -> BaselineDiff.NameChange {
    BaselineDiff.NameChange(baseline: old, current: new)
  }
}
