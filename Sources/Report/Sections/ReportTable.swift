public import Records
import Specs
import Tables

/// One table of a report: its results, and what the cache holds beside them.
public struct ReportTable: Sendable {
  /// What the run found out.
  let result: ExperimentResult

  /// The spec file, as commands name it.
  let spec: String

  /// What the cache holds.
  let findings: CachedFindings

  /// The names of the symbols of what it shows small; what cannot be read is left out.
  let pictures: [Thumbnail: String]

  /// The table as a value.
  let table: ResultTable

  /// Which table of the report it is, from 1.
  let number: Int

  /// What the page shows of it alone; made with it, so that several tables are made side by side.
  private(set) var parts: Parts?

  /// The sections of one table.
  struct Parts: Sendable {
    let claims: ClaimSection?
    let values: TableSection
    let queries: QueryData
    let curves: CurveSection?
  }

  /// Creates a table.
  ///
  /// - Parameters:
  ///   - result: what the run found out.
  ///   - spec: the spec file, as commands name it.
  ///   - findings: what the cache holds beside the results.
  ///   - pictures: the small pictures of the page.
  ///   - number: which table of the report it is, from 1; no two tables of a page have one.
  public init(
    _ result: ExperimentResult, spec: String, findings: CachedFindings,
    pictures: SmallPictures = SmallPictures(), number: Int
  ) {
    self.result = result
    self.spec = spec
    self.findings = findings
    self.number = number
    self.pictures = pictures.symbolNames(of: result.experiment)
    table = ResultTable(result)
    parts = nil
    parts = Parts(
      claims: ClaimSection(self, id: "claim-\(number)"),
      values: TableSection(self, id: "t\(number)"), queries: QueryData(self),
      curves: CurveSection(self, id: "curves-\(number)"))
  }

  /// What was run.
  var experiment: ResolvedExperiment { result.experiment }

  /// What a row is called in lists: its label, then what was swept.
  func title(of row: ResolvedRow) -> String {
    ([ResultTable.label(of: row, in: experiment)]
      + row.axisValues.filter { $0 != ResolvedRow.unswept }).joined(separator: " · ")
  }

  /// What a column is called: its set and its metric.
  func title(of column: ResultTable.Column) -> String { "\(column.dataset) \(column.heading)" }
}
