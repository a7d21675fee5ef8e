import Records

/// Writes a table as Markdown that is also aligned as plain text.
///
/// Values are percent with two decimals; the best mean of a column is bold.
public struct MarkdownRenderer: TableRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns the table, the first images of its rows, what a selection says, published values, the claims
  /// with their verdicts, what covariates decide, and the notes; of a specification curve its curves in place
  /// of the rows.
  public func render(_ table: ResultTable) -> String {
    var sections = ["# \(Self.oneLine(table.title))"]
    sections += table.curve.map(self.sections(of:)) ?? [values(of: table)]
    if let figure = table.figureFile {
      sections.append("![\(Self.oneLine(table.title))](\(figure))")
    }
    if let firstImages = table.firstImages {
      let pictures = firstImages.queries.indices.map {
        "\(table.name).\(FirstImages.pictureEnding($0))"
      }
      sections += FirstImagesMarkdown().sections(of: firstImages, pictures: pictures)
    }
    if let selection = table.selection { sections += self.sections(of: selection) }
    sections += literature(of: table)
    if !table.claims.isEmpty {
      sections.append("## Claims")
      sections += table.claims.flatMap(claim)
    }
    sections += self.sections(ofCovariates: table)
    if !table.footnotes.isEmpty {
      sections.append("## Notes")
      sections.append(table.footnotes.map { "- \(Self.escape($0.line))" }.joined(separator: "\n"))
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  private func values(of table: ResultTable) -> String {
    let columns = table.columns.indices.map { ValueColumn(of: table, $0) }
    func names(_ axes: [Int]) -> [[String]] {
      [["row"] + axes.map { table.axes[$0] }]
        + table.rows.map { row in [row.label] + axes.map { row.axisValues[$0] } }
    }
    let widths = columns.map {
      (withSet: $0.width(isWithSet: true), alone: $0.width(isWithSet: false))
    }
    let layout = TableLayout(table, separator: 3, columns: widths) { Self.widths(of: names($0)) }
    let leading = names(layout.axes)
    var sections = layout.caption.map { [Self.escape($0)] } ?? []
    for part in layout.parts {
      if let dataset = part.dataset { sections.append("## \(Self.escape(dataset))") }
      for group in layout.groups {
        if let heading = group.heading { sections.append("### \(Self.escape(heading))") }
        for grid in part.grids {
          let shown = grid.map { columns[$0] }
          let header = leading[0] + shown.flatMap { $0.header(isWithSet: part.dataset == nil) }
          let rows = group.rows.map { place in
            leading[place + 1] + shown.flatMap { column in column.texts.map { $0[place] } }
          }
          sections.append(Self.grid(header, rows, leading: leading[0].count))
        }
      }
    }
    return (sections + [Self.legend(of: table)]).joined(separator: "\n\n")
  }

  /// Returns what the marks of the values mean.
  private static func legend(of table: ResultTable) -> String {
    var text = "Percent; the best mean of each column is bold"
    if let separability = table.separability {
      text += ", and \(GroupLetters.legend(of: separability)) (see the notes)"
    }
    text += "."
    if let reference = table.reference {
      text += " Δ: points above or below \(escape(reference))"
      text += table.axes.isEmpty ? "." : ", where it can be under the same \(phrase(table.axes))."
    }
    return text
  }

  private static func phrase(_ words: [String]) -> String {
    words.count < 2
      ? words.joined() : words.dropLast().joined(separator: ", ") + " and \(words[words.count - 1])"
  }

  /// Returns the number of characters of each column.
  private static func widths(of lines: [[String]]) -> [Int] {
    (lines.first ?? []).indices.map { column in
      max(3, lines.map { escape($0[column]).count }.max() ?? 3)
    }
  }

  /// A column of values as text, with the differences from the row of reference where there is one.
  private struct ValueColumn {
    let dataset: String
    let heading: String

    /// The texts of the values and of the differences, each one a row.
    let texts: [[String]]

    init(of table: ResultTable, _ place: Int) {
      dataset = table.columns[place].dataset
      heading = table.columns[place].heading
      let cells = table.rows.map { $0.cells[place] }
      texts =
        [MarkdownRenderer.aligned(cells.map(MarkdownRenderer.text))]
        + (table.reference == nil
          ? [] : [cells.map { $0.difference.map(Rounded.points) ?? "–" }])
    }

    /// Returns what stands above the texts.
    func header(isWithSet: Bool) -> [String] {
      [isWithSet ? "\(dataset) \(heading)" : heading] + texts.dropFirst().map { _ in "Δ" }
    }

    /// Returns the number of characters, those between the two columns included.
    func width(isWithSet: Bool) -> Int {
      let widths = zip(header(isWithSet: isWithSet), texts).map { header, texts in
        MarkdownRenderer.widths(of: ([header] + texts).map { [$0] })[0]
      }
      return widths.reduce(0) { $0 + $1 + 3 } - 3
    }
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

  private static func text(of cell: ResultTable.Cell) -> String {
    guard let mean = cell.mean else { return cell.isAvailable ? "–" : "not available" }
    var text = Rounded.percent(mean)
    if let deviation = cell.deviation { text += " ± \(Rounded.percent(deviation))" }
    if cell.isBest { text = "**\(text)**" }
    text += GroupLetters.superscript(cell.groups)
    if let published = cell.published { text += " (published \(Rounded.percent(published)))" }
    return text
  }

  /// Returns the published results that stand beside no value, a line each.
  private func literature(of table: ResultTable) -> [String] {
    let lines = table.literature.filter { !$0.isBeside }.map { "- \(Self.escape($0.line))" }
    guard !lines.isEmpty else { return [] }
    return ["## Published elsewhere", ResultTable.Literature.legend, lines.joined(separator: "\n")]
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
