import Analysis
public import Evaluation
public import Specs

/// What became of one claim at every combination of settings: a specification curve.
///
/// Simonsohn, Simmons and Nelson 2020, "Specification curve analysis", Nature Human Behaviour 4.
public struct SpecificationOutcome: Sendable, Hashable, Codable {
  /// The claim's name.
  public let claim: String

  /// How sure each interval is: 0.95 for one that holds the mean in 95 of 100 experiments.
  public let confidence: Double

  /// The points, the smallest effect first.
  public let points: [Point]

  /// The number of points whose rows, sets or queries are not there.
  public let absentPoints: Int

  /// What each field that varies decides, in the order of the spec: set, metric and seed, and swept fields.
  public let fields: [Field]

  /// What no field by itself explains of the variance of effects, as a share: interactions of fields.
  public let remainder: Double

  /// Whether each two fields have their levels in proportion, so that the shares of fields add up.
  public let isBalanced: Bool

  /// One specification.
  public struct Point: Sendable, Hashable, Codable {
    /// The full name of the row that should have the higher value.
    public let better: String

    /// The full name of the row that should have the lower value.
    public let worse: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The seed of training.
    public let seed: UInt64

    /// The level of each swept field.
    public let choices: [RowChoice]

    /// The mean over queries of the better row's value minus the worse row's, as a fraction.
    public let difference: Double

    /// The lower end of the interval, as a fraction.
    public let lower: Double

    /// The upper end of the interval, as a fraction.
    public let upper: Double

    /// What the interval says.
    public let verdict: Verdict

    /// The number of queries compared.
    public let queries: Int

    /// Creates the point of an outcome with one seed.
    package init(
      _ outcome: ClaimOutcome, of comparison: SpecificationClaim.Comparison, metric: MetricName,
      seed: UInt64
    ) {
      better = comparison.better
      worse = comparison.worse
      dataset = outcome.dataset
      self.metric = metric
      self.seed = seed
      choices = comparison.choices
      difference = outcome.meanDifference
      lower = outcome.lower
      upper = outcome.upper
      verdict = outcome.verdict
      queries = outcome.queries
    }

    /// Returns the level that the point has of a field; "–" for a swept field that it takes no part in.
    public func level(of field: String) -> String {
      switch field {
      case "dataset": dataset.rawValue
      case "metric": metric.description
      case "seed": "\(seed)"
      default: choices.first { $0.field == field }?.level ?? "–"
      }
    }
  }

  /// What one field decides.
  public struct Field: Sendable, Hashable, Codable {
    /// "dataset", "metric", "seed", or the path of a swept field.
    public let name: String

    /// The share of the variance of effects that its main effect explains: η², 0...1.
    public let share: Double

    /// The number of its levels less one, as far as they can be told apart beside the other fields.
    public let degreesOfFreedom: Int

    /// The levels, in the order of the spec.
    public let levels: [Level]
  }

  /// The points that have one level.
  public struct Level: Sendable, Hashable, Codable {
    /// The level.
    public let name: String

    /// The number of points.
    public let points: Int

    /// The mean of their effects, as a fraction.
    public let meanDifference: Double

    /// How many of them bear each verdict.
    public let verdicts: VerdictCounts
  }

  /// The median of the effects of all points, as a fraction; nil without a point.
  public var medianDifference: Double? {
    points.isEmpty
      ? nil : (points[(points.count - 1) / 2].difference + points[points.count / 2].difference) / 2
  }

  /// Creates the outcome of a claim.
  ///
  /// - Parameters:
  ///   - claim: the claim's name.
  ///   - confidence: that of the intervals.
  ///   - points: the points, in the order of the spec.
  ///   - absentPoints: the number of those that are not there.
  public init(claim: String, confidence: Double, points: [Point], absentPoints: Int) {
    self.claim = claim
    self.confidence = confidence
    self.absentPoints = absentPoints
    // Of equal effects the first of the spec comes first.
    self.points = points.enumerated()
      .sorted { ($0.element.difference, $0.offset) < ($1.element.difference, $1.offset) }
      .map(\.element)
    let names = ["dataset", "metric", "seed"] + points.flatMap { $0.choices.map(\.field) }.unique
    let levels = names.map { name in (name: name, all: points.map { $0.level(of: name) }) }
      .filter { Set($0.all).count > 1 }
    guard !points.isEmpty else {
      (fields, remainder, isBalanced) = ([], 0, true)
      return
    }
    let decomposition = VarianceDecomposition(
      values: points.map(\.difference),
      levels: levels.map { _, all in
        let order = all.unique
        return all.map { level in order.firstIndex(of: level) ?? 0 }
      })
    fields = zip(levels, decomposition.terms).map { field, term in
      Field(
        name: field.name, share: term.share, degreesOfFreedom: term.degreesOfFreedom,
        levels: field.all.unique.map { level in
          Level(name: level, points: zip(points, field.all).filter { $0.1 == level }.map(\.0))
        })
    }
    remainder = decomposition.remainder
    isBalanced = decomposition.isBalanced
  }

  /// How many points bear each verdict.
  public var verdicts: VerdictCounts { VerdictCounts(points) }
}

/// How many points of a specification curve bear each verdict.
public struct VerdictCounts: Sendable, Hashable, Codable {
  /// The points at which the claim holds.
  public let holds: Int

  /// The points at which the margin is within the interval.
  public let inconclusive: Int

  /// The points at which it fails.
  public let fails: Int

  init(_ points: [SpecificationOutcome.Point]) {
    holds = points.count { $0.verdict == .holds }
    inconclusive = points.count { $0.verdict == .inconclusive }
    fails = points.count { $0.verdict == .fails }
  }
}

extension SpecificationOutcome.Level {
  fileprivate init(name: String, points: [SpecificationOutcome.Point]) {
    self.name = name
    self.points = points.count
    meanDifference = mean(points.map(\.difference))
    verdicts = VerdictCounts(points)
  }
}
