import Courses
import Extraction
import Scoring
public import Specs
import Steps

extension ResolvedExperiment {
  /// Returns the first row that uses a network; where none does, the first whose network begins with it.
  func firstRow(of weights: PlanWeights) -> ResolvedRow? {
    let name = weights.recipe.name
    let rows = rows.filter { row in
      chain(of: row).contains { $0.name == name }
        && world(behind: name, in: world(of: row)) == weights.world
    }
    return rows.first { $0.model == name } ?? rows.first
  }

  /// Returns the set that a network is scored on while it is trained: the one that is named, else the
  /// validation set of the world that it is trained on.
  ///
  /// - Parameters:
  ///   - weights: the network.
  ///   - row: the row whose world counts.
  ///   - options: what is asked for.
  /// - Returns: the set.
  /// - Throws: `ValidationSetError` for a column of a table that is no selection, and where no set is
  ///   named for a training on images of the user's.
  func validationSet(
    for weights: PlanWeights, of row: ResolvedRow, _ options: ValidationOptions
  ) throws(ValidationSetError) -> WorldSet {
    if let set = options.set {
      let reported = (evaluatedSets + optionalDatasets).map(\.plain)
      guard purpose == .selection || !reported.contains(set.plain) else { throw .isReported(set) }
      return WorldSet(set.plain, in: world(of: row))
    }
    guard let dataset = weights.recipe.training?.dataset, dataset.isMini else {
      throw .isMissing(
        model: weights.recipe.name,
        trainedOn: weights.recipe.training?.dataset ?? .miniScenes)
    }
    return WorldSet(.miniValidation, in: world(of: row))
  }
}

extension ResolvedExperiment {
  /// Looks for the validation sets of the mini world that networks are to be scored on.
  ///
  /// - Parameters:
  ///   - dataRoot: the folder of all datasets.
  ///   - options: what is asked for.
  /// - Returns: whether a run may render one, since it is not there yet.
  public func rendersValidationSet(into dataRoot: String, _ options: ValidationOptions) -> Bool {
    let isWanted =
      options.set == .miniValidation
      || options.set == nil && models.contains { $0.training?.dataset.isMini == true }
    return isWanted
      && worlds.contains { !WorldSet(.miniValidation, in: $0).isThere(in: dataRoot) }
  }
}

extension ExperimentRun {
  /// Makes sure, before anything is computed, that every network that is trained can be scored on the way, on
  /// images that are neither evaluated nor learnt from.
  ///
  /// Images are told by the SHA-256 of their files. The sets of one mini world share no building.
  ///
  /// - Throws: `ValidationSetError`, `DatasetError`, `FileError`.
  func checkValidation() async throws {
    guard let options = context.validation else { return }
    let executor = LocalExecutor(context, shelf)
    let trained = try plan.weights.filter { weights in
      let step = plan[weights.step]
      return try weights.recipe.training != nil && !step.isBlocked && !executor.isThere(step)
    }
    if trained.isEmpty {
      context.observe(.notice("No network is to be trained, so none is validated."))
    }
    var checked: Set<ValidatedTraining> = []
    for weights in trained {
      guard let row = experiment.firstRow(of: weights), let training = weights.recipe.training
      else { continue }
      let set = try experiment.validationSet(for: weights, of: row, options)
      let source = WorldSet(training.dataset, in: weights.world)
      guard checked.insert(ValidatedTraining(source: source, set: set)).inserted else { continue }
      let validated = try await shelf.validationSet(set)
      let digests = Set((validated.wholeImages + validated.queries).map(\.digest))
      func check(_ items: [ImageItem], of other: WorldSet, isLearnt: Bool) throws {
        let shared = items.count { digests.contains($0.digest) }
        guard shared > 0 else { return }
        throw ValidationSetError.sharesImages(
          set.dataset, with: experiment.name(of: other), count: shared, isLearnt: isLearnt)
      }
      if !set.isAnotherPart(thanThatOf: source) {
        try check(try await shelf.trainingSet(source).items, of: source, isLearnt: true)
      }
      for column in experiment.columnSets
      where survey.has(column.dataset) && experiment.purpose != .selection
        && !set.isAnotherPart(thanThatOf: column)
      {
        let evaluated = try await shelf.retrievalSet(column)
        try check(evaluated.wholeImages + evaluated.queries, of: column, isLearnt: false)
      }
    }
  }

  /// What is compared once.
  private struct ValidatedTraining: Hashable {
    let source: WorldSet
    let set: WorldSet
  }
}
