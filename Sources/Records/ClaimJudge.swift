package import Datasets
package import Evaluation
package import Specs
import Tensors

/// Judges claims by an interval of paired differences over queries and seeds.
///
/// Queries of one landmark belong together, and the interval is a bootstrap over landmarks; where a label
/// divides the queries, those of one stratum do, and it is one for strata that were not drawn.
package struct ClaimJudge {
  let statistics: StatisticsSettings
  let clusters: [Int]
  let strata: Strata?

  /// Creates a judge of the claims on one dataset.
  ///
  /// - Parameters:
  ///   - statistics: how many resamples, and how sure the verdict has to be.
  ///   - clusters: the landmark of each query; queries of one landmark are drawn together.
  ///   - strata: how a label divides the queries, which then are the clusters; nil for none.
  package init(statistics: StatisticsSettings, clusters: [Int], strata: Strata? = nil) {
    self.statistics = statistics
    self.clusters = clusters
    self.strata = strata
  }

  /// Creates a judge of records that list queries in an order of their own: where a set has several
  /// protocols, in that of one of them.
  ///
  /// - Parameters:
  ///   - statistics: how many resamples, and how sure the verdict has to be.
  ///   - queries: the names of the queries in the records.
  ///   - task: the protocol that the claim is judged under.
  ///   - strata: how a label divides the task's queries; nil for none.
  package init(
    statistics: StatisticsSettings, queries: [String], task: RetrievalTask, strata: Strata?
  ) {
    let places = Dictionary(
      zip(task.queries.map(\.name), task.queries.indices), uniquingKeysWith: { first, _ in first })
    let clusters = task.queryClusters
    // A query that the protocol does not have has no value, and is left out.
    self.init(
      statistics: statistics, clusters: queries.map { places[$0].map { clusters[$0] } ?? -1 },
      strata: strata.map { strata in
        Strata(
          database: [],
          queries: queries.map {
            places[$0].flatMap { strata.queries[$0] }.map { strata.names[$0] }
          })
      })
  }

  /// Returns what the numbers say of a claim on one dataset.
  ///
  /// The draws depend on the names of claim and dataset only, so a verdict is the same in every
  /// run over the same numbers.
  package func outcome(
    of claim: ResolvedClaim, on dataset: DatasetName, better: ResultRecord, worse: ResultRecord
  ) -> ClaimOutcome {
    let pairs = zip(better.seeds, worse.seeds).map { better, worse in
      zip(better.queries, worse.queries).map { first, second -> Double? in
        guard let value = first.value(of: claim.metric), let other = second.value(of: claim.metric)
        else { return nil }
        return value - other
      }
    }
    let kept = clusters.indices.filter { query in
      pairs.allSatisfy { $0[query] != nil } && (strata.map { $0.queries[query] != nil } ?? true)
    }
    guard !kept.isEmpty else { return Self.undecided(claim, dataset, statistics) }
    let differences = pairs.map { seed in kept.compactMap { seed[$0] } }
    let interval = interval(of: differences, kept, "\(claim.name) on \(dataset.rawValue)")
    return ClaimOutcome(
      claim: claim.name, dataset: dataset, meanDifference: interval.mean,
      lower: max(interval.lower, -1), upper: min(interval.upper, 1),
      confidence: statistics.confidence, verdict: Verdict(interval),
      queries: kept.count,
      seeds: zip(better.seeds, differences).map {
        SeedDifference(seed: $0.seed, difference: mean($1))
      },
      strata: strata.map { points(by: $0, differences, kept) })
  }

  /// Returns the mean of a row's values of a metric with its interval, under the rules of claims.
  ///
  /// - Parameters:
  ///   - metric: the metric.
  ///   - record: the row's values; a query without a value in any seed is left out.
  /// - Returns: the mean over queries and seeds, or nil where no query has a value.
  package func interval(of metric: MetricName, in record: ResultRecord) -> ValueInterval? {
    let values = record.seeds.map { $0.queries.map { $0.value(of: metric) } }
    let kept = clusters.indices.filter { query in
      values.allSatisfy { $0[query] != nil } && (strata.map { $0.queries[query] != nil } ?? true)
    }
    guard !kept.isEmpty, !values.isEmpty else { return nil }
    let interval = interval(
      of: values.map { seed in kept.compactMap { seed[$0] } }, kept,
      "\(record.row) on \(record.dataset.rawValue), \(metric)")
    return ValueInterval(
      row: record.row, dataset: record.dataset, metric: metric, mean: interval.mean,
      lower: max(interval.lower, 0), upper: min(interval.upper, 1))
  }

  /// Returns the mean of some values with its interval.
  ///
  /// - Parameters:
  ///   - differences: one a seed and kept query.
  ///   - kept: the queries.
  ///   - purpose: what is drawn for, in the seed of the draws.
  /// - Returns: the mean and its interval.
  private func interval(
    of differences: [[Double]], _ kept: [Int], _ purpose: String
  ) -> ConfidenceInterval {
    if let strata {
      return clusterInterval(
        differences: differences, clusters: kept.compactMap { strata.queries[$0] },
        confidence: statistics.confidence)
    }
    var generator = SeededGenerator(seed: 0, purpose: "bootstrap of \(purpose)")
    return pairedBootstrap(
      differences: differences, clusters: kept.map { clusters[$0] },
      resamples: statistics.resamples, confidence: statistics.confidence, using: &generator)
  }

  /// Returns the mean difference of each stratum, the largest first.
  private func points(
    by strata: Strata, _ differences: [[Double]], _ kept: [Int]
  ) -> [StratumDifference] {
    var values: [Int: [Double]] = [:]
    for (place, query) in kept.enumerated() {
      guard let stratum = strata.queries[query] else { continue }
      values[stratum, default: []].append(mean(differences.map { $0[place] }))
    }
    return values.map { stratum, values in
      StratumDifference(
        stratum: strata.names[stratum], queries: values.count, difference: mean(values))
    }.sorted { ($1.difference, $0.stratum) < ($0.difference, $1.stratum) }
  }

  /// Returns the outcome of a metric that drops every query: nothing is known.
  private static func undecided(
    _ claim: ResolvedClaim, _ dataset: DatasetName, _ statistics: StatisticsSettings
  ) -> ClaimOutcome {
    ClaimOutcome(
      claim: claim.name, dataset: dataset, meanDifference: 0, lower: -1, upper: 1,
      confidence: statistics.confidence, verdict: .inconclusive, queries: 0, seeds: [])
  }
}
