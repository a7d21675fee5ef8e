public import Doctor

/// Writes what `iir dataset verify` found out, for reading.
public struct VerificationRenderer: Sendable {
  /// Creates a renderer.
  public init() {}

  /// Returns the findings about one dataset: a verdict, the facts, then what has to be mended.
  public func render(_ found: DatasetVerification) -> String {
    var lines = ["\(found.name): \(found.isUsable ? "usable" : "NOT USABLE")"]
    lines.append("  folder: \(found.folder)\(found.layout.map { ", kept as \($0)" } ?? "")")
    lines += found.protocols.map { "  \($0.name): \(summary($0))" }
    if found.imageCount > 0 {
      let how = found.isDecoded ? "decoded" : "headers read, pixels not decoded"
      lines.append("  images: \(found.imageCount) \(how)")
    }
    if let digest = found.contentDigest { lines.append("  content: SHA-256 \(digest)") }
    if let release = found.release { lines.append("  release: \(release)") }
    if !found.excludedNames.isEmpty {
      lines.append(
        "  left out: \(found.excludedNames.count) images known to be damaged at their source: "
          + found.excludedNames.joined(separator: ", "))
    }
    lines += found.notes.map { "  note: \($0)" }
    for group in found.problems {
      lines.append("  PROBLEM, \(group.kind): \(group.count)")
      lines += group.examples.map { "    \($0)" }
      let rest = group.count - group.examples.count
      if rest > 0 { lines.append("    and \(rest) more") }
    }
    if !found.isUsable, let source = found.source { lines.append("  source: \(source)") }
    return lines.joined(separator: "\n") + "\n"
  }

  private func summary(_ summary: DatasetVerification.ProtocolSummary) -> String {
    let dropped = summary.unanswerable.sorted { $0.key < $1.key }.map { "\($0.value) in \($0.key)" }
    let remark =
      dropped.isEmpty
      ? "" : "; without a positive, and so left out: \(dropped.joined(separator: ", "))"
    let place =
      switch summary.name {
      case "revisited": " outside the database"
      case "classic": " of the database"
      default: ""
      }
    return "\(summary.databaseCount) images in the database, \(summary.queryCount) queries\(place)"
      + remark
  }
}
