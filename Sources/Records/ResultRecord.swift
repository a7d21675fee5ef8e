public import JSON
public import Specs

/// The values of one row on one dataset, seed by seed.
public struct ResultRecord: Sendable, Hashable, Codable {
  /// The full name of the row: "contrastive/gem/pca".
  public let row: String

  /// The evaluation set.
  public let dataset: DatasetName

  /// One entry a seed, in the experiment's order.
  public let seeds: [SeedRecord]

  /// Creates a record.
  public init(row: String, dataset: DatasetName, seeds: [SeedRecord]) {
    self.row = row
    self.dataset = dataset
    self.seeds = seeds
  }

  /// Returns the values of a metric, one a seed that has it, as fractions.
  public func values(of metric: MetricName) -> [Double] {
    seeds.compactMap { $0.metrics[metric.description] }
  }

  /// The same with one seed alone; nil without that seed.
  package func only(_ seed: UInt64) -> ResultRecord? {
    seeds.first { $0.seed == seed }
      .map { ResultRecord(row: row, dataset: dataset, seeds: [$0]) }
  }

  /// The same without the values of queries: a specification curve has hundreds of rows, and its points say
  /// what became of them.
  package var withoutQueries: ResultRecord {
    ResultRecord(
      row: row, dataset: dataset,
      seeds: seeds.map { SeedRecord(seed: $0.seed, metrics: $0.metrics, queries: []) })
  }

  /// Returns each query's value averaged over seeds, queries in the order of the first seed.
  ///
  /// A query that a metric drops is nil.
  public func queryValues(of metric: MetricName) -> [(query: String, value: Double?)] {
    guard let first = seeds.first else { return [] }
    return first.queries.enumerated().map { i, query in
      let values = seeds.compactMap { seed in
        i < seed.queries.count ? seed.queries[i].value(of: metric) : nil
      }
      let mean = values.reduce(0, +) / Double(max(values.count, 1))
      return (query.query, values.isEmpty ? nil : mean)
    }
  }
}

/// The values of one row on one dataset with one seed.
public struct SeedRecord: Sendable, Hashable, Codable {
  /// The seed of training.
  public let seed: UInt64

  /// The means over queries by metric name ("medium.mAP"), as fractions 0...1.
  public let metrics: [String: Double]

  /// The values of each query, in the dataset's order.
  public let queries: [QueryRecord]

  /// Creates a record.
  public init(seed: UInt64, metrics: [String: Double], queries: [QueryRecord]) {
    self.seed = seed
    self.metrics = metrics
    self.queries = queries
  }
}

/// The values of one query.
public struct QueryRecord: Sendable, Hashable, Codable {
  /// The query's name.
  public let query: String

  /// By ground truth ("medium", "medium.within") and measure ("AP", "P@1"), as fractions 0...1.
  ///
  /// A ground truth under which the query has no positives is absent.
  public let values: NumberTable

  /// Creates a record.
  public init(query: String, values: NumberTable) {
    self.query = query
    self.values = values
  }

  /// Creates a record of values by ground truth and measure.
  public init(query: String, values: [String: [String: Double]]) {
    self.init(query: query, values: NumberTable(values))
  }

  /// Returns what the query contributes to a metric, or nil when the metric drops it.
  public func value(of metric: MetricName) -> Double? {
    values[metric.scoredKey, metric.measureName]
  }
}
