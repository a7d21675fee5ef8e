/// Writes what accepting results changes, as lines for a terminal.
public struct AcceptanceRenderer: Sendable {
  private let isDryRun: Bool

  /// Creates a renderer.
  ///
  /// - Parameter isDryRun: whether nothing is going to be written.
  public init(isDryRun: Bool) {
    self.isDryRun = isDryRun
  }

  /// Returns a summary line, each change, and the file that it goes to.
  public func render(_ acceptance: Acceptance) -> String {
    var lines = acceptance.changes.map(lines) ?? []
    if let novelty = acceptance.novelty { lines = ["\(acceptance.table): \(novelty)"] }
    if acceptance.isUnchanged {
      lines.append("\(acceptance.path) stays as it is")
    } else {
      lines.append("\(isDryRun ? "would write" : "wrote") \(acceptance.path)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of changes: BaselineDiff) -> [String] {
    let words = DiffWords(diff: changes)
    let cells = words.listedCells.map { cell in
      "  \(word(cell.baseline != nil, cell.current != nil)) \(words.place(of: cell)): "
        + words.values(of: cell)
    }
    let claims = changes.claims.filter { $0.baseline != $0.current }.map { claim in
      "  \(word(claim.baseline != nil, claim.current != nil)) claim \(claim.claim), column "
        + "\(claim.dataset): \(words.values(of: claim))"
    }
    let lines = words.changes.map { "  \($0)" } + cells + claims
    guard !lines.isEmpty else { return ["\(changes.table): nothing changes"] }
    let moved = cells.count + claims.count
    let counts =
      words.changeCounts + (moved == 0 ? [] : ["\(DiffWords.plural(moved, "value")) moved"])
    return ["\(changes.table): \(counts.joined(separator: ", "))"] + lines
  }

  private func word(_ wasThere: Bool, _ isThere: Bool) -> String {
    wasThere && isThere ? "MOVED" : isThere ? "NEW" : "GONE"
  }
}
