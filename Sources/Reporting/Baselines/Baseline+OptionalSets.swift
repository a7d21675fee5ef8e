import Specs

extension Baseline {
  /// Returns a run with the accepted values of optional sets that were not there for it.
  ///
  /// A row keeps them while all that both sides have is the same; of another row they are out of date.
  ///
  /// - Parameter old: the accepted values.
  /// - Returns: the run as it would be with the sets, as far as that is known.
  func keepingOptionalSets(of old: Baseline) -> Baseline {
    let absent = optionalDatasets.filter {
      !datasets.contains($0) && old.datasets.contains($0)
    }
    guard !absent.isEmpty else { return self }
    var kept = self
    let required = datasets.filter { !optionalDatasets.contains($0) }
    kept.datasets =
      required
      + optionalDatasets.filter { datasets.contains($0) || absent.contains($0) }
    for set in absent {
      kept.presentMetrics = (kept.presentMetrics ?? [:])
        .merging([set.rawValue: metrics.filter(old.metrics(of: set).contains)]) { _, new in new }
      kept.queries[set.rawValue] = old.queries[set.rawValue]
    }
    kept.rows = rows.map { row in
      guard let known = old.row(row.name),
        old.isSame(known.keeping(datasets), row.keeping(old.datasets), of: self)
      else { return row }
      return row.adding(known.keeping(absent), of: kept)
    }
    let found = (findings ?? []) + keptFindings(on: absent, of: old, in: kept)
    kept.findings = found.isEmpty ? nil : found
    kept.claims = claims.map { $0.keeping(absent, from: old, to: kept) }
    return kept
  }

  /// Returns what was found of rows on sets that were not there, where the rows kept their values.
  private func keptFindings(
    on absent: [DatasetName], of old: Baseline, in kept: Baseline
  ) -> [Finding] {
    guard statistics == old.statistics else { return [] }
    return (old.findings ?? []).filter { finding in
      guard let set = finding.dataset, absent.contains(set), let row = finding.row else {
        return false
      }
      return kept.row(row)?.cells.contains { $0.dataset == set } ?? false
    }
  }

  /// The same values without optional sets that have none.
  var withoutEmptyOptionalSets: Baseline {
    let empty = optionalDatasets.filter { set in
      datasets.contains(set) && !rows.contains { $0.cells.contains { $0.dataset == set } }
    }
    guard !empty.isEmpty else { return self }
    var kept = self
    kept.datasets = datasets.filter { !empty.contains($0) }
    for set in empty {
      kept.presentMetrics?[set.rawValue] = nil
      kept.queries[set.rawValue] = nil
    }
    kept.findings = findings?.filter { $0.dataset.map { !empty.contains($0) } ?? true }
    if kept.presentMetrics?.isEmpty == true { kept.presentMetrics = nil }
    return kept
  }

  /// The same values with every set as one that the table has everywhere.
  var requiringAllSets: Baseline {
    var baseline = self
    baseline.optionalDatasets = []
    return baseline
  }
}

extension Baseline.Row {
  /// Returns the row with the values of some sets only.
  fileprivate func keeping(_ datasets: [DatasetName]) -> Baseline.Row {
    var row = self
    row.cells = cells.filter { datasets.contains($0.dataset) }
    return row
  }

  /// Returns the row with the values of another, in the order of the columns of a table.
  fileprivate func adding(_ other: Baseline.Row, of table: Baseline) -> Baseline.Row {
    let all = cells + other.cells
    var row = self
    row.cells = table.columns.compactMap { column in
      all.first { $0.dataset == column.dataset && $0.metric == column.metric }
    }
    return row
  }
}

extension Baseline.Claim {
  /// Returns the claim with its accepted verdicts on some sets, where both its rows kept their values.
  fileprivate func keeping(
    _ sets: [DatasetName], from old: Baseline, to table: Baseline
  ) -> Baseline.Claim {
    guard let known = old.claims.first(where: { $0.name == name }),
      (known.better, known.worse, known.metric) == (better, worse, metric),
      old.statistics == table.statistics
    else { return self }
    var claim = self
    for set in sets {
      let column = Column(set, metric)
      guard [better, worse].allSatisfy({ table.row($0)?.cell(column) != nil }) else { continue }
      claim.verdicts[set.rawValue] = known.verdicts[set.rawValue]
    }
    return claim
  }
}
