import Checkpoints
import Datasets
import DescriptorStore
import Evaluation
import Retrieval
import Tensors

/// One execution of an experiment: what it has read and computed so far.
///
/// Confined to the task that runs it; the stages spread their own work over threads.
final class ExperimentRun {
  let experiment: ResolvedExperiment
  let context: RunContext

  private var trainingSets: [DatasetName: TrainingSet] = [:]
  private var retrievalSets: [DatasetName: RetrievalSet] = [:]
  private var weights: [String: StoredWeights] = [:]
  private var descriptorTables: [String: [PoolingName: DescriptorMatrix]] = [:]
  private var whitenings: [String: PCAWhitening] = [:]
  private var shards: [String: [ImageShard]] = [:]

  init(_ experiment: ResolvedExperiment, context: RunContext) {
    self.experiment = experiment
    self.context = context
  }

  /// Returns all that the scores of one row on one dataset need; described first where it is not.
  func scoring(
    of row: ResolvedRow, on dataset: DatasetName, seed: UInt64
  ) async throws -> Scoring {
    let set = try await retrievalSet(dataset)
    let name = set.dataset.name
    let whole = try await table(of: set.wholeImages, called: name, row, seed)
    let queries = try await table(of: set.queries, called: "\(name) queries", row, seed)
    var whitening: PCAWhitening?
    if case .pca(let settings) = row.descriptor.whitening {
      whitening = try await self.whitening(settings, row, seed)
    }
    return Scoring(
      set: set, wholeImages: whole.values, queries: queries.values, whitening: whitening,
      protocols: experiment.protocols)
  }

  /// Returns an evaluation set; drawn first when it is a mini set that is not there.
  func retrievalSet(_ dataset: DatasetName) async throws -> RetrievalSet {
    if let known = retrievalSets[dataset] { return known }
    try await WorldStage(context: context, settings: experiment.world).provide(dataset)
    let set = try await RetrievalSet(
      RetrievalDataset.read(dataset.rawValue, root: context.dataRoot),
      protocols: experiment.protocols, threads: context.threads, digests: context.digests)
    retrievalSets[dataset] = set
    return set
  }

  /// Returns a training set; drawn first when it is a mini set that is not there.
  func trainingSet(_ dataset: DatasetName) async throws -> TrainingSet {
    if let known = trainingSets[dataset] { return known }
    try await WorldStage(context: context, settings: experiment.world).provide(dataset)
    let labelled = try Manifest.read("\(context.dataRoot)/\(dataset.rawValue)/manifest.csv")
    let items = try await [ImageItem].hashing(
      labelled.images, threads: context.threads, digests: context.digests)
    let set = TrainingSet(labelled, items: items)
    trainingSets[dataset] = set
    return set
  }

  private func storedWeights(_ model: String, seed: UInt64) async throws -> StoredWeights {
    if let known = weights["\(model) \(seed)"] { return known }
    guard let recipe = experiment.models.first(where: { $0.name == model }) else {
      preconditionFailure("expected a resolved recipe \(model)")
    }
    let stage = WeightsStage(
      context: context,
      recipes: Dictionary(uniqueKeysWithValues: experiment.models.map { ($0.name, $0) }),
      trainingSet: trainingSet)
    let made = try await stage.weights(of: recipe, seed: seed)
    weights["\(model) \(seed)"] = made
    return made
  }

  private func whitening(
    _ settings: PCAWhiteningSettings, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> PCAWhitening {
    let key = "\(row.model) \(seed) \(row.descriptor)"
    if let known = whitenings[key] { return known }
    let items = try await trainingSet(settings.fitOn).items.prefix(settings.images)
    let table = try await table(of: Array(items), called: settings.fitOn.rawValue, row, seed)
    let fitted = try PCAWhitening(fitting: table.values, dimension: settings.dimensions)
    whitenings[key] = fitted
    return fitted
  }

  /// Returns descriptors before whitening, under the pooling of a row.
  ///
  /// All poolings that the table asks of the same network and preparation are made together.
  private func table(
    of items: [ImageItem], called label: String, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> DescriptorMatrix {
    let family = row.descriptor.extractionFamily
    let key = "\(row.model) \(seed) \(label) \(items.count) \(family)"
    let tables: [PoolingName: DescriptorMatrix]
    if let known = descriptorTables[key] {
      tables = known
    } else {
      let siblings = experiment.rows.filter {
        $0.model == row.model && $0.descriptor.extractionFamily == family
      }
      let poolings = PoolingName.allCases.filter { pooling in
        siblings.contains { $0.descriptor.pooling == pooling }
      }
      tables = try await DescriptorStage(context: context).descriptors(
        of: shards(of: items, called: label),
        weights: try await storedWeights(row.model, seed: seed),
        settings: row.descriptor, poolings: poolings,
        label: "\(label) by \(row.model), seed \(seed)")
      descriptorTables[key] = tables
    }
    guard let table = tables[row.descriptor.pooling] else {
      preconditionFailure("expected the table of \(row.descriptor.pooling)")
    }
    return table
  }

  /// Returns the shards of a list of images, cut and hashed once for all networks.
  private func shards(of items: [ImageItem], called label: String) -> [ImageShard] {
    let key = "\(label) \(items.count)"
    if let known = shards[key] { return known }
    let cut = ImageShard.cut(items)
    shards[key] = cut
    return cut
  }
}

extension DescriptorSettings {
  /// Every field that extraction depends on besides the pooling; equal ones share a forward pass.
  var extractionFamily: String {
    "\(resize) \(size) \(crop) \(scales) \(aggregation) \(gemExponent)"
  }
}

extension ResolvedExperiment {
  /// The protocols that the metrics ask for.
  var protocols: [EvaluationProtocol] {
    let wanted = Set(metrics.map(\.evaluationProtocol))
    return EvaluationProtocol.allCases.filter(wanted.contains)
  }
}

extension MetricName {
  /// The protocol that the metric belongs to.
  var evaluationProtocol: EvaluationProtocol {
    groundTruth == .classic ? .classic : .revisited
  }

  /// The setting whose queries are scored.
  var setting: EvaluationSetting {
    switch groundTruth {
    case .easy: .easy
    case .medium: .medium
    case .hard: .hard
    case .classic: .classic
    }
  }

  /// Returns one query's value, a fraction of 1.
  func value(of score: QueryScore) -> Double {
    switch measure {
    case .averagePrecision: return score.averagePrecision
    case .precision(let cutoff):
      guard let index = QueryScore.cutoffs.firstIndex(of: cutoff) else {
        preconditionFailure("expected a cutoff of \(QueryScore.cutoffs), found \(cutoff)")
      }
      return score.precisions[index]
    }
  }
}
