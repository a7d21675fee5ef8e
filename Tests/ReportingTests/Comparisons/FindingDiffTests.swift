import Failures
import Foundation
import Records
import Reporting
import ResultFixtures
import Specs
import TestSupport
import Testing

/// What analyses found beside cells and verdicts is accepted and compared too.
@Suite struct FindingDiffTests {
  private let table = TestTable().with { $0.effect = -0.25 }

  private var moved: TestTable { table.with { $0.effect = -0.375 } }

  private func findings(_ diff: BaselineDiff) -> [BaselineDiff.Cell] {
    diff.cells.filter { $0.movedQueryCount == nil }
  }

  @Test func anEffectThatMovesIsADrift() throws {
    let diff = try table.diff(to: moved)
    #expect(diff.outcome == .differs)
    let listed = findings(diff).filter { $0.status != .match }
    #expect(
      listed.map(\.column)
        == ["mini-oxford effect of viewpoint", "mini-oxford effect of viewpoint, lower end"])
    #expect(listed.map(\.status) == [.drift, .drift])
    #expect(listed.map(\.row) == ["net/gem", "net/gem"])
    let text = TextDiffRenderer().render(DiffReport([diff]))
    #expect(
      text.contains(
        "  DRIFT row net/gem, column mini-oxford effect of viewpoint: -25.00 → -37.50 (-12.50 points)\n"
          + "  DRIFT row net/gem, column mini-oxford effect of viewpoint, lower end"), "\(text)")
  }

  @Test func theSameFindingsMatch() throws {
    let diff = try table.diff(to: table)
    #expect(diff.outcome == .matches)
    #expect(findings(diff).map(\.status) == [.match, .match, .match])
  }

  @Test func whatIsNotTheSameBitsIsComparedWithinTheTolerance() throws {
    let near = table.with { $0.effect = -0.26 }.inBfloat16
    #expect(findings(try table.inBfloat16.diff(to: near)).allSatisfy { $0.status == .match })
    #expect(
      findings(try table.inBfloat16.diff(to: moved.inBfloat16)).contains { $0.status == .drift })
  }

  @Test func anAnalysisThatComesOrGoesIsNoMatch() throws {
    for (old, new) in [(table, TestTable()), (TestTable(), table)] {
      let diff = try old.diff(to: new)
      #expect(diff.outcome == .differs)
      #expect(findings(diff).map(\.status) == [.notComparable, .notComparable, .notComparable])
    }
  }

  @Test func aBaselineOfAnalysesIsReadAsItWasWritten() throws {
    let baseline = try table.baseline()
    #expect(baseline.findings?.count == 3)
    #expect(try Baseline(baseline.encoded(), path: "table.json") == baseline)
    #expect(try TestTable().baseline().findings == nil)
  }

  @Test func theFilesOfAnalysesAreAcceptedWithTheTable() throws {
    let files = TestStore()
    try files.runAndAccept(table)
    #expect(try files.text("baselines/table.covariates.csv") == files.text("table.covariates.csv"))
    #expect(!files.exists("baselines/table.csv"))
    try files.run(moved)
    try files.accept(moved)
    #expect(try files.text("baselines/table.covariates.csv") == files.text("table.covariates.csv"))
    #expect(try files.diff(moved).outcome == .matches)
  }

  @Test func rowsOfATableWithAnalysesAreNotAcceptedAlone() throws {
    let files = TestStore()
    try files.runAndAccept(table)
    try files.run(moved)
    let error = #expect(throws: AcceptanceRefusal.self) {
      try files.accept(moved, AcceptanceOptions(rows: ["net/gem"]))
    }
    #expect(error?.kind == .usage)
    #expect(error?.advice == "accept all rows")
  }

  @Test func everyFileOfATableHasAFingerprint() throws {
    let files = TestStore()
    try files.run(table)
    let written = try FileManager.default.contentsOfDirectory(atPath: files.folder)
      .filter { $0 != "table.json" }
    let names = FingerprintRecord.Table(table.result()).fingerprints
      .filter { $0.kind == .table }.map { "table.\($0.name)" }
    #expect(names.sorted() == written.sorted())
  }
}
