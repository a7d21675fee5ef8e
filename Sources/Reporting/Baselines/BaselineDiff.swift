public import Experiments

/// What became of a table since its baseline was accepted.
public struct BaselineDiff: Sendable, Hashable, Codable {
  /// What became of one value or verdict.
  public enum Status: String, CaseIterable, Sendable, Codable {
    /// Within its tolerance.
    case match = "MATCH"
    /// Above its tolerance, in a row with training.
    case improved = "IMPROVED"
    /// Below its tolerance, in a row with training.
    case regressed = "REGRESSED"
    /// Beyond its tolerance in a row without training, where only the pipeline can move it, or a
    /// verdict that is the opposite now.
    case drift = "DRIFT"
    /// Not the same experiment, or present on one side only; never a pass.
    case notComparable = "NOT-COMPARABLE"
  }

  /// What a whole comparison comes to.
  public enum Outcome: String, Sendable, Codable {
    /// Every value and verdict matches.
    case matches
    /// Something does not match.
    case differs
    /// There is no baseline, or none of its values can be compared.
    case nothingToCompare

    /// The exit code of `iir diff`.
    public var exitCode: Int32 {
      switch self {
      case .matches: 0
      case .differs: 1
      case .nothingToCompare: 6
      }
    }

    /// Returns what several tables come to together: a difference outweighs a missing baseline.
    public static func combined(_ outcomes: [Outcome]) -> Outcome {
      if outcomes.contains(.differs) { return .differs }
      return outcomes.isEmpty || outcomes.contains(.nothingToCompare)
        ? .nothingToCompare : .matches
    }
  }

  /// One value beside its baseline; values are fractions.
  public struct Cell: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric.
    public let metric: MetricName

    /// The accepted value, or nil when the baseline does not have the cell.
    public let baseline: Double?

    /// The value now, or nil when the run does not have the cell.
    public let current: Double?

    /// How far the value may move, or nil when the baseline does not have the cell.
    public let tolerance: Double?

    /// What became of it.
    public let status: Status
  }

  /// One verdict beside its baseline.
  public struct Claim: Sendable, Hashable, Codable {
    /// The claim's name.
    public let claim: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The accepted verdict, or nil when the baseline does not have the claim.
    public let baseline: ClaimVerdict?

    /// The verdict now, or nil when the run does not have the claim.
    public let current: ClaimVerdict?

    /// What became of it.
    public let status: Status
  }

  /// One query whose average precision moved; values are fractions.
  public struct QueryMovement: Sendable, Hashable, Codable {
    /// The full name of the row.
    public let row: String

    /// The evaluation set.
    public let dataset: DatasetName

    /// The metric that the query contributes to.
    public let metric: MetricName

    /// The query's name.
    public let query: String

    /// The accepted precision.
    public let baseline: Double

    /// The precision now.
    public let current: Double
  }

  /// The table's name.
  public let table: String

  /// Why no value can be compared, or nil when some can.
  public let obstacle: String?

  /// Each value of the baseline, then those that only the run has.
  public let cells: [Cell]

  /// Each verdict of the baseline, then those that only the run has.
  public let claims: [Claim]

  /// The queries that moved most, the largest movement first.
  public let movedQueries: [QueryMovement]

  /// What the comparison comes to.
  public var outcome: Outcome {
    let statuses = cells.map(\.status) + claims.map(\.status)
    if !cells.contains(where: { $0.status != .notComparable }) { return .nothingToCompare }
    return statuses.allSatisfy { $0 == .match } ? .matches : .differs
  }
}
