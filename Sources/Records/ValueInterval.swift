public import Specs

/// The mean of one row on one column with its interval: a point of a figure.
public struct ValueInterval: Sendable, Hashable, Codable {
  /// The full name of the row.
  public let row: String

  /// The evaluation set.
  public let dataset: DatasetName

  /// The metric.
  public let metric: MetricName

  /// The mean over queries and seeds, as a fraction.
  public let mean: Double

  /// The lower end of the interval, as a fraction.
  public let lower: Double

  /// The upper end of the interval, as a fraction.
  public let upper: Double

  /// Creates an interval.
  public init(
    row: String, dataset: DatasetName, metric: MetricName, mean: Double, lower: Double,
    upper: Double
  ) {
    self.row = row
    self.dataset = dataset
    self.metric = metric
    self.mean = mean
    self.lower = lower
    self.upper = upper
  }
}
