package import Extraction
package import Pipeline
import Records
package import Specs
import Steps

/// Lists the steps of experiments in the order in which they can be performed; nothing is executed.
package struct StepLister: Sendable {
  private let context: RunContext

  /// Prepares a list.
  ///
  /// - Parameters:
  ///   - options: where things lie.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable.
  package init(_ options: RunOptions, observe: @escaping RunObserver) throws {
    context = try RunContext(options, createsCache: false, observe: observe)
  }

  /// Returns the steps that are meant, with what is in the cache of each.
  ///
  /// - Parameters:
  ///   - selection: which steps.
  ///   - experiments: the experiments whose plans they are of.
  /// - Returns: the list, wave by wave.
  /// - Throws: `UnknownStepError`; what planning throws; `CacheError` when the cache cannot be read.
  package func list(
    _ selection: StepSelection, of experiments: [ResolvedExperiment]
  ) async throws -> StepList {
    let work = try await DividedWork(experiments, context)
    for input in work.runs.flatMap(\.survey.missing) {
      context.observe(.notice("\(input.name) is missing. \(input.advice)"))
    }
    let executors = work.runs.map { LocalExecutor($0.context, $0.shelf) }
    var known: [Step.ID: Bool] = [:]
    func isThere(_ step: Step, _ executor: LocalExecutor) throws -> Bool {
      if let known = known[step.id] { return known }
      let isThere = try executor.isThere(step)
      known[step.id] = isThere
      return isThere
    }
    var entries: [StepList.Entry] = []
    for unit in try work.units(selection) {
      for item in unit.items {
        let executor = executors[item.plan]
        let inputs =
          try isThere(item.step, executor)
          ? []
          : work.runs[item.plan].plan.keptInputs(of: item.step).filter {
            try !isThere($0, executor)
          }
        let state: StepList.State =
          known[item.step.id] == true ? .cached : inputs.isEmpty ? .missing : .waiting
        entries.append(
          StepList.Entry(item.step, wave: unit.wave, state: state, waitsFor: inputs))
      }
    }
    return StepList(waves: work.schedule.waveCount, steps: entries)
  }
}
