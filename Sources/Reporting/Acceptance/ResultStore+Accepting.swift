import Files
import Foundation
import Records
import Specs
import Tables

extension ResultStore {
  /// Returns what accepting the results of a table would write and change; writes nothing.
  ///
  /// The table itself is put beside the baseline for reading. The results of a spec that studies seeds
  /// become part of the study.
  ///
  /// - Parameters:
  ///   - table: the results and the old baseline.
  ///   - options: which results are accepted.
  /// - Returns: the files to write, and what they change.
  /// - Throws: `AcceptanceRefusal`; `SeedStudyError` when a study has too few seeds; `RecordError` when
  ///   the study that is there cannot be read.
  public func acceptance(
    of table: StoredTable, _ options: AcceptanceOptions = AcceptanceOptions()
  ) throws -> Acceptance {
    let result = try table.requiredResult()
    if table.experiment.seedStudyOf != nil { return try study(of: result) }
    if let problem = table.baselineProblem, problem.outcome == .damaged {
      throw AcceptanceRefusal(problem)
    }
    return try baseline(of: result, table, options)
  }

  /// Writes what an acceptance changes.
  ///
  /// - Throws: `FileError` when a file cannot be written.
  public func write(_ acceptance: Acceptance) throws {
    guard !acceptance.files.isEmpty else { return }
    try Folder.create("\(folder)/baselines")
    try AtomicFile.write(acceptance.files.map { (Array($0.text.utf8), $0.path) })
  }

  private func baseline(
    of result: ExperimentResult, _ table: StoredTable, _ options: AcceptanceOptions
  ) throws -> Acceptance {
    let run = try Baseline(accepting: result)
    let path = baselinePath(run.table)
    let isPartial = !options.rows.isEmpty
    guard let old = table.accepted else {
      if isPartial {
        throw AcceptanceRefusal(
          table: run.table, reason: "there is no baseline \(path) to keep the other rows of",
          advice: "accept all rows first")
      }
      return Acceptance(
        table: run.table, path: path,
        files: try files(of: run, path, Self.texts(of: result)),
        changes: nil,
        novelty: "a first baseline of \(run.rows.reduce(0) { $0 + $1.cells.count }) values")
    }
    if isPartial, run.findings != nil {
      throw AcceptanceRefusal(
        table: run.table, reason: "what its analyses found is of all rows together",
        advice: "accept all rows")
    }
    let names = isPartial ? options.rows : Set(old.rows.map(\.name) + run.rows.map(\.name))
    let merged = try old.accepting(run, rows: names)
    let keepsSets = merged.datasets.contains { !run.datasets.contains($0) }
    let texts =
      isPartial || keepsSets
      ? [("md", MarkdownRenderer().render(ResultTable(result.showing(merged)).keeping(merged)))]
      : Self.texts(of: result)
    // The accepted table for reading knows more of a kept set than can be known without it.
    let isKept = keepsSets && merged == old
    return Acceptance(
      table: run.table, path: path,
      files: isKept ? [] : try files(of: merged, path, texts),
      changes: BaselineDiff(
        merged.requiringAllSets, against: old, spec: table.spec,
        options: DiffOptions(tolerance: 0)),
      novelty: nil)
  }

  private func study(of result: ExperimentResult) throws -> Acceptance {
    let path = baselinePath("seed-study")
    let name = result.experiment.name
    let study = try SeedStudy(of: result)
    var merged = study
    if let known = try contents(of: path) {
      merged = try SeedStudy(known, path: path)
      merged.merge(study, without: result.experiment.absentDatasets)
    }
    let texts = [
      (path, String(decoding: try merged.encoded(), as: UTF8.self)),
      ("\(folder)/baselines/\(name).md", MarkdownRenderer().render(ResultTable(result))),
    ]
    return Acceptance(
      table: name, path: path, files: try changedFiles(texts), changes: nil,
      novelty: "the spread of \(study.cells.count) values over "
        + "\(result.experiment.seeds.count) seeds")
  }

  private func files(
    of baseline: Baseline, _ path: String, _ texts: [(ending: String, text: String)]
  ) throws -> [Acceptance.File] {
    // The values stand in the baseline already, with those of queries.
    let shown = texts.filter { !["csv", "queries.csv", "tex"].contains($0.ending) }.map {
      ending, text in
      ("\(folder)/baselines/\(baseline.table).\(ending)", text)
    }
    return try changedFiles(
      [(path, String(decoding: try baseline.encoded(), as: UTF8.self))] + shown)
  }

  /// Returns the files whose content would be another one.
  private func changedFiles(_ texts: [(path: String, text: String)]) throws -> [Acceptance.File] {
    try texts.filter { try contents(of: $0.path) != Data($0.text.utf8) }
      .map { Acceptance.File(path: $0.path, text: $0.text) }
  }
}

extension ExperimentResult {
  /// Returns the same table with the values and verdicts of a baseline, for reading.
  fileprivate func showing(_ baseline: Baseline) -> ExperimentResult {
    let records = baseline.rows.flatMap { row in
      baseline.datasets.compactMap { dataset -> ResultRecord? in
        let cells = row.cells.filter { $0.dataset == dataset }
        guard let seeds = cells.first?.values.indices else { return nil }
        return ResultRecord(
          row: row.name, dataset: dataset,
          seeds: seeds.map { seed in
            let values = cells.map { ($0.metric.description, $0.values[seed]) }
            return SeedRecord(
              seed: UInt64(seed), metrics: Dictionary(uniqueKeysWithValues: values), queries: [])
          })
      }
    }
    let agreed = claims.filter { outcome in
      baseline.claims.first { $0.name == outcome.claim }?.verdicts[outcome.dataset.rawValue]
        == outcome.verdict
    }
    return ExperimentResult(
      experiment: experiment.with(
        datasets: baseline.datasets, optional: baseline.optionalDatasets,
        metrics: baseline.presentMetrics),
      datasets: datasets, records: records, claims: agreed, covariates: covariates,
      specification: specification, figure: figure,
      missing: missing ?? [], leaks: leaks ?? [], sharedNames: sharedNames ?? [],
      provenance: provenance)
  }
}

extension ResultTable {
  /// Returns the rows that a baseline has.
  fileprivate func keeping(_ baseline: Baseline) -> ResultTable {
    ResultTable(
      name: name, title: title, axes: axes, reference: reference, columns: columns,
      rows: rows.filter { baseline.row($0.name) != nil }, separability: separability,
      claims: claims, selection: selection,
      covariates: covariates, curve: curve, figureFile: figureFile,
      literature: literature, footnotes: footnotes)
  }
}
