import Datasets
import DescriptorStore
import Evaluation
import Extraction
import JSON
import OrderedCollections
public import Pipeline
import Scoring
public import Specs
import Steps

/// What the cache holds beside the results of a table: where positives stand, and how trainings went.
public struct CachedFindings: Sendable {
  /// The mean curve of a row on a set in a setting, over queries and seeds.
  var curves: [CurveName: PrecisionRecall] = [:]

  /// The trainings behind the table, in the order of its recipes.
  var trainings: [Training] = []

  /// What was extracted by each network, by the names of stages.
  var extractions: [Extraction] = []

  /// The image of each query of a set, by the query's name; none of sets that are not there or are large.
  var queryImages: [WorldSet: [String: Thumbnail]] = [:]

  /// Whether some rows' places were not in the cache.
  var lacksPlaces = false

  /// Creates findings of nothing: only results are reported.
  public init() {}

  /// What a curve is of.
  struct CurveName: Hashable, Sendable {
    /// The full name of the row.
    let row: String

    /// The evaluation set.
    let dataset: DatasetName

    /// What the values of queries are kept under: "medium" or "medium.within".
    let key: String
  }

  /// One training.
  struct Training: Sendable {
    /// The name of the recipe, with what tells its world from the table's.
    let name: String

    /// The recipe.
    let recipe: ModelRecipe

    /// The seed.
    let seed: UInt64

    /// The name of the stage in the provenance.
    let stage: String

    /// What the weights are made from.
    let key: String

    /// How it went; nil where the cache does not tell.
    let curve: TrainingCurve?
  }

  /// The descriptors that one stage made.
  struct Extraction: Sendable, Hashable {
    /// The name of the stage in the provenance.
    let stage: String

    /// The name of the network's recipe with its seed.
    let network: String

    /// The number of descriptors: images times poolings and preparations.
    var descriptors: Int
  }
}

/// Reads what the cache holds beside results; nothing is run or written.
public struct CachedFindingsReader: Sendable {
  private let options: RunOptions
  private let cache: ArtifactCache

  /// Looks into a cache.
  ///
  /// - Parameter options: where things lie.
  /// - Throws: `CacheError` when the cache folder is unusable.
  public init(_ options: RunOptions) throws {
    self.options = options
    cache = try ArtifactCache(
      directory: options.cacheDirectory, logger: options.logger, base: options.baseCacheDirectory,
      creating: false)
  }

  /// Returns what the cache holds of one experiment.
  ///
  /// - Parameter experiment: what the spec says.
  /// - Returns: what is there; rows and trainings of which nothing is there are left out or said to lack it.
  /// - Throws: `CacheError`; what planning the experiment throws.
  public func findings(of experiment: ResolvedExperiment) async throws -> CachedFindings {
    let plan = try await Plan(of: experiment, options)
    var findings = CachedFindings()
    if experiment.specification == nil {
      (findings.curves, findings.lacksPlaces) = try await curves(of: plan, experiment)
    }
    findings.queryImages = queryImages(of: experiment)
    findings.trainings = try trainings(of: plan, experiment)
    findings.extractions = Self.extractions(of: plan, experiment)
    return findings
  }

  /// The most queries of a set that are shown, so that a page stays one that a browser opens at once.
  private static let mostQueryImages = 1000

  /// Returns the images of the queries of each set whose files are still there.
  private func queryImages(of experiment: ResolvedExperiment) -> [WorldSet: [String: Thumbnail]] {
    var images: [WorldSet: [String: Thumbnail]] = [:]
    for set in experiment.columnSets {
      // The values of queries are in the results; of a set that is gone, or damaged by now, no picture is shown.
      guard let read = try? RetrievalDataset.read(set.folderName, root: options.dataRoot) else {
        continue
      }
      let queries = read.evaluationProtocols.compactMap(read.task).flatMap(\.queries)
      guard queries.count <= Self.mostQueryImages else { continue }
      images[set] = Dictionary(
        queries.map { query in
          (query.name, Thumbnail(file: query.path(below: options.dataRoot), box: query.box))
        }
      ) { first, _ in first }
    }
    return images
  }

  /// Returns the curves of all rows whose images were ranked, and whether any is not in the cache.
  private func curves(
    of plan: Plan, _ experiment: ResolvedExperiment
  ) async throws -> ([CachedFindings.CurveName: PrecisionRecall], Bool) {
    let jobs = plan.cells.flatMap { cell in
      cell.scores.values.compactMap { id -> (cell: PlanCell, key: ArtifactKey)? in
        guard case .scores(let work) = plan[id].work, case .ranking = work.order else { return nil }
        return (cell, plan[id].key)
      }
    }
    let cache = cache
    let found = try await mapConcurrently(jobs, width: options.threads) { job in
      try cache.find(job.key).map { Self.curves(in: try StoredScores(decoding: $0.bytes)) }
    }
    var bySeed: OrderedDictionary<CachedFindings.CurveName, [PrecisionRecall]> = [:]
    for (job, curves) in zip(jobs, found) {
      for (key, curve) in curves ?? [] {
        let name = CachedFindings.CurveName(
          row: job.cell.row.name, dataset: job.cell.dataset, key: key)
        bySeed[name, default: []].append(curve)
      }
    }
    // A mean over some seeds would be no mean of the row.
    let whole = bySeed.filter { $0.value.count == experiment.seeds.count }
    let means = whole.compactMap { name, curves in
      PrecisionRecall(meanOf: curves).map { (name, $0) }
    }
    return (
      Dictionary(uniqueKeysWithValues: means),
      found.contains { $0 == nil } || whole.count < bySeed.count
    )
  }

  private static func curves(in scores: StoredScores) -> [(String, PrecisionRecall)] {
    let whole = scores.result.settings.map { ($0.setting.rawValue, $0) }
    let within = (scores.result.strata?.within ?? []).map { ("\($0.setting.rawValue).within", $0) }
    return (whole + within).compactMap { key, result in
      PrecisionRecall(of: result).map { (key, $0) }
    }
  }

  private func trainings(
    of plan: Plan, _ experiment: ResolvedExperiment
  ) throws -> [CachedFindings.Training] {
    try plan.weights.filter { $0.recipe.training != nil }.map { weights in
      let step = plan[weights.step]
      let log = try cache.record(of: step.key).flatMap { record in
        try cache.companion("csv", of: record)
      }
      return CachedFindings.Training(
        name: experiment.name(of: weights.recipe.name, in: weights.world), recipe: weights.recipe,
        seed: weights.seed, stage: step.label.withoutShard, key: step.key.digest,
        curve: log.flatMap { TrainingCurve(log: String(decoding: $0, as: UTF8.self)) })
    }
  }

  private static func extractions(
    of plan: Plan, _ experiment: ResolvedExperiment
  ) -> [CachedFindings.Extraction] {
    let networks = Dictionary(
      plan.weights.map { weights in
        let name = experiment.name(of: weights.recipe.name, in: weights.world)
        return (weights.step, "\(name), seed \(weights.seed)")
      }
    ) { first, _ in first }
    var found: OrderedDictionary<String, CachedFindings.Extraction> = [:]
    for step in plan.closure(of: plan.cells.flatMap(\.scores.values)) {
      guard case .descriptors(let work) = step.work, let weights = work.weights else { continue }
      let stage = step.label.withoutShard
      found[
        stage,
        default: .init(stage: stage, network: networks[weights] ?? "", descriptors: 0)
      ].descriptors += work.shard.images.count
    }
    return Array(found.values)
  }
}

extension StoredScores {
  /// Reads the bytes of an artifact.
  fileprivate init(decoding bytes: [UInt8]) throws {
    try self.init(CanonicalJSON(parsing: bytes))
  }
}
