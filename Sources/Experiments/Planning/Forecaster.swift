import Datasets
import DescriptorStore
import Foundation
import Images
import Landmarks
public import Specs

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
private final class Forecast {
  private let experiment: ResolvedExperiment
  private let context: RunContext
  private let run: ExperimentRun
  private let survey: InputSurvey
  private let probe: SpeedProbe
  private var known: [String: StoredWeights] = [:]

  init(_ experiment: ResolvedExperiment, context: RunContext) {
    self.experiment = experiment
    self.context = context
    run = ExperimentRun(experiment, context: context)
    survey = InputSurvey(experiment, context: context)
    probe = SpeedProbe(threads: context.threads, numerics: experiment.numerics)
  }

  func result() async throws -> ExperimentForecast {
    try await run.checkWhitenings(where: isThere)
    var sets: [SetForecast] = []
    for set in (experiment.inputSets + experiment.absentDatasets).unique {
      sets.append(try await forecast(of: set))
    }
    var models: [ModelForecast] = []
    for recipe in experiment.models {
      for seed in experiment.seeds { models.append(try await forecast(of: recipe, seed)) }
    }
    return ExperimentForecast(
      experiment: experiment, missing: survey.missing, sets: sets, models: models,
      descriptions: try await descriptions())
  }

  private func isThere(_ set: DatasetName) -> Bool { context.has(set) }

  private func forecast(of set: DatasetName) async throws -> SetForecast {
    guard isThere(set) else {
      return SetForecast(
        dataset: set, isPresent: false, images: expectedCount(of: set), bytes: 0,
        isOptional: isOptional(set))
    }
    let files = try await items(of: set).map(\.path).unique
    let bytes = try files.map { path in
      try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
    return SetForecast(
      dataset: set, isPresent: true, images: files.count, bytes: bytes.reduce(0, +),
      isOptional: isOptional(set))
  }

  /// Returns true for a set that the table does without where it is not there, else nil.
  private func isOptional(_ set: DatasetName) -> Bool? {
    let isNeeded = experiment.withoutOptionalSets.inputSets.contains(set)
    return !isNeeded && experiment.optionalDatasets?.contains(set) == true ? true : nil
  }

  /// Returns the number of images and queries that a set will have when it is there.
  private func expectedCount(of set: DatasetName) -> Int {
    if set.isMini { return experiment.world.drawnCount(of: set) }
    guard let known = KnownDataset.named(set.setName) else { return 0 }
    return (known.databaseCount ?? 0) + (known.queryCount ?? 0)
  }

  /// Returns every image of a set that is there.
  private func items(of set: DatasetName) async throws -> [ImageItem] {
    guard experiment.evaluatedSets.contains(set) else {
      return try await run.trainingSet(set).items
    }
    let retrieval = try await run.retrievalSet(set)
    return retrieval.wholeImages + retrieval.queries + retrieval.distractors
  }

  private func forecast(of recipe: ModelRecipe, _ seed: UInt64) async throws -> ModelForecast {
    func made(_ state: ModelForecast.State, views: Int = 0, seconds: Double = 0) -> ModelForecast {
      ModelForecast(
        model: recipe.name, seed: seed, state: state, views: views, seconds: seconds)
    }
    let training = recipe.training
    func trainingTime() throws -> Double {
      guard let training else { return 0 }
      return try Double(training.views) * probe.secondsPerView(recipe.architecture, training)
    }
    guard survey.has(recipe.name) else {
      return made(.missing, views: training?.views ?? 0, seconds: try trainingTime())
    }
    let sets = experiment.chain(of: recipe.name).compactMap { $0.training?.dataset }
    if sets.allSatisfy(isThere), let weights = try await run.knownWeights(recipe.name, seed: seed) {
      known["\(recipe.name) \(seed)"] = weights
      if case .file = recipe.initialWeights, recipe.training == nil { return made(.file) }
      return made(.cached)
    }
    guard let training else { return made(.draw) }
    return made(.train, views: training.views, seconds: try trainingTime())
  }

  /// Returns the lists of images of every row, each once.
  private func descriptions() async throws -> [DescriptionForecast] {
    var seen: Set<String> = []
    var found: [DescriptionForecast] = []
    for dataset in experiment.datasets {
      for row in experiment.rows where row.hasDescriptors {
        for set in row.describedSets(for: dataset) {
          for seed in experiment.seeds {
            let source = row.descriptorSource(seed: seed)
            let family = row.descriptor.extractionFamily
            guard seen.insert("\(source) \(set) \(family)").inserted else { continue }
            found.append(
              try await row.model == nil
                ? pixels(of: set, row, seed) : description(of: set, row, seed))
          }
        }
      }
    }
    return found
  }

  /// Returns the forecast of reducing a set to pixels, which takes no longer than reading it.
  private func pixels(
    of set: DatasetName, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> DescriptionForecast {
    let lists = try await isThere(set) ? run.lists(of: set, for: row) : []
    let missing = isThere(set) ? lists.map { run.missingPixels(of: $0, row) }.reduce(0, +) : nil
    let toDescribe = missing ?? expectedCount(of: set)
    return DescriptionForecast(
      model: row.descriptorSource(seed: seed), seed: seed, dataset: set,
      needsMissingInput: !survey.has(set),
      preparation: "the pixels themselves, crop \(row.descriptor.crop.rawValue)",
      images: isThere(set) ? lists.map(\.count).reduce(0, +) : toDescribe,
      toDescribe: toDescribe, bytesToStore: toDescribe * PixelImage.patternLength * 4, seconds: 0)
  }

  private func description(
    of set: DatasetName, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> DescriptionForecast {
    guard let recipe = experiment.models.first(where: { $0.name == row.model }) else {
      preconditionFailure("expected a resolved recipe of \(row.name)")
    }
    let poolings = run.poolings(of: row)
    let total: Int
    var missing: [PoolingName: Int] = [:]
    if isThere(set) {
      let lists = try await run.lists(of: set, for: row)
      total = lists.map(\.count).reduce(0, +)
      for list in lists {
        for (pooling, count) in run.missingImages(
          of: list, by: known["\(recipe.name) \(seed)"], row, poolings)
        {
          missing[pooling, default: 0] += count
        }
      }
    } else {
      let count = expectedCount(of: set)
      let fitted = row.descriptor.whitening.images ?? count
      total = experiment.datasets.contains(set) ? count : min(count, fitted)
      missing = Dictionary(uniqueKeysWithValues: poolings.map { ($0, total) })
    }
    let images = missing.values.max() ?? 0
    let seconds =
      images == 0 ? 0 : try probe.secondsPerImage(recipe.architecture, row.descriptor)
    return DescriptionForecast(
      model: recipe.name, seed: seed, dataset: set,
      needsMissingInput: !survey.has(set) || !survey.has(recipe.name),
      preparation: row.descriptor.preparationWords, images: total,
      toDescribe: images,
      bytesToStore: missing.values.reduce(0, +) * recipe.architecture.featureCount * 4,
      seconds: Double(images) * seconds)
  }
}

extension ResolvedRow {
  /// Returns the sets whose images a network sees for one column.
  fileprivate func describedSets(for dataset: DatasetName) -> [DatasetName] {
    [dataset] + [descriptor.whitening.fitOn?.set(for: dataset)].compactMap(\.self)
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

extension WorldSettings {
  /// Returns the number of images that a set of the world will have, and 0 for any other set.
  fileprivate func drawnCount(of dataset: DatasetName) -> Int {
    guard let set = dataset.landmarkSet else { return 0 }
    return MiniWorld(seed: seed, imageSize: imageSize).blueprint(of: set, size: size(of: set))
      .imageCount
  }
}
