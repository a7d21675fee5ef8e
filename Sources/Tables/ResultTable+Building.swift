import Evaluation
public import Records
package import Specs

extension ResultTable {
  /// Creates the table of a run.
  ///
  /// - Parameter result: the run; a row without a record has empty cells.
  public init(_ result: ExperimentResult) {
    let experiment = result.experiment
    name = experiment.name
    title = experiment.title
    axes = Self.headings(of: experiment.axes)
    columns = experiment.columns.map {
      Column(
        dataset: $0.dataset.rawValue, metric: $0.metric.description,
        heading: $0.metric.heading(strata: experiment.strata))
    }
    let samples = experiment.rows.map { row in
      experiment.columns.map { column in
        result.record(row: row.name, dataset: column.dataset)?.values(of: column.metric)
      }
    }
    let best = Self.best(in: experiment, samples)
    let means = Dictionary(
      zip(experiment.rows, samples).map { row, values in
        (row.name, values.map { $0.flatMap { $0.isEmpty ? nil : Sample($0).mean } })
      }
    ) { first, _ in first }
    reference = experiment.differencesFrom.flatMap { name in
      experiment.rows.first { $0.baseName == name }.map { Self.label(of: $0, in: experiment) }
    }
    rows = zip(experiment.rows, samples).map { row, values in
      let compared = experiment.reference(of: row).flatMap { means[$0.name] }
      return Row(
        name: row.name, label: Self.label(of: row, in: experiment), axisValues: row.axisValues,
        cells: values.indices.map { i in
          Self.cell(
            row.reference == nil ? values[i] : values[i].map { Array($0.prefix(1)) },
            best: row.reference == nil
              ? best[i][experiment.set(experiment.columns[i].dataset, of: row)] : nil,
            comparedWith: compared?[i],
            groups: result.separability?.groups(
              of: row.name, experiment.columns[i].dataset, experiment.columns[i].metric) ?? [],
            published: experiment.published(row: row.name, column: i))
        })
    }
    separability = result.separability
    claims = experiment.claims.map { Self.claim($0, outcomes: result.claims, of: experiment) }
    selection = result.selection
    covariates = result.covariates ?? []
    figureFile = result.figure == nil ? nil : "\(experiment.name).svg"
    firstImages = result.firstImages
    curve = result.specification.map { outcomes in
      Curve(
        claims: experiment.specification ?? [], outcomes: outcomes,
        headings: Self.fieldHeadings(of: experiment), figureFile: "\(experiment.name).svg",
        alternative: "Specification curves of \(experiment.title)")
    }
    literature = Self.literature(of: experiment, means: means)
    footnotes = Footnotes(of: result).notes
  }

  /// Returns what a row is called, with its name in the spec where another row would read the same.
  package static func label(of row: ResolvedRow, in experiment: ResolvedExperiment) -> String {
    let alike = experiment.rows.filter { $0.label == row.label && $0.axisValues == row.axisValues }
    return alike.count > 1 ? "\(row.label) (\(row.baseName))" : row.label
  }

  /// Returns the published results on the table's sets, those beside values first.
  ///
  /// - Parameters:
  ///   - experiment: the experiment.
  ///   - means: the means of each row, one a column, by its full name.
  /// - Returns: the results; of an entry that stands beside several rows, one for each.
  private static func literature(
    of experiment: ResolvedExperiment, means: [String: [Double?]]
  ) -> [Literature] {
    func measured(_ row: String?, _ dataset: DatasetName, _ metric: String) -> Double? {
      let place = experiment.columns.firstIndex {
        $0.dataset == dataset && $0.metric.description == metric
      }
      guard let row, let place else { return nil }
      return means[row]?[place]
    }
    func value(_ row: String?, _ dataset: DatasetName, _ metric: String, _ percent: Double)
      -> LiteratureValue
    {
      LiteratureValue(
        dataset: dataset.rawValue,
        metric: MetricName(metric)?.heading(strata: experiment.strata) ?? metric,
        value: percent / 100, measured: measured(row, dataset, metric))
    }
    let beside = experiment.published.filter { experiment.datasets.contains($0.dataset) }
    let agreeing = beside.map { [$0.row, $0.citation] }.unique.map { key in
      let values = beside.filter { [$0.row, $0.citation] == key }
      return Literature(
        label: experiment.rows.first { $0.name == key[0] }?.label ?? key[0], setting: nil,
        row: key[0], differences: [], citation: key[1],
        values: values.map { value($0.row, $0.dataset, $0.metric.description, $0.percent) })
    }
    let others = experiment.literature.compactMap { row -> Literature? in
      let values = row.values.filter { experiment.datasets.contains($0.dataset) }
      guard !values.isEmpty else { return nil }
      return Literature(
        label: row.label, setting: row.setting, row: row.row, differences: row.differences ?? [],
        citation: row.citation,
        values: values.map { value(row.row, $0.dataset, $0.metric, $0.percent) })
    }
    return agreeing + others
  }

  /// Returns the highest mean of each column, references left out.
  ///
  /// Rows of different worlds have different queries, so there is one for each set.
  private static func best(
    in experiment: ResolvedExperiment, _ samples: [[[Double]?]]
  ) -> [[WorldSet: Double]] {
    let contestants = zip(experiment.rows, samples).filter { $0.0.reference == nil }
    return experiment.columns.indices.map { column in
      let means = contestants.compactMap { row, values -> (WorldSet, Double)? in
        guard let sample = values[column], !sample.isEmpty else { return nil }
        return (experiment.set(experiment.columns[column].dataset, of: row), Sample(sample).mean)
      }
      return Dictionary(means, uniquingKeysWith: max)
    }
  }

  /// Returns what the fields of points are called: swept fields by their paths.
  static func fieldHeadings(of experiment: ResolvedExperiment) -> [String: String] {
    Dictionary(zip(experiment.axes, headings(of: experiment.axes))) { first, _ in first }
  }

  /// Returns what swept fields are called in headings: each the last part of its path but "kind", or the
  /// whole path where that is another's too, that of a column of every file, or the word for seeds of
  /// training.
  package static func headings(of paths: [String]) -> [String] {
    let short = paths.map { path in
      path.split(separator: ".").last { $0 != "kind" }.map(String.init) ?? path
    }
    let taken =
      CSVRenderer.leadingColumns + CSVRenderer.valueColumns + CSVRenderer.queryColumns
    return zip(paths, short).map { path, word in
      taken.contains(word) || short.count { $0 == word } > 1 ? path : word
    }
  }

  private static func cell(
    _ found: [Double]?, best: Double?, comparedWith other: Double?, groups: [Int],
    published: Double?
  ) -> Cell {
    let values = found ?? []
    let sample = Sample(values)
    return Cell(
      isAvailable: found != nil, mean: values.isEmpty ? nil : sample.mean,
      deviation: values.count < 2 ? nil : sample.deviation, seeds: values.count,
      published: published, isBest: !values.isEmpty && sample.mean == best,
      difference: values.isEmpty ? nil : other.map { sample.mean - $0 }, groups: groups)
  }

  private static func claim(
    _ claim: ResolvedClaim, outcomes: [ClaimOutcome], of experiment: ResolvedExperiment
  ) -> Claim {
    let hasColumn = experiment.columns.contains { $0.metric == claim.metric }
    let absent = experiment.absentDatasets.filter { $0.mayHave(claim.metric.groundTruth) }
    return Claim(
      name: claim.name, statement: claim.statement, scope: claim.scope, source: claim.source,
      better: claim.better,
      worse: claim.worse, metric: claim.metric.description,
      verdicts: outcomes.filter { $0.claim == claim.name }.map { outcome in
        Verdict(
          dataset: outcome.dataset.rawValue, word: outcome.verdict.word,
          difference: outcome.meanDifference, lower: outcome.lower, upper: outcome.upper,
          confidence: outcome.confidence, queries: outcome.queries,
          seedDifferences: outcome.seeds.map(\.difference),
          strata: (outcome.strata ?? []).map {
            Stratum(name: $0.stratum, difference: $0.difference)
          })
      }, absentDatasets: hasColumn ? [] : absent.map(\.rawValue))
  }
}

extension MetricName {
  /// Returns what a column is called: "medium.mAP within category", "category mP@10".
  package func heading(strata: String?) -> String {
    guard needsStrata, let strata else { return description }
    return groundTruth == .strata
      ? "\(strata) \(measure.meanName)"
      : "\(groundTruth.rawValue).\(measure.meanName) within \(strata)"
  }
}

extension ResolvedExperiment {
  /// Returns the published value of a cell as a fraction, columns by dataset, then by metric.
  fileprivate func published(row: String, column: Int) -> Double? {
    let (dataset, metric) = columns[column]
    return published.first { $0.row == row && $0.dataset == dataset && $0.metric == metric }
      .map { $0.percent / 100 }
  }
}
