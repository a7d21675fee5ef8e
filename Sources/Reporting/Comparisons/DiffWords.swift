import Evaluation
import Failures
import Foundation
import Records
import Tables

/// The sentences that every format for people says of a comparison.
struct DiffWords {
  let diff: BaselineDiff

  /// What the comparison comes to: "tiny differs from its baseline".
  var verdict: String {
    switch diff.outcome {
    case .matches: "\(diff.table) matches its baseline"
    case .differs: "\(diff.table) differs from its baseline"
    case .nothingToCompare: "\(diff.table): nothing to compare"
    case .damaged: "\(diff.table): a file is damaged"
    }
  }

  /// How many values and verdicts there are of each status, and what changed: "3 MATCH; 1 row added".
  var counts: String {
    let statuses = diff.counts.map { "\($0.count) \($0.status.rawValue)" }
    return [statuses, changeCounts].filter { !$0.isEmpty }.map { $0.joined(separator: ", ") }
      .joined(separator: "; ")
  }

  /// How much was added, removed, renamed or changed: "1 row added".
  var changeCounts: [String] {
    nameCounts(diff.rows, "row") + nameCounts(diff.columns, "column")
      + (diff.settings.isEmpty ? [] : [Self.plural(diff.settings.count, "setting") + " changed"])
  }

  /// What was added, removed, renamed or changed, one line each.
  var changes: [String] {
    diff.rows.map { Self.words($0, "row") } + diff.columns.map { Self.words($0, "column") }
      + diff.settings.map { "CHANGED \(words($0))" }
  }

  /// The optional sets that are not compared, one line each.
  var uncompared: [String] { (diff.uncompared ?? []).map { $0.words("values") } }

  /// How the results become the baseline.
  var advice: String {
    "To accept the results as they are: iir baseline accept \(diff.spec.shellWord)"
  }

  /// The number of values that are not compared bit by bit, and how they are; nil when there is none.
  var leniency: String? {
    let count = diff.cells.count { !$0.isExact && $0.status != .notComparable }
    guard count > 0 else { return nil }
    return "Compared within \(points(diff.tolerance)), since settings changed or rows are in "
      + "bfloat16: \(Self.plural(count, "value"))"
  }

  /// What all values that are not compared exactly say together; nil when there is no such test.
  var pooled: String? {
    diff.pooled.map { test in
      "\(Self.plural(test.cells, "value")) together: \(Rounded.points(test.mean)) points, "
        + "\(Int((test.confidence * 100).rounded())) % interval \(Rounded.points(test.lower)) … "
        + "\(Rounded.points(test.upper)), \(Self.plural(test.queries, "query", "queries"))"
    }
  }

  /// The values to list: every one that was asked for, or else those that do not match, without the
  /// values of rows and columns that only one side has.
  var listedCells: [BaselineDiff.Cell] {
    func isLone(_ name: String, _ changes: [BaselineDiff.NameChange]) -> Bool {
      changes.contains {
        ($0.baseline == nil || $0.current == nil) && [$0.baseline, $0.current].contains(name)
      }
    }
    return diff.cells.filter { cell in
      (cell.status != .match || diff.isSelection) && !isLone(cell.row, diff.rows)
        && !isLone(cell.column, diff.columns)
    }
  }

  /// Where a value stands: "row net/gem, column mini-oxford medium.mAP", with former names.
  func place(of cell: BaselineDiff.Cell) -> String {
    let row = cell.row + (cell.formerRow.map { " (was \($0))" } ?? "")
    let column = cell.column + (cell.formerColumn.map { " (was \($0))" } ?? "")
    return "row \(row), column \(column)"
  }

  /// The value before and now: "25.00 → 24.00 (-1.00 points)".
  func values(of cell: BaselineDiff.Cell) -> String {
    guard let old = cell.baseline else {
      return "not in the baseline → \(cell.current.map(Rounded.percent) ?? "–")"
    }
    guard let new = cell.current else { return "\(Rounded.percent(old)) → not in the run" }
    let movement = Rounded.Movement(from: old, to: new)
    guard old != new else {
      return (cell.movedQueryCount ?? 0) > 0 || cell.status != .match
        ? "\(movement.new) as before, but queries moved" : "\(movement.new) as before"
    }
    return "\(movement.old) → \(movement.new) (\(movement.points) points)"
  }

  /// The queries of a value that moved most, and how many others did.
  func queries(of cell: BaselineDiff.Cell) -> [String] {
    guard let moved = cell.movedQueryCount else { return [] }
    guard moved > 0 else {
      let isMoved = cell.status != .match && cell.status != .notComparable
      return isMoved ? ["no query moved by 0.01 points or more"] : []
    }
    let others = moved - cell.movedQueries.count
    return cell.movedQueries.map {
      "\($0.query): \(Rounded.percent($0.baseline)) → \(Rounded.percent($0.current))"
    } + (others > 0 ? ["and \(Self.plural(others, "other query", "other queries"))"] : [])
  }

  /// A verdict before and now: "HOLDS → FAILS".
  func values(of claim: BaselineDiff.Claim) -> String {
    func word(_ text: String?) -> String { text?.uppercased() ?? "absent" }
    return "\(word(claim.baseline?.rawValue)) → \(word(claim.current?.rawValue))"
  }

  /// A field, both values and the rows they concern.
  func words(_ change: SettingsChange) -> String {
    let isOfRow = !change.field.hasPrefix("models.")
    switch change.rows.count {
    case 0: return change.words
    case 1 where isOfRow: return "\(change.rows[0]): \(change.words)"
    default: return "\(change.words) (\(RowList(change.rows).words))"
    }
  }

  /// Where and how a run was made, by name.
  static func provenance(_ run: Baseline.Run) -> [(name: String, value: String)] {
    let commit = run.gitCommit.map { $0 + (run.gitIsDirty == true ? " with changes" : "") }
    let libraries = run.libraries.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return [
      ("commit", commit ?? "unknown"), ("date", run.date), ("processor", run.processor),
      ("libraries", libraries.joined(separator: ", ")),
    ]
  }

  /// A fraction in points: "2.00 points".
  func points(_ fraction: Double) -> String { "\(Rounded.percent(fraction)) points" }

  /// A number with a noun: "1 row", "2 rows".
  static func plural(_ count: Int, _ one: String, _ many: String? = nil) -> String {
    "\(count) \(count == 1 ? one : many ?? "\(one)s")"
  }

  private static func words(_ change: BaselineDiff.NameChange, _ noun: String) -> String {
    switch (change.baseline, change.current) {
    case (let old?, let new?): "RENAMED \(noun) \(old) → \(new)"
    case (let old?, nil): "REMOVED \(noun) \(old)"
    case (nil, let new): "ADDED \(noun) \(new ?? "")"
    }
  }

  private func nameCounts(_ changes: [BaselineDiff.NameChange], _ noun: String) -> [String] {
    let counts = [
      ("added", changes.count { $0.baseline == nil }),
      ("removed", changes.count { $0.current == nil }),
      ("renamed", changes.count { $0.baseline != nil && $0.current != nil }),
    ]
    return counts.filter { $0.1 > 0 }.map { "\(Self.plural($0.1, noun)) \($0.0)" }
  }
}
