/// Writes a table as LaTeX that `\input` takes, for the packages booktabs, siunitx and longtable.
///
/// Values are percent with two decimals, lined up at the point; the best mean of a column is bold, and letters in
/// superscript tell rows that cannot be told apart. Sets stand over their metrics, and published results below the
/// table. It is compiled by pdfLaTeX; names in other scripts than Latin and Greek need LuaLaTeX or XeLaTeX and a
/// font that has them.
public struct LaTeXRenderer: TableRenderer {
  /// The most lines of a table that stands on one page, headings included.
  private static let linesOfAPage = 55

  /// How many lines the heading of a tabular takes.
  private static let linesOfAHeading = 4

  /// Creates a renderer.
  public init() {}

  /// Returns the table in its environment, with a caption and the label `tab:<name>`.
  public func render(_ table: ResultTable) -> String {
    let columns = table.columns.indices.map { ValueColumn(of: table, $0) }
    let widths = columns.map { (withSet: $0.width, alone: $0.width) }
    let layout = TableLayout(table, separator: 2, columns: widths) { axes in
      [longest(["row"] + table.rows.map(\.label))]
        + axes.map { axis in longest([table.axes[axis]] + table.rows.map { $0.axisValues[axis] }) }
    }
    let tabularCount = layout.parts.reduce(0) { $0 + $1.grids.count }
    let lines = tabularCount * (table.rows.count + layout.groups.count + Self.linesOfAHeading)
    let isLong = lines > Self.linesOfAPage
    let tabulars = layout.parts.flatMap { part in
      part.grids.map { grid in tabular(of: table, columns, grid, layout) }
    }
    var caption =
      [Self.escape(table.title) + "."] + (layout.caption.map { [Self.escape($0)] } ?? [])
    caption.append(legend(of: table))
    let head = """
      % \(Self.comment(table.title))
      % \\usepackage{booktabs, siunitx\(isLong ? ", longtable" : "")}

      """
    let words = caption.joined(separator: " ")
    let notes = literature(of: table)
    return isLong
      ? head + long(tabulars, caption: words, name: table.name, notes: notes)
      : head + floating(tabulars, caption: words, name: table.name, notes: notes)
  }

  /// Returns the published results below the table, nothing for none.
  private func literature(of table: ResultTable) -> String {
    guard !table.literature.isEmpty else { return "" }
    let items = table.literature.map { "    \\item \(Self.escape($0.line))\n" }.joined()
    return """

        \\begin{itemize}\\footnotesize\\raggedright
      \(items)  \\end{itemize}
      """
  }

  // MARK: Environments

  /// How numbers are set; bold ones keep their place.
  private static let setup = """
      \\footnotesize\\setlength{\\tabcolsep}{3pt}
      \\sisetup{detect-all, table-align-text-after = false, separate-uncertainty = true, retain-explicit-plus}

    """

  private func floating(
    _ tabulars: [Tabular], caption: String, name: String, notes: String
  ) -> String {
    let body = tabulars.map { tabular in
      """
        \\begin{tabular}{\(tabular.specification)}
          \\toprule
      \(tabular.header)
          \\midrule
      \(tabular.rows)
          \\bottomrule
        \\end{tabular}
      """
    }
    return """
      \\begin{table}
        \\centering
        \\caption{\(caption)}
        \\label{tab:\(name)}
      \(Self.setup)\(body.joined(separator: "\n\n  \\bigskip\n"))\(notes)
      \\end{table}

      """
  }

  /// Returns tables that go on from page to page, the caption above the first.
  private func long(
    _ tabulars: [Tabular], caption: String, name: String, notes: String
  ) -> String {
    let body = tabulars.enumerated().map { place, tabular in
      let top = place == 0 ? "    \\caption{\(caption)}\\label{tab:\(name)}\\\\\n" : ""
      return """
          \\begin{longtable}{\(tabular.specification)}
        \(top)    \\toprule
        \(tabular.header)
            \\midrule
            \\endfirsthead
            \\toprule
        \(tabular.header)
            \\midrule
            \\endhead
            \\bottomrule
            \\endfoot
        \(tabular.rows)
          \\end{longtable}
        """
    }
    return "{\n\(Self.setup)\(body.joined(separator: "\n\n"))\(notes)\n}\n"
  }

  /// The parts of a tabular.
  private struct Tabular {
    /// What stands in the columns.
    let specification: String

    /// The lines of the heading.
    let header: String

    /// The lines of the rows.
    let rows: String
  }

  private func tabular(
    of table: ResultTable, _ all: [ValueColumn], _ grid: [Int], _ layout: TableLayout
  ) -> Tabular {
    let columns = grid.map { all[$0] }
    let axes = layout.axes
    let leading = 1 + axes.count
    let specification =
      "@{}" + String(repeating: "l", count: leading) + columns.map(\.specification).joined() + "@{}"
    var spans: [String] = []
    var rules: [String] = []
    var next = leading + 1
    for group in table.columnGroups {
      let width = grid.filter(group.places.contains).reduce(0) { $0 + all[$1].texts.count }
      guard width > 0 else { continue }
      spans.append("\\multicolumn{\(width)}{c}{\(Self.escape(group.dataset))}")
      rules.append("\\cmidrule(lr){\(next)-\(next + width - 1)}")
      next += width
    }
    let headings =
      ["row"].map(Self.escape) + axes.map { Self.escape(table.axes[$0]) }
      + columns.flatMap(\.headings)
    let header = [
      (Array(repeating: "", count: leading) + spans).joined(separator: " & ") + " \\\\",
      rules.joined(separator: " "),
      headings.joined(separator: " & ") + " \\\\",
    ]
    func line(_ place: Int) -> String {
      let row = table.rows[place]
      let cells =
        ([row.label] + axes.map { row.axisValues[$0] }).map(Self.escape)
        + columns.flatMap { column in column.texts.map { $0[place] } }
      return cells.joined(separator: " & ") + " \\\\"
    }
    let width = leading + columns.reduce(0) { $0 + $1.texts.count }
    let lines = layout.groups.enumerated().flatMap { number, group in
      (number > 0 ? ["\\addlinespace"] : [])
        + (group.heading.map {
          ["\\multicolumn{\(width)}{@{}l}{\\itshape \(Self.escape($0))} \\\\*"]
        } ?? [])
        + group.rows.map(line)
    }
    return Tabular(
      specification: specification, header: header.map { "    \($0)" }.joined(separator: "\n"),
      rows: lines.map { "    \($0)" }.joined(separator: "\n"))
  }

  private func legend(of table: ResultTable) -> String {
    var text = "Percent; the best mean of each column is bold"
    if let separability = table.separability {
      text += ", and \(Self.escape(GroupLetters.legend(of: separability)))"
    }
    text += "."
    if let reference = table.reference {
      text += " $\\Delta$: points above or below \(Self.escape(reference))."
    }
    return text
  }

  // MARK: Columns

  /// A column of values, with the differences from the row of reference where there is one.
  private struct ValueColumn {
    /// The texts of the values and of the differences, each one a row.
    let texts: [[String]]

    /// What stands above them.
    let headings: [String]

    /// What they are in a tabular.
    let specification: String

    /// The number of characters that are seen of them.
    let width: Int

    init(of table: ResultTable, _ place: Int) {
      let column = table.columns[place]
      let cells = table.rows.map { $0.cells[place] }
      let marks = cells.map { GroupLetters.plain($0.groups) }
      let widest = marks.max { $0.count < $1.count } ?? ""
      let deviations = cells.compactMap(\.deviation).map(Rounded.percent)
      let values = cells.compactMap(\.mean).map(Rounded.percent)
      let words = column.heading.split(separator: " ").flatMap { $0.split(separator: ".") }
      let whole = values.map { $0.count - 3 }.max() ?? 1
      let uncertain =
        deviations.isEmpty ? "" : "(\((deviations.map { $0.count - 1 }.max() ?? 1)))"
      let space =
        widest.isEmpty ? "" : ", table-space-text-post = \\bfseries\\textsuperscript{\(widest)}"
      let number = "S[table-format = \(whole).2\(uncertain)\(space)]"
      let heading =
        "{\\shortstack[b]{\(words.map { LaTeXRenderer.escape(String($0)) }.joined(separator: "\\\\"))}}"
      let main = zip(cells, marks).map { cell, mark in
        guard let mean = cell.mean else { return cell.isAvailable ? "{--}" : "{n/a}" }
        var text = (cell.isBest ? "\\bfseries " : "") + Rounded.percent(mean)
        if let deviation = cell.deviation { text += " \\pm \(Rounded.percent(deviation))" }
        return mark.isEmpty ? text : text + "{\\textsuperscript{\(mark)}}"
      }
      let differences = cells.map { $0.difference.map(Rounded.points) }
      let digits = differences.compactMap { $0.map { $0.count - 4 } }.max() ?? 1
      let longestWord = words.map(\.count).max() ?? 1
      let valueWidth =
        whole + 3 + (deviations.map { $0.count + 3 }.max() ?? 0) + (widest.count + 1) / 2
      guard table.reference != nil else {
        (texts, headings, specification) = ([main], [heading], number)
        width = max(valueWidth, longestWord)
        return
      }
      texts = [main, differences.map { $0 ?? "{--}" }]
      headings = [heading, "{$\\Delta$}"]
      specification = number + "S[table-format = +\(digits).2]"
      width = max(valueWidth, longestWord) + 2 + digits + 4
    }
  }

  private func longest(_ texts: [String]) -> Int { texts.map(\.count).max() ?? 0 }

  // MARK: Text

  /// Returns text in which nothing is a command, and that cannot end a line.
  static func escape(_ text: String) -> String {
    MarkdownRenderer.oneLine(text).unicodeScalars.map { scalar in
      replacements[scalar] ?? String(Character(scalar))
    }.joined()
  }

  private static let replacements: [Unicode.Scalar: String] = {
    var table: [Unicode.Scalar: String] = [
      "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "#": "\\#",
      "_": "\\_", "%": "\\%", "^": "\\textasciicircum{}", "~": "\\textasciitilde{}",
      "<": "\\textless{}", ">": "\\textgreater{}", "|": "\\textbar{}",
      "–": "--", "—": "---", "…": "\\dots{}", "×": "$\\times$", "±": "$\\pm$", "−": "$-$",
      "·": "$\\cdot$", "≤": "$\\leq$", "≥": "$\\geq$", "→": "$\\rightarrow$", "√": "$\\surd$",
      "∞": "$\\infty$", "ᵃ": "\\textsuperscript{a}", "Δ": "$\\Delta$", "Σ": "$\\Sigma$",
      "Ω": "$\\Omega$",
    ]
    let greek: [(Unicode.Scalar, String)] = [
      ("α", "alpha"), ("β", "beta"), ("γ", "gamma"), ("δ", "delta"), ("ε", "varepsilon"),
      ("ζ", "zeta"), ("η", "eta"), ("θ", "theta"), ("κ", "kappa"), ("λ", "lambda"), ("μ", "mu"),
      ("ν", "nu"), ("ξ", "xi"), ("π", "pi"), ("ρ", "rho"), ("σ", "sigma"), ("τ", "tau"),
      ("φ", "varphi"), ("χ", "chi"), ("ψ", "psi"), ("ω", "omega"),
    ]
    for (letter, name) in greek { table[letter] = "$\\\(name)$" }
    return table
  }()

  /// Returns text that a comment may hold.
  private static func comment(_ text: String) -> String { MarkdownRenderer.oneLine(text) }
}
