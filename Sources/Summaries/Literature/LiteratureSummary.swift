import JSON
public import Literature
import Specs
import Tables

/// Writes a ledger of published results for reading and for programs.
public struct LiteratureSummary: Sendable {
  private let ledger: LiteratureLedger

  /// Creates the summary of a ledger.
  public init(_ ledger: LiteratureLedger) {
    self.ledger = ledger
  }

  /// The tables as Markdown that is also aligned as plain text, ending with a newline: networks without labels
  /// beside classifiers of the same architecture, the values with their sources, and the protocols.
  public var text: String {
    var sections = comparisons
    sections += ["## Values", Self.percent, values, "## Protocols", Self.unsaid, protocols]
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// The entries and the comparisons of architectures as one JSON document.
  public func json() throws -> String {
    String(
      decoding: try CanonicalEncoding.data(
        of: Document(
          comparisons: ledger.architectureComparisons.map(Document.Comparison.init),
          entries: ledger.entries)), as: UTF8.self)
  }

  private static let percent = "Percent, as their sources give them."
  private static let unsaid = "– is what the source does not say."

  // MARK: Tables

  private var comparisons: [String] {
    let found = ledger.architectureComparisons
    guard !found.isEmpty else { return [] }
    let header = [
      "architecture", "without labels", "classifier", "set", "metric", "without", "classifier",
      "points",
    ]
    let rows = found.map { comparison in
      [
        comparison.architecture, comparison.contrastive.entry.id, comparison.classifier.entry.id,
        comparison.dataset, comparison.metric, Rounded.hundredths(comparison.contrastive.percent),
        Rounded.hundredths(comparison.classifier.percent),
        comparison.lead.map { Rounded.points($0 / 100) } ?? "–",
      ]
    }
    let pairs = found.filter { $0.lead == nil }.map { comparison in
      let differences = comparison.differences.map(\.words).joined(separator: "; ")
      return
        "- \(comparison.contrastive.entry.id) against \(comparison.classifier.entry.id): \(differences)"
    }
    let notes =
      pairs.isEmpty
      ? []
      : [
        "Not comparable, – above, since their protocols differ:",
        pairs.unique.joined(separator: "\n"),
      ]
    return [
      "## Contrastive against classifier, the same architecture",
      "Percent, and points by which the network without labels leads.",
      MarkdownRenderer.grid(header, rows, leading: 5),
    ] + notes
  }

  private var values: String {
    let rows = ledger.entries.flatMap { entry in
      entry.values.enumerated().map { place, value in
        let isFirst = place == 0
        return [
          isFirst ? entry.id : "", isFirst ? entry.system.words : "", value.dataset, value.metric,
          Rounded.hundredths(value.percent), isFirst ? entry.ranBy?.words ?? "–" : "",
          isFirst ? entry.source.words : "",
        ]
      }
    }
    // Values line up at their points, though text stands behind them.
    let width = rows.map { $0[4].count }.max() ?? 0
    let padded = rows.map { row in
      var row = row
      row[4] = String(repeating: " ", count: width - row[4].count) + row[4]
      return row
    }
    let header = ["id", "system", "set", "metric", "percent", "run by", "source"]
    return MarkdownRenderer.grid(header, padded, leading: header.count)
  }

  private var protocols: String {
    let fields = ledger.entries.first?.setting.statements.map(\.field) ?? []
    let rows = ledger.entries.map { [$0.id] + $0.setting.statements.map { $0.words ?? "–" } }
    return MarkdownRenderer.grid(["id"] + fields, rows, leading: fields.count + 1)
  }
}

/// A ledger for programs.
private struct Document: Encodable {
  let comparisons: [Comparison]
  let entries: [LiteratureEntry]

  /// A network without labels beside a classifier; values in percent.
  struct Comparison: Encodable {
    let architecture: String
    let dataset: String
    let metric: String
    let contrastive: String
    let classifier: String
    let contrastivePercent: Double
    let classifierPercent: Double

    /// The fields in which the protocols differ, in words.
    let differences: [String]

    init(_ comparison: ArchitectureComparison) {
      architecture = comparison.architecture
      dataset = comparison.dataset
      metric = comparison.metric
      contrastive = comparison.contrastive.entry.id
      classifier = comparison.classifier.entry.id
      contrastivePercent = comparison.contrastive.percent
      classifierPercent = comparison.classifier.percent
      differences = comparison.differences.map(\.words)
    }
  }
}
