import OrderedCollections
import Pipeline
import Steps
import Testing

/// The edges of the graph, and what is found out by following them.
@Suite struct PlanGraphTests {
  @Test func stepsStandBehindThoseThatTheyRead() async throws {
    let plan = try await PlanFixture().plan()
    var seen: Set<Step.ID> = []
    for step in plan.steps.values {
      #expect(step.inputs.allSatisfy(seen.contains), "\(step.label)")
      seen.insert(step.id)
    }
  }

  @Test func scoresRestOnEverythingThatLeadsToThem() async throws {
    let plan = try await PlanFixture().plan()
    let scores = try #require(
      plan.steps.values.first { $0.label == "score white, seed 0 on mini-oxford, revisited" })
    #expect(
      Set(plan.closure(of: [scores.id]).dropLast().map(\.label)) == [
        "render mini-oxford", "render mini-scenes", "render mini-landmarks", "train net, seed 0",
        "extract mini-oxford by net, seed 0, shard 1",
        "extract mini-oxford queries by net, seed 0, shard 1",
        "extract mini-landmarks by net, seed 0, shard 1",
        "whiten net, gem, by pca on mini-landmarks, seed 0",
        "rank white, seed 0 on mini-oxford, revisited",
      ])
  }

  @Test func chanceRestsOnTheSetAlone() async throws {
    let plan = try await PlanFixture().plan()
    let scores = try #require(
      plan.steps.values.first { $0.label == "score chance on mini-oxford, classic" })
    #expect(plan.closure(of: [scores.id]).dropLast().map(\.label) == ["render mini-oxford"])
  }

  @Test func rowsThatAreTheSameShareTheirSteps() async throws {
    var fixture = PlanFixture()
    fixture.rows = #"{"name": "a", "model": "net"}, {"name": "b", "model": "net"}"#
    let plan = try await fixture.plan()
    #expect(plan.cells.count == 2)
    #expect(plan.cells[0].scores == plan.cells[1].scores)
  }

  @Test func aMissingFileBlocksWhatRestsOnIt() async throws {
    let experiment = try PlanFixture.experiment([
      "spec.json": """
      {"version": 2, "title": "Small", "datasets": ["mini-oxford"], "metrics": ["medium.mAP"],
      "rows": [{"name": "a", "model": "own"}, {"name": "b", "model": "random"}]}
      """,
      "models/random.json": #"{"version": 2, "label": "Random", "training": null}"#,
      "models/own.json": """
      {"version": 2, "label": "Own", "training": null,
      "initialWeights": {"file": "net.pth", "source": "here"}}
      """,
    ])
    let plan = try await Plan(of: experiment, PlanFixture.options)
    let blocked = plan.cells.map { cell in cell.scores.values.allSatisfy { plan[$0].isBlocked } }
    #expect(blocked == [true, false])
  }
}

/// The order in which a plan is executed.
@Suite struct ScheduleTests {
  /// Returns the batches that are executed for the whole table.
  private func batches(
    _ fixture: PlanFixture = PlanFixture(), where isThere: @escaping (Step) -> Bool = { _ in false }
  ) async throws -> [StepBatch] {
    let plan = try await fixture.plan()
    let executor = RecordingExecutor(present: isThere)
    try await executor.execute(plan, for: plan.cells.flatMap(\.scores.values))
    return executor.batches
  }

  @Test func everyStepIsExecutedOnceBehindWhatItReads() async throws {
    let plan = try await PlanFixture().plan()
    var done: Set<Step.ID> = []
    for batch in try await batches() {
      let together = Set(batch.steps.map(\.id))
      for step in batch.steps {
        #expect(!done.contains(step.id), "\(step.label) twice")
        #expect(step.inputs.allSatisfy { done.contains($0) || together.contains($0) })
      }
      done.formUnion(together)
    }
    #expect(done == Set(plan.steps.keys))
  }

  @Test func nothingIsExecutedForWhatIsThere() async throws {
    #expect(try await batches(where: { _ in true }).isEmpty)
  }

  @Test func whatLeadsToAnArtifactThatIsThereIsNotExecuted() async throws {
    let batches = try await batches(where: { $0.kind == .ranking })
    #expect(Set(batches.flatMap(\.steps).map(\.kind)) == [.dataset, .scores])
  }

  @Test func aLostArtifactIsMadeAgainAlone() async throws {
    let lost = "whiten net, gem, by pca on mini-landmarks, seed 0"
    let batches = try await batches(where: { step in
      step.label != lost && !step.label.hasPrefix("rank white")
        && !step.label.hasPrefix("score white")
    })
    #expect(batches.first?.steps.map(\.label) == [lost])
    #expect(Set(batches.dropFirst().flatMap(\.steps).map(\.kind)) == [.ranking, .scores])
  }

  @Test func poolingsOfOneNetworkShareAForwardPass() async throws {
    var fixture = PlanFixture()
    fixture.rows = """
      {"name": "gem", "model": "net"}, {"name": "mac", "model": "net", "descriptor": {"pooling": "mac"}}
      """
    let passes = try await batches(fixture).compactMap { batch -> [String]? in
      if case .extraction(let steps) = batch { steps.map(\.label) } else { nil }
    }
    #expect(passes.count == 2)
    #expect(passes.allSatisfy { $0.count == 2 && Set($0).count == 1 })
  }

  @Test func whatAnotherRunHasInHandIsLookedAtLast() async throws {
    let plan = try await PlanFixture().plan()
    let executor = RecordingExecutor(
      present: { $0.kind == .weights },
      busy: { step in
        step.label.hasPrefix("extract mini-oxford by net")
      })
    try await executor.execute(plan, for: plan.cells.flatMap(\.scores.values))
    let passes = executor.batches.filter { if case .extraction = $0 { true } else { false } }
    #expect(passes.count == 7)
    #expect(passes.last?.steps[0].label == "extract mini-oxford by net, seed 0, shard 1")
    let kinds = executor.batches.map { $0.steps[0].kind }
    let extracted = kinds.lastIndex(of: .descriptors) ?? 0
    #expect(extracted < kinds.firstIndex(of: .whitening) ?? 0)
  }

  @Test func trainingComesBeforeExtractionAndThatBeforeRanking() async throws {
    let kinds = try await batches().map { $0.steps[0].kind }
    let order = kinds.map { StepKind.allCases.firstIndex(of: $0) ?? 0 }
    let phases = order.map { min($0, 4) }
    #expect(phases == phases.sorted())
  }
}
