import JSON
public import Records
import Specs

extension Baseline {
  /// Creates the baseline that accepts a run as it is.
  ///
  /// - Parameter result: the run.
  /// - Throws: what the encoder of settings reports.
  public init(accepting result: ExperimentResult) throws {
    let experiment = result.experiment
    version = Self.format.version
    table = experiment.name
    datasets = experiment.datasets
    optionalDatasets = experiment.optionalDatasets
    presentMetrics = experiment.presentMetrics
    metrics = experiment.metrics
    shared = .object([
      "seeds": try .encoding(experiment.seeds), "world": try .encoding(experiment.world),
      "onDamaged": .string(experiment.onDamaged.rawValue),
    ])
    statistics = try .encoding(experiment.statistics)
    let chains = Set(experiment.rows.flatMap { experiment.chain(of: $0) })
    models = try Dictionary(
      uniqueKeysWithValues: chains.map { ($0.name, try .encoding($0).withoutLabel) })
    var lists: [String: QueryList] = [:]
    for record in result.datasets {
      lists[experiment.name(of: record.dataset, in: record.world)] = QueryList(
        result.queryNames(of: record), of: record)
    }
    queries = lists
    rows = try experiment.rows.map { row in
      Row(
        name: row.name, label: row.label, isTrained: experiment.isTrained(row),
        isExact: row.isExact,
        recipes: experiment.chain(of: row).map(\.name), settings: try Self.settings(of: row),
        ownSets: experiment.ownSetNames(of: row),
        cells: experiment.datasets.flatMap { dataset in
          Self.cells(
            of: result.record(row: row.name, dataset: dataset), experiment.metrics(of: dataset))
        })
    }
    claims = experiment.claims.map { Self.claim($0, outcomes: result.claims) }
    let findings = result.findings
    self.findings = findings.isEmpty ? nil : findings
    runs = [Run(of: result, rows: experiment.rows.map(\.name))]
  }

  private static func settings(of row: ResolvedRow) throws -> CanonicalJSON {
    let members = try CanonicalJSON.encoding(row).members ?? [:]
    let settings = ["model", "reference", "images", "descriptor", "search", "world"]
    return .object(members.filter { settings.contains($0.key) })
  }

  private static func cells(of record: ResultRecord?, _ metrics: [MetricName]) -> [Cell] {
    guard let record else { return [] }
    return metrics.compactMap { metric in
      let values = record.values(of: metric)
      guard !values.isEmpty else { return nil }
      return Cell(
        dataset: record.dataset, metric: metric, values: values,
        queries: QueryValues(record.seeds.map { $0.queries.map { $0.value(of: metric) } }))
    }
  }

  private static func claim(_ claim: ResolvedClaim, outcomes: [ClaimOutcome]) -> Claim {
    let verdicts = outcomes.filter { $0.claim == claim.name }.map {
      ($0.dataset.rawValue, $0.verdict)
    }
    return Claim(
      name: claim.name, better: claim.better, worse: claim.worse, metric: claim.metric,
      verdicts: Dictionary(verdicts, uniquingKeysWith: { first, _ in first }))
  }
}

extension ExperimentResult {
  /// Returns the names of the queries of a set in the order of its records.
  fileprivate func queryNames(of record: DatasetRecord) -> [String] {
    let set = WorldSet(record.dataset, in: record.world ?? experiment.world)
    let rows = Set(
      experiment.rows.filter { experiment.set(record.dataset, of: $0) == set }.map(\.name))
    let first = records.first { $0.dataset == record.dataset && rows.contains($0.row) }
    return first?.seeds.first?.queries.map(\.query) ?? []
  }
}

extension ResolvedExperiment {
  /// Returns what results call those sets of a row that are others than in the table's world, by set; nil
  /// for none.
  fileprivate func ownSetNames(of row: ResolvedRow) -> [String: String]? {
    let own = datasets.map { set($0, of: row) }.filter { ownWorld(of: $0) != nil }
    return own.isEmpty
      ? nil
      : Dictionary(own.map { ($0.dataset.rawValue, name(of: $0)) }) { first, _ in first }
  }
}

extension Baseline.Run {
  /// Creates the provenance of some rows of a run.
  init(of result: ExperimentResult, rows: [String]) {
    let provenance = result.provenance
    self.init(
      gitCommit: provenance.gitCommit, gitIsDirty: provenance.gitIsDirty, date: provenance.date,
      processor: provenance.processor,
      libraries: provenance.libraries, rows: rows)
  }
}
