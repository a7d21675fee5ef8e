import Evaluation
import Foundation
import Records
import Reporting
import ResultFixtures
import Testing

/// Float32 rows whose settings did not change must be the same bits.
@Suite struct ExactDiffTests {
  private let table = TestTable()

  @Test func theSameRunMatches() throws {
    let diff = try table.diff(to: table)
    #expect(diff.outcome == .matches)
    #expect(diff.outcome.exitCode == 0)
    #expect(diff.pooled == nil)
    #expect(TextDiffRenderer().render(DiffReport([diff])) == "table: 4 MATCH\n")
  }

  @Test func anotherMachineAndDayMatch() throws {
    let later = table.with { $0.date = "2027-01-01T00:00:00Z" }
    #expect(try table.diff(to: later).outcome == .matches)
  }

  @Test(arguments: ["net/gem", "other/gem"])
  func aHundredthOfAPointInAnyTrainedRowIsNamed(row: String) throws {
    let worse = table.with { $0.movement = { $0.row == row ? -0.0001 : 0 } }
    let diff = try table.diff(to: worse)
    #expect(diff.outcome.exitCode == 1)
    #expect(diff.cells.filter { $0.status != .match }.map(\.row) == [row])
    #expect(diff.cells.first { $0.row == row }?.status == .regressed)
    #expect(
      TextDiffRenderer().render(DiffReport([diff]))
        .contains("  REGRESSED row \(row), column \(mediumColumn): "))
  }

  @Test func anImprovementDiffersToo() throws {
    let better = table.with { $0.movement = { $0.row == "net/gem" ? 0.0001 : 0 } }
    let diff = try table.diff(to: better)
    #expect(diff.cells.map(\.status) == [.match, .improved, .match])
    #expect(diff.outcome == .differs)
  }

  @Test func aMovedRowWithoutTrainingIsDrift() throws {
    let moved = table.with { $0.movement = { $0.row == "random/gem" ? 0.0001 : 0 } }
    #expect(try table.diff(to: moved).cells.map(\.status) == [.drift, .match, .match])
  }

  @Test func theLastBitCounts() throws {
    let moved = table.with {
      $0.movement = { $0.row == "net/gem" && $0.query == 3 ? 0x1p-54 : 0 }
    }
    let diff = try table.diff(to: moved)
    #expect(diff.outcome == .differs)
    #expect(diff.cells[1].movedQueryCount == 0)
    let text = TextDiffRenderer().render(DiffReport([diff]))
    #expect(text.contains("no query moved by 0.01 points or more"))
  }

  @Test func aMovedQueryCountsWhereTheMeanStays() throws {
    // The movements cancel without rounding, as the first expectation shows.
    let moved = table.with { table in
      table.movement = { place in
        guard place.row == "net/gem" else { return 0 }
        return place.query == 0 ? 0.125 : place.query == 1 ? -0.125 : 0
      }
    }
    let old = try table.baseline().rows[1].cells[0].mean
    let new = try moved.baseline().rows[1].cells[0].mean
    try #require(old == new)
    let diff = try table.diff(to: moved)
    #expect(diff.cells.map(\.status) == [.match, .drift, .match])
    #expect(diff.cells[1].movedQueries.map(\.query) == ["q0", "q1"])
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func valuesOfTwoNetworksSwappedDiffer() throws {
    let rows = ["net/gem": 0.02, "other/gem": -0.02]
    let swapped = table.with { $0.movement = { rows[$0.row] ?? 0 } }
    let diff = try table.diff(to: swapped)
    #expect(diff.cells.map(\.status) == [.match, .improved, .regressed])
    #expect(diff.outcome.exitCode == 1)
  }

  @Test func anotherVerdictIsDrift() throws {
    let diff = try table.diff(to: table.with { $0.verdict = .inconclusive })
    #expect(diff.claims.map(\.status) == [.drift])
    #expect(diff.outcome.exitCode == 1)
    #expect(
      TextDiffRenderer().render(DiffReport([diff])).contains(
        "  DRIFT claim training-helps, column mini-oxford: HOLDS → INCONCLUSIVE\n"))
  }

  @Test func aCellThatTheRunLacksIsNeverAPass() throws {
    let diff = try table.diff(to: table.with { $0.unavailable = ["other/gem"] })
    #expect(diff.cells.map(\.status) == [.match, .match, .notComparable])
    #expect(diff.outcome == .differs)
    #expect(
      TextDiffRenderer().render(DiffReport([diff])).contains(
        "  NOT-COMPARABLE row other/gem, column \(mediumColumn): "))
  }

  @Test func atMostFiveQueriesStandUnderTheirOwnCell() throws {
    let moved = table.with { table in
      table.movement = { $0.row == "random/gem" ? 0 : 0.01 + Double($0.query) / 1000 }
    }
    let diff = try table.diff(to: moved)
    #expect(diff.cells[0].movedQueries.isEmpty)
    #expect(diff.cells[1].movedQueryCount == 12)
    #expect(diff.cells[1].movedQueries.map(\.query) == ["q11", "q10", "q9", "q8", "q7"])
  }
}
