import Evaluation

/// The mean and the spread of some values.
public struct Sample: Sendable, Hashable {
  /// The arithmetic mean, 0 for no values.
  public let mean: Double

  /// The sample standard deviation (divisor n − 1), 0 for fewer than two values.
  public let deviation: Double

  /// Creates the summary of some values.
  public init(_ values: [Double]) {
    guard !values.isEmpty else {
      (mean, deviation) = (0, 0)
      return
    }
    mean = Evaluation.mean(values)
    deviation = sampleStandardDeviation(values) ?? 0
  }
}
