import Evaluation
public import Specs

/// Which rows of a table can be told from the best of each column.
///
/// Each row is compared with the row of the highest mean by a randomisation test over queries, those of one
/// landmark together, and the p-values of the whole table are adjusted together (Holm 1979). The adjustment does
/// not know that the best row is found by the same queries: a given row that is as good as any is told from the
/// best in fewer experiments than the significance, but some of many equal rows may be in more. The marks speak
/// of these trainings on buildings like these; whether a difference carries over to other labels and other seeds
/// is what claims are judged by.
public struct Separability: Sendable, Hashable, Codable {
  /// The power that `detectable` differences are stated for.
  public static let power = 0.8

  /// What adjusted p-values are held to: one less the confidence of the table's claims.
  public let significance: Double

  /// The columns with at least two rows to compare, in the order of the table.
  public let columns: [Column]

  /// One column, of one world.
  public struct Column: Sendable, Hashable, Codable {
    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The full name of the row with the highest mean; the first of equal ones.
    public let best: String

    /// Every other row that has values of the same queries.
    public let comparisons: [Comparison]

    /// The difference that the median comparison of the column would find with a probability of `power`, as a
    /// fraction; nil where no number of such queries is enough.
    public let detectable: Double?
  }

  /// One row beside the best of its column.
  public struct Comparison: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// The best row's mean less this row's over the queries that both have, as a fraction.
    public let difference: Double

    /// The p-value of the comparison by itself.
    public let probability: Double

    /// The p-value among all comparisons of the table.
    public let adjusted: Double

    /// The number of queries.
    public let queries: Int
  }

  /// The number of comparisons in the table.
  public var comparisons: Int { columns.reduce(0) { $0 + $1.comparisons.count } }

  /// Returns whether a row cannot be told from the best of a column; of the best, whether another row cannot.
  public func isLikeBest(_ row: String, _ dataset: DatasetName, _ metric: MetricName) -> Bool {
    columns.contains { column in
      column.dataset == dataset && column.metric == metric
        && column.comparisons.contains { comparison in
          comparison.adjusted > significance && [comparison.row, column.best].contains(row)
        }
    }
  }
}

extension Separability {
  /// Compares the rows of a run with the best of each column, or returns nil where there is nothing to compare.
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
    let contests = experiment.columns.flatMap { dataset, metric in
      contestants.map { experiment.set(dataset, of: $0) }.unique.compactMap { set in
        Contest(
          metric, on: set, rows: contestants.filter { experiment.set(dataset, of: $0) == set },
          clusters: datasets.first {
            $0.dataset == dataset && $0.world == experiment.ownWorld(of: set)
          }?.queryClusters ?? [:], records)
      }
    }
    let tests = contests.map { contest in contest.rivals.map(\.pairs.probability) }
    let count = tests.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let significance = 1 - experiment.statistics.confidence
    var adjusted = holmAdjusted(tests.flatMap(\.self))[...]
    self.significance = significance
    columns = zip(contests, tests).map { contest, tests in
      let detectable = contest.rivals.map { rival in
        detectableDifference(
          differences: rival.pairs.differences, clusters: rival.pairs.clusters,
          significance: significance / Double(count), power: Self.power)
      }.sorted()
      let median = detectable[detectable.count / 2]
      let comparisons = zip(contest.rivals, zip(tests, adjusted)).map { rival, test in
        Comparison(
          row: rival.row, difference: mean(rival.pairs.differences), probability: test.0,
          adjusted: test.1, queries: rival.pairs.names.count)
      }
      adjusted = adjusted.dropFirst(tests.count)
      return Column(
        dataset: contest.dataset, metric: contest.metric, best: contest.best,
        comparisons: comparisons, detectable: median.isFinite ? median : nil)
    }
  }
}

/// The rows of one column and world.
private struct Contest {
  let dataset: DatasetName
  let metric: MetricName

  /// The full name of the row with the highest mean, the first of equal ones.
  let best: String

  /// The others that have a query in common with it, at least one: each by its full name, with the best row's
  /// values as the first ones.
  let rivals: [(row: String, pairs: PairedQueries)]

  init?(
    _ metric: MetricName, on set: WorldSet, rows: [ResolvedRow], clusters: [String: Int],
    _ records: [ResultRecord]
  ) {
    let entries = rows.compactMap { row in
      records.first { $0.row == row.name && $0.dataset == set.dataset }
    }.filter { !$0.values(of: metric).isEmpty }
    guard let first = entries.first else { return nil }
    let leader = entries.dropFirst().reduce(first) { best, entry in
      Sample(entry.values(of: metric)).mean > Sample(best.values(of: metric)).mean ? entry : best
    }
    dataset = set.dataset
    self.metric = metric
    best = leader.row
    rivals = entries.filter { $0.row != leader.row }.compactMap { entry in
      PairedQueries(leader, entry, metric, clusters: clusters).map { (entry.row, $0) }
    }
    if rivals.isEmpty { return nil }
  }
}
