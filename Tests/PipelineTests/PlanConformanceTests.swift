import DescriptorStore
import OrderedCollections
import Pipeline
import Steps
import Tensors
import Testing

/// Every field that changes numbers changes the keys of its own steps and of what rests on them.
@Suite struct PlanFieldTests {
  /// The steps of a plan by label and, where labels repeat, by order.
  private func named(_ plan: Plan) -> [String: Step] {
    var counts: [String: Int] = [:]
    return Dictionary(
      uniqueKeysWithValues: plan.steps.values.map { step in
        counts[step.label, default: 0] += 1
        return ("\(step.label) (\(counts[step.label, default: 0]))", step)
      })
  }

  @Test(arguments: PlanChange.all)
  func aFieldChangesItsOwnStepsAndWhatReadsThem(change: PlanChange) async throws {
    var (before, after) = (PlanFixture(), PlanFixture())
    before.edits = change.common
    after.edits = change.common + [change.edit]
    let (old, new) = (named(try await before.plan()), named(try await after.plan()))
    try #require(old.keys.sorted() == new.keys.sorted())
    let changed = old.filter { $0.value.key != new[$0.key]?.key }
    let identities = Set(changed.values.map(\.id))
    for (name, step) in old where !step.inputs.allSatisfy({ !identities.contains($0) }) {
      #expect(changed[name] != nil, "\(name) reads what changes")
    }
    let origins = changed.values.filter { $0.inputs.allSatisfy { !identities.contains($0) } }
    for step in origins {
      #expect(change.origins.contains { step.label.hasPrefix($0) }, "\(step.label) changes")
    }
    for origin in change.origins {
      #expect(origins.contains { $0.label.hasPrefix(origin) }, "\(origin) does not change")
    }
  }

  @Test(arguments: PlanChange.all.filter { !$0.origins.isEmpty })
  func aFieldSetBackGivesTheKeysBack(change: PlanChange) async throws {
    var (before, back) = (PlanFixture(), PlanFixture())
    before.edits = change.common
    let undone = PlanEdit(files: change.edit.files, old: change.edit.new, new: change.edit.old)
    back.edits = change.common + [change.edit, undone]
    #expect(try await before.plan().steps.keys == back.plan().steps.keys)
  }
}

/// What every plan keeps to, whatever is asked for and whatever is there.
@Suite struct PlanConformanceTests {
  private static var fixtures: [PlanFixture] {
    var (seeds, few, distracted) = (PlanFixture(), PlanFixture(), PlanFixture())
    seeds.seeds = "[0, 1, 2]"
    few.rows = #"{"name": "chance", "reference": "chance"}, {"name": "a", "model": "tuned"}"#
    distracted.search = #"{"expansion": {"kind": "diffusion"}}"#
    return [PlanFixture(), seeds, few, distracted]
  }

  @Test(arguments: fixtures)
  func keysTellStepsApart(fixture: PlanFixture) async throws {
    let plan = try await fixture.plan()
    #expect(Set(plan.steps.values.map(\.key)).count == plan.steps.count)
    #expect(plan.steps.allSatisfy { $0.key == $0.value.id && $0.value.key.digest.count == 64 })
  }

  @Test(arguments: fixtures)
  func stepsReadOnlyWhatStandsBeforeThemOnce(fixture: PlanFixture) async throws {
    let plan = try await fixture.plan()
    for (place, step) in plan.steps.values.enumerated() {
      let places = step.inputs.compactMap { plan.steps.index(forKey: $0) }
      #expect(places.count == step.inputs.count)
      #expect(places.allSatisfy { $0 < place }, "\(step.label)")
      #expect(Set(step.inputs).count == step.inputs.count, "\(step.label)")
    }
  }

  @Test(arguments: fixtures)
  func kindsReadKindsBeforeThem(fixture: PlanFixture) async throws {
    let plan = try await fixture.plan()
    let order = Dictionary(
      uniqueKeysWithValues: StepKind.allCases.enumerated().map { ($1, $0) })
    for step in plan.steps.values {
      let kinds = step.inputs.map { plan[$0].kind }
      let isOrdered = kinds.allSatisfy { kind in
        // A recipe may start from another one's weights.
        (order[kind] ?? 9) < (order[step.kind] ?? 0) || (kind == .weights && step.kind == .weights)
      }
      #expect(isOrdered, "\(step.label)")
    }
  }

  @Test(arguments: fixtures)
  func aClosureIsWhatCanBeReached(fixture: PlanFixture) async throws {
    let plan = try await fixture.plan()
    for step in plan.steps.values {
      var (reached, waiting) = (Set<Step.ID>(), [step.id])
      while let next = waiting.popLast() {
        guard reached.insert(next).inserted else { continue }
        waiting += plan[next].inputs
      }
      let closure = plan.closure(of: [step.id])
      #expect(Set(closure.map(\.id)) == reached && closure.count == reached.count)
      #expect(closure.last?.id == step.id)
    }
  }

  @Test(arguments: fixtures, [UInt64](0..<8))
  func whateverIsThereEveryMissingStepRunsOnceBehindWhatItReads(
    fixture: PlanFixture, seed: UInt64
  ) async throws {
    let plan = try await fixture.plan()
    var generator = SeededGenerator(seed: seed, purpose: "what is in a cache")
    let present = Set(plan.steps.keys.filter { _ in generator.chance(Float(seed) / 10) })
    let targets = plan.cells.flatMap(\.scores.values).filter { _ in generator.chance(0.7) }
    let executor = RecordingExecutor(present: { present.contains($0.id) })
    try await executor.execute(plan, for: targets)
    let allowed = Set(plan.closure(of: targets).map(\.id)).subtracting(present)
    var done: Set<Step.ID> = []
    for batch in executor.batches {
      let together = Set(batch.steps.map(\.id))
      #expect(together.count == batch.steps.count && !batch.steps.isEmpty)
      #expect(done.isDisjoint(with: together))
      #expect(together.isSubset(of: allowed))
      let ready = done.union(present).union(together)
      for step in batch.steps {
        #expect(step.inputs.allSatisfy(ready.contains), "\(step.label)")
      }
      done.formUnion(together)
    }
    #expect(Set(targets).isSubset(of: done.union(present)))
  }

  @Test(arguments: fixtures, [UInt64](0..<6))
  func whatAnotherRunHasInHandIsDoneOnceToo(fixture: PlanFixture, seed: UInt64) async throws {
    let plan = try await fixture.plan()
    var generator = SeededGenerator(seed: seed, purpose: "what another run has in hand")
    let busy = Set(plan.steps.keys.filter { _ in generator.chance(Float(seed) / 5) })
    let executor = RecordingExecutor(busy: { busy.contains($0.id) })
    let targets = plan.cells.flatMap(\.scores.values)
    var told: [Step.ID] = []
    try await executor.execute(plan, for: targets, onDone: { told += $0.map(\.id) })
    var done: Set<Step.ID> = []
    for batch in executor.batches {
      let together = Set(batch.steps.map(\.id))
      #expect(done.isDisjoint(with: together))
      for step in batch.steps {
        #expect(step.inputs.allSatisfy(done.union(together).contains), "\(step.label)")
      }
      done.formUnion(together)
    }
    #expect(done == Set(plan.closure(of: targets).map(\.id)))
    #expect(told.count == done.count && Set(told) == done)
  }

  @Test(arguments: fixtures)
  func seedsShareWhatDoesNotDependOnThem(fixture: PlanFixture) async throws {
    var more = fixture
    more.seeds = "[0, 1, 2, 3]"
    let (few, many) = (try await fixture.plan(), try await more.plan())
    #expect(Set(few.steps.keys).isSubset(of: many.steps.keys))
    #expect(
      many.steps.values.filter { $0.kind == .dataset }.map(\.id)
        == few.steps.values.filter { $0.kind == .dataset }.map(\.id))
    let trained = many.steps.values.filter { $0.label.hasPrefix("train tuned") }
    #expect(trained.count == 4)
  }
}
