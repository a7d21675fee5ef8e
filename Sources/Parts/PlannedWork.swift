package import Extraction
import Files
package import Pipeline
import Records
package import Specs
package import Steps

/// The work of some experiments, planned once, whose state in the cache can be asked for again and again.
///
/// Confined to the task that made it. The plan is a function of the specs and of the user's files; what is
/// there of it is looked up key by key each time.
package struct PlannedWork {
  /// A part of a wave with its steps.
  package struct Part: Sendable {
    /// The wave, from 1.
    package let wave: Int

    /// Which part of how many.
    package let part: WorkPart

    /// Its steps in order, with what is in the cache of each.
    package let steps: [StepList.Entry]

    /// Whether a step of it is not in the cache.
    package var isMissing: Bool { steps.contains { $0.state != .cached } }
  }

  private let context: RunContext
  private let work: DividedWork
  private let executors: [LocalExecutor]

  /// Plans experiments; nothing is executed.
  ///
  /// - Parameters:
  ///   - options: where things lie.
  ///   - experiments: the experiments.
  ///   - createsCache: whether a cache that is not there is made.
  ///   - observe: receives what happens.
  /// - Throws: `CacheError` when the cache folder is unusable; what planning throws.
  package init(
    _ options: RunOptions, of experiments: [ResolvedExperiment], createsCache: Bool,
    observe: @escaping RunObserver
  ) async throws {
    context = try RunContext(options, createsCache: createsCache, observe: observe)
    work = try await DividedWork(experiments, context)
    executors = work.runs.map { LocalExecutor($0.context, $0.shelf) }
  }

  /// The number of waves of all the work.
  package var waveCount: Int { work.schedule.waveCount }

  /// What tells this work from every other: 64 hexadecimal digits, a function of the keys of all steps.
  package var digest: String {
    Digest.sha256(
      of: work.schedule.units.flatMap(\.items).map(\.step.id.digest).joined(separator: "\n"))
  }

  /// Tells of the files and sets of the user's that are missing.
  package func tellOfMissingInputs() {
    for input in work.runs.flatMap(\.survey.missing) {
      context.observe(.notice("\(input.name) is missing. \(input.advice)"))
    }
  }

  /// Makes sure of what a run of the whole tables would refuse, as far as the sets are there, and tells of
  /// what is missing.
  ///
  /// - Throws: `DatasetError` for a leak, `WhiteningError`; what reading the sets throws.
  package func check() async throws {
    for run in work.runs { try await run.checkBeforeSteps() }
  }

  /// Returns the steps that are meant, with what is in the cache of each now.
  ///
  /// - Throws: `UnknownStepError`; `CacheError` when the cache cannot be read.
  package func list(_ selection: StepSelection = StepSelection()) throws -> StepList {
    var known: [Step.ID: Bool] = [:]
    let units = try work.units(selection)
    return StepList(
      waves: waveCount, steps: try units.flatMap { try entries(of: $0, &known) })
  }

  /// Returns all the work in parts, wave by wave, with what is in the cache of each step now.
  ///
  /// - Parameter count: the number of parts of a wave, at least 1; a wave of fewer units has as many as these.
  /// - Returns: the parts of the first wave, then those of the second, and so on.
  /// - Throws: `CacheError` when the cache cannot be read.
  package func parts(atMost count: Int) throws -> [Part] {
    var known: [Step.ID: Bool] = [:]
    return try (0..<waveCount).flatMap { wave -> [Part] in
      let units = work.schedule.units(inWave: wave + 1)
      let parts = min(count, units.count)
      return try (1...parts).map { number in
        let part = WorkPart(number: number, of: parts)
        let steps = try units[part.positions(among: units.count)].flatMap {
          try entries(of: $0, &known)
        }
        return Part(wave: wave + 1, part: part, steps: steps)
      }
    }
  }

  private func entries(
    of unit: WorkSchedule.Unit, _ known: inout [Step.ID: Bool]
  ) throws -> [StepList.Entry] {
    func isThere(_ step: Step, _ executor: LocalExecutor) throws -> Bool {
      if let known = known[step.id] { return known }
      let isThere = try executor.isThere(step)
      known[step.id] = isThere
      return isThere
    }
    return try unit.items.map { item in
      let executor = executors[item.plan]
      let isCached = try isThere(item.step, executor)
      let inputs =
        isCached
        ? []
        : try work.runs[item.plan].plan.keptInputs(of: item.step).filter {
          try !isThere($0, executor)
        }
      return StepList.Entry(
        item.step, wave: unit.wave,
        state: isCached ? .cached : inputs.isEmpty ? .missing : .waiting, waitsFor: inputs)
    }
  }
}
