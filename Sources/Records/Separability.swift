import Analysis
import Evaluation
public import Specs
import Tensors

/// Which rows of a table can be told from each other in each column.
///
/// All pairs of all columns are compared at once by a randomisation test over queries, those of one landmark
/// together and seeds averaged (`SimultaneousComparison`): the chance that any two rows are told apart that are
/// alike is the significance in the table as a whole, whichever row is the best. Columns of optional sets are
/// compared by themselves, so that the others say the same with them and without. It speaks of these trainings on
/// buildings like these; whether a difference carries over to other labels and other seeds is what claims are
/// judged by.
public struct Separability: Sendable, Hashable, Codable {
  /// The power that `detectable` differences are stated for.
  public static let power = 0.8

  /// The most groups of a column that are told by letters; a value with more letters than these is no longer read.
  public static let mostGroups = 4

  /// The most assignments of signs that are drawn.
  private static let draws = 10_000

  /// What p-values are held to: one less the confidence of the table's claims.
  public let significance: Double

  /// The number of pairs that were compared together in the columns that every run of the table has.
  public let comparisons: Int

  /// The number of pairs that were compared together in the columns of optional sets; nil, and not written,
  /// without such.
  public internal(set) var optionalComparisons: Int?

  /// Whether each column has all its groups: a table of many rows, in which some column would have more than
  /// `mostGroups`, tells of each column only what cannot be told from the best.
  public let hasAllGroups: Bool

  /// The columns with at least two rows to compare, in the order of the table.
  public internal(set) var columns: [Column]

  /// One column, of one world.
  public struct Column: Sendable, Hashable, Codable {
    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The full name of the row with the highest mean; the first of equal ones.
    public let best: String

    /// The full names of rows that cannot be told apart, the highest mean first: where the table has all groups,
    /// two rows share one where and only where they cannot; else there is one group, the best row and all that
    /// cannot be told from it.
    public internal(set) var groups: [[String]]

    /// Every other row beside the best one, the highest mean first.
    public let comparisons: [Comparison]

    /// The difference from the best row that the median row would be found to have with a probability of
    /// `power`, as a fraction; nil where no difference over such queries is enough.
    public let detectable: Double?
  }

  /// One row beside the best of its column.
  public struct Comparison: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// The best row's mean less this row's over the queries that all rows have, as a fraction.
    public let difference: Double

    /// The p-value among all pairs of the table.
    public let adjusted: Double

    /// The number of queries.
    public let queries: Int
  }

  /// Returns the places among a column's `groups` that a row belongs to, in rising order.
  public func groups(of row: String, _ dataset: DatasetName, _ metric: MetricName) -> [Int] {
    columns.filter { $0.dataset == dataset && $0.metric == metric }.flatMap { column in
      column.groups.indices.filter { column.groups[$0].contains(row) }
    }
  }
}

extension Separability {
  /// Compares the rows of a run in each column, or returns nil where there is nothing to compare.
  ///
  /// References are no contestants, as they are never bold; and rows of another world have other queries.
  ///
  /// - Parameters:
  ///   - experiment: what was run.
  ///   - datasets: what each set held.
  ///   - records: the values of its rows, queries among them.
  init?(
    _ experiment: ResolvedExperiment, _ datasets: [DatasetRecord], _ records: [ResultRecord]
  ) {
    let contestants = experiment.rows.filter { $0.reference == nil }
    let sets = experiment.datasets.flatMap { dataset in
      contestants.map { experiment.set(dataset, of: $0) }.unique
    }
    let contests = experiment.columns.flatMap { dataset, metric in
      sets.indices.filter { sets[$0].dataset == dataset }.compactMap { place in
        Contest(
          metric, on: sets[place], place: place,
          rows: contestants.filter { experiment.set(dataset, of: $0) == sets[place] },
          clusters: datasets.first {
            $0.dataset == dataset && $0.world == experiment.ownWorld(of: sets[place])
          }?.queryClusters ?? [:], records)
      }
    }
    guard !contests.isEmpty else { return nil }
    let significance = 1 - experiment.statistics.confidence
    self.significance = significance
    let required = contests.filter { !experiment.isOptional($0.dataset) }
    let optional = contests.filter { experiment.isOptional($0.dataset) }
    comparisons = required.reduce(0) { $0 + $1.pairs }
    optionalComparisons = optional.isEmpty ? nil : optional.reduce(0) { $0 + $1.pairs }
    let outcomes = [required, optional].flatMap { contests in
      var generator = SeededGenerator(seed: 0, purpose: "signs of the table \(experiment.name)")
      let comparison = SimultaneousComparison(
        contests.map(\.column), draws: Self.draws, using: &generator)
      return contests.indices.map { place in
        contests[place].outcome(significance) {
          comparison.probability(column: place, $0, $1)
        } detectable: {
          comparison.detectableDifference(
            column: place, $0, $1, significance: significance, power: Self.power)
        }
      }
    }
    // Optional sets decide nothing of the others' columns.
    let isWhole = outcomes.prefix(required.count).allSatisfy { $0.groups != nil }
    hasAllGroups = isWhole
    columns = outcomes.map { outcome in
      var column = outcome.column
      if isWhole, let groups = outcome.groups { column.groups = groups }
      return column
    }
  }

  /// The same without the columns of some sets, those that are optional; nil where no column is left.
  func without(_ isOptional: (DatasetName) -> Bool) -> Separability? {
    var result = self
    result.optionalComparisons = nil
    result.columns.removeAll { isOptional($0.dataset) }
    return result.columns.isEmpty ? nil : result
  }
}

/// The rows of one column and world that have values of the same queries.
private struct Contest {
  let dataset: DatasetName
  let metric: MetricName

  /// The full names, the highest mean first, and of equal ones in the order of the table.
  let rows: [String]

  /// The number of pairs of them.
  var pairs: Int { rows.count * (rows.count - 1) / 2 }

  /// The means over the queries that all rows have.
  private let means: [Double]

  /// The values of the rows.
  let column: SimultaneousComparison.Column

  /// Collects the rows of a column, or returns nil for fewer than two, or without a query that all have.
  init?(
    _ metric: MetricName, on set: WorldSet, place: Int, rows: [ResolvedRow],
    clusters: [String: Int], _ records: [ResultRecord]
  ) {
    let entries = rows.compactMap { row in
      records.first { $0.row == row.name && $0.dataset == set.dataset }
    }.map { entry in
      (
        row: entry.row, mean: Sample(entry.values(of: metric)).mean,
        values: entry.queryValues(of: metric)
      )
    }.filter { entry in entry.values.contains { $0.value != nil } }
    guard let first = entries.first, entries.count > 1 else { return nil }
    let ranked = entries.enumerated().sorted {
      ($1.element.mean, $0.offset) < ($0.element.mean, $1.offset)
    }.map(\.element)
    let common = first.values.indices.filter { query in
      entries.allSatisfy { entry in
        query < entry.values.count && entry.values[query].query == first.values[query].query
          && entry.values[query].value != nil
      }
    }
    guard !common.isEmpty else { return nil }
    dataset = set.dataset
    self.metric = metric
    self.rows = ranked.map(\.row)
    let values = ranked.map { entry in common.compactMap { entry.values[$0].value } }
    means = values.map { mean($0) }
    column = SimultaneousComparison.Column(
      values: values, clusters: common.map { clusters[first.values[$0].query] ?? -1 },
      group: place)
  }

  /// Returns what the comparisons of pairs come to.
  ///
  /// - Parameters:
  ///   - significance: what p-values are held to.
  ///   - probability: the p-value of a pair of places.
  ///   - detectable: the difference that a pair would be found to have.
  /// - Returns: the column with the group of the best row, and all groups, or nil where they are too many.
  func outcome(
    _ significance: Double, probability: (Int, Int) -> Double, detectable: (Int, Int) -> Double?
  ) -> (column: Separability.Column, groups: [[String]]?) {
    let others = rows.indices.dropFirst()
    let adjusted = others.map { probability(0, $0) }
    let groups = letterGroups(count: rows.count, limit: Separability.mostGroups) {
      probability($0, $1) > significance
    }
    let likeBest = [0] + zip(others, adjusted).filter { $0.1 > significance }.map(\.0)
    // What would not be found at all is larger than what would.
    let differences = others.map { detectable(0, $0) ?? .infinity }.sorted()
    let median = differences[differences.count / 2]
    let column = Separability.Column(
      dataset: dataset, metric: metric, best: rows[0], groups: [likeBest.map { rows[$0] }],
      comparisons: zip(others, adjusted).map { place, adjusted in
        Separability.Comparison(
          row: rows[place], difference: means[0] - means[place], adjusted: adjusted,
          queries: self.column.clusters.count)
      }, detectable: median.isFinite ? median : nil)
    return (column, groups?.map { $0.map { rows[$0] } })
  }
}
