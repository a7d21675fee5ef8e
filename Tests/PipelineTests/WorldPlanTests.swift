import OrderedCollections
import Pipeline
import Specs
import Steps
import Testing

/// The plan of a table whose rows show several worlds.
@Suite struct WorldPlanTests {
  private func plan(
    _ fixture: PlanFixture = PlanFixture(), also change: (inout WorldSettings) -> Void
  ) async throws -> Plan {
    try await Plan(of: fixture.experiment().alsoIn("other", change), PlanFixture.options)
  }

  private func keys(_ kind: StepKind, of plan: Plan) -> Set<Step.ID> {
    Set(plan.steps.values.filter { $0.kind == kind }.map(\.id))
  }

  @Test func everyStepOfARowIsThatOfATableOfItsWorldAlone() async throws {
    let both = try await plan { $0.seed = 2 }
    let first = try await PlanFixture().plan()
    let second = try await PlanFixture(worldSeed: 2).plan()
    #expect(Set(both.steps.keys) == Set(first.steps.keys).union(second.steps.keys))
    let cells = both.cells.filter { $0.row.name == "white/other" }
    let alone = second.cells.filter { $0.row.name == "white" }
    #expect(cells.map(\.scores) == alone.map(\.scores))
    #expect(cells.map { $0.whitening?.step } == alone.map { $0.whitening?.step })
  }

  @Test func theTableAloneHasTheStepsItHadBefore() async throws {
    let plan = try await PlanFixture().plan()
    let experiment = try PlanFixture().experiment()
    let rows = try await Plan(of: experiment.alsoIn("same") { _ in }, PlanFixture.options)
    #expect(rows.steps.keys == plan.steps.keys)
    #expect(rows.cells.count == 2 * plan.cells.count)
  }

  @Test func worldsShareWhatTheirDifferenceDoesNotChange() async throws {
    let alone = try await PlanFixture().plan()
    let both = try await plan { $0.scenes = 80 }
    let labels = both.steps.values.filter { $0.kind == .dataset }.map(\.label)
    #expect(
      labels.sorted() == [
        "render mini-landmarks", "render mini-oxford", "render mini-scenes",
        "render mini-scenes (world.scenes 80)",
      ])
    // Chance looks at the queries alone, and pixels at their images.
    let cells = both.cells.filter { ["chance/other", "pixels/other"].contains($0.row.name) }
    let first = alone.cells.filter { ["chance", "pixels"].contains($0.row.name) }
    #expect(cells.map(\.scores).contains(first[0].scores))
    #expect(cells.map(\.scores).contains(first[1].scores))
    #expect(keys(.weights, of: both).count == 2 * keys(.weights, of: alone).count)
  }

  @Test func aNetworkOfTwoWorldsIsNamedApart() async throws {
    let plan = try await plan { $0.seed = 2 }
    let labels = plan.weights.map { plan[$0.step].label }
    #expect(Set(labels).count == labels.count)
    #expect(labels.contains("train net, seed 0"))
    #expect(labels.contains("train net (world.seed 2), seed 0"))
  }

  @Test func aWorldThatChangesNoTrainingSetTrainsNothingAnew() async throws {
    let alone = try await PlanFixture().plan()
    let both = try await plan { $0.instancesPerCity = 5 }
    #expect(keys(.weights, of: both) == keys(.weights, of: alone))
    #expect(both.weights == alone.weights)
    #expect(keys(.ranking, of: both).count == 2 * keys(.ranking, of: alone).count)
  }

  @Test func aTableWithoutRowsOfItsOwnWorldNeedsNoSetOfIt() async throws {
    let experiment = try PlanFixture().experiment()
    let both = experiment.alsoIn("other") { $0.seed = 2 }
    let moved = ResolvedExperiment(
      version: 2, name: "moved", title: "Moved", datasets: both.datasets, metrics: both.metrics,
      strata: both.strata, seeds: both.seeds, world: both.world, statistics: both.statistics,
      axes: [], models: both.models, rows: both.rows.filter { $0.world != nil }, claims: [],
      assumptions: [], published: [])
    let plan = try await Plan(of: moved, PlanFixture.options)
    let second = try await PlanFixture(worldSeed: 2).plan()
    #expect(Set(plan.steps.keys) == Set(second.steps.keys))
  }

  @Test func aClaimAcrossWorldsIsFound() throws {
    let both = try PlanFixture().experiment().alsoIn("other") { $0.seed = 2 }
    func claims(_ better: String, _ worse: String, _ table: ResolvedExperiment) -> [String] {
      ResolvedExperiment(
        version: 2, name: "table", title: "Table", datasets: table.datasets,
        metrics: table.metrics, seeds: table.seeds, world: table.world,
        statistics: table.statistics, axes: [], models: table.models, rows: table.rows,
        claims: [
          ResolvedClaim(
            name: "helps", statement: "It helps.", better: better, worse: worse,
            metric: table.metrics[0], source: "a test")
        ], assumptions: [], published: []
      ).claimsAcrossWorlds.map(\.name)
    }
    #expect(claims("white", "plain/other", both) == ["helps"])
    #expect(claims("white/other", "plain/other", both) == [])
    // The sets that are evaluated are the same ones.
    let more = try PlanFixture().experiment().alsoIn("other") { $0.scenes = 80 }
    #expect(claims("white", "plain/other", more) == [])
  }
}
