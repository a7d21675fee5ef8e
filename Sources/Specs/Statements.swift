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

/// A value of the literature that stands beside a cell: every field of its protocol is that of the row.
public struct PublishedValue: Sendable, Hashable, Codable {
  /// The id of the entry in the ledger; nil in results of earlier versions.
  public let entry: String?

  /// The full name of the row.
  public let row: String

  /// The evaluation set.
  public let dataset: DatasetName

  /// The metric.
  public let metric: MetricName

  /// The value in percent, 0...100.
  public let percent: Double

  /// What was evaluated, and where the value was read.
  public let citation: String

  package init(
    entry: String? = nil, row: String, dataset: DatasetName, metric: MetricName, percent: Double,
    citation: String
  ) {
    self.entry = entry
    self.row = row
    self.dataset = dataset
    self.metric = metric
    self.percent = percent
    self.citation = citation
  }
}

/// A result of the literature that stands below the table: of a network that the table does not have, or
/// obtained in another way.
///
/// What is optional is nil, and not written, in results of earlier versions.
public struct LiteratureRow: Sendable, Hashable, Codable {
  /// The id of the entry in the ledger.
  public let entry: String?

  /// What was evaluated.
  public let label: String

  /// How it was evaluated and who did, as far as the source says, in words.
  public let setting: String?

  /// The full name of the row that it was compared with, the nearest of those that the spec names; nil where
  /// the spec names none.
  public let row: String?

  /// The fields in which it differs from that row, in words: "size 1024 against 224"; nil without a row.
  public let differences: [String]?

  /// Where the values were read.
  public let citation: String

  /// The values on the table's sets; at least one.
  public let values: [LiteratureValue]

  package init(
    entry: String? = nil, label: String, setting: String? = nil, row: String? = nil,
    differences: [String]? = nil, citation: String, values: [LiteratureValue]
  ) {
    self.entry = entry
    self.label = label
    self.setting = setting
    self.row = row
    self.differences = differences
    self.citation = citation
    self.values = values
  }
}

/// One value of a publication.
public struct LiteratureValue: Sendable, Hashable, Codable {
  /// The evaluation set, one of the table's.
  public let dataset: DatasetName

  /// The metric, by our name where it is one of ours, else as the source calls it.
  public let metric: String

  /// The value in percent, 0...100.
  public let percent: Double

  package init(dataset: DatasetName, metric: String, percent: Double) {
    self.dataset = dataset
    self.metric = metric
    self.percent = percent
  }
}
