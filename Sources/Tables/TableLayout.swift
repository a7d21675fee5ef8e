import Specs

/// What of a table stands in which grid, so that no grid is wider than a page.
struct TableLayout {
  /// The most characters of a line, those between cells included.
  static let width = 100

  /// The places of the table's axes that stand in columns of their own.
  let axes: [Int]

  /// The axes of one value, with it: they stand above the table.
  let constants: [(axis: String, value: String)]

  /// The rows that stand together, in order.
  let groups: [Group]

  /// The columns that stand together, in order.
  let parts: [Part]

  /// Rows of the same values in the axes that have no column.
  struct Group {
    /// The values in words; nil where there are none.
    let heading: String?

    /// The places of the rows in the table.
    let rows: [Int]
  }

  /// The columns of one set, or of all of them.
  struct Part {
    /// The set of all its columns; nil where the table is one grid, whose columns name their sets.
    let dataset: String?

    /// The places of the columns in the table, those of each grid.
    let grids: [[Int]]
  }

  /// Lays a table out.
  ///
  /// It is one grid where that fits, else a part for each set with as many grids as it takes. The values of the
  /// first axes stand above their rows instead of in columns where fewer grids do then.
  ///
  /// - Parameters:
  ///   - table: the table.
  ///   - separator: how many characters stand between two cells.
  ///   - columns: the characters of each column of values, with its set's name in the heading and without.
  ///   - leading: the characters of the columns of names: the row, and each axis that is shown.
  init(
    _ table: ResultTable, separator: Int, columns: [(withSet: Int, alone: Int)],
    leading: (_ axes: [Int]) -> [Int]
  ) {
    // A row that an axis does not concern has a dash there.
    let values = table.axes.indices.map { axis in
      Set(table.rows.map { $0.axisValues[axis] }.filter { $0 != ResolvedRow.unswept })
    }
    let swept = table.axes.indices.filter { values[$0].count > 1 }
    let choices = (0...swept.count).map { folded in
      let names = leading(Array(swept.dropFirst(folded)))
      return Self.parts(of: table, columns) { widths in
        (names + widths).reduce(0) { $0 + $1 + separator } <= Self.width
      }
    }
    let counts = choices.map { parts in parts.reduce(0) { $0 + $1.grids.count } }
    let folded = counts.firstIndex(of: counts.min() ?? 0) ?? 0
    constants = table.axes.indices.compactMap { axis in
      values[axis].count == 1
        ? values[axis].first.map { (axis: table.axes[axis], value: $0) } : nil
    }
    axes = Array(swept.dropFirst(folded))
    parts = choices[folded]
    groups = Self.groups(of: table, by: Array(swept.prefix(folded)))
  }

  private static func parts(
    of table: ResultTable, _ columns: [(withSet: Int, alone: Int)], isFitting: ([Int]) -> Bool
  ) -> [Part] {
    guard !isFitting(columns.map(\.withSet)) else {
      return [Part(dataset: nil, grids: [Array(table.columns.indices)])]
    }
    return table.columnGroups.map { group in
      var grids: [[Int]] = []
      for place in group.places {
        let longer = (grids.last ?? []) + [place]
        if !grids.isEmpty, isFitting(longer.map { columns[$0].alone }) {
          grids[grids.count - 1] = longer
        } else {
          grids.append([place])
        }
      }
      return Part(dataset: group.dataset, grids: grids)
    }
  }

  private static func groups(of table: ResultTable, by axes: [Int]) -> [Group] {
    let keys = table.rows.map { row in axes.map { row.axisValues[$0] } }
    return keys.unique.map { key in
      let words = zip(axes, key).filter { $0.1 != ResolvedRow.unswept }
        .map { "\(table.axes[$0.0]) \($0.1)" }
      return Group(
        heading: words.isEmpty ? nil : words.joined(separator: ", "),
        rows: keys.indices.filter { keys[$0] == key })
    }
  }

  /// Returns the axes of one value in words, or nil for none.
  var caption: String? {
    constants.isEmpty
      ? nil
      : "In all rows of networks: "
        + constants.map { "\($0.axis) \($0.value)" }.joined(separator: ", ") + "."
  }
}
