/// Writes a comparison with baselines as commands to a GitHub Actions runner, which shows them beside
/// the spec files of a pull request.
///
/// A step shows ten errors at most, so each table's verdict comes first.
public struct GitHubDiffRenderer: DiffRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns one command a line.
  public func render(_ report: DiffReport) -> String {
    let verdicts = report.tables.map(verdict)
    let details = report.tables.filter { $0.obstacle == nil }.flatMap(details)
    return (verdicts + details).map { "\($0)\n" }.joined()
  }

  private func verdict(_ diff: BaselineDiff) -> String {
    let words = DiffWords(diff: diff)
    let counts = diff.cells.isEmpty ? [] : [words.counts]
    let advice = diff.outcome == .differs ? [words.advice] : []
    let lines =
      counts + [diff.obstacle].compactMap(\.self) + words.changes + words.uncompared + advice
    return command(
      diff.outcome == .matches ? "notice" : "error", diff, title: words.verdict,
      lines.joined(separator: "\n"))
  }

  private func details(_ diff: BaselineDiff) -> [String] {
    let words = DiffWords(diff: diff)
    let cells = words.listedCells.filter { $0.status != .match }.map { cell in
      command(
        "error", diff, title: "\(diff.table): \(cell.status.rawValue)",
        (["\(words.place(of: cell)): \(words.values(of: cell))"] + words.queries(of: cell))
          .joined(separator: "\n"))
    }
    let claims = diff.claims.filter { $0.status != .match }.map { claim in
      command(
        "error", diff, title: "\(diff.table): \(claim.status.rawValue)",
        "claim \(claim.claim), column \(claim.dataset): \(words.values(of: claim))")
    }
    guard let test = diff.pooled, test.status != .match else { return cells + claims }
    return cells + claims + [
      command(
        "error", diff, title: "\(diff.table): \(test.status.rawValue) together", words.pooled ?? "")
    ]
  }

  private func command(
    _ level: String, _ diff: BaselineDiff, title: String, _ message: String
  ) -> String {
    "::\(level) file=\(property(diff.spec)),title=\(property(title))::\(data(message))"
  }

  /// Returns text that cannot end a command.
  private func data(_ text: String) -> String {
    escape(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
  }

  /// Returns text that cannot end a property either.
  private func property(_ text: String) -> String {
    escape(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
  }

  /// Replaces scalars and not characters, of which a carriage return with its line feed is one.
  private func escape(_ text: String, _ codes: [Unicode.Scalar: String]) -> String {
    text.unicodeScalars.reduce(into: "") { escaped, scalar in
      escaped += codes[scalar] ?? String(scalar)
    }
  }
}
