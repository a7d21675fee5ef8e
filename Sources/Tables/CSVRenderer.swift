/// Writes a table as CSV (RFC 4180): one line for each row, dataset and metric.
///
/// Values are fractions in full precision, and empty where nothing was measured.
public struct CSVRenderer: TableRenderer {
  /// What the columns before the swept fields are called.
  static let leadingColumns = ["table", "row", "label"]

  /// What the columns behind the swept fields are called.
  static let valueColumns = [
    "dataset", "metric", "mean", "deviation", "seeds", "published", "difference", "letters",
  ]

  /// Creates a renderer.
  public init() {}

  /// Returns a header line and the lines of the values, each ending with CR LF.
  public func render(_ table: ResultTable) -> String {
    var lines = [Self.leadingColumns + table.axes + Self.valueColumns]
    for row in table.rows {
      for (column, cell) in zip(table.columns, row.cells) {
        lines.append(
          [table.name, row.name, row.label] + row.axisValues
            + [
              column.dataset, column.metric, number(cell.mean), number(cell.deviation),
              "\(cell.seeds)", number(cell.published), number(cell.difference),
              GroupLetters.plain(cell.groups),
            ])
      }
    }
    return text(lines)
  }

  /// Returns the text of some lines.
  func text(_ lines: [[String]]) -> String {
    lines.map(line).joined()
  }

  /// Returns one line with its end.
  func line(_ values: [String]) -> String { fields(values) + "\r\n" }

  /// Returns the fields of a line.
  func fields(_ values: [String]) -> String { values.map(field).joined(separator: ",") }

  /// Returns a value in full precision, and nothing for none.
  func number(_ value: Double?) -> String {
    value.map { "\($0)" } ?? ""
  }

  /// Quotes scalar by scalar, since a quote with a mark upon it is a character of its own.
  func field(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    let quoted = text.unicodeScalars.reduce(into: "") { quoted, scalar in
      if scalar == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(scalar)
    }
    return "\"\(quoted)\""
  }
}
