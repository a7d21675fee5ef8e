import Specs

extension BaselineDiff {
  /// Compares a run with its baseline.
  ///
  /// - Parameters:
  ///   - run: the run, in the form of a baseline.
  ///   - baseline: the accepted values.
  ///   - spec: the spec file, as it was given.
  ///   - options: what to compare, and how strictly.
  public init(
    _ run: Baseline, against baseline: Baseline, spec: String, options: DiffOptions = DiffOptions()
  ) {
    let pairing = TablePairing(baseline, run)
    let comparison = CellComparison(pairing: pairing, options: options)
    cells = comparison.cells + FindingComparison(pairing: pairing, options: options).cells
    let sets = comparison.uncomparedSets
    uncompared = sets.isEmpty ? nil : sets
    pooled = PooledTest(comparison, table: run.table)
    // What a part of a table says of a claim is not known.
    claims = options.isSelection ? [] : Self.claims(pairing)
    rows = pairing.rows.filter(options.selects).map {
      NameChange(baseline: $0.old?.name, current: $0.new?.name)
    }.filter { $0.baseline != $0.current }
    columns = pairing.columns.filter(options.selects).map {
      NameChange(baseline: $0.old?.description, current: $0.new?.description)
    }.filter { $0.baseline != $0.current }
    settings = pairing.settingsChanges(options)
    table = run.table
    self.spec = spec
    self.baseline = baseline.runs
    current = run.runs.first
    isSelection = options.isSelection
    tolerance = options.tolerance
    let statuses = cells.map(\.status) + claims.map(\.status) + [pooled?.status].compactMap(\.self)
    let isChanged = !rows.isEmpty || !columns.isEmpty || !settings.isEmpty
    if cells.allSatisfy({ $0.status == .notComparable }) {
      outcome = .nothingToCompare
      obstacle = "no value is both in the baseline and in the run"
    } else {
      outcome = statuses.allSatisfy { $0 == .match } && !isChanged ? .matches : .differs
      obstacle = nil
    }
  }

  /// Creates the comparison of a table of which nothing can be compared.
  ///
  /// - Parameters:
  ///   - table: the table's name.
  ///   - spec: the spec file, as it was given.
  ///   - outcome: what it comes to.
  ///   - obstacle: why, and what to do.
  package init(table: String, spec: String, _ outcome: Outcome, obstacle: String) {
    self.table = table
    self.spec = spec
    self.outcome = outcome
    self.obstacle = obstacle
    (baseline, current, isSelection, tolerance, pooled) = ([], nil, false, 0, nil)
    (rows, columns, settings, uncompared, cells, claims) = ([], [], [], nil, [], [])
  }

  /// The number of values and verdicts of each status that occurs.
  var counts: [(status: Status, count: Int)] {
    let statuses = cells.map(\.status) + claims.map(\.status)
    return Status.allCases.compactMap { status in
      let count = statuses.count { $0 == status }
      return count == 0 ? nil : (status, count)
    }
  }
}

extension TablePairing {
  /// Returns the settings that have another value, those of the whole table first.
  func settingsChanges(_ options: DiffOptions) -> [SettingsChange] {
    let pairs = rows.filter(options.selects)
    let own = pairs.flatMap { pair -> [SettingsChange] in
      guard let before = pair.old, let after = pair.new else { return [] }
      let recipes = before.recipes.filter(after.recipes.contains).flatMap { name in
        SettingsChange.changes(
          from: old.models[name], to: new.models[name], at: "models.\(name)", rows: [after.name])
      }
      return recipes
        + SettingsChange.changes(from: before.settings, to: after.settings, rows: [after.name])
    }
    return SettingsChange.changes(from: old.shared, to: new.shared)
      + SettingsChange.changes(from: old.statistics, to: new.statistics, at: "statistics")
      + SettingsChange.merged(own) + claimChanges
  }

  /// What the claims that both sides have say otherwise.
  private var claimChanges: [SettingsChange] {
    new.claims.flatMap { after -> [SettingsChange] in
      guard let before = old.claims.first(where: { $0.name == after.name }) else { return [] }
      let fields = [
        ("better", rowNames[before.better] ?? before.better, after.better),
        ("worse", rowNames[before.worse] ?? before.worse, after.worse),
        ("metric", before.metric.description, after.metric.description),
      ]
      return fields.filter { $0.1 != $0.2 }.map {
        SettingsChange(
          field: "claims.\(after.name).\($0.0)", baseline: $0.1, current: $0.2, rows: [])
      }
    }
  }
}
