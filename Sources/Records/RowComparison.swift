import Evaluation
public import Specs

/// Two rows of a table beside each other in one column, query by query.
public struct RowComparison: Sendable, Hashable, Codable {
  /// The evaluation set.
  public let dataset: DatasetName

  /// The metric.
  public let metric: MetricName

  /// The full name of the first row.
  public let first: String

  /// The full name of the second row.
  public let second: String

  /// The mean of the first row over the queries that both have, and over seeds, as a fraction.
  public let firstMean: Double

  /// That of the second row.
  public let secondMean: Double

  /// The first mean minus the second.
  public let difference: Double

  /// The lower end of the interval of the difference, as claims have it; nil where it has none.
  public let lower: Double?

  /// The upper end of the interval; nil where it has none.
  public let upper: Double?

  /// How sure the interval is.
  public let confidence: Double

  /// The label whose values the interval takes as clusters; nil for landmarks.
  public let clusters: String?

  /// The p-value of the randomisation test, queries of one landmark together and seeds averaged.
  public let probability: Double

  /// The queries that both rows have, averaged over seeds, those of the largest differences first.
  public let queries: [Query]

  /// One query.
  public struct Query: Sendable, Hashable, Codable {
    /// Its name.
    public let name: String

    /// The value of the first row, as a fraction.
    public let first: Double

    /// The value of the second row.
    public let second: Double
  }

  /// The number of queries at which the first row has the higher value.
  public var wins: Int { queries.count { $0.first > $0.second } }

  /// The number of queries at which the second row has the higher value.
  public var losses: Int { queries.count { $0.first < $0.second } }

  /// The number of queries at which both have the same value.
  public var ties: Int { queries.count - wins - losses }
}

extension RowComparison {
  /// Compares two rows of a result, or returns nil where no query has values of both.
  ///
  /// - Parameters:
  ///   - first: the full name of a row.
  ///   - second: the full name of another.
  ///   - dataset: the evaluation set.
  ///   - metric: the metric.
  ///   - result: the run.
  public init?(
    _ first: String, _ second: String, on dataset: DatasetName, _ metric: MetricName,
    in result: ExperimentResult
  ) {
    let rows = [first, second].compactMap { name in
      result.experiment.rows.first { $0.name == name }
    }
    let entries = rows.compactMap { result.record(row: $0.name, dataset: dataset) }
    guard entries.count == 2,
      result.experiment.set(dataset, of: rows[0])
        == result.experiment.set(dataset, of: rows[1])
    else { return nil }
    let world = result.experiment.ownWorld(of: result.experiment.set(dataset, of: rows[0]))
    let set = result.datasets.first { $0.dataset == dataset && $0.world == world }
    guard
      let pairs = PairedQueries(
        entries[0], entries[1], metric, clusters: set?.queryClusters ?? [:])
    else { return nil }
    let names = entries[0].seeds.first?.queries.map(\.query) ?? []
    let (landmarks, labels) = (set?.queryClusters ?? [:], set?.queryStrata)
    let statistics = result.experiment.statistics
    let judge = ClaimJudge(
      statistics: statistics, clusters: names.map { landmarks[$0] ?? -1 },
      strata: labels.map { labels in Strata(database: [], queries: names.map { labels[$0] }) })
    let claim = ResolvedClaim(
      name: "\(first) against \(second), \(metric)", statement: "", better: first, worse: second,
      metric: metric, source: "")
    let outcome = judge.outcome(of: claim, on: dataset, better: entries[0], worse: entries[1])
    self.dataset = dataset
    self.metric = metric
    self.first = first
    self.second = second
    firstMean = mean(pairs.first)
    secondMean = mean(pairs.second)
    difference = firstMean - secondMean
    lower = outcome.queries == 0 || outcome.lower <= -1 ? nil : outcome.lower
    upper = outcome.queries == 0 || outcome.upper >= 1 ? nil : outcome.upper
    confidence = statistics.confidence
    clusters = labels == nil ? nil : statistics.clusters
    probability = pairs.probability
    let all = zip(pairs.names, zip(pairs.first, pairs.second)).map { name, values in
      Query(name: name, first: values.0, second: values.1)
    }
    queries = all.largestFirst(\.difference)
  }
}

extension RowComparison.Query {
  /// The first value minus the second.
  public var difference: Double { first - second }
}
