import Evaluation
import Failures
import Records
import Tables

/// Writes a comparison with baselines as a comment for a pull request.
///
/// The verdict stands in the first line; then what changed, and the values that do not match; the rest is
/// folded.
public struct MarkdownDiffRenderer: DiffRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns the comment.
  public func render(_ report: DiffReport) -> String {
    let sections = [headline(of: report)] + report.tables.flatMap(sections)
    return sections.joined(separator: "\n\n") + "\n"
  }

  private func headline(of report: DiffReport) -> String {
    let verdicts = report.tables.map { DiffWords(diff: $0).verdict }
    return "**\(Markdown.text(verdicts.joined(separator: "; ")))** (exit code \(report.exitCode))"
  }

  private func sections(of diff: BaselineDiff) -> [String] {
    let words = DiffWords(diff: diff)
    var sections = ["### \(Markdown.text(diff.table))"]
    if !diff.cells.isEmpty { sections.append(words.counts + ".") }
    if let obstacle = diff.obstacle {
      sections.append(Markdown.list(obstacle.split(whereSeparator: \.isNewline).map(String.init)))
    }
    if !words.uncompared.isEmpty { sections.append(Markdown.list(words.uncompared)) }
    let names = words.changes.dropLast(diff.settings.count)
    if !names.isEmpty { sections.append(Markdown.list(Array(names))) }
    if let table = table(of: diff) { sections.append(table) }
    if let pooled = words.pooled, let test = diff.pooled {
      let leniency = words.leniency.map { "\($0). " } ?? ""
      sections.append("\(leniency)**\(test.status.rawValue)**: \(pooled).")
    } else if let leniency = words.leniency {
      sections.append("\(leniency).")
    }
    sections += folded(diff)
    if diff.outcome == .differs {
      sections.append(
        "To accept the results as they are: `iir baseline accept \(diff.spec.shellWord)`")
    }
    return sections
  }

  /// Returns the values and verdicts that do not match, or nil when all do.
  private func table(of diff: BaselineDiff) -> String? {
    let words = DiffWords(diff: diff)
    let cells = words.listedCells.map { cell in
      [
        cell.status.rawValue, renamed(cell.row, cell.formerRow),
        renamed(cell.column, cell.formerColumn),
      ] + values(of: cell)
    }
    let claims = diff.claims.filter { $0.status != .match }.map { claim in
      [
        claim.status.rawValue, Markdown.text("claim \(claim.claim)"), Markdown.text(claim.dataset),
        claim.baseline?.rawValue.uppercased() ?? "–", claim.current?.rawValue.uppercased() ?? "–",
        "",
      ]
    }
    guard !cells.isEmpty || !claims.isEmpty else { return nil }
    return MarkdownRenderer.grid(
      ["status", "row", "column", "baseline", "now", "points"], cells + claims, leading: 3)
  }

  private func renamed(_ name: String, _ former: String?) -> String {
    Markdown.text(name + (former.map { " (was \($0))" } ?? ""))
  }

  private func values(of cell: BaselineDiff.Cell) -> [String] {
    guard let old = cell.baseline, let new = cell.current else {
      return [
        cell.baseline.map(Rounded.percent) ?? "–", cell.current.map(Rounded.percent) ?? "–", "",
      ]
    }
    let movement = Rounded.Movement(from: old, to: new)
    return [movement.old, movement.new, old == new ? "" : movement.points]
  }

  private func folded(_ diff: BaselineDiff) -> [String] {
    let words = DiffWords(diff: diff)
    let queries = words.listedCells.compactMap { cell -> String? in
      let lines = words.queries(of: cell)
      guard !lines.isEmpty else { return nil }
      return "- \(Markdown.text(words.place(of: cell)))\n"
        + lines.map { "  - \(Markdown.text($0))" }.joined(separator: "\n")
    }
    let settings = diff.settings.map { "- \(Markdown.text(words.words($0)))" }
    return [
      Markdown.details("Queries that moved most", queries),
      Markdown.details("Settings that changed", settings),
      Markdown.details("Where the values were made", provenance(of: diff)),
    ].compactMap(\.self)
  }

  private func provenance(of diff: BaselineDiff) -> [String] {
    let present = [diff.current].compactMap(\.self)
    let runs = diff.baseline.map { ("baseline", $0) } + present.map { ("now", $0) }
    guard !runs.isEmpty else { return [] }
    let names = DiffWords.provenance(runs[0].1).map(\.name)
    let rows = names.indices.map { index in
      [names[index]] + runs.map { DiffWords.provenance($0.1)[index].value }
    }
    return [MarkdownRenderer.grid([""] + runs.map(\.0), rows, leading: 1 + runs.count)]
  }
}

/// The few marks that a comment needs.
private enum Markdown {
  /// Returns text in which nothing is taken for a mark, outside of tables.
  static func text(_ text: String) -> String {
    var escaped = ""
    for character in text {
      // A line must not end before its list item does.
      guard !character.isNewline else {
        escaped.append(" ")
        continue
      }
      if "\\`*_<>[]#".contains(character) { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }

  static func list(_ lines: [String]) -> String {
    lines.map { "- \(text($0))" }.joined(separator: "\n")
  }

  /// Returns a folded part, or nil when it would be empty.
  static func details(_ title: String, _ lines: [String]) -> String? {
    lines.isEmpty
      ? nil
      : "<details><summary>\(title)</summary>\n\n\(lines.joined(separator: "\n"))\n\n</details>"
  }
}
