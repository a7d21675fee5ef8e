import Failures
import Tensors

/// Writes what a file of weights holds, for reading.
public struct CheckpointRenderer: Sendable {
  /// The most names of a list that are written out.
  private static let listLimit = 12

  /// Creates a renderer.
  public init() {}

  /// Returns the findings, one a line, with long lists cut short.
  public func render(_ summary: CheckpointSummary) -> String {
    let width = summary.width.map { " of width \($0)" } ?? ""
    let groups = groups(of: summary.dropped, besides: summary.firstMapped)
    var lines = [
      "Format: \(summary.format)",
      "Family: \(summary.family ?? "unknown")",
      "Network: \(summary.architecture.map { $0 + width } ?? "unknown")",
      "Prefix: \(summary.prefix.map { $0.isEmpty ? "none" : $0 } ?? "unknown")",
      "Other networks: \(list(summary.alternatives.map { $0.isEmpty ? "." : $0 }))"
        + (summary.alternatives.isEmpty ? "" : "; --prefix takes one of them"),
      "Tensors: \(summary.tensors)",
      "Mapped: \(summary.mapped)",
      "Dropped: \(list(groups, count: summary.dropped.count))",
      "Missing: \(list(summary.missing))",
      "Unexpected: \(list(summary.unexpected))",
      "Wrong shape: \(list(summary.misshapen))",
      "Inert classes: \(list(summary.inert))",
    ]
    if let exponents = summary.gemExponents { lines.append(inWords(exponents: exponents)) }
    if !summary.whitenings.isEmpty { lines.append("Whitenings: \(list(summary.whitenings))") }
    // Names are those of the file, whoever made it.
    return lines.map(\.legible).joined(separator: "\n") + "\n"
  }

  private func inWords(exponents: [Float]) -> String {
    guard exponents.count > 1, let least = exponents.min(), let most = exponents.max() else {
      return "GeM exponent: \(exponents[0])"
    }
    return "GeM exponents: one for each of \(exponents.count) channels, \(least) to \(most)"
  }

  private func list(_ names: [String], count: Int? = nil) -> String {
    guard !names.isEmpty else { return "0" }
    let shown = names.prefix(Self.listLimit).joined(separator: ", ")
    let rest = names.count - Self.listLimit
    return "\(count ?? names.count) (\(shown)\(rest > 0 ? ", and \(rest) more; see --json" : ""))"
  }

  /// Returns dropped names, those of one subtree that leaves the network's path as one.
  private func groups(of names: [String], besides mapped: String?) -> [String] {
    let path = (mapped ?? "").split(separator: ".")
    var (order, counts) = ([String](), [String: Int]())
    for name in names {
      let group = group(of: name, leaving: path)
      if counts[group] == nil { order.append(group) }
      counts[group, default: 0] += 1
    }
    return order.map { group in
      guard let count = counts[group], count > 1 else { return group }
      return "\(group) × \(count)"
    }
  }

  private func group(of name: String, leaving path: [Substring]) -> String {
    let counter = "num_batches_tracked"
    if name.hasSuffix(".\(counter)") { return "*.\(counter)" }
    let parts = name.split(separator: ".")
    let shared = zip(parts, path).prefix { $0 == $1 }.count
    let kept = parts.prefix(shared + 1).joined(separator: ".")
    return kept == name ? name : "\(kept).*"
  }
}
