public import Experiments

extension Baseline {
  /// Creates the baseline that accepts a run as it is.
  ///
  /// - Parameters:
  ///   - result: the run.
  ///   - policy: how far each cell may move.
  public init(accepting result: ExperimentResult, policy: TolerancePolicy) {
    let experiment = result.experiment
    let trained = Set(experiment.rows.filter { experiment.isTrained($0) }.map(\.name))
    version = 1
    table = experiment.name
    specHash = result.provenance.specHash
    seeds = experiment.seeds
    tolerancePolicy = TolerancePolicy.words
    cells = result.records.flatMap { record in
      experiment.metrics(of: record.dataset).compactMap { metric in
        Self.cell(
          of: record, metric: metric, table: experiment.name,
          isTrained: trained.contains(record.row), policy: policy)
      }
    }
    claims = result.claims.map {
      Claim(claim: $0.claim, dataset: $0.dataset, verdict: $0.verdict)
    }
    var names: [String: [String]] = [:]
    for record in result.records {
      names[record.dataset.rawValue] = record.seeds.first?.queries.map(\.query) ?? []
    }
    queries = names
    queryPrecisions = result.records.flatMap { record in
      experiment.metrics(of: record.dataset).filter { $0.measure == .averagePrecision }.map {
        QueryPrecisions(
          row: record.row, dataset: record.dataset, metric: $0,
          values: record.queryValues(of: $0).map(\.value))
      }
    }
  }

  /// Gives every cell the tolerance of a policy, and leaves the values as they were accepted.
  ///
  /// - Parameter policy: how far each cell may move.
  public mutating func setTolerances(by policy: TolerancePolicy) {
    tolerancePolicy = TolerancePolicy.words
    cells = cells.map { cell in
      let tolerance = policy.tolerance(
        table: table, row: cell.row, dataset: cell.dataset, metric: cell.metric,
        isTrained: cell.toleranceSource != .untrained)
      return Cell(
        row: cell.row, dataset: cell.dataset, metric: cell.metric, value: cell.value,
        tolerance: Self.rounded(tolerance.value), toleranceSource: tolerance.source)
    }
  }

  private static func cell(
    of record: ResultRecord, metric: MetricName, table: String, isTrained: Bool,
    policy: TolerancePolicy
  ) -> Cell? {
    let values = record.values(of: metric)
    guard !values.isEmpty else { return nil }
    let tolerance = policy.tolerance(
      table: table, row: record.row, dataset: record.dataset, metric: metric,
      isTrained: isTrained)
    return Cell(
      row: record.row, dataset: record.dataset, metric: metric,
      value: rounded(Sample(values).mean), tolerance: rounded(tolerance.value),
      toleranceSource: tolerance.source)
  }

  /// Returns a value to six decimals.
  private static func rounded(_ value: Double) -> Double {
    (value * 1e6).rounded() / 1e6
  }
}
