public import Evaluation
import Failures

/// What became of a table since its baseline was accepted.
public struct BaselineDiff: Sendable, Hashable, Codable {
  /// The table's name.
  public let table: String

  /// The spec file, as it was given.
  public let spec: String

  /// What the comparison comes to.
  public let outcome: Outcome

  /// Why nothing was compared, and what to do; nil when something was.
  public let obstacle: String?

  /// The runs that made the accepted values.
  public let baseline: [Baseline.Run]

  /// The run that is compared.
  public let current: Baseline.Run?

  /// Whether only some rows or columns were asked for.
  public let isSelection: Bool

  /// How far a value may move that is not compared exactly, as a fraction.
  public let tolerance: Double

  /// The rows that were added, removed or renamed.
  public let rows: [NameChange]

  /// The columns that were added, removed or renamed.
  public let columns: [NameChange]

  /// The settings that have another value, each once.
  public let settings: [SettingsChange]

  /// The optional sets of which only one side has values, which are left out of `cells`; nil for none.
  public let uncompared: [UncomparedSet]?

  /// Each value of the baseline, then those that only the run has.
  public let cells: [Cell]

  /// Each verdict of the baseline, then those that only the run has.
  public let claims: [Claim]

  /// What all values that are not compared exactly say together; nil when there is none.
  public let pooled: PooledTest?

  /// What became of one value or verdict.
  public enum Status: String, CaseIterable, Sendable, Codable {
    /// The same bits; within the tolerance where it is not compared exactly.
    case match = "MATCH"
    /// Above what was accepted, in a row with training.
    case improved = "IMPROVED"
    /// Below what was accepted, in a row with training.
    case regressed = "REGRESSED"
    /// Moved in a row without training, where only the pipeline can move it; or only queries moved and
    /// not their mean; or another verdict.
    case drift = "DRIFT"
    /// Present on one side only; never a pass.
    case notComparable = "NOT-COMPARABLE"
  }

  /// What a whole comparison comes to.
  public enum Outcome: String, Sendable, Codable {
    /// Every value and verdict matches, and nothing was added, removed, renamed or changed.
    case matches
    /// Something does not match.
    case differs
    /// There is no result, none of this spec, no baseline, or no value in both.
    case nothingToCompare
    /// The result or the baseline cannot be read.
    case damaged

    /// The exit code of `iir diff`.
    public var exitCode: Int32 {
      switch self {
      case .matches: 0
      case .differs: FailureKind.resultsDiffer.exitCode
      case .nothingToCompare: FailureKind.nothingToCompare.exitCode
      case .damaged: FailureKind.damagedInput.exitCode
      }
    }

    /// Returns the worst of several: damage, then a difference, then nothing to compare.
    public static func worst(_ outcomes: [Outcome]) -> Outcome {
      let order: [Outcome] = [.damaged, .differs, .nothingToCompare]
      return order.first(where: outcomes.contains)
        ?? (outcomes.isEmpty ? .nothingToCompare : .matches)
    }
  }

  /// A name that only one side has, or that is another one now.
  public struct NameChange: Sendable, Hashable, Codable {
    /// The name in the baseline; nil for what was added.
    public let baseline: String?

    /// The name now; nil for what was removed.
    public let current: String?

    package init(baseline: String?, current: String?) {
      self.baseline = baseline
      self.current = current
    }
  }

  /// One value beside its baseline; values are fractions.
  public struct Cell: Sendable, Hashable, Codable {
    /// The full name of the row: the present one, or that of the baseline when it was removed.
    public let row: String

    /// The row's name in the baseline, when that is another one.
    public let formerRow: String?

    /// The column: the present heading, or that of the baseline when it was removed.
    public let column: String

    /// The column's heading in the baseline, when that is another one.
    public let formerColumn: String?

    /// The accepted value, or nil when the baseline does not have the cell.
    public let baseline: Double?

    /// The value now, or nil when the run does not have the cell.
    public let current: Double?

    /// Whether every bit is compared, and not only the distance with the tolerance.
    public let isExact: Bool

    /// What became of it.
    public let status: Status

    /// The number of queries whose value moved by a ten-thousandth or more; nil for what an analysis found.
    public let movedQueryCount: Int?

    /// The queries that moved most, the largest movement first.
    public let movedQueries: [QueryMovement]
  }

  /// One query whose value moved; values are fractions to four decimals.
  public struct QueryMovement: Sendable, Hashable, Codable {
    /// The query's name.
    public let query: String

    /// The accepted value.
    public let baseline: Double

    /// The value now.
    public let current: Double
  }

  /// One verdict beside its baseline.
  public struct Claim: Sendable, Hashable, Codable {
    /// The claim's name.
    public let claim: String

    /// The evaluation set.
    public let dataset: String

    /// The accepted verdict, or nil when the baseline does not have the claim.
    public let baseline: Verdict?

    /// The verdict now, or nil when the run does not have the claim.
    public let current: Verdict?

    /// What became of it.
    public let status: Status
  }

  /// What all values that are not compared exactly say together; values are fractions.
  public struct PooledTest: Sendable, Hashable, Codable {
    /// The number of values.
    public let cells: Int

    /// The number of queries, each set's counted by itself.
    public let queries: Int

    /// The mean over queries of what they moved by.
    public let mean: Double

    /// The lower end of the interval.
    public let lower: Double

    /// The upper end of the interval.
    public let upper: Double

    /// The share of bootstrap resamples within the interval.
    public let confidence: Double

    /// `match` when the interval contains 0.
    public let status: Status
  }
}
