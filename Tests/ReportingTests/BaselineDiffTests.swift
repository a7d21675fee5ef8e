import Experiments
import Foundation
import Reporting
import Testing

@Suite struct BaselineDiffTests {
  private func baseline(study: SeedStudy? = nil) -> Baseline {
    Baseline(accepting: smallResult(), policy: TolerancePolicy(study: study))
  }

  private func diff(_ result: ExperimentResult) -> BaselineDiff {
    BaselineDiff(result, against: baseline())
  }

  @Test func sameRunMatches() {
    let same = diff(smallResult())
    #expect(same.outcome == .matches)
    #expect(same.outcome.exitCode == 0)
    #expect(DiffRenderer().render(same) == "small: 3 MATCH\n")
  }

  @Test func movementWithinToleranceMatches() {
    #expect(diff(smallResult(random: [0.0134], net: [0.2545])).outcome == .matches)
  }

  @Test func regressionNamesTableRowColumnValuesAndTolerance() {
    let worse = diff(smallResult(net: [0.24]))
    #expect(worse.outcome.exitCode == 1)
    #expect(
      DiffRenderer().render(worse) == """
        small: 2 MATCH, 1 REGRESSED
          REGRESSED small, row net/gem, column mini-oxford medium.mAP: baseline 25.00, now 24.00, \
        tolerance 0.50 points
          Queries that moved most:
            q1, row net/gem, column mini-oxford medium.mAP: 25.00 → 24.00

        """)
  }

  @Test func improvementDiffersToo() {
    let better = diff(smallResult(net: [0.26]))
    #expect(better.cells.map(\.status) == [.match, .improved])
    #expect(better.outcome == .differs)
  }

  @Test func movedUntrainedRowIsDrift() {
    let moved = diff(smallResult(random: [0.0136]))
    #expect(moved.cells.map(\.status) == [.drift, .match])
    #expect(moved.outcome == .differs)
  }

  @Test func undecidedVerdictOfUnmovedCellsMatches() {
    let changed = diff(smallResult(verdict: .inconclusive))
    #expect(changed.claims.map(\.status) == [.match])
    #expect(changed.outcome.exitCode == 0)
  }

  @Test func oppositeVerdictIsDrift() {
    let changed = diff(smallResult(verdict: .fails))
    #expect(changed.claims.map(\.status) == [.drift])
    #expect(
      DiffRenderer().render(changed).contains(
        "DRIFT small, claim net-beats-random, column mini-oxford: baseline HOLDS, now FAILS"))
    #expect(changed.outcome.exitCode == 1)
  }

  @Test func missingBaselineLeavesNothingToCompare() {
    let nothing = BaselineDiff(smallResult(), against: nil)
    #expect(nothing.outcome.exitCode == 6)
    #expect(nothing.cells.map(\.status) == [.notComparable, .notComparable])
    #expect(
      DiffRenderer().render(nothing) == """
        small: 3 NOT-COMPARABLE
          NOT-COMPARABLE small: there is no baseline; accept one first

        """)
  }

  @Test func changedSpecIsNotComparable() {
    let changed = diff(smallResult(specHash: "def"))
    #expect(changed.outcome == .nothingToCompare)
    #expect(
      changed.obstacle == "the spec changed since the baseline was accepted: abc then, def now")
  }

  @Test func otherSeedsAreNotComparable() {
    let other = diff(smallResult(random: [0.0125, 0.0125], net: [0.25, 0.25]))
    #expect(other.outcome == .nothingToCompare)
    #expect(other.obstacle == "the baseline has the seeds [0], the run [0, 1]")
  }

  @Test func missingCellIsNeverAPass() {
    let full = smallResult()
    let partial = ExperimentResult(
      experiment: full.experiment, datasets: full.datasets, records: [full.records[0]],
      claims: full.claims, provenance: full.provenance)
    let missing = diff(partial)
    #expect(missing.cells.map(\.status) == [.match, .notComparable])
    #expect(missing.outcome == .differs)
  }

  @Test func differenceInOneTableOutweighsAMissingBaseline() {
    #expect(BaselineDiff.Outcome.combined([.matches, .nothingToCompare, .differs]) == .differs)
    #expect(BaselineDiff.Outcome.combined([.matches, .nothingToCompare]) == .nothingToCompare)
    #expect(BaselineDiff.Outcome.combined([.matches, .matches]) == .matches)
    #expect(BaselineDiff.Outcome.combined([]) == .nothingToCompare)
  }

  @Test func baselineReadsBackFromItsJSON() throws {
    let accepted = baseline()
    #expect(try Baseline(accepted.encoded(), path: "small.json") == accepted)
    #expect(accepted.queryPrecisions.map(\.tenThousandths) == ["125 -", "2500 -"])
    #expect(accepted.queryPrecisions[1].values == [0.25, nil])
  }
}

@Suite struct TolerancePolicyTests {
  @Test func studyWidensTheToleranceOfTrainedRows() throws {
    let study = try SeedStudy(
      of: smallResult(
        random: [0.01, 0.01, 0.01, 0.01, 0.01], net: [0.2, 0.22, 0.24, 0.26, 0.28],
        name: "small-seeds", seedStudyOf: "small"))
    let baseline = Baseline(accepting: smallResult(), policy: TolerancePolicy(study: study))
    #expect(baseline.cells.map(\.tolerance) == [0.001, 0.134164])
    #expect(baseline.cells.map(\.toleranceSource) == [.untrained, .seedStudy])
  }

  @Test func aStudyThatIsAcceptedLaterGivesTheSameBaseline() throws {
    let study = smallResult(
      random: [0.01, 0.01, 0.01, 0.01, 0.01], net: [0.2, 0.22, 0.24, 0.26, 0.28],
      name: "small-seeds", seedStudyOf: "small")
    let table = smallResult()
    func baseline(accepting results: [ExperimentResult]) throws -> Data {
      let folder = FileManager.default.temporaryDirectory.appending(
        path: "iir-baselines-\(UUID().uuidString)"
      ).path
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let store = ResultStore(folder: folder)
      for result in results {
        _ = try store.write(result)
        _ = try store.accept(result.experiment)
      }
      return try Data(contentsOf: URL(filePath: "\(folder)/baselines/small.json"))
    }
    let later = try baseline(accepting: [table, study])
    #expect(try later == baseline(accepting: [study, table]))
    #expect(try later != baseline(accepting: [table]))
  }

  /// Without the spread of its cell, a trained row of another processor is taken for a change.
  @Test(arguments: ["table1", "table2", "table3"])
  func committedTolerancesFollowTheCommittedStudy(table: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Results/baselines")
    func data(_ name: String) throws -> Data {
      try Data(contentsOf: folder.appending(path: "\(name).json"))
    }
    let study = try SeedStudy(data("seed-study"), path: "seed-study.json")
    let accepted = try Baseline(data(table), path: "\(table).json")
    var derived = accepted
    derived.setTolerances(by: TolerancePolicy(study: study))
    #expect(accepted == derived)
    #expect(accepted.cells.allSatisfy { $0.toleranceSource != .unstudied })
  }

  @Test func smallDeviationKeepsTheFloor() throws {
    let study = try SeedStudy(
      of: smallResult(
        random: [0.01, 0.01, 0.01, 0.01, 0.01], net: [0.25, 0.25, 0.25, 0.25, 0.251]))
    let tolerance = TolerancePolicy(study: study).tolerance(
      table: "small", row: "net/gem", dataset: .miniOxford, metric: medium, isTrained: true)
    #expect(tolerance.value == 0.005)
    #expect(tolerance.source == .floor)
  }

  @Test func cellWithoutAStudySaysSo() {
    let tolerance = TolerancePolicy(study: nil).tolerance(
      table: "small", row: "net/gem", dataset: .miniOxford, metric: medium, isTrained: true)
    #expect(tolerance.value == 0.005)
    #expect(tolerance.source == .unstudied)
  }

  @Test func studyNeedsFiveSeeds() {
    #expect(throws: SeedStudyError(table: "small", row: "random/gem", seeds: 1)) {
      try SeedStudy(of: smallResult())
    }
  }

  @Test func studyReadsBackAndMerges() throws {
    let values = [0.1, 0.2, 0.3, 0.4, 0.5]
    var study = try SeedStudy(of: smallResult(random: values, net: values))
    let other = try SeedStudy(of: smallResult(random: values, net: values, name: "another"))
    study.merge(other)
    #expect(study.cells.map(\.table) == ["another", "another", "small", "small"])
    #expect(try SeedStudy(study.encoded(), path: "seed-study.json") == study)
  }
}
