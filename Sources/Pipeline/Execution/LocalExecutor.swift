import Courses
import DescriptorStore
import Extraction
import Files
import JSON
import Kernels
import Specs
package import Steps

/// Executes steps on this computer: training alone on all cores, extraction by shards, scores side by
/// side.
///
/// Confined to the task of the run; the steps spread their own work over threads.
package final class LocalExecutor: Executor {
  let context: RunContext

  private let sets: DatasetShelf?

  private let imported: [Step.ID: StoredWeights]

  /// The weights of the network that was used last.
  private var network: (step: Step.ID, weights: StoredWeights)?

  /// What makes descriptors, and what it was made for.
  var lastExtractor: (name: CanonicalJSON, extractor: any DescriptorExtractor)?

  /// The descriptors that were used last.
  var tables: [Step.ID: StoredDescriptors] = [:]

  /// Keeps the artifacts of the plan that is executed from removal by others.
  private var reservation: ArtifactReservation?

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - context: where artifacts lie, and how wide to work.
  ///   - shelf: reads the sets and the files of weights of the plans; nil where they have no sets.
  ///   - imported: weights of files that are in memory.
  package init(
    _ context: RunContext, _ shelf: DatasetShelf? = nil,
    importing imported: [Step.ID: StoredWeights] = [:]
  ) {
    self.context = context
    self.imported = imported
    sets = shelf
  }

  /// The sets of the plans.
  var shelf: DatasetShelf {
    guard let sets else { preconditionFailure("expected a plan of lists of files alone") }
    return sets
  }

  /// A few rankings a thread keep all threads busy, and few descriptors in memory.
  package var scoringWidth: Int { 4 * context.threads }

  package func isThere(_ step: Step) throws -> Bool {
    switch step.work {
    case .dataset(let work):
      guard work.isRendered else { return true }
      // Without its digests in the cache nobody has compared the folder with what was rendered.
      return try work.set.isThere(in: context.dataRoot)
        && context.record(of: step.key) != nil
    case .weights(let work) where work.isFile: return true
    case .descriptors(let work):
      guard let record = try context.record(of: step.key) else { return false }
      return work.accepts(rows: record.provenance[ArtifactOrigin.rowsKey]?.integer)
    case .weights, .whitening, .ranking, .scores:
      return try context.record(of: step.key) != nil
    }
  }

  /// Returns whether what a step leaves is there and undamaged; an artifact that is damaged is moved away.
  ///
  /// - Complexity: O(bytes): the artifact is read and its digest computed.
  /// - Throws: `DatasetError` for a set that is not as it was rendered, `CacheError`.
  package func isIntact(_ step: Step) async throws -> Bool {
    guard try isThere(step) else { return false }
    if case .dataset(let work) = step.work {
      try await shelf.provide(work.set)
      return true
    }
    return try !step.hasArtifact || context.read(step.key) { _ in true } == true
  }

  package func prepare(_ steps: [Step]) {
    reservation = context.cache.reserve(steps.filter(\.isKept).map(\.key))
  }

  package func reuse(_ steps: [Step]) {
    for step in steps where step.hasArtifact {
      context.observe(.reused(stage: step.label))
      context.cache.noteUse(of: step.key)
    }
  }

  package func perform(_ batch: StepBatch, of plan: Plan) async throws {
    keepDescriptors(for: batch.steps)
    switch batch {
    case .dataset(let step):
      guard case .dataset(let work) = step.work else { return }
      try await shelf.provide(work.set)
    case .weights(let step): _ = try await weights(step.id, of: plan)
    case .extraction(let steps):
      try await extract(steps, of: plan, waits: context.waitsForOthers)
    case .whitening(let step): try await fit(step, of: plan)
    case .scoring(let steps): try await score(steps, of: plan)
    }
  }

  package func attempt(_ batch: StepBatch, of plan: Plan) async throws -> Bool {
    guard case .extraction(let steps) = batch, context.waitsForOthers else {
      try await perform(batch, of: plan)
      return true
    }
    keepDescriptors(for: steps)
    do {
      try await extract(steps, of: plan, waits: false)
      return true
    } catch CacheError.busy {
      return false
    }
  }

  /// Returns the weights of a step, made first when they are not there.
  func weights(_ id: Step.ID, of plan: Plan) async throws -> StoredWeights {
    if let network, network.step == id { return network.weights }
    let step = plan[id]
    guard case .weights(let work) = step.work else {
      preconditionFailure("expected weights, found \(step.label)")
    }
    let made = try await weights(work, step, of: plan)
    network = (id, made)
    return made
  }

  private func weights(
    _ work: WeightsWork, _ step: Step, of plan: Plan
  ) async throws -> StoredWeights {
    if case .file(let file, _) = work.source {
      return try imported[step.id] ?? shelf.checkpoint(file, for: work.architecture)
    }
    let training = WeightsStage(context: context)
    return try await context.artifact(
      step, of: plan, fileExtension: "safetensors",
      read: { try StoredWeights(architecture: work.architecture, artifact: $0) }
    ) {
      switch work.source {
      case .training(let settings, let set, let start):
        try await training.trained(
          work, settings, on: self.trainingSet(set, of: plan),
          from: self.start(start, of: plan), step: step,
          validation: self.validation(of: step, work, in: plan))
      case .random, .file: training.initialised(work)
      }
    }
  }

  private func start(_ id: Step.ID?, of plan: Plan) async throws -> StoredWeights? {
    guard let id else { return nil }
    return try await weights(id, of: plan)
  }

  /// Returns what scores a network while it is trained; nil where nobody asks for it.
  private func validation(
    of step: Step, _ work: WeightsWork, in plan: Plan
  ) async throws -> TrainingValidation? {
    guard let options = context.validation,
      let weights = plan.weights.first(where: { $0.step == step.id }),
      let row = shelf.experiment.firstRow(of: weights)
    else { return nil }
    let set = try shelf.experiment.validationSet(for: weights, of: row, options)
    return TrainingValidation(
      on: try await shelf.validationSet(set), named: shelf.experiment.name(of: set),
      interval: options.interval, settings: row.descriptor, graph: work.architecture.graph,
      onDamaged: shelf.experiment.onDamaged, maxPixels: context.maxPixels,
      threads: context.threads)
  }

  private func trainingSet(_ id: Step.ID, of plan: Plan) async throws -> TrainingSet {
    guard case .dataset(let work) = plan[id].work else {
      preconditionFailure("expected a set, found \(plan[id].label)")
    }
    return try await shelf.trainingSet(work.set)
  }
}
