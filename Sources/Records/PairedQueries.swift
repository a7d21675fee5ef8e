import Evaluation
import Specs
import Tensors

/// The values of two rows in one column, query by query, seeds averaged; queries that either row's metric drops
/// are left out.
struct PairedQueries {
  /// The names of the queries; at least one.
  let names: [String]

  /// The value of the first row, one a query.
  let first: [Double]

  /// The value of the second row, one a query.
  let second: [Double]

  /// The landmark of each query.
  let clusters: [Int]

  /// What tells the comparison from others, whichever row is the first.
  private let name: String

  /// Pairs the values of two rows on the same queries, or returns nil where no query has values of both.
  ///
  /// - Parameters:
  ///   - one: the first row's values.
  ///   - other: the second row's, of the same set.
  ///   - metric: the metric.
  ///   - clusters: the landmark of each query, by its name.
  init?(
    _ one: ResultRecord, _ other: ResultRecord, _ metric: MetricName, clusters: [String: Int]
  ) {
    let pairs = zip(one.queryValues(of: metric), other.queryValues(of: metric)).compactMap {
      first, second in
      first.value.flatMap { value in second.value.map { (first.query, value, $0) } }
    }
    guard !pairs.isEmpty else { return nil }
    names = pairs.map(\.0)
    first = pairs.map(\.1)
    second = pairs.map(\.2)
    self.clusters = names.map { clusters[$0] ?? -1 }
    let rows = [one.row, other.row].sorted().joined(separator: " and ")
    name = "\(rows) on \(one.dataset.rawValue), \(metric)"
  }

  /// The first value minus the second, one a query.
  var differences: [Double] { zip(first, second).map { $0 - $1 } }

  /// The p-value of the randomisation test; the draws depend on the names alone, in either order of the rows.
  var probability: Double {
    var generator = SeededGenerator(seed: 0, purpose: "randomisation test of \(name)")
    return randomisationTest(
      differences: differences, clusters: clusters, using: &generator)
  }
}
