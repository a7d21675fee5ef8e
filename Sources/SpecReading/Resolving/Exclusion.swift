import JSON
import Specs

/// Cells that a table leaves out: those that have all that is stated.
struct Exclusion {
  /// The entry of the spec.
  let node: JSONNode

  /// The row, by its name without swept values; nil for every row.
  private let row: String?

  /// What a cell has of some axes, by their paths.
  private let values: [String: String]

  /// What may stand in a spec's `exclude`.
  static var form: FieldForm {
    .list(
      .map(
        .any, keys: "`row` or of a swept field, what the cells have",
        pattern: "^row$|\(FieldPath.pattern)"), count: 0...Int.max, isDistinct: false)
  }

  /// Returns what an entry leaves out, or nil after noting mistakes.
  ///
  /// - Parameters:
  ///   - node: an object with the name of a row, and values of swept fields.
  ///   - rows: the names of the rows without swept values.
  ///   - axes: what the matrix sweeps.
  ///   - log: takes the mistakes.
  /// - Returns: what is left out; it may match no cell.
  static func read(
    _ node: JSONNode, rows: [String], axes: [MatrixAxis], log: DiagnosticLog
  ) -> Exclusion? {
    let before = log.count
    var reader = ObjectReader(node, log: log)
    let row = reader.value("row").flatMap { log.choice($0, of: rows) }
    var values: [String: String] = [:]
    for axis in axes {
      guard let stated = reader.value(axis.path) else { continue }
      values[axis.path] = axis.value(meantBy: stated, log: log)?.name
    }
    reader.finish()
    if log.count == before, row == nil, values.isEmpty {
      log.add(
        node, "expected the name of a row, or a value of a swept field",
        accepted: ["row"] + axes.map(\.path))
    }
    return log.count == before ? Exclusion(node: node, row: row, values: values) : nil
  }

  /// Returns whether a reference is left out, which has swept values of worlds alone.
  func matches(_ reference: ResolvedRow, axes: [MatrixAxis]) -> Bool {
    matches(
      reference.baseName,
      Dictionary(zip(axes.map(\.path), reference.axisValues)) { first, _ in first })
  }

  /// Returns whether a cell is left out.
  ///
  /// - Parameters:
  ///   - name: the name of its row without swept values.
  ///   - found: its swept values by the paths of their axes.
  /// - Returns: whether it has all that is stated.
  func matches(_ name: String, _ found: [String: String]) -> Bool {
    (row == nil || row == name) && values.allSatisfy { found[$0.key] == $0.value }
  }
}
