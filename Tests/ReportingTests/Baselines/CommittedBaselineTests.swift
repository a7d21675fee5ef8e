import Foundation
import Records
import Reporting
import SpecReading
import Specs
import Testing

/// The baselines that are committed are those of the specs that are committed.
@Suite struct CommittedBaselineTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A spec that was edited without its baseline would be told by the next `make diff`, minutes later.
  @Test(arguments: ["table1", "table2", "table3", "search-pretraining", "search-fine-tuning"])
  func committedBaselinesAreExactAndOfTheirSpecs(table: String) throws {
    let specs = Self.root.appending(path: "Experiments").path
    let experiment = try SpecLibrary(roots: [specs]).experiment(at: "\(specs)/\(table).json")
    let path = Self.root.appending(path: "Results/baselines/\(table).json")
    let baseline = try Baseline(Data(contentsOf: path), path: path.path)
    let unrun = ExperimentResult(
      experiment: experiment, datasets: [], records: [], claims: [],
      provenance: Provenance(
        gitCommit: nil, gitIsDirty: nil, date: "", specHash: "", libraries: [:], processor: "",
        threads: 1, seeds: experiment.seeds, stages: []))
    let diff = BaselineDiff(
      try Baseline(accepting: unrun), against: baseline, spec: "\(specs)/\(table).json")
    #expect(diff.settings == [])
    #expect(diff.rows == [])
    #expect(diff.columns == [])
    #expect(baseline.rows.allSatisfy { $0.isExact })
    let optional = experiment.optionalDatasets
    #expect(
      baseline.rows.allSatisfy { row in
        row.cells.count { !optional.contains($0.dataset) } == experiment.columns.count
      })
    #expect(try Data(contentsOf: path).count < 1 << 20)
  }
}
