public import Evaluation
public import Specs

/// The verdict of one claim on one dataset.
public struct ClaimOutcome: Sendable, Hashable, Codable {
  /// The claim's name.
  public let claim: String

  /// The evaluation set.
  public let dataset: DatasetName

  /// The mean over queries and seeds of the better row's value minus the worse row's, as a
  /// fraction.
  public let meanDifference: Double

  /// The lower end of the interval, as a fraction.
  public let lower: Double

  /// The upper end of the interval, as a fraction.
  public let upper: Double

  /// How sure the interval is: 0.95 for one that holds the mean in 95 of 100 experiments.
  public let confidence: Double

  /// What the interval says.
  public let verdict: Verdict

  /// The number of queries compared.
  public let queries: Int

  /// The difference with each seed.
  public let seeds: [SeedDifference]

  /// The difference of each stratum, the largest first; nil where no label makes the clusters.
  public let strata: [StratumDifference]?

  /// Creates an outcome.
  public init(
    claim: String, dataset: DatasetName, meanDifference: Double, lower: Double, upper: Double,
    confidence: Double, verdict: Verdict, queries: Int, seeds: [SeedDifference],
    strata: [StratumDifference]? = nil
  ) {
    self.claim = claim
    self.dataset = dataset
    self.meanDifference = meanDifference
    self.lower = lower
    self.upper = upper
    self.confidence = confidence
    self.verdict = verdict
    self.queries = queries
    self.seeds = seeds
    self.strata = strata
  }
}

/// The difference of a claim in one stratum.
public struct StratumDifference: Sendable, Hashable, Codable {
  /// The label.
  public let stratum: String

  /// The number of queries that bear it.
  public let queries: Int

  /// The better row's mean over these queries and all seeds minus the worse row's, as a fraction.
  public let difference: Double

  /// Creates a difference.
  public init(stratum: String, queries: Int, difference: Double) {
    self.stratum = stratum
    self.queries = queries
    self.difference = difference
  }
}

/// The difference of a claim with one seed.
public struct SeedDifference: Sendable, Hashable, Codable {
  /// The seed of training.
  public let seed: UInt64

  /// The better row's mean minus the worse row's, as a fraction.
  public let difference: Double

  /// Creates a difference.
  public init(seed: UInt64, difference: Double) {
    self.seed = seed
    self.difference = difference
  }
}
