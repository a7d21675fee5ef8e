import Evaluation
import Specs
import Tensors

extension BaselineDiff.PooledTest {
  /// Creates the test of all values that are not compared exactly, or returns nil when no query has one.
  ///
  /// A shift that is too small for the tolerance of a single value shows in all of them together. Each
  /// query counts once: with the mean of what it moved by over the rows and the ground truths of its set.
  /// The draws depend on the table's name only, so the same numbers are judged alike in every run.
  ///
  /// - Parameters:
  ///   - comparison: the values.
  ///   - table: the table's name.
  init?(_ comparison: CellComparison, table: String) {
    let places = comparison.places.filter {
      !$0.isExact && $0.old?.metric.measure == .averagePrecision && $0.new != nil
    }
    let queries = PooledQueries(places, comparison)
    guard !queries.differences.isEmpty else { return nil }
    let confidence = 0.95
    var generator = SeededGenerator(seed: 0, purpose: "comparison of \(table) with its baseline")
    let interval = pairedBootstrap(
      differences: [queries.differences], clusters: queries.clusters, resamples: 4000,
      confidence: confidence, using: &generator)
    self.init(
      cells: places.count, queries: queries.differences.count, mean: interval.mean,
      lower: max(interval.lower, -1), upper: min(interval.upper, 1), confidence: confidence,
      status: interval.lower > 0 ? .improved : interval.upper < 0 ? .regressed : .match)
  }
}

/// What each query moved by.
private struct PooledQueries {
  /// The mean movement of each query, sets one after another.
  private(set) var differences: [Double] = []

  /// The landmark of each query, numbered over all sets.
  private(set) var clusters: [Int] = []

  init(_ places: [CellComparison.Place], _ comparison: CellComparison) {
    var firstCluster = 0
    for dataset in comparison.pairing.new.datasets {
      let found = places.filter { $0.new?.dataset == dataset }
      let names = found.compactMap { $0.row.new?.queryListName(of: dataset) }
      for name in ([dataset.rawValue] + names).unique {
        guard let list = comparison.pairing.new.queries[name] else { continue }
        add(
          found.filter { $0.row.new?.queryListName(of: dataset) == name }, of: list,
          firstCluster, comparison)
        firstCluster += (list.clusters.max() ?? -1) + 1
      }
    }
  }

  private mutating func add(
    _ places: [CellComparison.Place], of list: QueryList, _ firstCluster: Int,
    _ comparison: CellComparison
  ) {
    var movements: [String: [Double]] = [:]
    for place in places {
      for (query, old, new) in comparison.movedValues(at: place) {
        movements[query, default: []].append(new - old)
      }
    }
    for (query, cluster) in zip(list.names, list.clusters) {
      guard let values = movements[query] else { continue }
      differences.append(mean(values))
      clusters.append(firstCluster + cluster)
    }
  }
}
