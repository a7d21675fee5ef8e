import Experiments

/// Writes a comparison with a baseline as lines of text.
public struct DiffRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns a summary line, then each value and verdict that does not match, then the queries that
  /// moved most.
  public func render(_ diff: BaselineDiff) -> String {
    var lines = [summary(of: diff)]
    if let obstacle = diff.obstacle {
      lines.append("  NOT-COMPARABLE \(diff.table): \(obstacle)")
    } else {
      lines += diff.cells.filter { $0.status != .match }.map { line($0, table: diff.table) }
      lines += diff.claims.filter { $0.status != .match }.map { line($0, table: diff.table) }
    }
    if !diff.movedQueries.isEmpty {
      lines.append("  Queries that moved most:")
      lines += diff.movedQueries.map {
        "    \($0.query), row \($0.row), column \($0.dataset.rawValue) \($0.metric): "
          + "\(Rounded.percent($0.baseline)) → \(Rounded.percent($0.current))"
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func summary(of diff: BaselineDiff) -> String {
    let statuses = diff.cells.map(\.status) + diff.claims.map(\.status)
    let counts = BaselineDiff.Status.allCases.compactMap { status in
      let count = statuses.count { $0 == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    let list = counts.isEmpty ? "nothing to compare" : counts.joined(separator: ", ")
    return "\(diff.table): \(list)"
  }

  private func line(_ cell: BaselineDiff.Cell, table: String) -> String {
    let place =
      "  \(cell.status.rawValue) \(table), row \(cell.row), "
      + "column \(cell.dataset.rawValue) \(cell.metric): "
    guard let baseline = cell.baseline else {
      return place + "not in the baseline; accept a new one"
    }
    let accepted = "baseline \(Rounded.percent(baseline))"
    guard let current = cell.current else { return place + "\(accepted), not in the run" }
    let tolerance = cell.tolerance.map { ", tolerance \(Rounded.percent($0)) points" } ?? ""
    return place + "\(accepted), now \(Rounded.percent(current))\(tolerance)"
  }

  private func line(_ claim: BaselineDiff.Claim, table: String) -> String {
    "  \(claim.status.rawValue) \(table), claim \(claim.claim), column \(claim.dataset.rawValue): "
      + "baseline \(word(claim.baseline)), now \(word(claim.current))"
  }

  private func word(_ verdict: ClaimVerdict?) -> String {
    verdict?.rawValue.uppercased() ?? "absent"
  }
}
