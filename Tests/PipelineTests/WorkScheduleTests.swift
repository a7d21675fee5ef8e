import OrderedCollections
import Pipeline
import Specs
import Steps
import Testing

/// How the work of plans is divided between processes.
@Suite struct WorkScheduleTests {
  private func schedule(_ fixtures: PlanFixture...) async throws -> WorkSchedule {
    var plans: [(plan: Plan, targets: [Step.ID])] = []
    for fixture in fixtures {
      let plan = try await fixture.plan()
      plans.append((plan, plan.cells.flatMap(\.scores.values)))
    }
    return WorkSchedule(plans)
  }

  private func keys(_ units: [WorkSchedule.Unit]) -> [String] {
    units.flatMap(\.items).map(\.step.id.digest)
  }

  @Test(arguments: [0, 1, 5, 12, 1_000_000], [1, 2, 3, 5, 13, 10_000_000])
  func partsHoldEveryPositionOnceAndDifferByOne(total: Int, count: Int) {
    let shown = count < 100 ? Array(1...count) : [1, 2, count / 2, count - 1, count]
    let parts = shown.map { WorkPart(number: $0, of: count).positions(among: total) }
    #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == total)
    #expect(parts.allSatisfy { [total / count, total / count + 1].contains($0.count) })
    #expect(parts.first?.isEmpty == (total == 0))
    guard count < 100 else { return }
    #expect(parts.flatMap(Array.init) == Array(0..<total))
  }

  @Test func everyStepOfThePlanThatIsKeptStandsInTheScheduleOnce() async throws {
    let plan = try await PlanFixture().plan()
    let keys = keys(try await schedule(PlanFixture()).units)
    #expect(Set(keys).count == keys.count)
    #expect(Set(keys) == Set(plan.steps.values.filter(\.isKept).map(\.id.digest)))
  }

  @Test(arguments: [1, 2, 3, 4, 7, 50, 1000])
  func partsOfAnyCountCoverEveryStepOnce(count: Int) async throws {
    let schedule = try await schedule(PlanFixture())
    for wave in 1...schedule.waveCount {
      let parts = (1...count).flatMap {
        keys(schedule.units(WorkPart(number: $0, of: count), inWave: wave))
      }
      // Parts are runs of neighbours, so that together they are the wave as it stands.
      #expect(parts == keys(schedule.units(inWave: wave)))
    }
    let all = (1...count).flatMap { keys(schedule.units(WorkPart(number: $0, of: count))) }
    #expect(all.sorted() == keys(schedule.units).sorted())
  }

  @Test func wavesAreOfOneKindAndTheirUnitsDoNotWaitForEachOther() async throws {
    let plan = try await PlanFixture().plan()
    let schedule = try await schedule(PlanFixture())
    let kinds = (1...schedule.waveCount).map { wave in
      Set(schedule.units(inWave: wave).flatMap(\.items).map(\.step.kind))
    }
    #expect(
      kinds == [
        [.dataset], [.weights], [.weights], [.descriptors], [.whitening], [.ranking, .scores],
      ])
    var done: Set<Step.ID> = []
    for wave in 1...schedule.waveCount {
      let units = schedule.units(inWave: wave)
      for unit in units {
        var own: Set<Step.ID> = []
        for step in unit.items.map(\.step) {
          let inputs = plan.keptInputs(of: step).map(\.id)
          #expect(inputs.allSatisfy { done.contains($0) || own.contains($0) }, "\(step.label)")
          own.insert(step.id)
        }
      }
      done.formUnion(units.flatMap(\.items).map(\.step.id))
    }
  }

  @Test func weightsThatStartFromOthersStandInAWaveBehindThem() async throws {
    let schedule = try await schedule(PlanFixture())
    func labels(_ wave: Int) -> [String] {
      schedule.units(inWave: wave).flatMap(\.items).map(\.step.label)
    }
    #expect(labels(2) == ["train net, seed 0"])
    #expect(labels(3) == ["train tuned, seed 0"])
  }

  @Test func aKindTakesOutOfAPartAndMovesNothingIntoIt() async throws {
    let schedule = try await schedule(PlanFixture())
    for number in 1...3 {
      let part = WorkPart(number: number, of: 3)
      let whole = schedule.units(part)
      for kind in StepKind.allCases {
        let units = schedule.units(part, ofKind: kind)
        #expect(
          keys(units)
            == whole.flatMap(\.items).map(\.step).filter { $0.kind == kind }.map(\.id.digest))
        #expect(!units.contains { $0.items.isEmpty })
      }
    }
  }

  @Test func poolingsOfAForwardPassAreOneUnit() async throws {
    var fixture = PlanFixture()
    fixture.rows = """
      {"name": "gem", "model": "net"}, {"name": "mac", "model": "net", "descriptor": {"pooling": "mac"}}
      """
    let units = try await schedule(fixture).units(ofKind: .descriptors)
    #expect(units.map(\.items.count) == [2, 2])
  }

  @Test func aPlanThatComesTwiceIsScheduledOnce() async throws {
    let once = try await schedule(PlanFixture())
    let twice = try await schedule(PlanFixture(), PlanFixture())
    #expect(keys(twice.units) == keys(once.units))
    #expect(twice.units.flatMap(\.items).allSatisfy { $0.plan == 0 })
  }

  @Test func scoresOfARankingThatAnotherPlanHasGoWithIt() async throws {
    var other = PlanFixture()
    other.strata = "function"
    let plan = try await other.plan()
    let schedule = try await schedule(PlanFixture(), other)
    let shared = schedule.units.filter { Set($0.items.map(\.plan)) == [0, 1] }
    #expect(!shared.isEmpty)
    for unit in shared {
      #expect(unit.items.first?.step.kind == .ranking)
      #expect(unit.items.dropFirst().allSatisfy { $0.step.kind == .scores })
    }
    let keys = keys(schedule.units)
    #expect(Set(keys).count == keys.count)
    #expect(Set(plan.steps.values.filter(\.isKept).map(\.id.digest)).isSubset(of: keys))
  }

  @Test func inputsThatAreFilesStandForWhatTheyRestOn() async throws {
    let plan = try await PlanFixture().plan()
    let tuned = try #require(plan.steps.values.first { $0.label == "train tuned, seed 0" })
    #expect(
      Set(plan.keptInputs(of: tuned).map(\.label)) == [
        "render mini-landmarks", "train net, seed 0",
      ]
    )
  }
}
