import Courses
import DescriptorStore
import Evaluation
import Extraction
import Landmarks
import Networks
import OrderedCollections
import Retrieval
import Scoring
import Specs
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
    let world: WorldSettings
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
      experiment: experiment, context: context.forOneRun(), survey: survey,
      shelf: shelf)
    for world in experiment.worlds {
      for recipe in experiment.models(in: world) {
        for seed in experiment.seeds {
          _ = try await planner.weights(recipe.name, in: world, seed: seed)
        }
      }
    }
    for dataset in experiment.datasets {
      for set in experiment.columnSets where set.dataset == dataset {
        planner.plan.datasets[set] = try await planner.evaluatedSet(set)
      }
      for row in experiment.rows {
        for seed in experiment.seeds {
          let set = experiment.set(dataset, of: row)
          let cell = try await planner.cell(row, on: set, seed: seed)
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
  private mutating func evaluatedSet(_ set: WorldSet) async throws -> Step.ID {
    let isThere = survey.has(set.dataset)
    if let plain = try renderedSet(set) {
      guard set.dataset.distractors != nil else { return plain }
      let digest = try await isThere ? shelf.distractors(of: set).digest : "missing"
      return try plan.add(
        .dataset(DatasetWork(set: set, source: .extended(plain, distractors: digest))),
        label: "read \(experiment.name(of: set))", isMissing: !isThere)
    }
    guard isThere else { return try missingSet(set) }
    return try await plan.add(
      .dataset(DatasetWork(set: set, source: .files(digest: shelf.digest(ofRetrievalSet: set)))),
      label: "read \(set.dataset)")
  }

  /// Returns the step of a set with all images of its manifest.
  private mutating func labelledSet(_ set: WorldSet) async throws -> Step.ID {
    if let rendered = try renderedSet(set) { return rendered }
    guard survey.has(set.dataset) else { return try missingSet(set) }
    return try await plan.add(
      .dataset(DatasetWork(set: set, source: .files(digest: shelf.trainingSet(set).digest))),
      label: "read \(set.dataset)")
  }

  /// Returns the step that renders a set of the mini world, without distractors; nil for others.
  private mutating func renderedSet(_ set: WorldSet) throws -> Step.ID? {
    guard let landmarks = set.dataset.landmarkSet, let world = set.world else { return nil }
    return try plan.add(
      .dataset(DatasetWork(set: set.plain, source: .rendered(landmarks, world))),
      label: "render \(experiment.name(of: set.plain))")
  }

  private mutating func missingSet(_ set: WorldSet) throws -> Step.ID {
    try plan.add(
      .dataset(DatasetWork(set: set, source: .missing)), label: "read \(set.dataset)",
      isMissing: true)
  }

  // MARK: Lists of images

  /// Returns a list of images, read once.
  private mutating func list(_ place: ImageList.Place, label: String) async throws -> ImageList {
    if let known = lists[place] { return known }
    let list: ImageList
    let isDistractors = place.part == .distractors
    let landmarks = isDistractors ? nil : place.dataset.landmarkSet
    if let landmarks, let world = place.set.world, let step = try renderedSet(place.set) {
      let blueprint = world.blueprint(of: landmarks)
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

  private func place(_ part: ImageList.Part, of set: WorldSet) -> ImageList.Place {
    let isManifest = part == .manifest
    return ImageList.Place(
      set: set, part: part, protocols: isManifest ? [] : experiment.protocols(of: set.dataset))
  }

  // MARK: Weights

  /// Returns the step that makes the weights of a recipe in a world for one seed.
  private mutating func weights(
    _ model: String, in world: WorldSettings, seed: UInt64
  ) async throws -> Step.ID {
    let world = experiment.world(behind: model, in: world)
    let name = WeightsName(model: model, world: world, seed: seed)
    if let known = weightsSteps[name] { return known }
    guard let recipe = experiment.models.first(where: { $0.name == model }) else {
      preconditionFailure("expected a resolved recipe \(model)")
    }
    let step = try await weights(of: recipe, in: world, seed: seed)
    weightsSteps[name] = step
    plan.weights.append(PlanWeights(recipe: recipe, world: world, seed: seed, step: step))
    return step
  }

  private mutating func weights(
    of recipe: ModelRecipe, in world: WorldSettings, seed: UInt64
  ) async throws -> Step.ID {
    var start: Step.ID?
    switch recipe.initialWeights {
    case .random: break
    case .recipe(let name): start = try await weights(name, in: world, seed: seed)
    case .file(let settings): start = try file(settings, of: recipe, in: world, seed: seed)
    }
    guard let training = recipe.training else {
      return try start
        ?? add(.random, of: recipe, in: world, seed: seed, verb: "initialise")
    }
    let set = try await labelledSet(WorldSet(training.dataset, in: world))
    return try add(
      .training(training, on: set, from: start), of: recipe, in: world, seed: seed, verb: "train")
  }

  private mutating func file(
    _ settings: WeightsFileSettings, of recipe: ModelRecipe, in world: WorldSettings, seed: UInt64
  ) throws -> Step.ID {
    let isThere = context.has(settings)
    var content: WeightsWork.FileContent?
    if isThere {
      content = WeightsWork.FileContent(
        try shelf.checkpoint(settings, for: recipe.architecture))
    }
    return try add(
      .file(settings, content), of: recipe, in: world, seed: seed, verb: "read",
      isMissing: !isThere)
  }

  private mutating func add(
    _ source: WeightsWork.Source, of recipe: ModelRecipe, in world: WorldSettings, seed: UInt64,
    verb: String, isMissing: Bool = false
  ) throws -> Step.ID {
    try plan.add(
      .weights(
        WeightsWork(
          model: recipe.name, architecture: recipe.architecture, seed: seed, source: source)),
      label: "\(verb) \(experiment.name(of: recipe.name, in: world)), seed \(seed)",
      isMissing: isMissing)
  }

  // MARK: Cells

  /// Returns what a row needs on a set with one seed.
  private mutating func cell(
    _ row: ResolvedRow, on set: WorldSet, seed: UInt64
  ) async throws -> PlanCell {
    var cell = PlanCell(row: row, set: set, seed: seed)
    let dataset = try await evaluatedSet(set)
    let protocols = experiment.protocols(of: set.dataset)
    let name = experiment.name(of: set)
    if let reference = row.reference, reference.isExpectation {
      for wanted in protocols {
        cell.scores[wanted] = try scores(
          .expected(reference), cell, wanted, dataset, label: "\(row.name) on \(name)")
      }
      return cell
    }
    var database = [try await ranked(.images, of: set, row, seed)]
    if set.dataset.distractors != nil {
      database.append(try await ranked(.distractors, of: set, row, seed))
    }
    let queries = try await ranked(.queries, of: set, row, seed)
    cell.lists = database + [queries]
    cell.whitening = try await whitening(of: row, for: set.dataset, seed)
    let images = database.map(\.list.count).reduce(0, +)
    let label = row.model == nil ? row.name : "\(row.name), seed \(seed)"
    for wanted in protocols {
      let ranking = try plan.add(
        .ranking(
          RankingWork(
            dataset: dataset, set: set, evaluationProtocol: wanted, database: database,
            queries: queries, whitening: cell.whitening?.step, search: row.search,
            extent: RankingExtent(
              images: images, strata: experiment.strata(of: set.dataset) != nil,
              ties: experiment.readings(of: set.dataset, under: wanted)
                .contains(where: \.needsScores)))),
        label: "rank \(label) on \(name), \(wanted.rawValue)")
      cell.scores[wanted] = try scores(
        .ranking(ranking), cell, wanted, dataset, label: "\(label) on \(name)")
    }
    return cell
  }

  private mutating func scores(
    _ order: ScoresWork.Order, _ cell: PlanCell, _ wanted: EvaluationProtocol, _ dataset: Step.ID,
    label: String
  ) throws -> Step.ID {
    try plan.add(
      .scores(
        ScoresWork(
          dataset: dataset, set: cell.set, evaluationProtocol: wanted,
          strata: experiment.strata(of: cell.dataset), order: order,
          readings: experiment.readings(of: cell.dataset, under: wanted))),
      label: "score \(label), \(wanted.rawValue)")
  }

  /// Returns a list of images of a set with the steps of its descriptors.
  private mutating func ranked(
    _ part: ImageList.Part, of set: WorldSet, _ row: ResolvedRow, _ seed: UInt64
  ) async throws -> RankingWork.RankedList {
    let label =
      switch part {
      case .images, .manifest: experiment.name(of: set.plain)
      case .queries: "\(experiment.name(of: set.plain)) queries"
      case .distractors: "\(set.dataset.distractors ?? "") distractors"
      }
    let place = place(part, of: set)
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
    var weights: Step.ID?
    if let model = row.model {
      weights = try await self.weights(model, in: experiment.world(of: row), seed: seed)
    }
    let cut = shards[place] ?? list.shards()
    shards[place] = cut
    let needed = cut.prefix { $0.images.lowerBound < count ?? .max }
    let source = experiment.descriptorSource(of: row, seed: seed)
    let steps = try needed.enumerated().map { number, shard in
      try plan.add(
        .descriptors(
          DescriptorsWork(
            shard: shard, weights: weights, settings: row.descriptor,
            pooling: row.descriptor.pooling, fixedExponent: nil, onDamaged: onDamaged,
            maxPixels: context.maxPixels)),
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
    guard let model = row.model, let fitted = settings.fitOn?.set(for: dataset) else { return nil }
    let world = experiment.world(of: row)
    let source = WorldSet(fitted, in: world)
    let name = experiment.name(of: source)
    let place = place(settings.fittingPart(of: fitted), of: source)
    let list = try await self.list(place, label: name)
    let images = try await extracted(
      list, at: place, first: settings.images, row, seed, onDamaged: experiment.onDamaged)
    var labels: Step.ID?
    if case .learned = settings { labels = try await labelledSet(source) }
    let step = try plan.add(
      .whitening(
        WhiteningWork(
          settings: settings, source: source, list: list, imageCount: settings.images,
          descriptors: images.shards, labels: labels, row: row.name)),
      label: "whiten \(experiment.name(of: model, in: world)), \(row.descriptor.pooling.rawValue), "
        + "by \(settings.kind) on \(name), seed \(seed)")
    return (images, step)
  }
}
