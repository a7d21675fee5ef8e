package import Steps

/// Executes the steps of a plan; where, and how many at once, is what executors differ in.
package protocol Executor {
  /// Returns whether the artifact of a step is there, so that nothing has to be done for it.
  func isThere(_ step: Step) throws -> Bool

  /// Told of all steps of an execution before the first is looked for.
  func prepare(_ steps: [Step])

  /// Told of the steps whose artifacts are there already.
  func reuse(_ steps: [Step])

  /// Makes the artifacts of some steps, whose inputs are there.
  ///
  /// - Parameters:
  ///   - batch: the steps.
  ///   - plan: the plan that they are of.
  /// - Throws: the error of the step that failed.
  func perform(_ batch: StepBatch, of plan: Plan) async throws

  /// Does the same unless another run has the work in hand.
  ///
  /// - Parameters:
  ///   - batch: the steps.
  ///   - plan: the plan that they are of.
  /// - Returns: false where another run has it; then nothing was done.
  /// - Throws: the error of the step that failed.
  func attempt(_ batch: StepBatch, of plan: Plan) async throws -> Bool

  /// The number of rankings that are worked out at once.
  var scoringWidth: Int { get }
}

extension Executor {
  package func prepare(_ steps: [Step]) {}

  package func reuse(_ steps: [Step]) {}

  package func attempt(_ batch: StepBatch, of plan: Plan) async throws -> Bool {
    try await perform(batch, of: plan)
    return true
  }

  /// Executes what is missing of a plan.
  ///
  /// - Parameters:
  ///   - plan: the plan.
  ///   - targets: the steps whose artifacts are wanted; nothing that they rest on is missing.
  ///   - onFound: told of the steps whose artifacts are there already.
  ///   - onDone: told of steps that are done.
  /// - Throws: the error of the step that failed.
  package func execute(
    _ plan: Plan, for targets: [Step.ID], onFound: ([Step]) -> Void = { _ in },
    onDone: ([Step]) -> Void = { _ in }
  ) async throws {
    let steps = plan.closure(of: targets)
    prepare(steps)
    var failure: (any Error)?
    let missing = plan.missingSteps(for: targets) { step in
      do { return try isThere(step) } catch {
        failure = failure ?? error
        return true
      }
    }
    if let failure { throw failure }
    let left = Set(missing.map(\.id))
    let found = steps.filter { !left.contains($0.id) }
    reuse(found)
    onFound(found)
    var postponed: [StepBatch] = []
    func finishPostponed() async throws {
      for batch in postponed {
        try Task.checkCancellation()
        try await perform(batch, of: plan)
        onDone(batch.steps)
      }
      postponed = []
    }
    for batch in plan.batches(of: missing, width: scoringWidth) {
      try Task.checkCancellation()
      if case .extraction = batch {
        // Two runs divide the shards between them: what the other has in hand is looked at last.
        if try await attempt(batch, of: plan) {
          onDone(batch.steps)
        } else {
          postponed.append(batch)
        }
      } else {
        try await finishPostponed()
        try await perform(batch, of: plan)
        onDone(batch.steps)
      }
    }
    try await finishPostponed()
  }
}

/// Writes down what it is to do, and does nothing.
package final class RecordingExecutor: Executor {
  /// The batches, in the order in which they were to be performed.
  package private(set) var batches: [StepBatch] = []

  package let scoringWidth: Int

  private let present: (Step) -> Bool
  private let busy: (Step) -> Bool

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - scoringWidth: the number of rankings that are worked out at once.
  ///   - present: which artifacts are there; none unless given.
  ///   - busy: what another run has in hand at first; nothing unless given.
  package init(
    scoringWidth: Int = 8, present: @escaping (Step) -> Bool = { _ in false },
    busy: @escaping (Step) -> Bool = { _ in false }
  ) {
    self.scoringWidth = scoringWidth
    self.present = present
    self.busy = busy
  }

  package func isThere(_ step: Step) -> Bool { present(step) }

  package func perform(_ batch: StepBatch, of plan: Plan) { batches.append(batch) }

  package func attempt(_ batch: StepBatch, of plan: Plan) -> Bool {
    guard !batch.steps.contains(where: busy) else { return false }
    perform(batch, of: plan)
    return true
  }
}
