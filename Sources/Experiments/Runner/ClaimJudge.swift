import Evaluation
import Tensors

/// Judges claims by a paired bootstrap over queries and seeds.
package struct ClaimJudge {
  let statistics: StatisticsSettings
  let clusters: [Int]

  /// Creates a judge of the claims on one dataset.
  ///
  /// - Parameters:
  ///   - statistics: how many resamples, and how sure the verdict has to be.
  ///   - clusters: the landmark of each query; queries of one landmark are drawn together.
  package init(statistics: StatisticsSettings, clusters: [Int]) {
    self.statistics = statistics
    self.clusters = clusters
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
    let kept = clusters.indices.filter { query in pairs.allSatisfy { $0[query] != nil } }
    guard !kept.isEmpty else { return Self.undecided(claim, dataset, statistics) }
    let differences = pairs.map { seed in kept.compactMap { seed[$0] } }
    var generator = SeededGenerator(
      seed: 0, purpose: "bootstrap of \(claim.name) on \(dataset.rawValue)")
    let interval = pairedBootstrap(
      differences: differences, clusters: kept.map { clusters[$0] },
      resamples: statistics.resamples, confidence: statistics.confidence, using: &generator)
    return ClaimOutcome(
      claim: claim.name, dataset: dataset, meanDifference: interval.mean,
      lower: max(interval.lower, -1), upper: min(interval.upper, 1),
      confidence: statistics.confidence, verdict: Verdict(interval).claimVerdict,
      queries: kept.count,
      seeds: zip(better.seeds, differences).map {
        SeedDifference(seed: $0.seed, difference: mean($1))
      })
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

extension Verdict {
  fileprivate var claimVerdict: ClaimVerdict {
    switch self {
    case .holds: .holds
    case .fails: .fails
    case .inconclusive: .inconclusive
    }
  }
}
