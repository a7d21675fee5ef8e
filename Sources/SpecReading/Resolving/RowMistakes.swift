import JSON
import Specs

/// Mistakes that several rows may share, each told once with the rows that it is in.
struct RowMistakes {
  private static let listed = 3

  private var rows: [JSONDiagnostic: [String]] = [:]

  /// Takes down a mistake of a row.
  mutating func add(_ mistake: JSONDiagnostic, row: String) {
    if rows[mistake]?.contains(row) != true { rows[mistake, default: []].append(row) }
  }

  /// Takes down a mistake of a row at a node.
  mutating func add(_ node: JSONNode, _ message: String, row: String) {
    add(JSONDiagnostic(position: node.position, pointer: node.pointer, message: message), row: row)
  }

  /// Notes each mistake, with the names of the rows behind its message.
  func report(to log: DiagnosticLog) {
    for (mistake, names) in rows {
      let others = names.count - Self.listed
      let more = others > 0 ? " and \(others) more" : ""
      let list = names.prefix(Self.listed).joined(separator: ", ")
      log.add(
        JSONDiagnostic(
          position: mistake.position, pointer: mistake.pointer,
          message: "\(mistake.message) (row\(names.count == 1 ? "" : "s") \(list)\(more))",
          accepted: mistake.accepted, suggestion: mistake.suggestion))
    }
  }
}
