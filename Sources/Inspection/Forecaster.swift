import Courses
import Datasets
import DescriptorStore
public import Extraction
import Foundation
import Images
import JSON
import Kernels
import Landmarks
import OrderedCollections
public import Pipeline
import Scoring
public import Specs
import Steps

/// Finds out what running an experiment would take, without running it.
public struct Forecaster: Sendable {
  private let context: RunContext

  /// Prepares a forecast.
  ///
  /// - Parameters:
  ///   - options: where things lie and how wide to work.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable.
  public init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    context = try RunContext(options, createsCache: false, observe: observe)
  }

  /// Returns the forecast of one experiment.
  ///
  /// Images that are there are hashed, as a run does; each kind of network is timed once where
  /// anything is left to compute.
  ///
  /// - Throws: `DatasetError` for a damaged set, `CheckpointError` for a file of weights that does not
  ///   fit.
  public func forecast(_ experiment: ResolvedExperiment) async throws -> ExperimentForecast {
    try await Forecast(experiment.lookingForOptionalSets(context), context: context).result()
  }
}

/// The work on one forecast.
private struct Forecast {
  private let run: ExperimentRun
  private let executor: LocalExecutor
  private let probe: SpeedProbe

  private var experiment: ResolvedExperiment { run.experiment }
  private var plan: Plan { run.plan }

  init(_ experiment: ResolvedExperiment, context: RunContext) async throws {
    run = try await ExperimentRun(experiment, context)
    executor = LocalExecutor(run.context, run.shelf)
    probe = SpeedProbe(threads: context.threads)
  }

  func result() async throws -> ExperimentForecast {
    try await run.shelf.checkWhitenings(of: plan, where: run.context.has)
    var sets: [SetForecast] = []
    let absent = experiment.absentDatasets.map { WorldSet($0, in: experiment.world) }
    for set in (experiment.inputWorldSets + absent).unique {
      sets.append(try await forecast(of: set))
    }
    return ExperimentForecast(
      experiment: experiment, missing: run.survey.missing, sets: sets,
      models: try plan.weights.map(forecast), descriptors: try descriptors())
  }

  private func forecast(of set: WorldSet) async throws -> SetForecast {
    guard run.context.has(set) else {
      return SetForecast(
        dataset: set.dataset, world: experiment.ownWorld(of: set), isPresent: false,
        images: expectedCount(of: set), bytes: 0, isOptional: isOptional(set.dataset))
    }
    let files = try await items(of: set).map(\.path).unique
    let bytes = try files.map { path in
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
    return SetForecast(
      dataset: set.dataset, world: experiment.ownWorld(of: set), isPresent: true,
      images: files.count, bytes: bytes.reduce(0, +), isOptional: isOptional(set.dataset))
  }

  /// Returns true for a set that the table does without where it is not there, else nil.
  private func isOptional(_ set: DatasetName) -> Bool? {
    let isNeeded = experiment.withoutOptionalSets.inputSets.contains(set)
    return !isNeeded && experiment.optionalDatasets.contains(set) ? true : nil
  }

  /// Returns the number of images and queries that a set will have when it is there.
  private func expectedCount(of set: WorldSet) -> Int {
    if let landmarks = set.dataset.landmarkSet, let world = set.world {
      return world.blueprint(of: landmarks).imageCount
    }
    guard let known = KnownDataset.named(set.dataset.setName) else { return 0 }
    return (known.databaseCount ?? 0) + (known.queryCount ?? 0)
  }

  /// Returns every image of a set that is there.
  private func items(of set: WorldSet) async throws -> [ImageItem] {
    guard experiment.evaluatedSets.contains(set.dataset) else {
      return try await run.shelf.trainingSet(set).items
    }
    let retrieval = try await run.shelf.retrievalSet(set)
    return retrieval.wholeImages + retrieval.queries + retrieval.distractors
  }

  private func forecast(of weights: PlanWeights) throws -> ModelForecast {
    let step = plan[weights.step]
    guard case .weights(let work) = step.work else {
      preconditionFailure("expected weights, found \(step.label)")
    }
    let training = weights.recipe.training
    let isThere = try !step.isBlocked && executor.isThere(step)
    let state: ModelForecast.State =
      step.isBlocked
      ? .missing : isThere ? (work.isFile ? .file : .cached) : training == nil ? .draw : .train
    let learns = training != nil && (state == .train || state == .missing)
    return ModelForecast(
      model: experiment.name(of: weights.recipe.name, in: weights.world), seed: weights.seed,
      state: state,
      views: learns ? training?.views ?? 0 : 0,
      seconds: try learns
        ? training.map {
          try probe.seconds(
            of: $0, weights.recipe.architecture,
            imageCount: WorldSet($0.dataset, in: weights.world).renderedImageCount)
        } ?? 0 : 0)
  }

  /// What tells the entries of the list of descriptors apart.
  private struct ExtractionName: Hashable {
    let source: String
    let set: WorldSet
    let family: String
  }

  /// Returns the images that networks see, by network, set and preparation, each once.
  private func descriptors() throws -> [ExtractionForecast] {
    var groups: OrderedDictionary<ExtractionName, (cell: PlanCell, steps: Set<Step.ID>)> = [:]
    for cell in plan.cells where cell.row.hasDescriptors {
      let source = experiment.descriptorSource(of: cell.row, seed: cell.seed)
      let fitted = cell.whitening.map { [$0.list] } ?? []
      for list in cell.lists + fitted {
        let name = ExtractionName(
          source: source, set: list.list.set ?? cell.set,
          family: cell.row.descriptor.extractionFamily)
        groups[name, default: (cell, [])].steps.formUnion(list.shards)
      }
    }
    return try groups.map { try extraction($0.key, $0.value.cell, $0.value.steps) }
  }

  private func extraction(
    _ name: ExtractionName, _ cell: PlanCell, _ steps: Set<Step.ID>
  ) throws -> ExtractionForecast {
    let recipe = experiment.models.first { $0.name == cell.row.model }
    var images: [CanonicalJSON: Int] = [:]
    var missing: [CanonicalJSON: Int] = [:]
    var bytes = 0
    for id in steps {
      let step = plan[id]
      guard case .descriptors(let work) = step.work else { continue }
      images[work.pass] = work.shard.images.count
      guard try step.isBlocked || !executor.isThere(step) else { continue }
      missing[work.pass] = work.shard.images.count
      let length =
        recipe.map { work.pooling.dimension(of: $0.architecture) } ?? PixelImage.patternLength
      bytes += work.shard.images.count * length * MemoryLayout<Float>.size
    }
    let toExtract = missing.values.reduce(0, +)
    let perImage =
      try toExtract == 0
      ? 0 : recipe.map { try probe.secondsPerImage($0.architecture, cell.row.descriptor) } ?? 0
    return ExtractionForecast(
      model: cell.row.model.map { experiment.name(of: $0, in: experiment.world(of: cell.row)) }
        ?? name.source,
      seed: cell.seed, dataset: name.set.dataset, world: experiment.ownWorld(of: name.set),
      needsMissingInput: steps.contains { plan[$0].isBlocked },
      preparation: recipe == nil
        ? "the pixels themselves, crop \(cell.row.descriptor.crop.rawValue)"
        : cell.row.descriptor.preparationWords,
      images: images.values.reduce(0, +), toExtract: toExtract, bytesToStore: bytes,
      seconds: Double(toExtract) * perImage)
  }
}

extension DescriptorSettings {
  /// How images reach the network, in words: "shrink 1024 px, crop cirtorch, scales 1, f32".
  fileprivate var preparationWords: String {
    let size = resize == .none ? "" : " \(size) px"
    let factors = scales.map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" }
    return "\(resize.rawValue)\(size), crop \(crop.rawValue), "
      + "scales \(factors.joined(separator: " and ")), \(precision.rawValue)"
  }
}
