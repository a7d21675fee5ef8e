public import Experiments

extension BaselineDiff {
  /// The number of queries that are listed at most.
  public static let listedQueries = 10

  /// The smallest movement of a query that is listed, as a fraction: a tenth of a point.
  public static let smallestMovement = 0.001

  /// Compares a run with its baseline.
  ///
  /// - Parameters:
  ///   - result: the run.
  ///   - baseline: the accepted values, or nil when there are none.
  public init(_ result: ExperimentResult, against baseline: Baseline?) {
    let experiment = result.experiment
    table = experiment.name
    obstacle = Self.obstacle(between: result, and: baseline)
    let isSame = obstacle == nil
    let untrained = Set(experiment.rows.filter { !experiment.isTrained($0) }.map(\.name))
    let accepted = baseline?.cells ?? []
    cells =
      accepted.map { cell in
        Self.compare(
          cell, with: result.mean(cell.row, cell.dataset, cell.metric), isSame: isSame,
          isTrained: !untrained.contains(cell.row))
      } + Self.additions(of: result, to: accepted)
    claims = Self.compare(result.claims, with: baseline?.claims ?? [], isSame: isSame)
    movedQueries = isSame ? Self.movements(of: result, since: baseline) : []
  }

  private static func obstacle(
    between result: ExperimentResult, and baseline: Baseline?
  ) -> String? {
    guard let baseline else { return "there is no baseline; accept one first" }
    let (old, new) = (baseline, result)
    if old.table != new.experiment.name {
      return "the baseline is that of \(old.table), not of \(new.experiment.name)"
    }
    if old.specHash != new.provenance.specHash {
      return "the spec changed since the baseline was accepted: "
        + "\(old.specHash.prefix(12)) then, \(new.provenance.specHash.prefix(12)) now"
    }
    if old.seeds != new.experiment.seeds {
      return "the baseline has the seeds \(old.seeds), the run \(new.experiment.seeds)"
    }
    return nil
  }

  private static func compare(
    _ cell: Baseline.Cell, with current: Double?, isSame: Bool, isTrained: Bool
  ) -> Cell {
    let status: Status
    if let current, isSame {
      // The baseline is rounded to six decimals, so half of the last one is no movement.
      let movement = current - cell.value
      status =
        abs(movement) <= cell.tolerance + 5e-7
        ? .match : !isTrained ? .drift : movement > 0 ? .improved : .regressed
    } else {
      status = .notComparable
    }
    return Cell(
      row: cell.row, dataset: cell.dataset, metric: cell.metric, baseline: cell.value,
      current: current, tolerance: cell.tolerance, status: status)
  }

  /// Returns the cells that only the run has.
  private static func additions(
    of result: ExperimentResult, to accepted: [Baseline.Cell]
  ) -> [Cell] {
    result.records.flatMap { record in
      result.experiment.metrics(of: record.dataset).compactMap { metric in
        let isKnown = accepted.contains {
          $0.row == record.row && $0.dataset == record.dataset && $0.metric == metric
        }
        guard !isKnown else { return nil }
        return Cell(
          row: record.row, dataset: record.dataset, metric: metric, baseline: nil,
          current: result.mean(record.row, record.dataset, metric), tolerance: nil,
          status: .notComparable)
      }
    }
  }

  private static func compare(
    _ outcomes: [ClaimOutcome], with accepted: [Baseline.Claim], isSame: Bool
  ) -> [Claim] {
    let known = accepted.map { old in
      let new = outcomes.first { $0.claim == old.claim && $0.dataset == old.dataset }?.verdict
      // An interval that now ends just beyond 0, or just short of it, is no change by itself: the
      // cells it comes from have tolerances. Only the opposite verdict is.
      let isOpposite = Set([new, old.verdict]) == [.holds, .fails]
      let status: Status =
        new == nil || !isSame ? .notComparable : isOpposite ? .drift : .match
      return Claim(
        claim: old.claim, dataset: old.dataset, baseline: old.verdict, current: new,
        status: status)
    }
    let added = outcomes.filter { new in
      !accepted.contains { $0.claim == new.claim && $0.dataset == new.dataset }
    }
    return known
      + added.map {
        Claim(
          claim: $0.claim, dataset: $0.dataset, baseline: nil, current: $0.verdict,
          status: .notComparable)
      }
  }

  /// Returns the queries that moved most.
  private static func movements(
    of result: ExperimentResult, since baseline: Baseline?
  ) -> [QueryMovement] {
    var found: [QueryMovement] = []
    for old in baseline?.queryPrecisions ?? [] {
      guard let record = result.record(row: old.row, dataset: old.dataset) else { continue }
      let names = baseline?.queries[old.dataset.rawValue] ?? []
      let pairs = zip(names, old.values).map { ($0, $1) }
      let accepted = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
      for (query, value) in record.queryValues(of: old.metric) {
        guard let current = value, let before = accepted[query] ?? nil,
          abs(current - before) >= smallestMovement
        else { continue }
        found.append(
          QueryMovement(
            row: old.row, dataset: old.dataset, metric: old.metric, query: query,
            baseline: before, current: current))
      }
    }
    found.sort {
      let (first, second) = (abs($0.current - $0.baseline), abs($1.current - $1.baseline))
      return first == second ? ($0.row, $0.query) < ($1.row, $1.query) : first > second
    }
    return Array(found.prefix(listedQueries))
  }
}

extension ExperimentResult {
  /// Returns the mean over seeds of a cell, or nil when the run does not have it.
  fileprivate func mean(_ row: String, _ dataset: DatasetName, _ metric: MetricName) -> Double? {
    let values = record(row: row, dataset: dataset)?.values(of: metric) ?? []
    return values.isEmpty ? nil : Sample(values).mean
  }
}
