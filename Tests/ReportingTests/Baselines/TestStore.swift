import Foundation
import Reporting
import ResultFixtures

/// A folder of results that is removed at the end.
final class TestStore {
  /// The spec file that every table of the store is said to come from.
  static let spec = "Experiments/table.json"

  let folder: String
  let store: ResultStore

  init() {
    folder =
      FileManager.default.temporaryDirectory.appending(path: "iir-results-\(UUID().uuidString)")
      .path
    store = ResultStore(folder: folder)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Writes a run, as `iir run` does.
  func run(_ table: TestTable) throws {
    _ = try store.write(table.result())
  }

  /// Returns the results and the baseline of a spec.
  func stored(_ table: TestTable) throws -> StoredTable {
    try store.table(of: table.experiment, spec: Self.spec)
  }

  /// Compares what was run, as `iir diff` does for the spec.
  func diff(_ table: TestTable) throws -> BaselineDiff {
    try stored(table).diff(DiffOptions())
  }

  /// Accepts what was run, as `iir baseline accept` does, and returns what it says.
  @discardableResult
  func accept(_ table: TestTable, _ options: AcceptanceOptions = AcceptanceOptions()) throws
    -> String
  {
    let acceptance = try store.acceptance(of: stored(table), options)
    try store.write(acceptance)
    return AcceptanceRenderer(isDryRun: false).render(acceptance)
      .replacing(folder, with: "Results")
  }

  /// Runs a table and accepts it.
  func runAndAccept(_ table: TestTable) throws {
    try run(table)
    try accept(table)
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(folder)/\(name)")
  }
}
