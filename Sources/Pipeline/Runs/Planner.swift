import Datasets
import DescriptorStore
import Evaluation
package import Extraction
import Kernels
package import Landmarks
import Networks
import OrderedCollections
import Retrieval
import Scoring
package import Specs
import Steps

/// Makes the plan of an experiment: what there is to do, without doing it.
///
/// Sets of the user's are read, since their keys follow from their contents; sets of the mini world are
/// not looked at.
struct Planner {
  let experiment: ResolvedExperiment
  let context: RunContext
  let survey: InputSurvey
  let shelf: DatasetShelf

  /// The plan so far.
  private(set) var plan = Plan()

  private var weightsSteps: [WeightsName: Step.ID] = [:]
  private var lists: [ImageList.Place: ImageList] = [:]
  private var shards: [ImageList.Place: [ImageList.Shard]] = [:]

  /// What tells the weights of a table apart.
  private struct WeightsName: Hashable {
    let model: String
    let seed: UInt64
  }

  /// Returns the plan of an experiment.
  ///
  /// - Parameters:
  ///   - experiment: what is to be found out, with the optional sets that are there.
  ///   - context: where inputs lie, and how is computed.
  ///   - survey: which of them are there.
  ///   - shelf: reads the sets.
  /// - Returns: the plan.
  /// - Throws: `DatasetError` for damaged sets, `FileError` and `CheckpointError` for files of weights
  ///   that cannot be read.
  static func plan(
    _ experiment: ResolvedExperiment, _ context: RunContext, _ survey: InputSurvey,
    _ shelf: DatasetShelf
  ) async throws -> Plan {
    var planner = Planner(
      experiment: experiment, context: context.computing(experiment.numerics), survey: survey,
      shelf: shelf)
    for recipe in experiment.models {
      for seed in experiment.seeds { _ = try await planner.weights(recipe.name, seed: seed) }
    }
    for dataset in experiment.datasets {
      planner.plan.datasets[dataset] = try await planner.evaluatedSet(dataset)
      for row in experiment.rows {
        for seed in experiment.seeds {
          let cell = try await planner.cell(row, on: dataset, seed: seed)
          planner.plan.cells.append(cell)
        }
      }
    }
    return planner.plan
  }

  private init(
    experiment: ResolvedExperiment, context: RunContext, survey: InputSurvey, shelf: DatasetShelf
  ) {
    self.experiment = experiment
    self.context = context
    self.survey = survey
    self.shelf = shelf
  }

  // MARK: Sets

  /// Returns the step of a set whose queries are evaluated, with its distractors.
  private mutating func evaluatedSet(_ dataset: DatasetName) async throws -> Step.ID {
    if let plain = try renderedSet(dataset) {
      guard dataset.distractors != nil else { return plain }
      let isThere = survey.has(dataset)
      let digest = try await isThere ? shelf.distractors(of: dataset).digest : "missing"
      return try plan.add(
        .dataset(
          DatasetWork(dataset: dataset, source: .extended(plain, distractors: digest))),
        label: "read \(dataset)", isMissing: !isThere)
    }
    guard survey.has(dataset) else { return try missingSet(dataset) }
    return try await plan.add(
      .dataset(
        DatasetWork(
          dataset: dataset, source: .files(digest: shelf.retrievalSet(dataset).digest))),
      label: "read \(dataset)")
  }

  /// Returns the step of a set with all images of its manifest.
  private mutating func labelledSet(_ dataset: DatasetName) async throws -> Step.ID {
    if let rendered = try renderedSet(dataset) { return rendered }
    guard survey.has(dataset) else { return try missingSet(dataset) }
    return try await plan.add(
      .dataset(
        DatasetWork(
          dataset: dataset, source: .files(digest: shelf.trainingSet(dataset).digest))),
      label: "read \(dataset)")
  }

  /// Returns the step that renders a set of the mini world, without distractors; nil for others.
  private mutating func renderedSet(_ dataset: DatasetName) throws -> Step.ID? {
    guard let set = dataset.landmarkSet else { return nil }
    return try plan.add(
      .dataset(
        DatasetWork(dataset: dataset.plain, source: .rendered(set, experiment.world))),
      label: "render \(set.name)")
  }

  private mutating func missingSet(_ dataset: DatasetName) throws -> Step.ID {
    try plan.add(
      .dataset(DatasetWork(dataset: dataset, source: .missing)), label: "read \(dataset)",
      isMissing: true)
  }

  // MARK: Lists of images

  /// Returns a list of images, read once.
  private mutating func list(_ place: ImageList.Place, label: String) async throws -> ImageList {
    if let known = lists[place] { return known }
    let list: ImageList
    let isDistractors = place.part == .distractors
    let set = isDistractors ? nil : place.dataset.landmarkSet
    if let set, let step = try renderedSet(place.dataset) {
      let blueprint = experiment.world.blueprint(of: set)
      list = ImageList(
        rendered: place, by: step, count: blueprint.count(of: place.part, under: place.protocols),
        label: label)
    } else if survey.has(place.dataset) {
      list = ImageList(
        files: try await shelf.items(at: place), at: place, label: label)
    } else {
      list = ImageList(missing: place, count: place.publishedCount, label: label)
    }
    lists[place] = list
    return list
  }

  private func place(_ part: ImageList.Part, of dataset: DatasetName) -> ImageList.Place {
    let isManifest = part == .manifest
    return ImageList.Place(
      dataset: dataset, part: part,
      protocols: isManifest ? [] : experiment.protocols(of: dataset))
  }

  // MARK: Weights

  /// Returns the step that makes the weights of a recipe for one seed.
  private mutating func weights(_ model: String, seed: UInt64) async throws -> Step.ID {
    let name = WeightsName(model: model, seed: seed)
    if let known = weightsSteps[name] { return known }
    guard let recipe = experiment.models.first(where: { $0.name == model }) else {
      preconditionFailure("expected a resolved recipe \(model)")
    }
    let step = try await weights(of: recipe, seed: seed)
    weightsSteps[name] = step
    plan.weights.append(PlanWeights(recipe: recipe, seed: seed, step: step))
    return step
  }

  private mutating func weights(of recipe: ModelRecipe, seed: UInt64) async throws -> Step.ID {
    var start: Step.ID?
    switch recipe.initialWeights {
    case .random: break
    case .recipe(let name): start = try await weights(name, seed: seed)
    case .file(let settings): start = try file(settings, of: recipe, seed: seed)
    }
    guard let training = recipe.training else {
      return try start
        ?? add(.random, of: recipe, seed: seed, verb: "initialise")
    }
    let set = try await labelledSet(training.dataset)
    return try add(
      .training(training, on: set, from: start), of: recipe, seed: seed, verb: "train")
  }

  private mutating func file(
    _ settings: WeightsFileSettings, of recipe: ModelRecipe, seed: UInt64
  ) throws -> Step.ID {
    let isThere = context.has(settings)
    var content: WeightsWork.FileContent?
    if isThere {
      content = WeightsWork.FileContent(
        try shelf.checkpoint(settings, for: recipe.architecture))
    }
    return try add(
      .file(settings, content), of: recipe, seed: seed, verb: "read", isMissing: !isThere)
  }

  private mutating func add(
    _ source: WeightsWork.Source, of recipe: ModelRecipe, seed: UInt64, verb: String,
    isMissing: Bool = false
  ) throws -> Step.ID {
    try plan.add(
      .weights(
        WeightsWork(
          model: recipe.name, architecture: recipe.architecture, seed: seed, source: source,
          numerics: context.numerics)),
      label: "\(verb) \(recipe.name), seed \(seed)", isMissing: isMissing)
  }

  // MARK: Cells

  /// Returns what a row needs on a set with one seed.
  private mutating func cell(
    _ row: ResolvedRow, on dataset: DatasetName, seed: UInt64
  ) async throws -> PlanCell {
    var cell = PlanCell(row: row, dataset: dataset, seed: seed)
    let set = try await evaluatedSet(dataset)
    let protocols = experiment.protocols(of: dataset)
    if let reference = row.reference, reference.isExpectation {
      for wanted in protocols {
        cell.scores[wanted] = try scores(
          .expected(reference), cell, wanted, set, label: "\(row.name) on \(dataset)")
      }
      return cell
    }
    var database = [try await ranked(.images, of: dataset, row, seed)]
    if dataset.distractors != nil {
      database.append(try await ranked(.distractors, of: dataset, row, seed))
    }
    let queries = try await ranked(.queries, of: dataset, row, seed)
    cell.lists = database + [queries]
    cell.whitening = try await whitening(of: row, for: dataset, seed)
    let images = database.map(\.list.count).reduce(0, +)
    let label = row.model == nil ? row.name : "\(row.name), seed \(seed)"
    for wanted in protocols {
      let ranking = try plan.add(
        .ranking(
          RankingWork(
            dataset: set, datasetName: dataset, evaluationProtocol: wanted, database: database,
            queries: queries, whitening: cell.whitening?.step, search: row.search,
            extent: RankingExtent(images: images, strata: experiment.strata(of: dataset) != nil),
            numerics: context.numerics)),
        label: "rank \(label) on \(dataset), \(wanted.rawValue)")
      cell.scores[wanted] = try scores(
        .ranking(ranking), cell, wanted, set, label: "\(label) on \(dataset)")
    }
    return cell
  }

  private mutating func scores(
    _ order: ScoresWork.Order, _ cell: PlanCell, _ wanted: EvaluationProtocol, _ set: Step.ID,
    label: String
  ) throws -> Step.ID {
    try plan.add(
      .scores(
        ScoresWork(
          dataset: set, datasetName: cell.dataset, evaluationProtocol: wanted,
          strata: experiment.strata(of: cell.dataset), order: order)),
      label: "score \(label), \(wanted.rawValue)")
  }

  /// Returns a list of images of a set with the steps of its descriptors.
  private mutating func ranked(
    _ part: ImageList.Part, of dataset: DatasetName, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> RankingWork.RankedList {
    let label =
      switch part {
      case .images, .manifest: dataset.setName
      case .queries: "\(dataset.setName) queries"
      case .distractors: "\(dataset.distractors ?? "") distractors"
      }
    let place = place(part, of: dataset)
    // A query that cannot be decoded is never passed over.
    let policy =
      part == .queries && experiment.onDamaged == .skip ? .fail : experiment.onDamaged
    return try await extracted(
      list(place, label: label), at: place, row, seed, onDamaged: policy)
  }

  /// Returns the first images of a list with the steps of their descriptors under a row.
  private mutating func extracted(
    _ list: ImageList, at place: ImageList.Place, first count: Int? = nil, _ row: ResolvedRow,
    _ seed: UInt64, onDamaged: DamagedImagePolicy
  ) async throws -> RankingWork.RankedList {
    let weights = try await row.model == nil ? nil : self.weights(row.model ?? "", seed: seed)
    let cut = shards[place] ?? list.shards()
    shards[place] = cut
    let needed = cut.prefix { $0.images.lowerBound < count ?? .max }
    let source = row.descriptorSource(seed: seed)
    let steps = try needed.enumerated().map { number, shard in
      try plan.add(
        .descriptors(
          DescriptorsWork(
            shard: shard, weights: weights, settings: row.descriptor,
            pooling: row.descriptor.pooling, fixedExponent: nil, onDamaged: onDamaged,
            maxPixels: context.maxPixels, numerics: context.numerics)),
        label: "extract \(list.label) by \(source), shard \(number + 1)",
        isMissing: shard.isMissing)
    }
    return RankingWork.RankedList(list: list, shards: steps)
  }

  /// Returns the whitening of a row for a set; nil when it has none.
  private mutating func whitening(
    of row: ResolvedRow, for dataset: DatasetName, _ seed: UInt64
  ) async throws -> (list: RankingWork.RankedList, step: Step.ID)? {
    let settings = row.descriptor.whitening
    guard row.model != nil, let source = settings.fitOn?.set(for: dataset) else { return nil }
    let place = place(settings.fittingPart(of: source), of: source)
    let list = try await self.list(place, label: source.rawValue)
    let images = try await extracted(
      list, at: place, first: settings.images, row, seed, onDamaged: experiment.onDamaged)
    var labels: Step.ID?
    if case .learned = settings { labels = try await labelledSet(source) }
    let step = try plan.add(
      .whitening(
        WhiteningWork(
          settings: settings, source: source, list: list, imageCount: settings.images,
          descriptors: images.shards, labels: labels, row: row.name,
          numerics: context.numerics)),
      label: "whiten \(row.model ?? ""), \(row.descriptor.pooling.rawValue), by "
        + "\(settings.kind) on \(source), seed \(seed)")
    return (images, step)
  }
}

extension Plan {
  /// Returns the plan of an experiment.
  ///
  /// - Parameters:
  ///   - experiment: what is to be found out.
  ///   - options: where inputs lie, and how wide to work.
  ///   - observe: receives what happens.
  /// - Throws: `DatasetError` for damaged sets, `FileError` and `CheckpointError` for files of weights
  ///   that cannot be read.
  package init(
    of experiment: ResolvedExperiment, _ options: RunOptions,
    observe: @escaping RunObserver = { _ in }
  ) async throws {
    let context = try RunContext(options, createsCache: false, observe: observe)
    let experiment = try experiment.lookingForOptionalSets(context)
    self = try await ExperimentRun(experiment, context).plan
  }
}

extension WhiteningSettings {
  /// The part of a set that the whitening is fitted on.
  func fittingPart(of set: DatasetName) -> ImageList.Part {
    fitOn == .otherCity || !set.canFit ? .images : .manifest
  }
}

extension WorldSettings {
  /// Returns the list of everything that a set of the world consists of.
  package func blueprint(of set: LandmarkSet) -> Blueprint {
    MiniWorld(seed: seed, imageSize: imageSize).blueprint(of: set, size: size(of: set))
  }
}

extension Blueprint {
  /// Returns the number of pictures of a part of the set.
  fileprivate func count(
    of part: ImageList.Part, under protocols: [EvaluationProtocol]
  ) -> Int {
    let queries = subjects.reduce(0) { $0 + $1.roles.count { $0 == .query } }
    switch part {
    case .manifest: return imageCount
    case .queries: return queries
    // Only under the classic protocol are the queries' own pictures in the database.
    case .images: return protocols.contains(.classic) ? imageCount : imageCount - queries
    case .distractors: return 0
    }
  }
}

extension ImageList.Place {
  /// The number of images that the authors of a set publish; 0 where it is not known.
  fileprivate var publishedCount: Int {
    let name = part == .distractors ? dataset.distractors ?? "" : dataset.setName
    let known = KnownDataset.named(name)
    return switch part {
    case .images, .manifest, .distractors: known?.databaseCount ?? 0
    case .queries: known?.queryCount ?? 0
    }
  }
}
