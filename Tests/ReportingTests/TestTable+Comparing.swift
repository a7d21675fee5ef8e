import Reporting
import ResultFixtures

extension TestTable {
  /// The run in the form in which it is accepted and compared.
  func baseline() throws -> Baseline { try Baseline(accepting: result()) }

  /// Returns what became of this table, as it was accepted, in a later one.
  func diff(to later: TestTable, _ options: DiffOptions = DiffOptions()) throws -> BaselineDiff {
    BaselineDiff(
      try later.baseline(), against: try baseline(), spec: "Experiments/table.json",
      options: options)
  }
}
