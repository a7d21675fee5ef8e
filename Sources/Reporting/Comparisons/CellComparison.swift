import Specs

/// The values of a run beside those of its baseline.
struct CellComparison {
  /// One place of the table, with what stands there on either side.
  struct Place {
    let row: RowPair
    let column: ColumnPair
    let old: Baseline.Cell?
    let new: Baseline.Cell?
    let isExact: Bool
  }

  let pairing: TablePairing
  let options: DiffOptions

  /// The places that are asked for and that hold a value on at least one side.
  let places: [Place]

  init(pairing: TablePairing, options: DiffOptions) {
    self.pairing = pairing
    self.options = options
    places = pairing.rows.flatMap { row in
      pairing.columns.filter { options.selects(row, $0) }.compactMap { column in
        let old = column.old.flatMap { row.old?.cell($0) }
        let new = column.new.flatMap { row.new?.cell($0) }
        guard old != nil || new != nil else { return nil }
        if old == nil, let new, pairing.mayBeNew(on: new.dataset) { return nil }
        return Place(
          row: row, column: column, old: old, new: new, isExact: pairing.isExact(row))
      }
    }
  }

  /// The optional sets of which values were asked for that only one side has.
  var uncomparedSets: [UncomparedSet] {
    let rows = pairing.rows.filter(options.selects)
    func isSelected(_ set: DatasetName, _ columns: [Column]) -> Bool {
      columns.contains { column in
        column.dataset == set && options.selects(ColumnPair(old: column, new: column))
      }
    }
    func isUnaccepted(_ cell: Baseline.Cell, of row: RowPair) -> Bool {
      let column = Column(cell.dataset, cell.metric)
      return options.selects(ColumnPair(old: nil, new: column)) && row.old?.cell(column) == nil
    }
    let absent = pairing.absentSets.filter { isSelected($0, pairing.old.columns) }
    let unaccepted = pairing.new.datasets.filter { set in
      pairing.mayBeNew(on: set)
        && rows.contains { row in
          (row.new?.cells ?? []).contains { $0.dataset == set && isUnaccepted($0, of: row) }
        }
    }
    return absent.map { UncomparedSet(dataset: $0, isThere: false) }
      + unaccepted.map { UncomparedSet(dataset: $0, isThere: true) }
  }

  /// The values with what became of them.
  var cells: [BaselineDiff.Cell] {
    places.map { place in
      let moved = movements(at: place)
      let status = status(of: place)
      let isListed = status != .match || options.isSelection
      return BaselineDiff.Cell(
        row: place.row.name,
        formerRow: place.row.old.flatMap { $0.name == place.row.name ? nil : $0.name },
        column: place.column.name,
        formerColumn: place.column.old.flatMap {
          $0.description == place.column.name ? nil : $0.description
        },
        baseline: place.old?.mean, current: place.new?.mean, isExact: place.isExact,
        status: status, movedQueryCount: moved.count,
        movedQueries: isListed ? Array(moved.prefix(options.listedQueries)) : [])
    }
  }

  private func status(of place: Place) -> BaselineDiff.Status {
    guard let old = place.old, let new = place.new else { return .notComparable }
    let movement = new.mean - old.mean
    if place.isExact {
      guard old.values != new.values || old.queries.digest != new.queries.digest else {
        return .match
      }
    } else if abs(movement) <= options.tolerance + 1e-9 {
      // The addition forgives what a difference of two rounded fractions is off by.
      return .match
    }
    guard place.row.new?.isTrained == true, movement != 0 else { return .drift }
    return movement > 0 ? .improved : .regressed
  }

  /// Returns the queries that moved, the largest movement first.
  private func movements(at place: Place) -> [BaselineDiff.QueryMovement] {
    func size(_ values: (query: String, old: Double, new: Double)) -> Int {
      // Values are whole ten-thousandths, and so are their differences.
      Int((abs(values.new - values.old) * 10_000).rounded())
    }
    return movedValues(at: place).filter { $0.old != $0.new }
      .sorted { size($0) == size($1) ? $0.query < $1.query : size($0) > size($1) }
      .map { BaselineDiff.QueryMovement(query: $0.query, baseline: $0.old, current: $0.new) }
  }

  /// Returns the values of the queries that both sides have, to four decimals.
  func movedValues(at place: Place) -> [(query: String, old: Double, new: Double)] {
    guard let old = place.old, let new = place.new, let oldRow = place.row.old,
      let newRow = place.row.new
    else { return [] }
    let names = pairing.old.queryList(of: old.dataset, for: oldRow)?.names ?? []
    let pairs = zip(names, old.queries.values).map { ($0, $1) }
    let accepted = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    let present = pairing.new.queryList(of: new.dataset, for: newRow)?.names ?? []
    return zip(present, new.queries.values).compactMap { query, value in
      guard let value, let before = accepted[query] ?? nil else { return nil }
      return (query, before, value)
    }
  }
}

extension TablePairing {
  /// Returns whether a row's values must be the same bits.
  func isExact(_ row: RowPair) -> Bool {
    guard let old = row.old, let new = row.new else { return false }
    return row.isSame && sharesSettings && old.isExact && new.isExact
  }
}
