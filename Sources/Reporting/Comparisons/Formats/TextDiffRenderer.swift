/// Writes a comparison with baselines as lines for a terminal.
///
/// Each table has a summary line; below it stand what was added, removed, renamed or changed, each value
/// and verdict that does not match, and under a value the queries that moved most.
public struct TextDiffRenderer: DiffRenderer {
  /// Creates a renderer.
  public init() {}

  /// Returns the tables one after another, an empty line between them.
  public func render(_ report: DiffReport) -> String {
    report.tables.map { lines(of: $0).joined(separator: "\n") + "\n" }.joined(separator: "\n")
  }

  private func lines(of diff: BaselineDiff) -> [String] {
    let words = DiffWords(diff: diff)
    guard !diff.cells.isEmpty else {
      return [words.verdict] + obstacle(of: diff) + words.uncompared.map { "  \($0)" }
    }
    var lines = ["\(diff.table): \(words.counts)"] + obstacle(of: diff)
    lines += words.changes.map { "  \($0)" }
    lines += words.listedCells.flatMap { cell in
      ["  \(cell.status.rawValue) \(words.place(of: cell)): \(words.values(of: cell))"]
        + words.queries(of: cell).map { "    \($0)" }
    }
    lines += diff.claims.filter { $0.status != .match }.map { claim in
      "  \(claim.status.rawValue) claim \(claim.claim), column \(claim.dataset): "
        + words.values(of: claim)
    }
    lines += words.uncompared.map { "  \($0)" }
    if let leniency = words.leniency { lines.append("  \(leniency)") }
    if let test = diff.pooled, let pooled = words.pooled {
      lines.append("  \(test.status.rawValue) \(pooled)")
    }
    return diff.outcome == .differs ? lines + ["  \(words.advice)"] : lines
  }

  private func obstacle(of diff: BaselineDiff) -> [String] {
    (diff.obstacle ?? "").split(whereSeparator: \.isNewline).map { "  \($0)" }
  }
}
