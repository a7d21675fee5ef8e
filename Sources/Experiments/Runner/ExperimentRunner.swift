import Datasets
import DescriptorStore
import Evaluation
import Foundation
import Kernels
public import Specs

/// Executes experiments: reads or draws the data, trains, describes, searches, scores and judges.
public struct ExperimentRunner: Sendable {
  private let context: RunContext
  private let ledger: StageLedger

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - options: where things lie and how wide to work.
  ///   - observe: receives what happens; may be called from any thread.
  /// - Throws: `CacheError` when the cache folder is unusable, `FileError` when that of exports is.
  public init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    let ledger = StageLedger()
    self.ledger = ledger
    context = try RunContext(options) { event in
      ledger.observe(event)
      observe(event)
    }
  }

  /// Returns everything that one experiment finds out.
  ///
  /// - Parameters:
  ///   - experiment: what to run.
  ///   - spec: the file that it was read from, as the provenance is to name it.
  /// - Returns: records, verdicts and provenance.
  /// - Throws: the error of the stage that failed.
  public func run(
    _ experiment: ResolvedExperiment, spec: String? = nil
  ) async throws -> ExperimentResult {
    LinearAlgebraThreads.setCount(context.threads, numerics: experiment.numerics)
    ledger.reset()
    let experiment = try experiment.lookingForOptionalSets(context)
    let run = ExperimentRun(experiment, context: context)
    let survey = InputSurvey(experiment, context: context)
    for input in survey.missing {
      context.observe(.notice("\(input.name) is missing. \(input.advice)"))
    }
    try await run.readInputs(survey)
    let (leaks, sharedNames) = try await run.leaks(survey)
    try await run.checkWhitenings { survey.has($0) }
    var work = WorkCount(experiment, survey)
    var records: [ResultRecord] = []
    var datasets: [DatasetRecord] = []
    for dataset in experiment.datasets where survey.has(dataset) {
      let rows = experiment.rows.filter { survey.has($0, on: dataset) }
      records += try await self.records(of: rows, of: experiment, on: dataset, run) { row, seed in
        work.finish(row, on: dataset, seed: seed, of: experiment)
        context.observe(
          .results(table: experiment.name, done: work.done, total: work.total))
      }
      datasets.append(try await datasetRecord(dataset, run))
    }
    if let input = survey.missing.first(where: { $0.kind == .dataset }), datasets.isEmpty {
      throw DatasetError(
        .missing, path: "\(context.dataRoot)/\(input.name)",
        problem: "none of the table's datasets is there", advice: input.advice)
    }
    let claims = try await judge(experiment, records, run)
    return ExperimentResult(
      experiment: experiment, datasets: datasets, records: records, claims: claims,
      missing: survey.missing, leaks: leaks, sharedNames: sharedNames,
      fingerprints: run.fingerprints.all,
      provenance: try Provenance.current(
        of: experiment, spec: spec, threads: context.threads, stages: ledger.records))
  }

  /// Returns the records of some rows on one dataset, several rows scored at a time; `report` is told
  /// of each row and seed that has all that its scores need.
  private func records(
    of all: [ResolvedRow], of experiment: ResolvedExperiment, on dataset: DatasetName,
    _ run: ExperimentRun, report: (ResolvedRow, UInt64) -> Void
  ) async throws -> [ResultRecord] {
    var records: [ResultRecord] = []
    // A few rows a thread keep all threads busy, and few descriptors in memory.
    let rowsAtOnce = 4 * context.threads
    for first in stride(from: 0, to: all.count, by: rowsAtOnce) {
      let rows = all[first..<min(first + rowsAtOnce, all.count)]
      var scorings: [(seed: UInt64, scoring: any RowScoring)] = []
      for row in rows {
        for seed in experiment.seeds {
          let scoring = try await run.scoring(of: row, on: dataset, seed: seed)
          scorings.append((seed, scoring))
          report(row, seed)
        }
      }
      let outcomes = try await mapConcurrently(scorings, width: context.threads) {
        try $0.scoring.outcomes()
      }
      let seeds = zip(scorings, outcomes).map { scoring, outcomes in
        experiment.seedRecord(scoring.seed, outcomes.mapValues(\.scores))
      }
      for (index, row) in rows.enumerated() {
        for (place, seed) in experiment.seeds.enumerated() {
          let outcomes = outcomes[index * experiment.seeds.count + place]
          run.record(outcomes, of: row, on: dataset, seed: seed)
          for wanted in EvaluationProtocol.allCases {
            guard let check = outcomes[wanted]?.check else { continue }
            run.record(check, of: row, on: dataset, wanted, seed: seed)
          }
        }
        let part = index * experiment.seeds.count..<(index + 1) * experiment.seeds.count
        records.append(ResultRecord(row: row.name, dataset: dataset, seeds: Array(seeds[part])))
      }
    }
    run.judgeNames(on: dataset)
    return records
  }

  private func datasetRecord(
    _ dataset: DatasetName, _ run: ExperimentRun
  ) async throws -> DatasetRecord {
    let set = try await run.retrievalSet(dataset)
    var dropped: [String: [String]] = [:]
    let tasks = run.experiment.protocols(of: dataset).compactMap(set.dataset.task)
    for task in tasks {
      for setting in task.groundTruth.evaluationProtocol.settings {
        let queries = task.groundTruth.queries
        let relevances = queries.map { $0.lists.relevance(in: setting) }
        let names = queries.indices.filter { relevances[$0].positives.isEmpty }
          .map { queries[$0].name }
        if !names.isEmpty { dropped[setting.rawValue] = names }
        guard let strata = set.strata[task.groundTruth.evaluationProtocol] else { continue }
        let cut = queries.indices.filter {
          strata.cut(relevances[$0], toStratumOfQuery: $0)?.positives.isEmpty ?? true
        }.map { queries[$0].name }
        if cut != names { dropped["\(setting.rawValue).within"] = cut }
      }
    }
    // The records of rows hold the queries of the protocol that has most of them.
    let largest = tasks.max { $0.queries.count < $1.queries.count }
    let clusters = zip(largest?.queries.map(\.name) ?? [], largest?.queryClusters ?? [])
    return DatasetRecord(
      dataset: dataset, queries: tasks.first?.queries.count ?? 0,
      images: tasks.first?.database.count ?? 0,
      skippedImages: set.dataset.excludedNames + run.skippedNames[dataset, default: []].sorted(),
      acceptedImages: run.acceptedNames[dataset, default: []].sorted(),
      passedOver: set.dataset.passedOver.counts,
      orientedCount: try await run.orientedCount(in: set, of: dataset),
      droppedQueries: dropped,
      queryClusters: Dictionary(clusters.map { ($0, $1) }, uniquingKeysWith: { first, _ in first }),
      notes: run.notes.texts[dataset, default: []])
  }

  private func judge(
    _ experiment: ResolvedExperiment, _ records: [ResultRecord], _ run: ExperimentRun
  ) async throws -> [ClaimOutcome] {
    var outcomes: [ClaimOutcome] = []
    for claim in experiment.claims {
      for dataset in experiment.datasets {
        // What is not available is not judged, and the table says so.
        guard experiment.metrics(of: dataset).contains(claim.metric),
          let better = records.first(where: { $0.row == claim.better && $0.dataset == dataset }),
          let worse = records.first(where: { $0.row == claim.worse && $0.dataset == dataset })
        else { continue }
        let set = try await run.retrievalSet(dataset)
        let wanted = claim.metric.evaluationProtocol ?? experiment.protocols(of: dataset).first
        guard let task = wanted.flatMap(set.dataset.task) else {
          preconditionFailure("expected a task for claim \(claim.name)")
        }
        // An optional set need not have the label; its landmarks are the clusters then.
        let label = experiment.statistics.clusters.flatMap { label in
          experiment.isOptional(dataset) && !task.hasLabel(label) ? nil : label
        }
        let judge = ClaimJudge(
          statistics: experiment.statistics,
          queries: better.seeds.first?.queries.map(\.query) ?? [], task: task,
          strata: try label.map {
            try task.strata(by: $0, source: "\(context.dataRoot)/\(set.dataset.name)")
          })
        outcomes.append(judge.outcome(of: claim, on: dataset, better: better, worse: worse))
      }
    }
    return outcomes
  }
}

/// How much of a table's work is done, counted in what takes time: networks to train, and sets to
/// describe under one network and preparation.
private struct WorkCount {
  private(set) var done = 0

  let total: Int

  private var left: Set<Part> = []

  private enum Part: Hashable {
    case training(model: String, seed: UInt64)
    case descriptors(source: String, set: DatasetName, family: String)
  }

  init(_ experiment: ResolvedExperiment, _ survey: InputSurvey) {
    for dataset in experiment.datasets where survey.has(dataset) {
      for row in experiment.rows where survey.has(row, on: dataset) {
        for seed in experiment.seeds {
          left.formUnion(Self.parts(of: row, on: dataset, seed: seed, of: experiment))
        }
      }
    }
    total = left.count
  }

  /// Takes note of a row that has all that its scores on a set need.
  mutating func finish(
    _ row: ResolvedRow, on dataset: DatasetName, seed: UInt64, of experiment: ResolvedExperiment
  ) {
    left.subtract(Self.parts(of: row, on: dataset, seed: seed, of: experiment))
    done = total - left.count
  }

  private static func parts(
    of row: ResolvedRow, on dataset: DatasetName, seed: UInt64, of experiment: ResolvedExperiment
  ) -> [Part] {
    experiment.chain(of: row).filter { $0.training != nil }.map {
      .training(model: $0.name, seed: seed)
    }
      + (row.hasDescriptors
        ? [
          .descriptors(
            source: row.descriptorSource(seed: seed), set: dataset,
            family: row.descriptor.extractionFamily)
        ] : [])
  }
}

extension ResolvedExperiment {
  /// Returns the record of one row on one dataset for one seed.
  fileprivate func seedRecord(
    _ seed: UInt64, _ scores: [EvaluationProtocol: EvaluationResult]
  ) -> SeedRecord {
    var means: [String: Double] = [:]
    for metric in metrics {
      let values = metric.values(in: scores)?.values.compactMap(\.self) ?? []
      if !values.isEmpty { means[metric.description] = mean(values) }
    }
    // Classic and revisited queries bear the same names; a query's record holds both. They stand in the
    // order of the first protocol that has most of them.
    let counts = scores.mapValues(\.queryNames.count)
    let largest = EvaluationProtocol.allCases.first { counts[$0] == counts.values.max() }
    let names = largest.flatMap { scores[$0]?.queryNames } ?? []
    var values: [String: [String: [String: Double]]] = [:]
    for metric in MetricName.all {
      guard let measured = metric.values(in: scores) else { continue }
      // One image may be searched with several boxes; the first stands for its name.
      var seen: Set<String> = []
      for (name, value) in zip(measured.names, measured.values) where seen.insert(name).inserted {
        guard let value else { continue }
        values[name, default: [:]][metric.scoredKey, default: [:]][metric.measureName] = value
      }
    }
    let queries = names.map { QueryRecord(query: $0, values: values[$0] ?? [:]) }
    return SeedRecord(seed: seed, metrics: means, queries: queries)
  }
}
