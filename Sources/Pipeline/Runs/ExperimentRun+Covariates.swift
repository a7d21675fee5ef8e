import Analysis
import Datasets
import Evaluation
import OrderedCollections
import Records
import Scoring
import Specs
import Steps
import Tensors

extension ExperimentRun {
  /// The steps of rankings that covariates are asked of; none for a spec without covariates.
  var analysedRankings: [Step.ID] {
    guard experiment.covariates != nil else { return [] }
    return cells.compactMap { cell in
      experiment.protocols(of: cell.dataset).first
        .flatMap { cell.scores[$0] }.flatMap(plan.ranking(behind:))
    }
  }

  /// Returns how the places of positives depend on covariates, in each row on each set.
  ///
  /// - Parameter executor: has the rankings.
  /// - Returns: one outcome a row and set of which images were ranked, or nil for a spec without covariates.
  /// - Throws: `DatasetError` when no set has any of the covariates, or a value is not a number.
  func covariateOutcomes(by executor: LocalExecutor) async throws -> [CovariateOutcome]? {
    guard let covariates = experiment.covariates else { return nil }
    var outcomes: [CovariateOutcome] = []
    for dataset in experiment.datasets {
      // A set may have several protocols; the first one's positives are asked about.
      guard let wanted = experiment.protocols(of: dataset).first else { continue }
      var tables: [WorldSet: PairTable] = [:]
      for row in experiment.rows where row.hasDescriptors {
        let cells = cells.filter { $0.dataset == dataset && $0.row.name == row.name }
        guard let set = cells.first?.set else { continue }
        if tables[set] == nil {
          tables[set] = try await pairTable(covariates, of: set, wanted)
        }
        guard let table = tables[set], !table.names.isEmpty else { continue }
        var places: [[[PairOutcome]]] = []
        for cell in cells {
          guard let ranking = cell.scores[wanted].flatMap(plan.ranking(behind:)) else { continue }
          places.append(
            table.places(in: try await executor.rankings(plan[ranking], of: plan).rankings))
        }
        if let outcome = table.outcome(of: row, places, experiment.statistics) {
          outcomes.append(outcome)
        }
      }
    }
    guard !outcomes.isEmpty || cells.isEmpty else {
      let columns = covariates.map(\.column).unique.joined(separator: ", ")
      throw DatasetError(
        .missing, path: context.dataRoot,
        problem: "no set of the table has a column of the covariates (\(columns))",
        advice:
          "Covariates are columns of a manifest.csv, or of a labels.csv or views.csv beside a "
          + "ground truth.")
    }
    return outcomes
  }

  private func pairTable(
    _ covariates: [CovariateSettings], of set: WorldSet, _ wanted: EvaluationProtocol
  ) async throws -> PairTable {
    let numbers = try await shelf.numbers(of: covariates.map(\.column), in: set, wanted)
    let absent = covariates.filter { numbers[$0.column] == nil }
    if !absent.isEmpty {
      shelf.note(
        "no numbers for the covariates \(absent.map(\.name).joined(separator: ", "))", on: set)
    }
    let (task, strata) = try await clusters(of: set, wanted)
    return PairTable(
      dataset: set.dataset, task: task, setting: wanted.pairSetting,
      covariates: covariates.compactMap { covariate in
        numbers[covariate.column].map { (covariate, $0) }
      }, clusters: strata?.queries ?? task.queryClusters, isDivided: strata != nil)
  }
}

extension Plan {
  /// Returns the step of the ranking that scores are of; nil for an order that chance decides.
  func ranking(behind scores: Step.ID) -> Step.ID? {
    guard case .scores(let work) = self[scores].work, case .ranking(let id) = work.order else {
      return nil
    }
    return id
  }
}

extension EvaluationProtocol {
  /// The setting whose positives make pairs with a query: all that a protocol knows.
  fileprivate var pairSetting: EvaluationSetting {
    switch self {
    case .revisited: .medium
    case .classic: .classic
    case .manifest: .manifest
    }
  }
}

/// The pairs of queries and positives of a set, with their covariates.
private struct PairTable {
  let dataset: DatasetName
  let setting: EvaluationSetting

  /// The covariates that the set has.
  let names: [String]

  private let relevances: [Relevance]

  /// The covariates of each query's positives, by query and image; nil where one is not known.
  private let values: [[Int: [Double]?]]

  /// The cluster of each query; nil for one that is left out.
  private let clusters: [Int?]

  /// Whether a label makes the clusters, which then are few.
  private let isDivided: Bool

  init(
    dataset: DatasetName, task: RetrievalTask, setting: EvaluationSetting,
    covariates: [(settings: CovariateSettings, numbers: ImageNumbers)], clusters: [Int?],
    isDivided: Bool
  ) {
    (self.dataset, self.setting) = (dataset, setting)
    (self.clusters, self.isDivided) = (clusters, isDivided)
    names = covariates.map(\.settings.name)
    relevances = task.groundTruth.queries.map { $0.lists.relevance(in: setting) }
    values = relevances.enumerated().map { query, relevance in
      let pairs = relevance.positives.map { image -> (Int, [Double]?) in
        let found = covariates.compactMap { covariate in
          covariate.settings.value(
            query: covariate.numbers.queries[query], positive: covariate.numbers.database[image])
        }
        return (image, found.count == covariates.count ? found : nil)
      }
      return Dictionary(pairs) { first, _ in first }
    }
  }

  /// Returns how each query's positives fare.
  func places(in rankings: [Ranking]) -> [[PairOutcome]] {
    zip(rankings, relevances).map { pairOutcomes(ranking: $0, relevance: $1) }
  }

  /// Returns the outcome of a row, or nil where no pair is known.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - places: how positives fare, (seed, query, positive); a pair counts with its mean over seeds.
  ///   - statistics: how intervals are made.
  /// - Returns: the outcome.
  func outcome(
    of row: ResolvedRow, _ places: [[[PairOutcome]]], _ statistics: StatisticsSettings
  ) -> CovariateOutcome? {
    var (outcome, covariates, owners): ([Double], [[Double]], [Int]) = ([], [], [])
    for query in relevances.indices {
      guard let cluster = clusters[query] else { continue }
      let bySeed = places.map { seed in
        Dictionary(seed[query].map { ($0.image, $0.shareBehind) }) { first, _ in first }
      }
      for image in relevances[query].positives.sorted() {
        let shares = bySeed.compactMap { $0[image] }
        guard !shares.isEmpty, shares.count == places.count,
          case let found?? = values[query][image]
        else { continue }
        outcome.append(mean(shares))
        covariates.append(found)
        owners.append(cluster)
      }
    }
    guard !outcome.isEmpty else { return nil }
    var generator = SeededGenerator(
      seed: 0, purpose: "covariates of \(row.name) on \(dataset.rawValue)")
    let regression = RankRegression(
      outcome: outcome, covariates: names.indices.map { name in covariates.map { $0[name] } },
      clusters: owners, confidence: statistics.confidence,
      spread: isDivided ? .jackknife : .bootstrap(resamples: statistics.resamples),
      using: &generator)
    let all = relevances.reduce(0) { $0 + $1.positives.count }
    return CovariateOutcome(
      row: row.name, dataset: dataset, setting: setting, names: names, pairs: outcome.count,
      absentPairs: all - outcome.count, clusters: Set(owners).count,
      confidence: statistics.confidence, regression: regression)
  }
}
