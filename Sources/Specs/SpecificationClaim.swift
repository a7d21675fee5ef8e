/// A claim that is judged at every combination of the settings that a publication leaves open.
///
/// Simonsohn, Simmons and Nelson 2020, "Specification curve analysis", Nature Human Behaviour 4, step 1: the
/// set of reasonable specifications.
public struct SpecificationClaim: Sendable, Hashable, Codable {
  /// A short name, once a spec; mandatory.
  public let name: String

  /// The statement in words; mandatory.
  public let statement: String

  /// What the verdicts are about, in words; nil unless stated.
  public let scope: String?

  /// Where the statement comes from; mandatory.
  public let source: String

  /// The metrics, each a level of the field "metric".
  public let metrics: [MetricName]

  /// The pairs of rows that are compared, one a combination of swept values; none repeats.
  public let comparisons: [Comparison]

  /// Two rows under one combination of swept values.
  public struct Comparison: Sendable, Hashable, Codable {
    /// The full name of the row that should have the higher value.
    public let better: String

    /// The full name of the row that should have the lower value.
    public let worse: String

    /// The value of each swept field that either row takes part in, by its path.
    public let choices: [RowChoice]

    package init(better: String, worse: String, choices: [RowChoice]) {
      self.better = better
      self.worse = worse
      self.choices = choices
    }
  }

  package init(
    name: String, statement: String, scope: String?, source: String, metrics: [MetricName],
    comparisons: [Comparison]
  ) {
    self.name = name
    self.statement = statement
    self.scope = scope
    self.source = source
    self.metrics = metrics
    self.comparisons = comparisons
  }
}
