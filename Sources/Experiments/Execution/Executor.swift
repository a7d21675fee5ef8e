/// Executes the steps of a plan; where, and how many at once, is what executors differ in.
package protocol Executor {
  /// Returns whether the artifact of a step is there, so that nothing has to be done for it.
  func isThere(_ step: Step) throws -> Bool

  /// Makes the artifacts of some steps, whose inputs are there.
  ///
  /// - Parameters:
  ///   - batch: the steps.
  ///   - plan: the plan that they are of.
  /// - Throws: the error of the step that failed.
  func perform(_ batch: StepBatch, of plan: Plan) async throws

  /// The number of rankings that are worked out at once.
  var scoringWidth: Int { get }
}

extension Executor {
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
    var failure: (any Error)?
    let missing = plan.missingSteps(for: targets) { step in
      do { return try isThere(step) } catch {
        failure = failure ?? error
        return true
      }
    }
    if let failure { throw failure }
    let left = Set(missing.map(\.id))
    onFound(plan.closure(of: targets).filter { !left.contains($0.id) })
    for batch in plan.batches(of: missing, width: scoringWidth) {
      try Task.checkCancellation()
      try await perform(batch, of: plan)
      onDone(batch.steps)
    }
  }
}

/// Writes down what it is to do, and does nothing.
package final class RecordingExecutor: Executor {
  /// The batches, in the order in which they were to be performed.
  package private(set) var batches: [StepBatch] = []

  package let scoringWidth: Int

  private let present: (Step) -> Bool

  /// Creates an executor.
  ///
  /// - Parameters:
  ///   - scoringWidth: the number of rankings that are worked out at once.
  ///   - present: which artifacts are there; none unless given.
  package init(scoringWidth: Int = 8, present: @escaping (Step) -> Bool = { _ in false }) {
    self.scoringWidth = scoringWidth
    self.present = present
  }

  package func isThere(_ step: Step) -> Bool { present(step) }

  package func perform(_ batch: StepBatch, of plan: Plan) { batches.append(batch) }
}
