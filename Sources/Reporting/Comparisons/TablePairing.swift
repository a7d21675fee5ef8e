import Specs

/// One row in the baseline and in the run.
struct RowPair {
  let old: Baseline.Row?
  let new: Baseline.Row?

  /// Whether both are there and are computed in the same way.
  let isSame: Bool

  /// The present name, or that of the baseline.
  var name: String { new?.name ?? old?.name ?? "" }
}

/// One column in the baseline and in the run.
struct ColumnPair {
  let old: Column?
  let new: Column?

  /// The present heading, or that of the baseline.
  var name: String { new?.description ?? old?.description ?? "" }
}

/// Which rows, sets and columns of a run are those of its baseline.
///
/// Names decide. Of what only one side has, a row is renamed when another is computed in the same way,
/// and a set when another has the same queries and as many images under the same metrics.
struct TablePairing {
  let old: Baseline
  let new: Baseline

  /// The rows of the baseline in its order, then those that were added.
  let rows: [RowPair]

  /// The columns of the baseline in its order, then those that were added; none of an optional set that
  /// was not there on one side.
  let columns: [ColumnPair]

  /// The present name of each set of the baseline that is still there.
  let datasets: [DatasetName: DatasetName]

  /// Whether what all rows share has the same values.
  let sharesSettings: Bool

  init(_ old: Baseline, _ new: Baseline) {
    self.old = old
    self.new = new
    sharesSettings = old.shared == new.shared
    rows = Self.pairRows(old, new)
    let datasets = Self.pairDatasets(old, new)
    self.datasets = datasets
    let kept = old.columns.map { column in
      let now = datasets[column.dataset].map { Column($0, column.metric) }
      return ColumnPair(old: column, new: now.flatMap { new.columns.contains($0) ? $0 : nil })
    }
    let added = new.columns.filter { column in !kept.contains { $0.new == column } }
      .map { ColumnPair(old: nil, new: $0) }
    columns = (kept + added).filter { !Self.isUncompared($0, new) }
  }

  /// The optional sets of the baseline that were not there for the run.
  var absentSets: [DatasetName] {
    new.optionalDatasets.filter {
      old.datasets.contains($0) && !new.datasets.contains($0)
    }
  }

  /// Returns whether values may be absent from the baseline, since they come with an optional set.
  func mayBeNew(on dataset: DatasetName) -> Bool {
    new.optionalDatasets.contains(dataset)
  }

  /// Returns whether a column is there on one side only since an optional set was.
  private static func isUncompared(_ column: ColumnPair, _ new: Baseline) -> Bool {
    let optional = new.optionalDatasets
    switch (column.old, column.new) {
    case (nil, let present?): return optional.contains(present.dataset)
    case (let known?, nil):
      return optional.contains(known.dataset) && !new.datasets.contains(known.dataset)
    default: return false
    }
  }

  /// The present name of each row of the baseline that is still there.
  var rowNames: [String: String] {
    Dictionary(
      rows.compactMap { pair in pair.old.flatMap { old in pair.new.map { (old.name, $0.name) } } },
      uniquingKeysWith: { first, _ in first })
  }

  private static func pairRows(_ old: Baseline, _ new: Baseline) -> [RowPair] {
    var added = new.rows.filter { old.row($0.name) == nil }
    let kept = old.rows.map { row in
      let substance = old.substance(of: row)
      if let now = new.row(row.name) {
        return RowPair(old: row, new: now, isSame: substance == new.substance(of: now))
      }
      guard let place = added.firstIndex(where: { new.substance(of: $0) == substance }) else {
        return RowPair(old: row, new: nil, isSame: false)
      }
      return RowPair(old: row, new: added.remove(at: place), isSame: true)
    }
    return kept + added.map { RowPair(old: nil, new: $0, isSame: false) }
  }

  private static func pairDatasets(_ old: Baseline, _ new: Baseline) -> [DatasetName: DatasetName] {
    var added = new.datasets.filter { !old.datasets.contains($0) }
    var pairs: [DatasetName: DatasetName] = [:]
    for dataset in old.datasets {
      if new.datasets.contains(dataset) {
        pairs[dataset] = dataset
      } else if let list = old.queries[dataset.rawValue],
        let place = added.firstIndex(where: { new.queries[$0.rawValue] == list })
      {
        pairs[dataset] = added.remove(at: place)
      }
    }
    return pairs
  }
}
