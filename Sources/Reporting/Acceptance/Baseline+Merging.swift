import Specs

extension Baseline {
  /// Returns the baseline after some rows of a run are accepted, and the others kept as they are.
  ///
  /// A row that the run gave the same values in the same way stays of the run that made it first, so that
  /// accepting what changes nothing changes no byte.
  ///
  /// Optional sets that were not there for the run keep their values in rows that are the same otherwise.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - names: the rows to accept, of the run or of the baseline; a row that the run does not have goes.
  /// - Returns: the baseline to write.
  /// - Throws: `AcceptanceRefusal` when rows that are kept rest on something that changed.
  func accepting(_ run: Baseline, rows names: Set<String>) throws(AcceptanceRefusal) -> Baseline {
    let run = run.keepingOptionalSets(of: self)
    let taken = run.rows.compactMap { names.contains($0.name) ? $0 : row($0.name) }
    let kept = rows.filter { row in !names.contains(row.name) }
    let merged = taken + kept.filter { run.row($0.name) == nil }
    try checkGround(of: kept, under: run)
    let unchanged = Set(
      rows.filter { row in
        !names.contains(row.name) || run.row(row.name).map { isSame(row, $0, of: run) } ?? false
      }.map(\.name))
    let needed = Set(merged.flatMap(\.recipes))
    let known = run.models.merging(models) { present, _ in present }
    let runs = runs.map { $0.keeping(unchanged.contains) }
    let new = run.runs.map { $0.keeping(Set(merged.map(\.name)).subtracting(unchanged).contains) }
    return Baseline(
      version: version, table: table, datasets: run.datasets,
      optionalDatasets: run.optionalDatasets, presentMetrics: run.presentMetrics,
      metrics: run.metrics,
      shared: run.shared, statistics: run.statistics,
      models: known.filter { needed.contains($0.key) }, rows: merged,
      claims: claims(after: run, accepted: names.union(unchanged)),
      findings: run.findings, queries: run.queries,
      runs: (runs + new).filter { !$0.rows.isEmpty }
    ).withoutEmptyOptionalSets
  }

  /// Returns whether a row has the same values as another, made in the same way.
  func isSame(_ row: Row, _ other: Row, of run: Baseline) -> Bool {
    row.cells == other.cells && row.isExact == other.isExact && shared == run.shared
      && row.settings == other.settings && row.recipes == other.recipes
      && row.recipes.allSatisfy { models[$0] == run.models[$0] }
  }

  /// Throws when something changed that rows to be kept rest on.
  private func checkGround(of kept: [Row], under run: Baseline) throws(AcceptanceRefusal) {
    guard !kept.isEmpty else { return }
    var changes: [String] = []
    func isRequired(_ set: DatasetName) -> Bool {
      !run.optionalDatasets.contains(set)
    }
    if (datasets.filter(isRequired), metrics) != (run.datasets.filter(isRequired), run.metrics) {
      changes.append("the columns")
    }
    let sets = (datasets + run.datasets).filter { set in
      isRequired(set) || datasets.contains(set) && run.datasets.contains(set)
    }
    let movesQueries = sets.contains { set in
      kept.contains { queryList(of: set, for: $0) != run.queryList(of: set, for: $0) }
    }
    if movesQueries {
      changes.append("the queries")
    }
    changes +=
      (SettingsChange.changes(from: shared, to: run.shared)
      + SettingsChange.changes(from: statistics, to: run.statistics, at: "statistics"))
      .map(\.words)
    var concerned = changes.isEmpty ? [] : kept
    for (name, model) in models.sorted(by: { $0.key < $1.key }) {
      let users = kept.filter { $0.recipes.contains(name) }
      guard let now = run.models[name], now != model, !users.isEmpty else { continue }
      changes += SettingsChange.changes(from: model, to: now, at: "models.\(name)").map(\.words)
      concerned += users.filter { !concerned.contains($0) }
    }
    guard !changes.isEmpty else { return }
    let names = concerned.map(\.name).joined(separator: ", ")
    throw AcceptanceRefusal(
      table: table,
      reason: "\(changes.joined(separator: ", ")) changed, which \(names) rest on too",
      advice: "accept those rows as well")
  }

  /// Returns the claims after some rows were accepted: a verdict is taken when both its rows are.
  private func claims(after run: Baseline, accepted: Set<String>) -> [Claim] {
    let known = claims
    let taken = run.claims.compactMap { claim in
      accepted.isSuperset(of: [claim.better, claim.worse])
        ? claim : known.first { $0.name == claim.name }
    }
    let gone = known.filter { claim in
      !run.claims.contains { $0.name == claim.name }
        && !accepted.isSuperset(of: [claim.better, claim.worse])
    }
    return taken + gone
  }
}

extension Baseline.Run {
  /// Returns the run as the maker of some of its rows.
  fileprivate func keeping(_ isKept: (String) -> Bool) -> Baseline.Run {
    Baseline.Run(
      gitCommit: gitCommit, gitIsDirty: gitIsDirty, date: date, processor: processor,
      libraries: libraries, rows: rows.filter(isKept))
  }
}
