import Specs

/// What a run says beside its cells and verdicts, next to what its baseline says.
struct FindingComparison {
  let pairing: TablePairing
  let options: DiffOptions

  /// The numbers of the baseline with what became of them, then those that only the run has.
  var cells: [BaselineDiff.Cell] {
    let now = places(of: pairing.new, names: [:])
    let present = Dictionary(now) { first, _ in first }
    let accepted = places(of: pairing.old, names: pairing.rowNames)
    let known = Set(accepted.map(\.0))
    let kept = accepted.filter { !($0.0.dataset.map(pairing.absentSets.contains) ?? false) }
    let added = now.filter {
      !known.contains($0.0) && !($0.0.dataset.map(pairing.mayBeNew) ?? false)
    }
    return
      (kept.map { cell($0.0, old: $0.1, new: present[$0.0]) }
      + added.map { cell($0.0, old: nil, new: $0.1) }).filter(isSelected)
  }

  /// Where a number stands, under its present names.
  private struct Place: Hashable {
    let row: String?
    let claim: String?
    let dataset: DatasetName?
    let name: String
  }

  private func places(of side: Baseline, names: [String: String]) -> [(Place, Baseline.Finding)] {
    (side.findings ?? []).map { finding in
      let place = Place(
        row: finding.row.map { names[$0] ?? $0 }, claim: finding.claim,
        dataset: finding.dataset.map { names.isEmpty ? $0 : pairing.datasets[$0] ?? $0 },
        name: finding.name)
      return (place, finding)
    }
  }

  private func cell(
    _ place: Place, old: Baseline.Finding?, new: Baseline.Finding?
  ) -> BaselineDiff.Cell {
    let isExact = isExact(place)
    return BaselineDiff.Cell(
      row: place.row ?? place.claim.map { "claim \($0)" } ?? "", formerRow: nil,
      column: [place.dataset?.rawValue, place.name].compactMap(\.self).joined(separator: " "),
      formerColumn: nil, baseline: old?.value, current: new?.value, isExact: isExact,
      status: status(old, new, isExact: isExact), movedQueryCount: nil, movedQueries: [])
  }

  private func status(
    _ old: Baseline.Finding?, _ new: Baseline.Finding?, isExact: Bool
  ) -> BaselineDiff.Status {
    guard let old, let new else { return .notComparable }
    if old.value == new.value { return .match }
    // As of values, the addition forgives what a difference of two rounded numbers is off by.
    return !isExact && abs(new.value - old.value) <= options.tolerance + 1e-9 ? .match : .drift
  }

  /// Returns whether the rows that a number is of, or all of them, must be the same bits.
  private func isExact(_ place: Place) -> Bool {
    pairing.old.statistics == pairing.new.statistics
      && pairing.rows.filter { place.row == nil || $0.name == place.row }
        .allSatisfy(pairing.isExact)
  }

  private func isSelected(_ cell: BaselineDiff.Cell) -> Bool {
    (options.rows.isEmpty || options.rows.contains(cell.row))
      && (options.columns.isEmpty || options.columns.contains(cell.column))
  }
}
