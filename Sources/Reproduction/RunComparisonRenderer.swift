import Foundation
import JSON
import Tables

/// Writes two runs beside each other, for reading and for programs.
public struct RunComparisonRenderer: Sendable {
  /// How many queries are listed that differ most.
  private static let listedQueries = 10

  /// Creates a renderer.
  public init() {}

  /// Returns everything as one JSON document, in full precision.
  public func json(_ comparison: RunComparison) throws -> String {
    String(decoding: try CanonicalEncoding.data(of: comparison), as: UTF8.self)
  }

  /// Returns the measures, the queries that differ most, and what was left out, as Markdown.
  public func text(_ comparison: RunComparison) -> String {
    let parts =
      ["OURS is \(comparison.ours)  \nTHEIRS is \(comparison.theirs)"]
      + (comparison.order.map { [order($0)] } ?? [])
      + (comparison.metrics.isEmpty ? [] : [scores(comparison.metrics)])
      + [queries(comparison)].compactMap(\.self)
      + (comparison.omitted.isEmpty
        ? []
        : ["Left out:\n\n" + comparison.omitted.map { "- \($0)" }.joined(separator: "\n")])
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func order(_ order: OrderComparison) -> String {
    let names = [
      "unionTau": "Kendall's tau-b, images of either list",
      "intersectionTau": "Kendall's tau, images of both lists",
      "placewiseTau": "Kendall's tau as repro_eval has it (KTU)",
      "rankBiasedOverlap": "rank-biased overlap, extrapolated",
      "truncatedOverlap": "rank-biased overlap, truncated",
    ]
    let rows = OrderComparison.measures.compactMap { measure in
      order.means[measure.name].map { mean in
        [names[measure.name] ?? measure.name, number(mean.mean), "\(mean.queries)"]
      }
    }
    return """
      \(MarkdownRenderer.grid(["ranked lists", "mean", "queries"], rows, leading: 1))

      The first \(order.top) places; \(order.equal) of \(order.perQuery.count) lists are the same. Images that a \
      list lacks are tied behind its last for tau-b. Overlap with p = \(order.persistence): RBO_ext of Webber, \
      Moffat and Zobel 2010, eq. 32; truncated at the end of the longer list, divided by the weights.
      """
  }

  private func scores(_ metrics: [ScoreComparison]) -> String {
    let header = ["metric", "OURS", "THEIRS", "difference", "RMSE", "p", "ER", "ΔRI", "queries"]
    let rows = metrics.map { metric in
      [
        metric.metric, Rounded.percent(metric.ourMean), Rounded.percent(metric.theirMean),
        Rounded.points(metric.ourMean - metric.theirMean),
        Rounded.percent(metric.rootMeanSquareError), probability(metric.probability),
        metric.effectRatio.map(number) ?? "–", metric.deltaRelativeImprovement.map(number) ?? "–",
        "\(metric.perQuery.count)",
      ]
    }
    return """
      \(MarkdownRenderer.grid(header, rows, leading: 1))

      Percent and points. RMSE is over the values of queries; p is of a randomisation test, each query by itself; \
      ER is our effect over the baseline divided by theirs, ΔRI their relative improvement minus ours (Breuer et \
      al. 2020).
      """
  }

  private func queries(_ comparison: RunComparison) -> String? {
    let order = comparison.order?.perQuery ?? []
    guard let metric = comparison.metrics.first else {
      let rows = order.prefix(Self.listedQueries).map { query in
        [query.query] + agreement(query)
      }
      return "The queries that are least alike:\n\n"
        + MarkdownRenderer.grid(["query", "tau-b", "RBO"], rows, leading: 1)
    }
    let queries = metric.perQuery.filter { $0.difference != 0 }.prefix(Self.listedQueries)
    guard !queries.isEmpty else { return "No query differs by \(metric.metric)." }
    let agreementOfQuery = Dictionary(
      order.map { ($0.query, agreement($0)) }, uniquingKeysWith: { first, _ in first })
    let rows = queries.map { query in
      [
        query.query, Rounded.percent(query.ours), Rounded.percent(query.theirs),
        Rounded.points(query.difference),
      ] + (order.isEmpty ? [] : agreementOfQuery[query.query] ?? ["–", "–"])
    }
    let header =
      ["query", "OURS", "THEIRS", "difference"] + (order.isEmpty ? [] : ["tau-b", "RBO"])
    return "The queries that differ most by \(metric.metric):\n\n"
      + MarkdownRenderer.grid(header, rows, leading: 1)
  }

  private func agreement(_ query: OrderComparison.Query) -> [String] {
    [query.unionTau.map(number) ?? "–", number(query.rankBiasedOverlap)]
  }

  private func number(_ value: Double) -> String {
    let text = String(format: "%.4f", value)
    return text == "-0.0000" ? "0.0000" : text
  }

  private func probability(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : String(format: "%.4f", value)
  }
}
