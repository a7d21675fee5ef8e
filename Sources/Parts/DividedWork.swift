import OrderedCollections
import Pipeline
import Specs
import Steps

/// The work of some experiments as it is divided between processes.
struct DividedWork {
  /// The experiments with their plans.
  let runs: [ExperimentRun]

  /// The work of all of them.
  let schedule: WorkSchedule

  /// Plans experiments; nothing is executed.
  ///
  /// - Throws: what planning throws: `DatasetError`, `CheckpointError`, `FileError`.
  init(_ experiments: [ResolvedExperiment], _ context: RunContext) async throws {
    var runs: [ExperimentRun] = []
    for experiment in experiments {
      runs.append(try await ExperimentRun(experiment.lookingForOptionalSets(context), context))
    }
    self.runs = runs
    schedule = WorkSchedule(runs.map { ($0.plan, $0.targets) })
  }

  /// Returns the units that are meant, wave by wave.
  ///
  /// - Throws: `UnknownStepError` for a key or a wave that is not there.
  func units(_ selection: StepSelection) throws(UnknownStepError) -> [WorkSchedule.Unit] {
    if let wave = selection.wave, !(1...max(schedule.waveCount, 1)).contains(wave) {
      throw .wave(wave, count: schedule.waveCount)
    }
    guard !selection.keys.isEmpty else {
      return schedule.units(selection.part, inWave: selection.wave, ofKind: selection.kind)
    }
    var wanted: Set<Step.ID> = []
    for key in selection.keys { wanted.insert(try step(key).id) }
    return schedule.units(of: wanted)
  }

  /// Returns the step whose key begins with some digits.
  private func step(_ key: String) throws(UnknownStepError) -> Step {
    let digits = key.lowercased()
    let found = schedule.units.flatMap(\.items).map(\.step).filter {
      $0.id.digest.hasPrefix(digits)
    }
    guard found.count <= 1 else { throw .several(key, found.map(\.name)) }
    if let step = found.first { return step }
    let blocked = runs.flatMap(\.plan.steps.values).first {
      $0.isBlocked && $0.isKept && $0.id.digest.hasPrefix(digits)
    }
    if let blocked { throw .blocked(key, step: blocked.label) }
    throw .none(key)
  }
}
