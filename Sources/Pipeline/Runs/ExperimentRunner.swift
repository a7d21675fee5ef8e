import Datasets
import DescriptorStore
import Evaluation
public import Extraction
import Foundation
import Kernels
import OrderedCollections
public import Records
import Scoring
public import Specs
import Steps

/// Executes experiments: reads or renders the data, trains, extracts, ranks, scores and judges.
public struct ExperimentRunner: Sendable {
  private let context: RunContext

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - options: where things lie and how wide to work.
  ///   - observe: receives what happens; may be called from any thread.
  /// - Throws: `CacheError` when the cache folder is unusable, `FileError` when that of exports is.
  public init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    context = try RunContext(options, observe: observe)
  }

  /// Returns everything that one experiment finds out.
  ///
  /// - Parameters:
  ///   - experiment: what to run.
  ///   - spec: the file that it was read from, as the provenance is to name it.
  /// - Returns: records, verdicts and provenance.
  /// - Throws: the error of the stage that failed; `KernelError` when this processor cannot compute what
  ///   other ones do.
  public func run(
    _ experiment: ResolvedExperiment, spec: String? = nil
  ) async throws -> ExperimentResult {
    try ComputeContext.requireProcessor()
    ComputeThreads.setStandardCount(context.threads)
    // Asked for before the work, which may take days and see other commits, and beside it.
    async let git = GitState.read()
    let experiment = try experiment.lookingForOptionalSets(context)
    let run = try await ExperimentRun(experiment, context)
    for input in run.survey.missing {
      context.observe(.notice("\(input.name) is missing. \(input.advice)"))
    }
    try run.tellOfWeights()
    let (leaks, sharedNames) = try await run.leaks()
    try await run.shelf.checkWhitenings(of: run.plan) { run.survey.has($0.dataset) }
    try await run.checkValidation()
    let (scores, account) = try await scores(of: run)
    let records = records(run, scores)
    let executor = LocalExecutor(run.context, run.shelf)
    let covariates = try await run.covariateOutcomes(by: executor)
    let firstImages = try await run.firstImages { try await executor.rankings($0, of: run.plan) }
    var datasets: [DatasetRecord] = []
    for set in experiment.columnSets where run.survey.has(set.dataset) {
      run.shelf.judgeNames(on: set)
      let cells = scores.filter { $0.cell.set == set }
      datasets.append(try await datasetRecord(set, run, cells))
    }
    if let input = run.survey.missing.first(where: { $0.kind == .dataset }), datasets.isEmpty {
      throw DatasetError(
        .missing, path: "\(context.dataRoot)/\(input.name)",
        problem: "none of the table's datasets is there", advice: input.advice)
    }
    let isCurve = experiment.specification != nil
    return ExperimentResult(
      experiment: experiment, datasets: datasets,
      records: isCurve ? records.map(\.withoutQueries) : records,
      claims: try await run.outcomes(records), covariates: covariates,
      specification: try await run.specification(records), figure: try await run.figure(records),
      firstImages: firstImages,
      missing: run.survey.missing, leaks: leaks, sharedNames: sharedNames,
      fingerprints: try run.fingerprints(scores),
      provenance: try Provenance.current(
        of: experiment, spec: spec, threads: context.threads, account, git: await git))
  }

  /// What was found out for one cell, by protocol.
  typealias CellScores = (
    cell: PlanCell, scores: OrderedDictionary<EvaluationProtocol, StoredScores>
  )

  /// Executes what is missing of a plan, and returns the scores of its cells and what it all took.
  private func scores(
    of run: ExperimentRun
  ) async throws -> (scores: [CellScores], account: StepAccount) {
    let executor = LocalExecutor(run.context, run.shelf)
    let targets = run.targets
    var work = WorkCount(run.plan, targets)
    var there: Set<Step.ID> = []
    func report(_ steps: [Step]) {
      work.finish(steps)
      context.observe(
        .results(table: run.experiment.name, done: work.done, total: work.total))
    }
    try await executor.execute(
      run.plan, for: targets,
      onFound: { found in
        there = Set(found.map(\.id))
        report(found)
      }, onDone: report)
    try await run.readFittedSets()
    try await run.export(by: executor)
    var found: [CellScores] = []
    for cell in run.cells {
      var scores: OrderedDictionary<EvaluationProtocol, StoredScores> = [:]
      for (wanted, step) in cell.scores {
        let stored = try await executor.scores(run.plan[step], of: run.plan)
        scores[wanted] = stored
        guard let check = stored.findings.check else { continue }
        run.shelf.record(check, of: cell.row, on: cell.set, wanted, seed: cell.seed)
      }
      found.append((cell, scores))
    }
    return (
      found,
      try StepAccount(run.plan.closure(of: targets), found: there, in: run.context)
    )
  }

  /// Returns the records of all rows on all sets that nothing is missing for.
  private func records(_ run: ExperimentRun, _ scores: [CellScores]) -> [ResultRecord] {
    let experiment = run.experiment
    var records: [ResultRecord] = []
    for dataset in experiment.datasets {
      for row in experiment.rows {
        let seeds = scores.filter { $0.cell.dataset == dataset && $0.cell.row.name == row.name }
          .map { experiment.seedRecord($0.cell.seed, Dictionary(results: $0.scores)) }
        if !seeds.isEmpty {
          records.append(ResultRecord(row: row.name, dataset: dataset, seeds: seeds))
        }
      }
    }
    return records
  }

  private func datasetRecord(
    _ place: WorldSet, _ run: ExperimentRun, _ scores: [CellScores]
  ) async throws -> DatasetRecord {
    let dataset = place.dataset
    let set = try await run.shelf.retrievalSet(place)
    let findings = scores.flatMap { $0.scores.values.map(\.findings) }
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
    let names = largest?.queries.map(\.name) ?? []
    let clusters = zip(names, largest?.queryClusters ?? [])
    var labels: [String: String]?
    if let wanted = largest?.groundTruth.evaluationProtocol,
      let strata = try await run.clusters(of: place, wanted).strata
    {
      let known = zip(names, strata.queries).compactMap { name, stratum in
        stratum.map { (name, strata.names[$0]) }
      }
      labels = Dictionary(known, uniquingKeysWith: { first, _ in first })
    }
    return DatasetRecord(
      dataset: dataset, world: run.experiment.ownWorld(of: place),
      queries: tasks.first?.queries.count ?? 0,
      images: tasks.first?.database.count ?? 0,
      skippedImages: set.dataset.excludedNames + Set(findings.flatMap(\.skipped)).sorted(),
      acceptedImages: Set(findings.flatMap(\.accepted)).sorted(),
      passedOver: set.dataset.passedOver.counts,
      orientedCount: try await run.orientedCount(in: set, of: dataset),
      droppedQueries: dropped,
      queryClusters: Dictionary(clusters.map { ($0, $1) }, uniquingKeysWith: { first, _ in first }),
      queryStrata: labels, notes: run.shelf.notes.texts[place, default: []])
  }
}

extension [EvaluationProtocol: EvaluationResult] {
  fileprivate init(results: OrderedDictionary<EvaluationProtocol, StoredScores>) {
    self = Dictionary(uniqueKeysWithValues: results.map { ($0.key, $0.value.result) })
  }
}
