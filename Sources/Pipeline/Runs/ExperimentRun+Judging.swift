import Datasets
import Evaluation
import Records
import Scoring
import Specs
import Steps

/// Judges of the sets of a run, each made once: what belongs together among the queries of a set under a
/// protocol.
struct JudgeShelf {
  private let run: ExperimentRun
  private var judges: [Name: ClaimJudge] = [:]

  private struct Name: Hashable {
    let set: WorldSet
    let wanted: EvaluationProtocol
    let queries: [String]
  }

  init(_ run: ExperimentRun) {
    self.run = run
  }

  /// Returns the judge of a metric on the set that a row is evaluated on.
  ///
  /// - Parameters:
  ///   - metric: the metric.
  ///   - row: a row; those of a claim show one world.
  ///   - record: its values on the set.
  /// - Returns: the judge.
  /// - Throws: `DatasetError` when the set cannot be read, or lacks the label of the clusters.
  mutating func judge(
    of metric: MetricName, row: ResolvedRow, record: ResultRecord
  ) async throws -> ClaimJudge {
    let (experiment, dataset) = (run.experiment, record.dataset)
    let wanted = metric.evaluationProtocol ?? experiment.protocols(of: dataset).first
    guard let wanted else { preconditionFailure("expected a protocol of \(dataset) for \(metric)") }
    let name = Name(
      set: experiment.set(dataset, of: row), wanted: wanted,
      queries: record.seeds.first?.queries.map(\.query) ?? [])
    if let known = judges[name] { return known }
    let (task, strata) = try await run.clusters(of: name.set, wanted)
    let judge = ClaimJudge(
      statistics: experiment.statistics, queries: name.queries, task: task, strata: strata)
    judges[name] = judge
    return judge
  }
}

extension ExperimentRun {
  /// Returns the task of a set under a protocol, and how the label of the spec's statistics divides it; nil
  /// for the landmarks of the queries.
  func clusters(
    of place: WorldSet, _ wanted: EvaluationProtocol
  ) async throws -> (task: RetrievalTask, strata: Strata?) {
    let set = try await shelf.retrievalSet(place)
    guard let task = set.dataset.task(wanted) else {
      preconditionFailure("expected a task of \(place.dataset) under \(wanted)")
    }
    // An optional set need not have the label; its landmarks are the clusters then.
    let label = experiment.statistics.clusters.flatMap { label in
      experiment.isOptional(place.dataset) && !task.hasLabel(label) ? nil : label
    }
    return (
      task,
      try label.map {
        try task.strata(by: $0, source: "\(context.dataRoot)/\(set.dataset.name)")
      }
    )
  }

  /// Returns the verdict of each claim on each set whose rows are there.
  func outcomes(_ records: [ResultRecord]) async throws -> [ClaimOutcome] {
    var judges = JudgeShelf(self)
    var outcomes: [ClaimOutcome] = []
    for claim in experiment.claims {
      guard let row = experiment.rows.first(where: { $0.name == claim.better }) else { continue }
      for dataset in experiment.datasets {
        // What is not available is not judged, and the table says so.
        guard experiment.metrics(of: dataset).contains(claim.metric),
          let better = records.first(where: { $0.row == claim.better && $0.dataset == dataset }),
          let worse = records.first(where: { $0.row == claim.worse && $0.dataset == dataset })
        else { continue }
        let judge = try await judges.judge(of: claim.metric, row: row, record: better)
        outcomes.append(judge.outcome(of: claim, on: dataset, better: better, worse: worse))
      }
    }
    return outcomes
  }

  /// Returns the points of the table's figure, or nil for a table without one.
  func figure(_ records: [ResultRecord]) async throws -> [ValueInterval]? {
    guard let figure = experiment.figure else { return nil }
    var judges = JudgeShelf(self)
    var points: [ValueInterval] = []
    for record in records {
      guard let row = experiment.rows.first(where: { $0.name == record.row }) else { continue }
      for metric in figure.metrics
      where experiment.metrics(of: record.dataset).contains(metric) {
        let judge = try await judges.judge(of: metric, row: row, record: record)
        if let point = judge.interval(of: metric, in: record) { points.append(point) }
      }
    }
    return points
  }

  /// Returns the specification curve of each claim, or nil for another table.
  func specification(_ records: [ResultRecord]) async throws -> [SpecificationOutcome]? {
    guard let claims = experiment.specification else { return nil }
    var judges = JudgeShelf(self)
    let rows = Dictionary(experiment.rows.map { ($0.name, $0) }) { first, _ in first }
    let found = Dictionary(grouping: records, by: \.dataset).mapValues { records in
      Dictionary(records.map { ($0.row, $0) }) { first, _ in first }
    }
    var outcomes: [SpecificationOutcome] = []
    for claim in claims {
      var points: [SpecificationOutcome.Point] = []
      var absent = 0
      for dataset in experiment.datasets {
        for metric in claim.metrics where experiment.metrics(of: dataset).contains(metric) {
          for comparison in claim.comparisons {
            let better = found[dataset]?[comparison.better]
            let worse = found[dataset]?[comparison.worse]
            for seed in experiment.seeds {
              guard let better = better?.only(seed), let worse = worse?.only(seed),
                let row = rows[comparison.better]
              else {
                absent += 1
                continue
              }
              let judge = try await judges.judge(of: metric, row: row, record: better)
              let outcome = judge.outcome(
                of: claim.claim(comparison, metric), on: dataset, better: better, worse: worse)
              if outcome.queries == 0 {
                absent += 1
              } else {
                points.append(
                  SpecificationOutcome.Point(
                    outcome, of: comparison, metric: metric, seed: seed))
              }
            }
          }
        }
      }
      outcomes.append(
        SpecificationOutcome(
          claim: claim.name, confidence: experiment.statistics.confidence, points: points,
          absentPoints: absent))
    }
    return outcomes
  }
}

extension SpecificationClaim {
  /// Returns the claim about one comparison.
  fileprivate func claim(_ comparison: Comparison, _ metric: MetricName) -> ResolvedClaim {
    ResolvedClaim(
      name: name, statement: statement, scope: scope, better: comparison.better,
      worse: comparison.worse, metric: metric, source: source)
  }
}
