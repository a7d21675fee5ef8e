import Evaluation
import Kernels
import Records
import Reporting
import ResultFixtures
import Specs
import Testing

/// What need not be the same bits is judged by a tolerance, and all of it together.
@Suite struct InexactDiffTests {
  private let table = TestTable().inBfloat16

  private func moved(by points: Double) -> TestTable {
    table.with { $0.movement = { $0.row == "random/gem" ? 0 : points / 100 } }
  }

  @Test func equalRunsInBfloat16Match() throws {
    let diff = try table.diff(to: table)
    #expect(diff.outcome == .matches)
    #expect(diff.pooled?.mean == 0)
    #expect(
      TextDiffRenderer().render(DiffReport([diff])) == """
        table: 4 MATCH
          Compared within 2.00 points, since settings changed or rows are in bfloat16: 3 values
          MATCH 3 values together: +0.00 points, 95 % interval +0.00 … +0.00, 12 queries

        """)
  }

  @Test func halfAPointOverAllTrainedCellsIsFoundWithinTheToleranceOfEach() throws {
    let diff = try table.diff(to: moved(by: -0.5))
    #expect(diff.cells.allSatisfy { $0.status == .match })
    #expect(diff.pooled?.status == .regressed)
    #expect(diff.pooled?.cells == 3)
    #expect(diff.pooled?.queries == 12)
    #expect(diff.outcome.exitCode == 1)
    #expect(
      TextDiffRenderer().render(DiffReport([diff])).contains(
        "  REGRESSED 3 values together: -0.33 points, 95 % interval -0.33 … -0.33, 12 queries\n"))
  }

  @Test func aShiftUpwardsIsAnImprovement() throws {
    #expect(try table.diff(to: moved(by: 0.5)).pooled?.status == .improved)
  }

  @Test func movementsThatCancelAreNoShift() throws {
    let noisy = table.with { $0.movement = { $0.query % 4 < 2 ? 0.005 : -0.005 } }
    let diff = try table.diff(to: noisy)
    #expect(diff.pooled?.status == .match)
    #expect(diff.outcome == .matches)
  }

  @Test func aCellBeyondTheToleranceIsNamed() throws {
    let diff = try table.diff(to: table.with { $0.movement = { $0.row == "net/gem" ? -0.03 : 0 } })
    #expect(diff.cells.map(\.status) == [.match, .regressed, .match])
    #expect(diff.cells.map(\.isExact) == [false, false, false])
  }

  @Test func theToleranceIsAnOption() throws {
    let later = moved(by: 0.01)
    #expect(
      try table.diff(to: later, DiffOptions(tolerance: 0)).cells.map(\.status)
        == [.match, .improved, .improved])
    #expect(
      try table.diff(to: later, DiffOptions(tolerance: 0.0001)).cells.map(\.status)
        == [.match, .match, .match])
  }

  @Test func exactResultsAreComparedLooselyWithABaselineInBfloat16() throws {
    let exact = TestTable()
    #expect(try table.diff(to: exact).cells.map(\.isExact) == [false, false, false])
    #expect(try exact.diff(to: table).cells.map(\.isExact) == [false, false, false])
  }

  @Test func aRowInBfloat16IsInexactBesideExactOnes() throws {
    let exact = TestTable(rows: [.init("net/gem"), .init("net/bf16", precision: .bfloat16)])
    let later = exact.with { $0.movement = { _ in 0.00001 } }
    let diff = try exact.diff(to: later)
    #expect(diff.cells.map(\.status) == [.improved, .match])
    #expect(diff.pooled?.cells == 1)
  }

  @Test func queriesOfALandmarkAreDrawnTogether() throws {
    // One landmark of six moves by 6 points: the interval has to reach 0.
    let later = table.with { $0.movement = { $0.query / 2 == 0 ? -0.015 : 0 } }
    #expect(try table.diff(to: later).pooled?.status == .match)
  }

  @Test func everySetCountsItsOwnQueries() throws {
    let both = table.with { $0.datasets = [.miniOxford, .miniParis] }
    #expect(try both.diff(to: both).pooled?.queries == 24)
  }

  @Test func onlyTheOppositeVerdictIsDrift() throws {
    let undecided = try table.diff(to: table.with { $0.verdict = .inconclusive })
    #expect(undecided.claims.map(\.status) == [.match])
    let opposite = try table.diff(to: table.with { $0.verdict = .fails })
    #expect(opposite.claims.map(\.status) == [.drift])
  }
}
