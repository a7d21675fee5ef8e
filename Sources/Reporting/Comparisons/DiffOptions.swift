/// What of a table is compared, and how strictly.
public struct DiffOptions: Sendable, Hashable {
  /// How far a value may move that is not compared exactly, as a fraction.
  public let tolerance: Double

  /// The full names of the only rows to compare; empty for all.
  public let rows: Set<String>

  /// The headings of the only columns to compare; empty for all.
  public let columns: Set<String>

  /// Creates options.
  public init(tolerance: Double = 0.02, rows: Set<String> = [], columns: Set<String> = []) {
    self.tolerance = tolerance
    self.rows = rows
    self.columns = columns
  }

  /// Whether only a part of the table was asked for.
  public var isSelection: Bool { !rows.isEmpty || !columns.isEmpty }

  /// The number of queries that are listed for one value at most.
  var listedQueries: Int { isSelection ? 10 : 5 }

  /// Returns whether a value was asked for, under its present or its former names.
  func selects(_ row: RowPair, _ column: ColumnPair) -> Bool {
    selects(row) && selects(column)
  }

  /// Returns whether a row was asked for.
  func selects(_ row: RowPair) -> Bool {
    rows.isEmpty || [row.old?.name, row.new?.name].contains { $0.map(rows.contains) ?? false }
  }

  /// Returns whether a column was asked for.
  func selects(_ column: ColumnPair) -> Bool {
    columns.isEmpty
      || [column.old?.description, column.new?.description].contains {
        $0.map(columns.contains) ?? false
      }
  }
}
