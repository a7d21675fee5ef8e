public import Evaluation

extension EvaluationSetting: RegisteredName, Codable {}

/// The first images that rows find for some queries.
public struct FirstImagesSettings: SettingsObject, NamedObject {
  /// The evaluation set, as the columns of the table name it; nil for the first one.
  public package(set) var dataset: String?

  /// The setting that says which images are positives and which do not count; nil for medium, classic or
  /// manifest, whichever of them the table has first on the set.
  public package(set) var setting: EvaluationSetting?

  /// The full names of the rows that are shown, in order; nil for all that rank images.
  public package(set) var rows: [String]?

  /// The number of first images of each row, in places.
  public package(set) var top = 10

  /// The seed of training; nil for the first of the run.
  public package(set) var seed: UInt64?

  /// Which queries are shown, in order; a query that several rules pick is shown once.
  public package(set) var queries: [QueryRule] = []

  /// The most images of a row.
  package static let mostPlaces = 50

  package init() {}

  package static let formName = "first-images"
  package static let meaning =
    "The first images that rows find for some queries, as PNG, hits and misses marked."
  package static let fields: [Field<Self>] = [
    Field(
      "dataset", \.dataset, FieldType<String>.text.optional,
      meaning: "The evaluation set, by its name: one of the table's \"datasets\". The first unless "
        + "stated."),
    Field(
      "setting", \.setting, FieldType<EvaluationSetting>.name.optional,
      meaning:
        "Which images are positives and which do not count: a setting of a ground truth that "
        + "the table has metrics of. Medium, classic or manifest unless stated."),
    Field(
      "rows", \.rows, FieldType<[String]>.distinctList(of: .text).optional,
      meaning:
        "The rows that are shown, by their full names and in this order. Chance and the oracle rank no "
        + "images. All others unless stated."),
    Field(
      "top", \.top, .integer(1...mostPlaces), unit: "places",
      meaning: "How many first images of each row are shown; images that do not count take places."),
    Field(
      "seed", \.seed, FieldType<UInt64>.seed.optional,
      meaning: "The seed of training, one of the table's; the first unless stated."),
    Field(
      "queries", \.queries, .distinctList(of: .choice), .mandatory,
      meaning:
        "Which queries are shown, a picture each: rules, each for one or several queries. Equal "
        + "queries stand in the order of their names, and one that several rules pick is shown once."
    ),
  ]
}

/// Which queries of a set first images are shown of.
public enum QueryRule: SettingsChoice {
  /// Those of some names.
  case named([String])

  /// Those whose average precision grows most from one row to another.
  case largestGain(RowStep)

  /// Those whose average precision falls most from one row to another.
  case largestLoss(RowStep)

  /// Those in the middle of all, by what one row gains on another.
  case medianGain(RowStep)

  /// Those in the middle of all, by the average precision of a row.
  case median(row: String, count: Int)

  /// Two rows, of which the second is compared with the first, and a number of queries.
  public struct RowStep: SettingsObject {
    /// The full name of the row that is compared with.
    public package(set) var from = ""

    /// The full name of the row that gains or loses.
    public package(set) var to = ""

    /// The number of queries.
    public package(set) var count = 1

    package init() {}

    package static let fields: [Field<Self>] = [
      Field(
        "from", \.from, .text, .mandatory,
        meaning: "The row that is compared with, by its full name."),
      Field(
        "to", \.to, .text, .mandatory, meaning: "The row that gains or loses, by its full name."),
      Field("count", \.count, .integer(1...mostQueries), unit: "queries", meaning: countMeaning),
    ]
  }

  /// The most queries of a rule.
  package static let mostQueries = 50

  private static let countMeaning = "How many queries; fewer where the set has fewer."

  package static let formName = "query-rule"
  package static let meaning =
    "Which queries are shown. Queries without positives are never picked by what rows make of them."
  package static let kinds: [SettingsKind<Self>] = [
    SettingsKind(
      "named", "Queries by their names; of an image that is searched with several boxes the first.",
      make: { (settings: NamedQueries) in .named(settings.names) }
    ) { choice in
      guard case .named(let names) = choice else { return nil }
      return NamedQueries { $0.names = names }
    },
    SettingsKind(
      "largest-gain", "Those whose average precision grows most from one row to another.",
      make: Self.largestGain
    ) { if case .largestGain(let step) = $0 { step } else { nil } },
    SettingsKind(
      "largest-loss", "Those whose average precision falls most from one row to another.",
      make: Self.largestLoss
    ) { if case .largestLoss(let step) = $0 { step } else { nil } },
    SettingsKind(
      "median-gain",
      "Those in the middle of all, by what one row gains on another; of an even number the lower.",
      make: Self.medianGain
    ) { if case .medianGain(let step) = $0 { step } else { nil } },
    SettingsKind(
      "median",
      "Those in the middle of all, by the average precision of a row; of an even number the lower.",
      make: { (settings: MiddleQueries) in .median(row: settings.row, count: settings.count) }
    ) { choice in
      guard case .median(let row, let count) = choice else { return nil }
      return MiddleQueries { ($0.row, $0.count) = (row, count) }
    },
  ]

  private struct NamedQueries: SettingsObject {
    var names: [String] = []

    static let fields: [Field<Self>] = [
      Field(
        "names", \.names, .distinctList(of: .text), .mandatory,
        meaning: "The names of the queries, as the ground truth gives them.")
    ]
  }

  private struct MiddleQueries: SettingsObject {
    var row = ""
    var count = 1

    static let fields: [Field<Self>] = [
      Field("row", \.row, .text, .mandatory, meaning: "The row, by its full name."),
      Field("count", \.count, .integer(1...mostQueries), unit: "queries", meaning: countMeaning),
    ]
  }

  /// The most queries that the rule picks.
  public var count: Int {
    switch self {
    case .named(let names): names.count
    case .largestGain(let step), .largestLoss(let step), .medianGain(let step): step.count
    case .median(_, let count): count
    }
  }

  /// The full names of the rows that it looks at.
  package var rows: [String] {
    switch self {
    case .named: []
    case .largestGain(let step), .largestLoss(let step), .medianGain(let step):
      [step.from, step.to]
    case .median(let row, _): [row]
    }
  }

  /// The rule in words, such as "largest gain of net over random".
  public var words: String {
    switch self {
    case .named: "named"
    case .largestGain(let step): "largest gain of \(step.to) over \(step.from)"
    case .largestLoss(let step): "largest loss of \(step.to) against \(step.from)"
    case .medianGain(let step): "median gain of \(step.to) over \(step.from)"
    case .median(let row, _): "median of \(row)"
    }
  }
}
