/// One table's experiment with every default written out and every sweep expanded.
///
/// It is what a spec means: two specs that resolve to the same value describe the same numbers. It
/// encodes to the JSON that `iir plan` prints, with the field names of the spec files.
public struct ResolvedExperiment: Sendable, Hashable, Codable {
  /// The version of the schema, 1; mandatory in every file.
  public let version: Int

  /// The name of the results' files: the spec file's name without ".json" unless it states
  /// another; never taken from a base.
  public let name: String

  /// The heading of the table; mandatory.
  public let title: String

  /// The table that this run measures the deviation over seeds for, or nil.
  public let seedStudyOf: String?

  /// The evaluation sets, in the order of the table's columns; mandatory.
  public let datasets: [DatasetName]

  /// The metrics of each set, in the order of the table's columns; mandatory.
  public let metrics: [MetricName]

  /// The seeds of training, one run of the table for each; [0] by default.
  public let seeds: [UInt64]

  /// The world behind the mini datasets.
  public let world: WorldSettings

  /// How claims are judged.
  public let statistics: StatisticsSettings

  /// The swept fields, such as "descriptor.pooling", in the order of the spec's `matrix`.
  public let axes: [String]

  /// The recipes that the rows need, each after the one it starts from.
  public let models: [ModelRecipe]

  /// The table's rows: for each combination of swept values, each row of the spec.
  public let rows: [ResolvedRow]

  /// The statements to test.
  public let claims: [ResolvedClaim]

  /// The settings that the reproduced paper does not give.
  public let assumptions: [Assumption]

  /// Published values to stand beside the measured ones.
  public let published: [PublishedValue]

  package init(
    version: Int, name: String, title: String, seedStudyOf: String? = nil, datasets: [DatasetName],
    metrics: [MetricName], seeds: [UInt64], world: WorldSettings, statistics: StatisticsSettings,
    axes: [String], models: [ModelRecipe], rows: [ResolvedRow], claims: [ResolvedClaim],
    assumptions: [Assumption], published: [PublishedValue]
  ) {
    self.version = version
    self.name = name
    self.title = title
    self.seedStudyOf = seedStudyOf
    self.datasets = datasets
    self.metrics = metrics
    self.seeds = seeds
    self.world = world
    self.statistics = statistics
    self.axes = axes
    self.models = models
    self.rows = rows
    self.claims = claims
    self.assumptions = assumptions
    self.published = published
  }

  /// Returns the recipes that lead to a model's weights, the first to train first.
  ///
  /// The list ends with the model's own recipe, and is empty when there is no such model.
  public func chain(of model: String) -> [ModelRecipe] {
    guard let recipe = models.first(where: { $0.name == model }) else { return [] }
    guard case .recipe(let start) = recipe.initialWeights else { return [recipe] }
    return chain(of: start) + [recipe]
  }

  /// Returns whether any training stands behind a row's weights.
  public func isTrained(_ row: ResolvedRow) -> Bool {
    chain(of: row.model).contains { $0.training != nil }
  }
}

/// One row of a table: a network and the way its descriptors are made.
public struct ResolvedRow: Sendable, Hashable, Codable {
  /// The row's name in the spec, followed by its swept values: "contrastive/gem/pca".
  public let name: String

  /// The row's name in the spec: "contrastive".
  public let baseName: String

  /// The name that tables show.
  public let label: String

  /// The name of the recipe.
  public let model: String

  /// The swept values, one for each of the experiment's `axes`.
  public let axisValues: [String]

  /// How descriptors are made.
  public let descriptor: DescriptorSettings

  package init(
    name: String, baseName: String, label: String, model: String, axisValues: [String],
    descriptor: DescriptorSettings
  ) {
    self.name = name
    self.baseName = baseName
    self.label = label
    self.model = model
    self.axisValues = axisValues
    self.descriptor = descriptor
  }
}

/// A statement of the paper in testable form: one row beats another on a metric.
///
/// It is judged on each dataset by itself.
public struct ResolvedClaim: Sendable, Hashable, Codable {
  /// A short name, once a spec; mandatory.
  public let name: String

  /// The statement in words; mandatory.
  public let statement: String

  /// The full name of the row that should have the higher value.
  public let better: String

  /// The full name of the row that should have the lower value.
  public let worse: String

  /// The metric, one of the table's; mandatory.
  public let metric: MetricName

  /// Where the statement comes from; mandatory.
  public let source: String

  package init(
    name: String, statement: String, better: String, worse: String, metric: MetricName,
    source: String
  ) {
    self.name = name
    self.statement = statement
    self.better = better
    self.worse = worse
    self.metric = metric
    self.source = source
  }
}

/// A setting that the reproduced paper's public text does not give.
public struct Assumption: Sendable, Hashable, Codable {
  /// The path of the field, such as "descriptor.pooling" or "models.contrastive.training.views".
  public let field: String

  /// Why the value was chosen.
  public let reason: String

  package init(
    field: String, reason: String
  ) {
    self.field = field
    self.reason = reason
  }
}

/// A value that a publication gives for one cell.
public struct PublishedValue: Sendable, Hashable, Codable {
  /// The full name of the row.
  public let row: String

  /// The evaluation set.
  public let dataset: DatasetName

  /// The metric.
  public let metric: MetricName

  /// The value in percent, 0...100.
  public let percent: Double

  /// Where the value was read; mandatory.
  public let citation: String

  package init(
    row: String, dataset: DatasetName, metric: MetricName, percent: Double, citation: String
  ) {
    self.row = row
    self.dataset = dataset
    self.metric = metric
    self.percent = percent
    self.citation = citation
  }
}
