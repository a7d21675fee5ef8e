import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Kernels
import OrderedCollections
import Records
package import Specs
package import Steps

/// One execution of an experiment: its plan, and what has been read for it.
///
/// Confined to the task that runs it; the executor spreads its own work over threads.
package struct ExperimentRun {
  package let experiment: ResolvedExperiment
  package let context: RunContext
  package let survey: InputSurvey
  package let shelf: DatasetShelf
  package let plan: Plan

  /// Reads every file of weights and every set of the user's that is there, and plans.
  ///
  /// At the paper's scale extraction takes hours. A damaged file, or one of another network, is found
  /// before the first image and not after the last.
  ///
  /// - Throws: `CheckpointError`, `FileError`, `DatasetError`: what using the input would throw.
  package init(_ experiment: ResolvedExperiment, _ context: RunContext) async throws {
    self.experiment = experiment
    self.context = context.forOneRun()
    survey = InputSurvey(experiment, context: context)
    shelf = DatasetShelf(experiment, self.context)
    plan = try await Planner.plan(experiment, self.context, survey, shelf)
  }

  /// What each row needs, without what something is missing for.
  var cells: [PlanCell] {
    plan.cells.filter { cell in cell.scores.values.allSatisfy { !plan[$0].isBlocked } }
  }

  /// Tells of what files of weights hold and the user may not expect.
  func tellOfWeights() throws {
    var told: Set<WeightsFileSettings> = []
    for weights in plan.weights where weights.recipe.training == nil {
      guard case .file(let file) = weights.recipe.initialWeights, !plan[weights.step].isBlocked,
        told.insert(file).inserted
      else { continue }
      let stored = try shelf.checkpoint(file, for: weights.recipe.architecture)
      if let note = stored.choiceNote { context.observe(.notice(note)) }
      let unused = stored.unusedWhitenings
      guard !unused.isEmpty else { continue }
      let names = unused.joined(separator: ", ")
      context.observe(.notice("\(file.file) holds a whitening (\(names)); it is not applied"))
    }
  }

  /// Makes sure, before steps are performed by themselves, of what a run of the whole table would refuse, as
  /// far as the sets are there, and tells of what is missing.
  ///
  /// - Throws: `DatasetError` for a leak, `WhiteningError`; what reading the sets throws.
  package func checkBeforeSteps() async throws {
    for input in survey.missing {
      context.observe(.notice("\(input.name) is missing. \(input.advice)"))
    }
    try tellOfWeights()
    _ = try await leaks(where: context.has)
    try await shelf.checkWhitenings(of: plan, where: context.has)
  }

  /// The steps of the rankings whose first images the spec shows; none for a spec without one.
  private var firstImagesRankings: [Step.ID] {
    guard let firstImages = experiment.firstImages else { return [] }
    return rankings(for: firstImages).map(\.step)
  }

  /// Returns the steps that have to be done for the table, and for the networks and whitenings that are
  /// to be exported.
  package var targets: [Step.ID] {
    let cells = cells
    let scores = cells.flatMap(\.scores.values) + analysedRankings + firstImagesRankings
    guard context.exports != nil else { return scores }
    return scores + cells.compactMap(\.whitening?.step) + rowWeights.map(\.step)
  }

  /// The weights of the rows' own networks, without those that they start from.
  private var rowWeights: [PlanWeights] {
    let used = cells.compactMap { cell in
      experiment.chain(of: cell.row).last.flatMap {
        plan.weights(of: $0, for: cell, in: experiment)
      }
    }
    return plan.weights.filter(Set(used).contains)
  }

  /// Reads every set that something of the table was fitted on, so that its fingerprint is told also
  /// where all that was fitted is in the cache.
  func readFittedSets() async throws {
    for cell in cells {
      _ = try await shelf.retrievalSet(cell.set)
      for recipe in experiment.chain(of: cell.row) {
        guard let training = recipe.training else { continue }
        _ = try await shelf.trainingSet(experiment.set(training.dataset, of: cell.row))
      }
      if let whitening = cell.whitening { _ = try await shelf.items(of: whitening.list.list) }
    }
  }

  /// Writes the networks, the logs of their trainings, and the whitenings of the table's rows to the
  /// folder of exports.
  func export(by executor: LocalExecutor) async throws {
    guard let exports = context.exports else { return }
    let cells = cells
    for weights in rowWeights {
      let network = try await executor.weights(weights.step, of: plan)
      try exports.write(
        network, companions: try context.companions(of: plan[weights.step].key),
        model: experiment.name(of: weights.recipe.name, in: weights.world), seed: weights.seed,
        experiment: experiment.name)
    }
    for cell in cells {
      guard let whitening = cell.whitening,
        let source = cell.row.descriptor.whitening.fitOn?.set(for: cell.dataset),
        let projection = try await executor.projection(whitening.step, of: plan)
      else { continue }
      try exports.write(
        projection, row: cell.row.name,
        fittedOn: experiment.name(of: experiment.set(source, of: cell.row)), seed: cell.seed,
        experiment: experiment.name)
    }
  }
}
