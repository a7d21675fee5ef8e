import Evaluation
import Foundation
import Kernels
import Records
import Reporting
import ResultFixtures
import Specs
import Testing

/// One thing that is changed of a table, and whether a comparison is to notice it.
struct TableChange: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// Whether nothing that a table says is another thing now.
  var isSilent = false

  /// Whether the values that both have are the same.
  var keepsValues = true

  let change: @Sendable (inout TestTable) -> Void

  init(
    _ description: String, isSilent: Bool = false, keepsValues: Bool = true,
    _ change: @escaping @Sendable (inout TestTable) -> Void
  ) {
    testDescription = description
    (self.isSilent, self.keepsValues, self.change) = (isSilent, keepsValues, change)
  }

  static let all = [
    TableChange("nothing", isSilent: true) { _ in },
    TableChange("another day", isSilent: true) { $0.date = "2027-01-01T00:00:00Z" },
    TableChange("another title", isSilent: true) { $0.title = "Another" },
    TableChange("another label", isSilent: true) { $0.rows[1].label = "Another" },
    TableChange("another order", isSilent: true) { $0.rows.swapAt(0, 2) },
    TableChange("a row more") { $0.rows.append(.init("more", size: 64)) },
    TableChange("a row less") { $0.rows.remove(at: 2) },
    TableChange("another name", keepsValues: false) {
      $0.rows[2] = .init("renamed", model: "other")
    },
    TableChange("another size") { $0.rows[1].size = 128 },
    TableChange("another precision") { $0.rows[1].precision = .bfloat16 },
    TableChange("another recipe") { $0.views = 1280 },
    TableChange("another world") { $0.imageSize = 128 },
    TableChange("a set more") { $0.datasets.append(.miniParis) },
    TableChange("a metric more") { $0.metrics.append(MetricName(.hard, .averagePrecision)) },
    TableChange("a claim less") { $0.claims = [] },
    TableChange("another verdict") { $0.verdict = .fails },
    TableChange("a better row", keepsValues: false) {
      $0.movement = { $0.row == "net/gem" ? 0.05 : 0 }
    },
    TableChange("a query that moved", keepsValues: false) {
      $0.movement = { $0.row == "other/gem" && $0.query == 3 ? 0.125 : 0 }
    },
    TableChange("a missing row") { $0.unavailable = ["other/gem"] },
  ]

  /// The table and what became of it.
  func tables() -> (old: TestTable, new: TestTable) {
    let table = TestTable()
    return (table, table.with(change))
  }
}

/// What every comparison keeps to, whatever was changed.
@Suite struct DiffLawTests {
  @Test(arguments: TableChange.all)
  func nothingDiffersFromItself(change: TableChange) throws {
    let table = change.tables().new
    let diff = try table.diff(to: table)
    #expect(diff.cells.allSatisfy { $0.status == .match || $0.baseline == nil })
    #expect(diff.rows == [] && diff.columns == [] && diff.settings == [])
    #expect(diff.outcome == .matches && diff.outcome.exitCode == 0)
  }

  @Test(arguments: TableChange.all)
  func whatChangedIsNoticedAndWhatDidNotIsNot(change: TableChange) throws {
    let (old, new) = change.tables()
    let diff = try old.diff(to: new)
    #expect((diff.outcome == .matches) == change.isSilent)
    #expect(diff.outcome == .matches || diff.outcome == .differs)
  }

  @Test(arguments: TableChange.all)
  func valuesThatBothHaveAreComparedBySeedAndRow(change: TableChange) throws {
    let (old, new) = change.tables()
    let both = try old.diff(to: new).cells.filter { $0.baseline != nil && $0.current != nil }
    #expect(both.isEmpty || !change.keepsValues == both.contains { $0.movedQueryCount != 0 })
    for cell in both where change.keepsValues { #expect(cell.baseline == cell.current) }
  }

  private func mirrored(_ status: BaselineDiff.Status) -> BaselineDiff.Status {
    switch status {
    case .improved: .regressed
    case .regressed: .improved
    case .match, .drift, .notComparable: status
    }
  }

  /// The way there and the way back tell the same, the other way round.
  @Test(arguments: TableChange.all)
  func theWayBackIsTheMirrorImage(change: TableChange) throws {
    let (old, new) = change.tables()
    let (there, back) = (try old.diff(to: new), try new.diff(to: old))
    #expect(there.outcome == back.outcome)
    func key(_ cell: BaselineDiff.Cell) -> Set<String> {
      [cell.row, cell.formerRow ?? cell.row, cell.column, cell.formerColumn ?? cell.column]
    }
    let returned = Dictionary(
      back.cells.map { (key($0), $0) }, uniquingKeysWith: { first, _ in first })
    #expect(there.cells.count == back.cells.count)
    for cell in there.cells {
      let other = try #require(returned[key(cell)], "\(cell.row)")
      #expect(cell.baseline == other.current && cell.current == other.baseline)
      #expect(other.status == mirrored(cell.status))
      #expect(other.movedQueryCount == cell.movedQueryCount)
      #expect(other.isExact == cell.isExact)
    }
    func swapped(_ changes: [BaselineDiff.NameChange]) -> Set<[String?]> {
      Set(changes.map { [$0.current, $0.baseline] })
    }
    #expect(swapped(there.rows) == Set(back.rows.map { [$0.baseline, $0.current] }))
    #expect(swapped(there.columns) == Set(back.columns.map { [$0.baseline, $0.current] }))
    #expect(
      Set(there.settings.map { [$0.field, $0.current, $0.baseline] })
        == Set(back.settings.map { [$0.field, $0.baseline, $0.current] }))
  }

  /// All rows one by one are the table.
  @Test(arguments: TableChange.all)
  func aSelectionIsAPartOfTheWhole(change: TableChange) throws {
    let (old, new) = change.tables()
    let whole = try old.diff(to: new)
    var seen: [String: BaselineDiff.Status] = [:]
    for row in Set((old.rows + new.rows).map(\.name)).sorted() {
      let part = try old.diff(to: new, DiffOptions(rows: [row]))
      #expect(part.claims == [] && part.isSelection)
      for cell in part.cells { seen["\(cell.row) \(cell.column)"] = cell.status }
      #expect(
        part.rows.allSatisfy { whole.rows.contains($0) }
          && part.settings.allSatisfy { own in whole.settings.contains { $0.field == own.field } })
    }
    let all = Dictionary(
      whole.cells.map { ("\($0.row) \($0.column)", $0.status) },
      uniquingKeysWith: { first, _ in first })
    #expect(seen == all)
  }

  @Test(arguments: TableChange.all, DiffFormat.allCases)
  func everyFormatNamesTheTableAndEndsItsLastLine(
    change: TableChange, format: DiffFormat
  ) throws {
    let (old, new) = change.tables()
    let text = try format.renderer.render(DiffReport([try old.diff(to: new)]))
    #expect(text.contains(new.name) && text.hasSuffix("\n"))
    let isWritten = text.contains("IMPROVED") || text.contains("REGRESSED")
    #expect(change.keepsValues || isWritten || format == .markdown)
  }

  @Test(arguments: TableChange.all)
  func aComparisonReadsBackFromItsJSON(change: TableChange) throws {
    let (old, new) = change.tables()
    let report = DiffReport([try old.diff(to: new)])
    let text = try JSONDiffRenderer().render(report)
    #expect(try JSONDecoder().decode(DiffReport.self, from: Data(text.utf8)) == report)
  }

  @Test(arguments: TableChange.all)
  func aBaselineReadsBackAndEveryTruncationIsRefused(change: TableChange) throws {
    let baseline = try change.tables().new.baseline()
    let data = try baseline.encoded()
    #expect(try Baseline(data, path: "b.json") == baseline)
    for share in 0..<20 {
      let cut = data.prefix(data.count * share / 20)
      let error = #expect(throws: RecordError.self) { try Baseline(cut, path: "b.json") }
      #expect(error?.path == "b.json")
    }
  }
}

/// What becomes of one value, by how it is compared and how far it moved.
@Suite struct StatusLawTests {
  private struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String { "\(row), \(precision), by \(movement), within \(tolerance)" }
    let row: String
    let precision: Precision
    let movement: Double
    let tolerance: Double
    let status: BaselineDiff.Status
  }

  private static let cases: [Case] = ["random/gem", "net/gem"].flatMap { row in
    [Precision.float32, .bfloat16].flatMap { precision in
      [0, 0.0625, -0.0625, 0.25, -0.25].flatMap { movement in
        [0.0, 0.0625, 0.125].map { tolerance in
          let isMatch = movement == 0 || (precision != .float32 && abs(movement) <= tolerance)
          let moved: BaselineDiff.Status =
            row == "random/gem" ? .drift : movement > 0 ? .improved : .regressed
          return Case(
            row: row, precision: precision, movement: movement, tolerance: tolerance,
            status: isMatch ? .match : moved)
        }
      }
    }
  }

  @Test(arguments: cases)
  private func aValueIsJudgedByItsRowItsPrecisionAndTheTolerance(value: Case) throws {
    var table = TestTable()
    for index in table.rows.indices where table.rows[index].name == value.row {
      table.rows[index].precision = value.precision
    }
    let later = table.with { table in
      let (row, movement) = (value.row, value.movement)
      table.movement = { $0.row == row ? movement : 0 }
    }
    let diff = try table.diff(to: later, DiffOptions(tolerance: value.tolerance))
    let cell = try #require(diff.cells.first { $0.row == value.row })
    #expect(cell.status == value.status)
    #expect(cell.isExact == (value.precision == .float32))
    #expect(diff.cells.filter { $0.row != value.row }.allSatisfy { $0.status == .match })
  }

  @Test func theWorstOutcomeDoesNotDependOnTheOrder() {
    let all: [BaselineDiff.Outcome] = [.matches, .differs, .nothingToCompare, .damaged]
    for first in all {
      #expect(BaselineDiff.Outcome.worst([first]) == first)
      for second in all {
        let worst = BaselineDiff.Outcome.worst([first, second])
        #expect(worst == BaselineDiff.Outcome.worst([second, first]))
        #expect([first, second].contains(worst))
        for third in all {
          #expect(
            BaselineDiff.Outcome.worst([worst, third])
              == BaselineDiff.Outcome.worst([first, second, third]))
        }
      }
    }
    #expect(BaselineDiff.Outcome.worst([.matches, .differs, .damaged]) == .damaged)
    #expect(BaselineDiff.Outcome.worst([]) == .nothingToCompare)
    #expect(Set(all.map(\.exitCode)).count == 4)
  }

  /// Two values that differ are never written alike.
  @Test(arguments: [0.05, 1e-3, 1e-5, 1e-7, 1e-9, 1e-11, 1e-13])
  func aMovementIsShownHoweverSmallItIs(movement: Double) throws {
    let table = TestTable()
    let later = table.with { $0.movement = { $0.row == "net/gem" ? movement : 0 } }
    let text = TextDiffRenderer().render(DiffReport([try table.diff(to: later)]))
    let line = try #require(text.split(separator: "\n").first { $0.contains(" → ") })
    let words = line.split(separator: " ")
    let arrow = try #require(words.firstIndex(of: "→"))
    let (old, new) = (words[arrow - 1], words[arrow + 1])
    #expect(old != new && Double(old) ?? 9 < Double(new) ?? 0)
    #expect(words[arrow + 2].hasPrefix("(+"))
  }
}
