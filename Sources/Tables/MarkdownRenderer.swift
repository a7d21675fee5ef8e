/// Writes a table as Markdown that is also aligned as plain text.
///
/// Values are percent with two decimals; the best mean of a column is bold.
public struct MarkdownRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns the table, what a selection says, published values, the claims with their verdicts, what
  /// covariates decide, and the notes; of a specification curve its curves in place of the rows.
  public func render(_ table: ResultTable) -> String {
    var sections = ["# \(Self.oneLine(table.title))"]
    sections += table.curve.map(self.sections(of:)) ?? [values(of: table)]
    if let figure = table.figureFile {
      sections.append("![\(Self.oneLine(table.title))](\(figure))")
    }
    if let selection = table.selection { sections += self.sections(of: selection) }
    if !table.literature.isEmpty { sections += literature(of: table) }
    if !table.claims.isEmpty {
      sections.append("## Claims")
      sections += table.claims.flatMap(claim)
    }
    sections += self.sections(ofCovariates: table)
    if !table.footnotes.isEmpty {
      sections.append("## Notes")
      sections.append(table.footnotes.map { "- \(Self.escape($0))" }.joined(separator: "\n"))
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// The mark of the best values of a column that cannot be told from each other.
  static let likeBest = "ᵃ"

  private func values(of table: ResultTable) -> String {
    let header = ["row"] + table.axes + table.columns.map { "\($0.dataset) \($0.heading)" }
    let columns = table.columns.indices.map { column in
      Self.aligned(table.rows.map { text(of: $0.cells[column]) })
    }
    let rows = table.rows.enumerated().map { place, row in
      [row.label] + row.axisValues + columns.map { $0[place] }
    }
    let marks =
      table.separability == nil
      ? "" : ", and what cannot be told from it bears \(Self.likeBest) (see the notes)"
    return Self.grid(header, rows, leading: 1 + table.axes.count)
      + "\n\nPercent; the best mean of each column is bold\(marks)."
  }

  /// Returns texts whose decimal points line up when they end at one place, whatever marks are behind them.
  private static func aligned(_ texts: [String]) -> [String] {
    let ends = texts.map { text in
      text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) }
    }
    let longest = ends.compactMap(\.self).max() ?? 0
    return zip(texts, ends).map { text, end in
      text + String(repeating: " ", count: end.map { longest - $0 } ?? 0)
    }
  }

  private func text(of cell: ResultTable.Cell) -> String {
    guard let mean = cell.mean else { return cell.isAvailable ? "–" : "not available" }
    var text = Rounded.percent(mean)
    if let deviation = cell.deviation { text += " ± \(Rounded.percent(deviation))" }
    if cell.isBest { text = "**\(text)**" }
    if cell.isLikeBest { text += Self.likeBest }
    if let published = cell.published { text += " (published \(Rounded.percent(published)))" }
    return text
  }

  /// Returns the published results, with the same columns as the table.
  private func literature(of table: ResultTable) -> [String] {
    let header = ["network"] + table.columns.map { "\($0.dataset) \($0.heading)" } + ["read in"]
    let rows = table.literature.map { row in
      [row.label] + row.values.map { $0.map(Rounded.percent) ?? "–" } + [row.citation]
    }
    return [
      "## Published elsewhere",
      "Percent, as their sources give them; none was computed here.",
      Self.grid(header, rows, leading: 1),
    ]
  }

  private func claim(_ claim: ResultTable.Claim) -> [String] {
    let head =
      "**\(claim.name)**: \(Self.escape(claim.statement)) "
      + (claim.scope.map { "Scope: \(Self.escape($0)). " } ?? "")
      + "(\(Self.escape(claim.source))) "
      + "`\(claim.better)` against `\(claim.worse)`, \(claim.metric):"
    let rows = claim.verdicts.map { verdict in
      [
        verdict.dataset, verdict.word, Rounded.points(verdict.difference),
        "\(Rounded.points(verdict.lower)) … \(Rounded.points(verdict.upper))",
        "\(Int((verdict.confidence * 100).rounded())) %", "\(verdict.queries)",
        verdict.seedDifferences.map(Rounded.points).joined(separator: ", "),
      ]
    }
    guard !rows.isEmpty || claim.absentDatasets.isEmpty else {
      let sets = claim.absentDatasets.joined(separator: ", ")
      return ["\(head) not judged without \(sets)."]
    }
    guard !rows.isEmpty else { return ["\(head) not judged, since its rows are not available."] }
    let header = [
      "dataset", "verdict", "points", "interval", "confidence", "queries", "points by seed",
    ]
    let strata = claim.verdicts.filter { !$0.strata.isEmpty }.map { verdict in
      "\(verdict.dataset), points by stratum: "
        + verdict.strata.map { "\(Self.escape($0.name)) \(Rounded.points($0.difference))" }
        .joined(separator: ", ") + "."
    }
    return [head, Self.grid(header, rows, leading: 2)] + strata
  }

  /// Returns a table whose columns line up, the leading ones to the left, the others to the right.
  package static func grid(_ header: [String], _ rows: [[String]], leading: Int) -> String {
    let lines = ([header] + rows).map { $0.map(escape) }
    let widths = header.indices.map { column in
      max(3, lines.map { $0[column].count }.max() ?? 3)
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.indices.map { i in
        let space = String(repeating: " ", count: widths[i] - cells[i].count)
        return i < leading ? cells[i] + space : space + cells[i]
      }
      return "| \(padded.joined(separator: " | ")) |"
    }
    let rule = widths.indices.map { i in
      let dashes = String(repeating: "-", count: widths[i] - 1)
      return i < leading ? ":\(dashes)" : "\(dashes):"
    }
    return ([line(lines[0]), line(rule)] + lines.dropFirst().map(line)).joined(separator: "\n")
  }

  /// Returns text that cannot end a cell or a line.
  ///
  /// A backslash before a bar would else escape the one that escapes the bar.
  static func escape(_ text: String) -> String {
    var (escaped, backslashes) = ("", 0)
    for scalar in oneLine(text).unicodeScalars {
      if scalar == "|" { escaped += String(repeating: "\\", count: backslashes + 1) }
      backslashes = scalar == "\\" ? backslashes + 1 : 0
      escaped.unicodeScalars.append(scalar)
    }
    return escaped
  }

  /// Returns text that cannot end a line, whichever way lines are ended.
  static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }
}
