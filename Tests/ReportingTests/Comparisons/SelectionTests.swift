import Reporting
import ResultFixtures
import Specs
import Testing

/// A part of a table is compared by itself.
@Suite struct SelectionTests {
  private let table = TestTable().with { $0.datasets = [.miniOxford, .miniParis] }

  private var moved: TestTable {
    table.with { table in
      table.movement = { $0.row == "net/gem" ? 0.01 + Double($0.query) / 1000 : 0 }
    }
  }

  @Test func onlyTheCellsOfARowAreCompared() throws {
    let diff = try table.diff(to: moved, DiffOptions(rows: ["other/gem"]))
    #expect(diff.cells.map(\.row) == ["other/gem", "other/gem"])
    #expect(diff.outcome == .matches)
  }

  @Test func aCellListsItsTenQueriesBeforeAndAfter() throws {
    let options = DiffOptions(rows: ["net/gem"], columns: [mediumColumn])
    let diff = try table.diff(to: moved, options)
    #expect(diff.cells.map(\.column) == [mediumColumn])
    #expect(diff.cells[0].movedQueries.count == 10)
    #expect(diff.cells[0].movedQueries[0].query == "q11")
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func aCellThatMatchesIsShown() throws {
    let diff = try table.diff(to: moved, DiffOptions(columns: [mediumColumn]))
    #expect(
      TextDiffRenderer().render(DiffReport([diff])).contains(
        "  MATCH row random/gem, column \(mediumColumn): "))
  }

  @Test func changesOfOtherRowsAreLeftOut() throws {
    let later = moved.with {
      $0.rows[1].size = 128
      $0.rows.append(.init("net/mac", size: 64))
    }
    let diff = try table.diff(to: later, DiffOptions(rows: ["random/gem"]))
    #expect(diff.rows.isEmpty)
    #expect(diff.settings.isEmpty)
    #expect(diff.outcome == .matches)
  }
}
