package import Analysis
package import Evaluation
public import Specs

/// How the places of one row's positives on one set depend on covariates of the pairs.
public struct CovariateOutcome: Sendable, Hashable, Codable {
  /// The full name of the row.
  public let row: String

  /// The evaluation set.
  public let dataset: DatasetName

  /// The setting that says which images are positives: "medium".
  public let setting: String

  /// The number of pairs of a query and a positive.
  public let pairs: Int

  /// The number of pairs left out because a number of theirs is not known, or because the positive was not
  /// found.
  public let absentPairs: Int

  /// The number of clusters that intervals respect.
  public let clusters: Int

  /// How sure each interval is.
  public let confidence: Double

  /// The share of the variance of the ranks of places that the covariates explain, 0...1.
  public let explained: Double

  /// The effect of each covariate of the spec that the set has.
  public let effects: [Effect]

  /// The effect of each two covariates together, the strongest first.
  public let interactions: [Effect]

  /// One standardised effect on the place of positives: below 0 where they are found later.
  public struct Effect: Sendable, Hashable, Codable {
    /// The covariate, or the two of them.
    public let covariates: [String]

    /// Deviations of the ranks of places a deviation of the covariate's ranks; nil where all pairs have one
    /// value, or where the covariates follow from each other.
    public let estimate: Double?

    /// The lower end of the interval; nil where it has none.
    public let lower: Double?

    /// The upper end of the interval; nil where it has none.
    public let upper: Double?

    /// Creates an effect.
    public init(covariates: [String], estimate: Double?, lower: Double?, upper: Double?) {
      self.covariates = covariates
      self.estimate = estimate
      self.lower = lower
      self.upper = upper
    }

    init(_ covariates: [String], _ interval: ConfidenceInterval?) {
      func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
      self.init(
        covariates: covariates, estimate: interval?.mean, lower: finite(interval?.lower),
        upper: finite(interval?.upper))
    }
  }

  /// Creates the outcome of a regression.
  ///
  /// - Parameters:
  ///   - row: the full name of the row.
  ///   - dataset: the evaluation set.
  ///   - setting: the setting that says which images are positives.
  ///   - names: the covariates, in the order of the regression.
  ///   - pairs: the number of pairs that it is over.
  ///   - absentPairs: the number of pairs left out.
  ///   - clusters: the number of clusters.
  ///   - confidence: that of the intervals.
  ///   - regression: what was found.
  package init(
    row: String, dataset: DatasetName, setting: EvaluationSetting, names: [String], pairs: Int,
    absentPairs: Int, clusters: Int, confidence: Double, regression: RankRegression
  ) {
    self.row = row
    self.dataset = dataset
    self.setting = setting.rawValue
    self.pairs = pairs
    self.absentPairs = absentPairs
    self.clusters = clusters
    self.confidence = confidence
    explained = regression.explained
    effects = zip(names, regression.effects).map { Effect([$0], $1) }
    interactions = regression.interactions.map {
      Effect([names[$0.first], names[$0.second]], $0.effect)
    }
  }
}
