import Evaluation
import Tensors

/// Returns how far the values of two runs are apart: √(mean of squared differences).
///
/// The measure of Breuer et al. 2020, "How to measure the reproducibility of system-oriented IR experiments".
///
/// - Parameters:
///   - first: one value a query; at least one.
///   - second: the other run's, of the same queries.
/// - Returns: 0 for equal values, in their unit.
public func rootMeanSquareError(_ first: [Double], _ second: [Double]) -> Double {
  precondition(
    first.count == second.count, "expected \(first.count) values, found \(second.count)")
  return mean(zip(first, second).map { ($0 - $1) * ($0 - $1) }).squareRoot()
}

/// The values of a baseline and of what is better than it, query by query.
public struct Improvement: Sendable, Hashable {
  /// The values of the better run, one a query; at least one.
  public let advanced: [Double]

  /// The values of the baseline, of the same queries.
  public let baseline: [Double]

  /// Creates an improvement.
  public init(of advanced: [Double], over baseline: [Double]) {
    precondition(
      !advanced.isEmpty && advanced.count == baseline.count,
      "expected equally many queries, found \(advanced.count) and \(baseline.count)")
    (self.advanced, self.baseline) = (advanced, baseline)
  }

  /// The mean over queries of the better value minus that of the baseline.
  public var effect: Double { mean(zip(advanced, baseline).map { $0 - $1 }) }

  /// The difference of the means, divided by the mean of the baseline; nil where that is 0.
  public var relative: Double? {
    let base = mean(baseline)
    return base == 0 ? nil : (mean(advanced) - base) / base
  }

  /// Returns the effect ratio of a reproduction: its effect divided by this one.
  ///
  /// 1 where the effect was reproduced, between 0 and 1 where it is smaller, below 0 where it has the other sign
  /// (Breuer et al. 2020).
  ///
  /// - Returns: nil where this effect is 0.
  public func effectRatio(of reproduction: Improvement) -> Double? {
    effect == 0 ? nil : reproduction.effect / effect
  }

  /// Returns this relative improvement minus that of a reproduction.
  ///
  /// ΔRI of Breuer et al. 2020.
  ///
  /// - Returns: 0 where the relative improvement was reproduced; nil where a baseline is 0.
  public func deltaRelativeImprovement(of reproduction: Improvement) -> Double? {
    guard let relative, let other = reproduction.relative else { return nil }
    return relative - other
  }
}

/// Returns the p-value of the randomisation test between two runs, each query by itself.
///
/// - Parameters:
///   - first: one value a query; at least one.
///   - second: the other run's, of the same queries.
///   - metric: what the values are of; it tells the draws of one test from those of others.
/// - Returns: a two-sided p-value, above 0 and at most 1; the same in either order of the runs.
public func probability(_ first: [Double], _ second: [Double], metric: String) -> Double {
  var generator = SeededGenerator(seed: 0, purpose: "randomisation test of runs by \(metric)")
  return randomisationTest(
    differences: zip(first, second).map { $0 - $1 }, clusters: Array(first.indices),
    using: &generator)
}
