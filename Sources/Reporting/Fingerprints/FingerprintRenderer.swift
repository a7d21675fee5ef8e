import Records

/// Writes fingerprints and what became of them as lines of text.
public struct FingerprintRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the fingerprints of a table, one a line: SHA-256, kind and name.
  public func render(_ table: FingerprintRecord.Table) -> String {
    table.fingerprints.map { "\($0.sha256)  \($0.kind.rawValue)  \($0.name)\n" }.joined()
  }

  /// Returns whether a table's bytes are the accepted ones, and if not where they part first.
  public func render(_ comparison: FingerprintComparison) -> String {
    let table = comparison.table
    if let obstacle = comparison.obstacle { return "\(table): NOT-COMPARABLE: \(obstacle)\n" }
    let uncompared = (comparison.uncompared ?? []).map { "  \($0.words("fingerprints"))" }
    guard let first = comparison.differences.first else {
      let verdict = "\(table): all \(comparison.count) fingerprints are the accepted ones"
      return ([verdict] + uncompared).joined(separator: "\n") + "\n"
    }
    var lines = [
      "\(table): DIFFERS first in the \(first.kind.rawValue) of \(first.name): "
        + "\(short(first.accepted)) accepted, \(short(first.found)) here"
    ]
    lines.append(
      "  \(comparison.differences.count) of \(comparison.count) differ: \(counts(comparison))")
    let before = Fingerprint.Kind.allCases.prefix { $0 != first.kind }.map(\.rawValue)
    if !before.isEmpty {
      lines.append("  The same as accepted is everything before: \(before.joined(separator: ", "))")
    }
    lines.append(
      "  Accepted on \(comparison.acceptedProcessor ?? "an unknown processor"); this is "
        + "\(comparison.processor ?? "another")")
    return (lines + uncompared).joined(separator: "\n") + "\n"
  }

  private func counts(_ comparison: FingerprintComparison) -> String {
    Fingerprint.Kind.allCases.compactMap { kind in
      let count = comparison.differences.count { $0.kind == kind }
      return count == 0 ? nil : "\(kind.rawValue) \(count)"
    }.joined(separator: ", ")
  }

  private func short(_ digest: String?) -> String {
    digest.map { "\($0.prefix(12))…" } ?? "nothing"
  }
}
