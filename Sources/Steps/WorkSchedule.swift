import OrderedCollections

/// The work of some plans in waves, which several processes can divide between them.
///
/// Nothing of a wave rests on another unit of it, so the units of one wave may be performed in any order and
/// at once. All of it is a function of the plans alone: what the cache holds, and on which computer the
/// schedule is made, changes nothing.
package struct WorkSchedule: Sendable {
  /// A step, and the plan that it is performed of.
  package struct Item: Sendable {
    /// The position of the plan; of several that have the step, the first.
    package let plan: Int

    /// The step, which leaves something in the cache.
    package let step: Step
  }

  /// Steps that one process performs together: the poolings of a forward pass, a ranking and its scores.
  package struct Unit: Sendable {
    /// The wave, from 1.
    package let wave: Int

    /// The steps, each behind those of the unit that it reads.
    package let items: [Item]

    /// Returns the unit without the steps that are not wanted; nil where none is.
    fileprivate func keeping(_ isWanted: (Step) -> Bool) -> Unit? {
      let items = items.filter { isWanted($0.step) }
      return items.isEmpty ? nil : Unit(wave: wave, items: items)
    }
  }

  /// Every unit, wave by wave, and within a wave in the order in which one process would take them.
  package let units: [Unit]

  /// The number of waves: sets, weights (those behind other weights in waves of their own), descriptors,
  /// whitenings, rankings with their scores; what the plans have nothing of is not counted.
  package var waveCount: Int { units.last?.wave ?? 0 }

  /// Puts the work of some plans in order.
  ///
  /// - Parameter plans: the plans with the steps whose artifacts are wanted. A step that several have stands
  ///   in the schedule once.
  package init(_ plans: [(plan: Plan, targets: [Step.ID])]) {
    var phases: [Phase: [[Item]]] = [:]
    var places: [Step.ID: (phase: Phase, position: Int)] = [:]
    for (number, (plan, targets)) in plans.enumerated() {
      let steps = plan.closure(of: targets)
      let depths = Self.depths(of: steps)
      let work = steps.filter { $0.isKept && places[$0.id] == nil }
      for batch in plan.batches(of: work, width: 1) {
        let items = batch.steps.map { Item(plan: number, step: $0) }
        let phase = Phase(batch.steps[0], depths)
        // Scores whose ranking is another plan's go with that.
        let ranking = batch.steps[0].inputs.first { plan[$0].kind == .ranking }
        if let ranking, let place = places[ranking] {
          phases[place.phase, default: []][place.position] += items
          for step in batch.steps { places[step.id] = place }
          continue
        }
        let place = (phase: phase, position: phases[phase, default: []].count)
        phases[phase, default: []].append(items)
        for step in batch.steps { places[step.id] = place }
      }
    }
    units = phases.keys.sorted().enumerated().flatMap { wave, phase in
      phases[phase, default: []].map { Unit(wave: wave + 1, items: $0) }
    }
  }

  /// Returns a part of the units.
  ///
  /// The units of every wave are divided for themselves, into runs of neighbours. So which part has a step
  /// depends on the plans and on the number of parts alone, whatever else is asked for.
  ///
  /// - Parameters:
  ///   - part: which part of how many.
  ///   - wave: the wave; nil for all, one after the other.
  ///   - kind: the kind of the steps that are wanted; nil for all.
  /// - Returns: the units, without steps of other kinds; none is empty.
  package func units(
    _ part: WorkPart = .whole, inWave wave: Int? = nil, ofKind kind: StepKind? = nil
  ) -> [Unit] {
    let waves = OrderedDictionary(grouping: units, by: \.wave)
    return waves.filter { wave == nil || $0.key == wave }.values.flatMap { units in
      units[part.positions(among: units.count)].compactMap { unit in
        unit.keeping { kind == nil || $0.kind == kind }
      }
    }
  }

  /// Returns the units that some steps stand in, without the other steps of these.
  package func units(of steps: Set<Step.ID>) -> [Unit] {
    units.compactMap { unit in unit.keeping { steps.contains($0.id) } }
  }

  /// Returns how many weights each weights step rests on, itself counted, that are made and no file.
  private static func depths(of steps: [Step]) -> [Step.ID: Int] {
    var depths: [Step.ID: Int] = [:]
    for step in steps where step.kind == .weights && step.isKept {
      depths[step.id] = 1 + (step.inputs.compactMap { depths[$0] }.max() ?? 0)
    }
    return depths
  }

  /// What the units of one wave have in common, in the order of the waves.
  private struct Phase: Hashable, Comparable {
    private let order: Int
    private let depth: Int

    init(_ step: Step, _ depths: [Step.ID: Int]) {
      order =
        switch step.kind {
        case .dataset: 0
        case .weights: 1
        case .descriptors: 2
        case .whitening: 3
        case .ranking, .scores: 4
        }
      depth = depths[step.id] ?? 0
    }

    static func < (one: Phase, other: Phase) -> Bool {
      (one.order, one.depth) < (other.order, other.depth)
    }
  }
}

extension Plan {
  /// Returns the nearest steps behind a step that leave something in the cache, each once.
  ///
  /// - Parameter step: a step of the plan.
  /// - Returns: its inputs; in place of files of the user's, what these rest on.
  package func keptInputs(of step: Step) -> [Step] {
    var seen: Set<Step.ID> = []
    return step.inputs.flatMap { id in
      self[id].isKept ? [self[id]] : keptInputs(of: self[id])
    }.filter { seen.insert($0.id).inserted }
  }
}
