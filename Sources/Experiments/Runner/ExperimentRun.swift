import Checkpoints
import Datasets
import DescriptorStore
import Evaluation
import Kernels
import Retrieval
import Specs
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
  private var described: [String: DescribedList] = [:]
  private var reusableRows: [String: ReusableRows] = [:]
  private var whitenings: [String: Projection] = [:]
  private var exported: Set<String> = []

  /// The images of each set that were passed over because they could not be decoded.
  private(set) var skippedNames: [DatasetName: Set<String>] = [:]

  /// The images of each set whose pixels a decoder made up, as the spec accepts.
  private(set) var acceptedNames: [DatasetName: Set<String>] = [:]

  /// What the reader of a table must know of each set.
  var notes = DatasetNotes()

  private var shards: [String: [ImageShard]] = [:]

  /// What was read and made for rows that are exact.
  private(set) var fingerprints = FingerprintLedger()

  init(_ experiment: ResolvedExperiment, context: RunContext) {
    self.experiment = experiment
    self.context = context.computing(experiment.numerics)
  }

  /// Returns all that the scores of one row on one dataset need; described first where it is not.
  func scoring(
    of row: ResolvedRow, on dataset: DatasetName, seed: UInt64
  ) async throws -> any RowScoring {
    fingerprints.optionalSet = experiment.isOptional(dataset) ? dataset : nil
    let set = try await retrievalSet(dataset)
    if let order = row.reference?.order {
      return ExpectedScoring(set: set, order: order, protocols: experiment.protocols(of: dataset))
    }
    try await export(row, seed)
    let name = set.dataset.name
    var images = set.wholeImages
    var searched = [try await table(of: images, called: name, row, seed)]
    if let distractors = dataset.distractors {
      images += set.distractors
      searched.append(
        try await table(of: set.distractors, called: "\(distractors) distractors", row, seed))
    }
    let found = searched.flatMap(\.items)
    // A query that cannot be decoded is never passed over.
    let queries = try await table(
      of: set.queries, called: "\(name) queries", row, seed, needsAll: true)
    skippedNames[dataset, default: []].formUnion(
      Set(images.map(\.name)).subtracting(found.map(\.name)))
    acceptedNames[dataset, default: []].formUnion(
      (searched + [queries]).flatMap(\.accepted))
    var whitening: Projection?
    if let source = row.descriptor.whitening.fitOn?.set(for: dataset) {
      whitening = try await self.whitening(fittedOn: source, row, seed)
      if let whitening {
        try context.exports?.write(
          whitening, row: row.name, fittedOn: source, seed: seed, experiment: experiment.name)
      }
    }
    return Scoring(
      set: set, wholeItems: found, wholeImages: searched.map(\.values), queries: queries.values,
      whitening: whitening, search: row.search,
      protocols: experiment.protocols(of: dataset))
  }

  /// Takes down what the scores of a row came from.
  func record(
    _ outcomes: [EvaluationProtocol: ScoringOutcome], of row: ResolvedRow,
    on dataset: DatasetName, seed: UInt64
  ) {
    guard experiment.isExact(row) else { return }
    for wanted in EvaluationProtocol.allCases {
      guard let outcome = outcomes[wanted] else { continue }
      let seeded = row.model == nil ? "" : ", seed \(seed)"
      fingerprints.record(
        outcome.kind, "\(row.name) on \(dataset.rawValue), \(wanted.rawValue)\(seeded)",
        sha256: outcome.digest)
    }
  }

  /// Reads every file of weights and every set of the user's that is there.
  ///
  /// At the paper's scale describing a set takes hours. A damaged file, or one of another network, is
  /// found before the first of them and not after the last.
  ///
  /// - Throws: `CheckpointError`, `FileError`, `DatasetError`: what using the input would throw.
  func readInputs(_ survey: InputSurvey) async throws {
    for recipe in experiment.models where survey.has(recipe.name) && recipe.training == nil {
      guard case .file(let file) = recipe.initialWeights else { continue }
      for seed in experiment.seeds {
        let stored = try await storedWeights(recipe.name, seed: seed)
        if seed == experiment.seeds.first, let note = stored.choiceNote {
          context.observe(.notice(note))
        }
        let unused = stored.unusedWhitenings
        guard !unused.isEmpty, seed == experiment.seeds.first else { continue }
        let names = unused.joined(separator: ", ")
        context.observe(.notice("\(file.file) holds a whitening (\(names)); it is not applied"))
      }
    }
    for set in experiment.datasets where survey.has(set) && !set.isMini {
      _ = try await retrievalSet(set)
    }
  }

  /// Returns an evaluation set; drawn first when it is a mini set that is not there.
  func retrievalSet(_ dataset: DatasetName) async throws -> RetrievalSet {
    if let known = retrievalSets[dataset] { return known }
    try await WorldStage(context: context, settings: experiment.world).provide(dataset)
    let read = try RetrievalDataset.read(dataset.setName, root: context.dataRoot)
    for text in read.notes { note(text, on: dataset) }
    let set = try await RetrievalSet(
      read, distractors: dataset.presentDistractors(in: context.dataRoot),
      protocols: experiment.protocols(of: dataset),
      strata: experiment.strata(of: dataset).map { ($0, "\(context.dataRoot)/\(read.name)") },
      threads: context.threads, digests: context.digests)
    for text in notesOnLabels(of: set, dataset) { note(text, on: dataset) }
    retrievalSets[dataset] = set
    fingerprints.record(dataset, sha256: set.digest, for: experiment.optionalSet(behind: dataset))
    return set
  }

  /// Returns a training set; drawn first when it is a mini set that is not there.
  func trainingSet(_ dataset: DatasetName) async throws -> TrainingSet {
    if let known = trainingSets[dataset] { return known }
    try await WorldStage(context: context, settings: experiment.world).provide(dataset)
    let labelled = try LabelledDataset.read(dataset.rawValue, root: context.dataRoot)
    if !labelled.passedOver.isEmpty {
      context.observe(.notice("\(dataset.rawValue): \(labelled.passedOver.notice)"))
    }
    let items = try await [ImageItem].hashing(
      labelled.images, threads: context.threads, digests: context.digests)
    let set = TrainingSet(labelled, items: items)
    trainingSets[dataset] = set
    fingerprints.record(dataset, sha256: set.digest, for: experiment.optionalSet(behind: dataset))
    return set
  }

  /// Returns the weights of a recipe; those of recipes it starts from are made first.
  private func storedWeights(_ model: String, seed: UInt64) async throws -> StoredWeights {
    if let known = weights["\(model) \(seed)"] { return known }
    let made = try await weightsStage.weights(of: recipe(model), seed: seed)
    weights["\(model) \(seed)"] = made
    if experiment.numerics == .exact {
      fingerprints.record(.weights, "\(model), seed \(seed)", sha256: made.fileDigest)
    }
    return made
  }

  /// Writes the network of a row to the folder of exports, once.
  private func export(_ row: ResolvedRow, _ seed: UInt64) async throws {
    guard let exports = context.exports, let model = row.model,
      exported.insert("\(model) \(seed)").inserted
    else { return }
    try exports.write(
      try await storedWeights(model, seed: seed), model: model, seed: seed,
      experiment: experiment.name)
  }

  /// Returns the weights of a network when they can be had without computing them, else nil.
  ///
  /// Every set that the network is trained on has to be there.
  func knownWeights(_ model: String, seed: UInt64) async throws -> StoredWeights? {
    try await weightsStage.knownWeights(of: recipe(model), seed: seed)
  }

  private var weightsStage: WeightsStage {
    WeightsStage(
      context: context,
      recipes: Dictionary(uniqueKeysWithValues: experiment.models.map { ($0.name, $0) }),
      trainingSet: trainingSet, stored: storedWeights)
  }

  private func recipe(_ model: String) -> ModelRecipe {
    guard let recipe = experiment.models.first(where: { $0.name == model }) else {
      preconditionFailure("expected a resolved recipe \(model)")
    }
    return recipe
  }

  /// Returns the whitening of a row, or nil when it has none.
  private func whitening(
    fittedOn set: DatasetName, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> Projection? {
    let settings = row.descriptor.whitening
    guard let model = row.model else { return nil }
    let key = "\(model) \(seed) \(set) \(row.descriptor)"
    if let known = whitenings[key] { return known }
    let items = try await fittingImages(settings, set)
    let table = try await table(of: items, called: set.rawValue, row, seed)
    let method: WhiteningMethod
    let dimensions: Int
    switch settings {
    case .none: return nil
    case .pca(let pca): (method, dimensions) = (pca.method, pca.dimensions)
    case .learned(let learned):
      method = .learned(try await pairs(of: table.items, in: set))
      dimensions = learned.dimensions
    }
    let weights = try await storedWeights(model, seed: seed)
    let plan = PoolingPlan(
      name: row.descriptor.pooling, settings: row.descriptor, learntExponents: weights.gemExponents)
    let stage = DescriptorStage(context: context, onDamaged: experiment.onDamaged)
    let fit = WhiteningFit(
      method, dimensions: dimensions, descriptors: table.values,
      lists: shards(of: items, called: set.rawValue).map {
        stage.key($0, weights.digest, row.descriptor, plan).digest
      }, numerics: context.numerics)
    let fitted: (projection: Projection, digest: String)
    do {
      fitted = try await WhiteningStage(context: context).projection(
        fit,
        label: "\(model), \(row.descriptor.pooling.rawValue), by \(settings.kind) on "
          + "\(set.rawValue), seed \(seed)")
    } catch let reason as RetrievalError {
      throw WhiteningError(row: row.name, source: set, reason: reason)
    }
    whitenings[key] = fitted.projection
    if experiment.isExact(row) {
      fingerprints.record(
        .whitening, "\(row.name) on \(set.rawValue), seed \(seed)", sha256: fitted.digest)
    }
    return fitted.projection
  }

  /// Returns the pairs of some images of a training set that show one object.
  ///
  /// - Throws: `DatasetError` naming the first image of the set whose instance is not known.
  func pairs(of items: [ImageItem], in set: DatasetName) async throws -> InstancePairs {
    let training = try await trainingSet(set)
    let classes = try training.dataset.classes(of: "instance")
    let instances = Dictionary(
      zip(training.items.map(\.name), classes.indices.map { classes.names[$0] })
    ) { first, _ in first }
    let pairs = InstancePairs(instances: items.compactMap { instances[$0.name] })
    guard !pairs.queries.isEmpty else {
      throw DatasetError(
        .inconsistent, path: training.dataset.manifestPath,
        problem: "no two of the first \(items.count) images show one instance",
        advice: "Raise the \"images\" of the learned whitening, or fit it on another set.")
    }
    return pairs
  }

  /// Returns the images that whitening is fitted on.
  func fittingImages(
    _ settings: WhiteningSettings, _ set: DatasetName
  ) async throws -> [ImageItem] {
    let items =
      try await settings.fitOn == .otherCity || !set.canFit
      ? retrievalSet(set).wholeImages : trainingSet(set).items
    return Array(items.prefix(settings.images ?? items.count))
  }

  /// Returns descriptors before whitening, under the pooling of a row.
  ///
  /// All poolings that the table asks of the same network and preparation are made together.
  private func table(
    of items: [ImageItem], called label: String, _ row: ResolvedRow, _ seed: UInt64,
    needsAll: Bool = false
  ) async throws -> (items: [ImageItem], values: Matrix, accepted: Set<String>) {
    let family = row.descriptor.extractionFamily
    let source = row.descriptorSource(seed: seed)
    let key = "\(source) \(label) \(items.count) \(family)"
    let list: DescribedList
    if let known = described[key] {
      list = known
    } else {
      let network = "\(source) \(family)"
      let stage = DescriptorStage(
        context: context, onDamaged: experiment.onDamaged, needsAll: needsAll)
      let shards = shards(of: items, called: label)
      let known = reusableRows[network] ?? ReusableRows()
      if let model = row.model {
        list = try await stage.descriptors(
          of: shards, weights: try await storedWeights(model, seed: seed),
          settings: row.descriptor, poolings: poolings(of: row), reusing: known,
          label: "\(label) by \(source)")
      } else {
        list = try await stage.pixels(
          of: shards, settings: row.descriptor, reusing: known, label: "\(label) by \(source)")
      }
      described[key] = list
      if experiment.isExact(row) {
        for pooling in poolings(of: row) {
          fingerprints.record(
            .descriptors, "\(label) by \(source), \(pooling.rawValue), \(family)",
            sha256: list.digest(pooling))
        }
      }
      reusableRows[network, default: ReusableRows()].add(list)
    }
    guard let table = list.table(row.descriptor.pooling) else {
      throw DatasetError(
        .inconsistent, path: "\(context.dataRoot)/\(label)",
        problem: "none of its \(items.count) images could be decoded",
        advice: "Run 'iir dataset verify' to see what is wrong with each.")
    }
    return (list.items, table, list.accepted)
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
