public import Experiments

/// How far a cell may move before it counts as changed.
public struct TolerancePolicy: Sendable, Hashable {
  /// The tolerance of rows without training, as a fraction: only the pipeline can move them.
  public static let untrained = 0.001

  /// The smallest tolerance of rows with training, as a fraction.
  public static let trainedFloor = 0.005

  /// The number of standard deviations over seeds that a trained row may move: three of those of a
  /// difference between two runs, which is √2 times that of one.
  ///
  /// On another processor rounding differs, and training amplifies it until the run is no nearer to
  /// the baseline than one from another seed.
  public static let deviations = 3 * 2.0.squareRoot()

  /// What a tolerance rests on.
  public enum Source: String, Sendable, Codable {
    /// The fixed value of rows without training.
    case untrained
    /// The smallest value of rows with training, which the study does not exceed.
    case floor
    /// The deviation over the seeds of the study.
    case seedStudy = "seed-study"
    /// The smallest value of rows with training, since no study has the cell.
    case unstudied
  }

  private let study: SeedStudy?

  /// Creates a policy.
  ///
  /// - Parameter study: the measured spread over seeds, or nil when there is none.
  public init(study: SeedStudy?) {
    self.study = study
  }

  /// Returns the tolerance of one cell, as a fraction, and what it rests on.
  public func tolerance(
    table: String, row: String, dataset: DatasetName, metric: MetricName, isTrained: Bool
  ) -> (value: Double, source: Source) {
    guard isTrained else { return (Self.untrained, .untrained) }
    guard
      let cell = study?.cell(table: table, row: row, dataset: dataset, metric: metric)
    else { return (Self.trainedFloor, .unstudied) }
    // Five seeds know a deviation poorly; the cells of the same network know it better together.
    let pooled = study?.pooledDeviation(table: table, model: row, metric: metric) ?? 0
    let spread = Self.deviations * max(cell.deviation, pooled)
    return spread > Self.trainedFloor ? (spread, .seedStudy) : (Self.trainedFloor, .floor)
  }

  /// The policy in words, for the baseline file.
  public static let words =
    "untrained rows: 0.1 points; trained rows: the larger of 0.5 points and 3√2 standard deviations "
    + "over the seeds of the seed study, the cell's own or, if larger, the root mean square of "
    + "those of the same network and metric"
}
