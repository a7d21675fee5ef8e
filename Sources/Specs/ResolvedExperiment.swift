/// One table's experiment with every default written out and every sweep expanded.
///
/// It is what a spec means: two specs that resolve to the same value describe the same numbers. It
/// encodes to the JSON that `iir plan` prints, with the field names of the spec files.
public struct ResolvedExperiment: Sendable, Hashable, Codable {
  /// The version of the schema that specs and recipes are written in.
  public static let schemaVersion = 2

  /// The version of the schema; mandatory in every file.
  public let version: Int

  /// The name of the results' files: the spec file's name without ".json" unless it states
  /// another; never taken from a base.
  public package(set) var name: String

  /// The heading of the table; mandatory.
  public let title: String

  /// The table that this run measures the deviation over seeds for, or nil.
  public let seedStudyOf: String?

  /// `selection` for a table that settings of recipes are chosen by; `report` by default.
  ///
  /// It changes no number, only which sets are accepted, so it is not in the hash of the spec.
  public let purpose: Purpose

  /// The metric that a selection chooses by; mandatory in one, nil in a report.
  public let selects: MetricName?

  /// The evaluation sets, in the order of the table's columns; mandatory.
  ///
  /// Those of the optional sets that were there when the experiment was run are the last.
  public package(set) var datasets: [DatasetName]

  /// The sets that are evaluated as well where they are there.
  public package(set) var optionalDatasets: [DatasetName]

  /// The metrics of each optional set that was there when the experiment was run, by its name; nil, and
  /// not written, where none was and in what a spec says.
  public package(set) var presentMetrics: [String: [MetricName]]?

  /// The metrics of each set, in the order of the table's columns; mandatory.
  public let metrics: [MetricName]

  /// The label that divides the images of each set into strata; nil for none.
  public let strata: String?

  /// The seeds of training, one run of the table for each; [0] by default.
  public package(set) var seeds: [UInt64]

  /// The world behind the mini datasets, of each row that has none of its own.
  public let world: WorldSettings

  /// How claims are judged.
  public let statistics: StatisticsSettings

  /// What becomes of database images that cannot be decoded; "fail" by default.
  public let onDamaged: DamagedImagePolicy

  /// Whether whitening and training may see images that are evaluated; false by default.
  ///
  /// It changes no number, only what is refused, so it is not in the hash of the spec.
  public let allowLeak: Bool

  /// Whether objects of one name in two sets are the same object; "per-set" by default.
  ///
  /// It changes no number, only what is refused or told of, so it is not in the hash of the spec.
  public let instanceNames: InstanceNames

  /// What of each pair of a query and a positive may decide whether it is found; nil, and not written, for
  /// nothing.
  ///
  /// It changes no number of the table, so it is not in the hash of the spec.
  public let covariates: [CovariateSettings]?

  /// The figure of the table; nil, and not written, for none.
  public let figure: FigureSettings?

  /// The first images that rows find for some queries; nil, and not written, for none.
  ///
  /// It changes no number of the table, so it is not in the hash of the spec.
  public package(set) var firstImages: FirstImagesSettings?

  /// The row, by its name without swept values, from which the others' differences stand in the table; nil, and
  /// not written, for none.
  ///
  /// It changes no number, so it is not in the hash of the spec.
  public let differencesFrom: String?

  /// The swept fields, such as "descriptor.pooling", in the order of the spec's `matrix`.
  public let axes: [String]

  /// The recipes that the rows need, each after the one it starts from.
  public let models: [ModelRecipe]

  /// The table's rows: for each combination of swept values, each row of the spec.
  public let rows: [ResolvedRow]

  /// The statements to test.
  public let claims: [ResolvedClaim]

  /// The statements to test at every combination of swept values; nil, and not written, but in a
  /// specification curve.
  public let specification: [SpecificationClaim]?

  /// The settings that the reproduced paper does not give.
  public package(set) var assumptions: [Assumption]

  /// The values of the literature that stand beside measured ones.
  ///
  /// They change no number, so neither they nor `literature` are in the hash of the spec.
  public package(set) var published: [PublishedValue]

  /// The results of the literature that stand below the table.
  public package(set) var literature: [LiteratureRow]

  package init(
    version: Int, name: String, title: String, seedStudyOf: String? = nil,
    purpose: Purpose = .report, selects: MetricName? = nil, datasets: [DatasetName],
    optionalDatasets: [DatasetName] = [], metrics: [MetricName], strata: String? = nil,
    seeds: [UInt64], world: WorldSettings, statistics: StatisticsSettings,
    onDamaged: DamagedImagePolicy = .fail, allowLeak: Bool = false,
    instanceNames: InstanceNames = .perSet, covariates: [CovariateSettings]? = nil,
    figure: FigureSettings? = nil, firstImages: FirstImagesSettings? = nil,
    differencesFrom: String? = nil, axes: [String],
    models: [ModelRecipe],
    rows: [ResolvedRow], claims: [ResolvedClaim], specification: [SpecificationClaim]? = nil,
    assumptions: [Assumption], published: [PublishedValue], literature: [LiteratureRow] = []
  ) {
    self.version = version
    self.name = name
    self.title = title
    self.seedStudyOf = seedStudyOf
    self.purpose = purpose
    self.selects = selects
    self.datasets = datasets
    self.optionalDatasets = optionalDatasets
    self.metrics = metrics
    self.strata = strata
    self.seeds = seeds
    self.world = world
    self.statistics = statistics
    self.onDamaged = onDamaged
    self.allowLeak = allowLeak
    self.instanceNames = instanceNames
    self.covariates = covariates
    self.figure = figure
    self.firstImages = firstImages
    self.differencesFrom = differencesFrom
    self.axes = axes
    self.models = models
    // One way to write a world, so that equal tables have equal hashes.
    self.rows = rows.map { row in
      var row = row
      if row.world == world { row.world = nil }
      return row
    }
    self.claims = claims
    self.specification = specification
    self.assumptions = assumptions
    self.published = published
    self.literature = literature
  }

  /// The columns of the table: for each set, each metric that it may have.
  public var columns: [(dataset: DatasetName, metric: MetricName)] {
    datasets.flatMap { dataset in metrics(of: dataset).map { (dataset, $0) } }
  }

  /// Returns the table's metrics that a set may have; of an optional set that was there, those it has.
  public func metrics(of dataset: DatasetName) -> [MetricName] {
    presentMetrics?[dataset.rawValue] ?? metrics.filter { dataset.mayHave($0.groundTruth) }
  }

  /// Returns the world behind the mini datasets of a row.
  public func world(of row: ResolvedRow) -> WorldSettings { row.world ?? world }

  /// Returns the row that a row's difference is taken from: that of `differencesFrom` under the same swept
  /// values, or the only one of its name; nil for the row itself, and where there is none.
  public func reference(of row: ResolvedRow) -> ResolvedRow? {
    let named = rows.filter { $0.baseName == differencesFrom }
    let found = named.count == 1 ? named[0] : named.first { $0.axisValues == row.axisValues }
    return found?.name == row.name ? nil : found
  }

  /// Returns the recipes that lead to a model's weights, the first to train first.
  ///
  /// The list ends with the model's own recipe, and is empty when there is no such model.
  public func chain(of model: String) -> [ModelRecipe] {
    guard let recipe = models.first(where: { $0.name == model }) else { return [] }
    guard case .recipe(let start) = recipe.initialWeights else { return [recipe] }
    return chain(of: start) + [recipe]
  }

  /// Returns the recipes that lead to the weights behind a row, the first to train first; none for a
  /// reference.
  public func chain(of row: ResolvedRow) -> [ModelRecipe] {
    row.model.map { chain(of: $0) } ?? []
  }

  /// Returns whether any training stands behind a row's weights.
  public func isTrained(_ row: ResolvedRow) -> Bool {
    chain(of: row).contains { $0.training != nil }
  }
}

extension ResolvedExperiment {
  /// Writes every field, and null for those that are nil; `presentMetrics` only where sets were there, and
  /// what few tables have only where they have it.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(version, forKey: .version)
    try members.encode(name, forKey: .name)
    try members.encode(title, forKey: .title)
    try members.encode(seedStudyOf, forKey: .seedStudyOf)
    try members.encode(purpose, forKey: .purpose)
    try members.encode(selects, forKey: .selects)
    try members.encode(datasets, forKey: .datasets)
    try members.encode(optionalDatasets, forKey: .optionalDatasets)
    try members.encodeIfPresent(presentMetrics, forKey: .presentMetrics)
    try members.encode(metrics, forKey: .metrics)
    try members.encode(strata, forKey: .strata)
    try members.encode(seeds, forKey: .seeds)
    try members.encode(world, forKey: .world)
    try members.encode(statistics, forKey: .statistics)
    try members.encode(onDamaged, forKey: .onDamaged)
    try members.encode(allowLeak, forKey: .allowLeak)
    try members.encode(instanceNames, forKey: .instanceNames)
    try members.encodeIfPresent(covariates, forKey: .covariates)
    try members.encodeIfPresent(figure, forKey: .figure)
    try members.encodeIfPresent(firstImages, forKey: .firstImages)
    try members.encodeIfPresent(differencesFrom, forKey: .differencesFrom)
    try members.encode(axes, forKey: .axes)
    try members.encode(models, forKey: .models)
    try members.encode(rows, forKey: .rows)
    try members.encode(claims, forKey: .claims)
    try members.encodeIfPresent(specification, forKey: .specification)
    try members.encode(assumptions, forKey: .assumptions)
    try members.encode(published, forKey: .published)
    try members.encode(literature, forKey: .literature)
  }
}
