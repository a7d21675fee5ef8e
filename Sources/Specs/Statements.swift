/// A statement of the paper in testable form: one row beats another on a metric.
///
/// It is judged on each dataset by itself.
public struct ResolvedClaim: Sendable, Hashable, Codable {
  /// A short name, once a spec; mandatory.
  public let name: String

  /// The statement in words; mandatory.
  public let statement: String

  /// What the verdict is about, in words: "labels of other categories, 51,200 views"; nil unless stated.
  public let scope: String?

  /// The full name of the row that should have the higher value.
  public let better: String

  /// The full name of the row that should have the lower value.
  public let worse: String

  /// The metric, one of the table's; mandatory.
  public let metric: MetricName

  /// Where the statement comes from; mandatory.
  public let source: String

  package init(
    name: String, statement: String, scope: String? = nil, better: String, worse: String,
    metric: MetricName, source: String
  ) {
    self.name = name
    self.statement = statement
    self.scope = scope
    self.better = better
    self.worse = worse
    self.metric = metric
    self.source = source
  }

  /// Writes every field, and null for a scope that is nil.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(name, forKey: .name)
    try members.encode(statement, forKey: .statement)
    try members.encode(scope, forKey: .scope)
    try members.encode(better, forKey: .better)
    try members.encode(worse, forKey: .worse)
    try members.encode(metric, forKey: .metric)
    try members.encode(source, forKey: .source)
  }
}

/// A setting that the reproduced paper's public text does not give.
public struct Assumption: SettingsObject, NamedObject {
  package var field = ""
  package var reason = ""

  package init() {}

  package static let formName = "assumption"
  package static let meaning = "A setting that the reproduced paper's public text does not give."
  package static let fields: [Field<Self>] = [
    Field(
      "field", \.field, .text, .mandatory,
      meaning: "The path of the field, such as \"descriptor.pooling\" or "
        + "\"models.contrastive.training.views\"."),
    Field("reason", \.reason, .text, .mandatory, meaning: "Why the value was chosen."),
  ]
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

/// A result that a publication gives for a network or a setting that the table does not have.
public struct LiteratureRow: Sendable, Hashable, Codable {
  /// What was evaluated, and how, as far as it differs; mandatory.
  public let label: String

  /// Where the values were read; mandatory.
  public let citation: String

  /// The values; at least one.
  public let values: [LiteratureValue]

  package init(label: String, citation: String, values: [LiteratureValue]) {
    self.label = label
    self.citation = citation
    self.values = values
  }
}

/// One value of a publication.
public struct LiteratureValue: Sendable, Hashable, Codable {
  /// The evaluation set, one of the table's.
  public let dataset: DatasetName

  /// The metric, one of the table's.
  public let metric: MetricName

  /// The value in percent, 0...100.
  public let percent: Double

  package init(dataset: DatasetName, metric: MetricName, percent: Double) {
    self.dataset = dataset
    self.metric = metric
    self.percent = percent
  }
}
