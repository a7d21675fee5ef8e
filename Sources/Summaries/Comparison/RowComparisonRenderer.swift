import Evaluation
import Figures
import Foundation
import JSON
public import Records
import Reporting
import Specs
import Tables

/// Writes two rows of a table beside each other, for reading, for programs and as a figure.
public struct RowComparisonRenderer: Sendable {
  /// How many queries are listed that decide the difference.
  private static let listedQueries = 10

  /// Creates a renderer.
  public init() {}

  /// Returns a line for each column, and below it the queries that decide the first of them.
  ///
  /// - Parameter comparisons: the columns; at least one.
  /// - Returns: the text, ending with a newline.
  public func table(_ comparisons: [RowComparison]) -> String {
    guard let first = comparisons.first else { return "" }
    let header = [
      "column", "A", "B", "A − B", "interval", "p", "wins", "losses", "ties",
    ]
    let rows = comparisons.map { comparison in
      [
        "\(comparison.dataset.rawValue) \(comparison.metric)",
        Rounded.percent(comparison.firstMean), Rounded.percent(comparison.secondMean),
        Rounded.points(comparison.difference), interval(of: comparison),
        probability(of: comparison), "\(comparison.wins)", "\(comparison.losses)",
        "\(comparison.ties)",
      ]
    }
    let confidence = Int((first.confidence * 100).rounded())
    let queries = first.queries.prefix(Self.listedQueries).map { query in
      [
        query.name, Rounded.percent(query.first), Rounded.percent(query.second),
        Rounded.points(query.difference),
      ]
    }
    return """
      A is \(first.first)
      B is \(first.second)

      \(MarkdownRenderer.grid(header, rows, leading: 1))

      Percent and points. Intervals of \(confidence) % are those of claims, over \
      \(first.clusters.map { "the values of \($0)" } ?? "landmarks") and seeds; p is of a \
      randomisation test, queries of one landmark together, of each column by itself.

      The queries that decide \(first.dataset.rawValue) \(first.metric):

      \(MarkdownRenderer.grid(["query", "A", "B", "A − B"], queries, leading: 1))

      """
  }

  /// Returns everything as one JSON document, fractions in full precision.
  public func json(_ comparisons: [RowComparison]) throws -> String {
    String(decoding: try CanonicalEncoding.data(of: comparisons), as: UTF8.self)
  }

  /// Returns a scatter plot of the queries of one column, as SVG: the first row upwards.
  public func scatter(_ comparison: RowComparison) -> String {
    ScatterFigure(
      title: "\(comparison.dataset.rawValue) \(comparison.metric), query by query",
      horizontal: comparison.second, vertical: comparison.first,
      points: comparison.queries.map { query in
        ScatterFigure.Point(
          name: "\(query.name): \(Rounded.percent(query.first)) against "
            + Rounded.percent(query.second),
          x: 100 * query.second, y: 100 * query.first)
      }
    ).svg.text
  }

  private func interval(of comparison: RowComparison) -> String {
    guard let lower = comparison.lower, let upper = comparison.upper else { return "–" }
    return "\(Rounded.points(lower)) … \(Rounded.points(upper))"
  }

  private func probability(of comparison: RowComparison) -> String {
    comparison.probability < 0.0001
      ? "< 0.0001" : String(format: "%.4f", comparison.probability)
  }
}
