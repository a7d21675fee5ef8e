import Datasets
package import Extraction
import OrderedCollections
package import Pipeline
import Records
package import Specs
import Steps

/// Performs steps of experiments by themselves: the unit of work of a process among others.
///
/// The cache is where processes meet. A step that is there is left; one that another process has in hand is
/// waited for.
package struct StepRunner: Sendable {
  private let context: RunContext

  /// Prepares the work.
  ///
  /// - Parameters:
  ///   - options: where things lie and how wide to work.
  ///   - observe: receives what happens; may be called from any thread.
  /// - Throws: `CacheError` when the cache folder is unusable.
  package init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    context = try RunContext(options, observe: observe)
  }

  /// Performs the steps that are meant, and nothing else.
  ///
  /// Those that are in the cache are read and compared with their digests. Of a wave whose inputs are not all
  /// there, what can be done is done before the error is thrown.
  ///
  /// - Parameters:
  ///   - selection: which steps.
  ///   - experiments: the experiments whose plans they are of.
  ///   - withInputs: whether to perform what the steps read and is missing as well.
  /// - Returns: what was done.
  /// - Throws: `UnreadyStepsError` when an input is missing, `UnknownStepError`, `CacheError.busy` when another
  ///   process is at the same work and this one is not to wait; the error of the step that failed.
  package func perform(
    _ selection: StepSelection, of experiments: [ResolvedExperiment], withInputs: Bool
  ) async throws -> StepOutcome {
    let work = try await DividedWork(experiments, context)
    for run in work.runs { try await run.checkBeforeSteps() }
    let missing = work.runs.flatMap(\.survey.missing)
    if work.schedule.units.isEmpty, let input = missing.first {
      throw DatasetError(
        .missing, path: input.name, problem: "nothing of the table can be computed without it",
        advice: input.advice)
    }
    let executors = work.runs.map { LocalExecutor($0.context, $0.shelf) }
    var outcome = StepOutcome()
    let waves = OrderedDictionary(grouping: try work.units(selection), by: \.wave)
    for units in waves.values {
      let items = OrderedDictionary(grouping: units.flatMap(\.items), by: \.plan)
      var waiting: [Step] = []
      var lacking: OrderedDictionary<Step.ID, Step> = [:]
      for (number, items) in items {
        let (plan, executor) = (work.runs[number].plan, executors[number])
        var ready: OrderedDictionary<Step.ID, Step> = [:]
        for step in items.map(\.step) {
          if try await executor.isIntact(step) {
            outcome.add(step, .found)
            continue
          }
          let inputs = try plan.keptInputs(of: step).filter {
            try !withInputs && ready[$0.id] == nil && !executor.isThere($0)
          }
          if inputs.isEmpty { ready[step.id] = step } else { waiting.append(step) }
          for input in inputs { lacking[input.id] = input }
        }
        try await executor.execute(plan, for: Array(ready.keys))
        for step in ready.values { outcome.add(step, .done) }
      }
      if let first = waiting.first {
        throw UnreadyStepsError(
          first.label, count: waiting.count, lacking: lacking.values.map(\.name))
      }
    }
    return outcome
  }
}
