import JSON
public import Specs

/// How values of a publication were obtained, as far as their source says.
///
/// Each field is nil where the source does not say. What specs have a name for has that name, "rmac" or
/// "shrink"; what they have none for is said in words, which no row agrees with.
public struct StatedProtocol: SettingsObject, NamedObject {
  package var resize: String?
  package var size: Int?
  package var crop: String?
  package var scales: [Double]?
  package var pooling: String?
  package var whitening: StatedWhitening?
  package var search: StatedSearch?
  package var rule: String?

  package init() {}

  package static let formName = "protocol"
  package static let meaning =
    "How values were obtained, as far as their source says: each field is stated, and null where the source "
    + "does not say. What specs have a name for has that name; anything else is said in words, and no row "
    + "agrees with it."
  package static let fields: [Field<Self>] = [
    Field(
      "resize", \.resize, FieldType.text.optional, .mandatory,
      meaning:
        "How images are brought to their size: \"shrink\", \"none\", \"force\" or \"square\"."),
    Field(
      "size", \.size, FieldType.integer(1...65_536).optional, .mandatory, unit: "pixels",
      meaning: "The larger side; without effect where \"resize\" is \"none\"."),
    Field(
      "crop", \.crop, FieldType.text.optional, .mandatory,
      meaning: "What becomes of a query's box: \"cirtorch\", \"after-resize\" or \"none\"."),
    Field(
      "scales", \.scales,
      FieldType<[Double]>.distinctList(of: .number(.positive(to: 4))).optional, .mandatory,
      meaning: "The factors at which images are seen."),
    Field(
      "pooling", \.pooling, FieldType.text.optional, .mandatory,
      meaning:
        "How features become a vector: \"spoc\", \"mac\", \"gem\", \"rmac\", \"crow\", \"cls\" or "
        + "\"cls-gem\"."),
    Field(
      "whitening", \.whitening, FieldType<StatedWhitening>.object.optional, .mandatory,
      meaning: "The projection of descriptors after pooling."),
    Field(
      "search", \.search, StatedSearch.type.optional, .mandatory,
      meaning:
        "What happens between descriptors and rankings: \"none\" for the exhaustive search alone, what a "
        + "spec would state as \"search\", or words."),
    Field(
      "rule", \.rule, FieldType.text.optional, .mandatory,
      meaning:
        "The rule that rankings are scored by, a metric without its ground truth: \"mAP\" for the area of "
        + "trapezoids, \"mAP-cut@1000\", \"with-junk.MRR\"."),
  ]
}

/// A whitening, as far as a source tells of it.
public struct StatedWhitening: SettingsObject, NamedObject {
  package var kind = Kind.none
  package var fitOn: String?
  package var dimensions: Int?
  package var power: Double?

  package init() {}

  /// The kinds of whitening, by the names that specs have for them.
  public enum Kind: String, CaseIterable, Sendable, Codable, RegisteredName {
    /// Descriptors stay as they are pooled.
    case none
    /// Principal components.
    case pca
    /// Learnt from pairs of images of one object.
    case learned
  }

  package static let formName = "stated-whitening"
  package static let meaning =
    "A whitening, as far as a source tells of it. But for \"none\", every field is stated, and null where the "
    + "source does not say."
  package static let fields: [Field<Self>] = [
    Field("kind", \.kind, .name, .mandatory, meaning: "The kind."),
    Field(
      "fitOn", \.fitOn, FieldType.text.optional,
      meaning: "The images it is fitted on: the name of a set, or \"other-city\"."),
    Field(
      "dimensions", \.dimensions, FieldType.integer(1...65_536).optional,
      meaning: "The number of dimensions kept."),
    Field(
      "power", \.power, FieldType.share.optional,
      meaning: "Of \"pca\" the power of the variances that is divided by: ½ makes them equal."),
  ]

  /// The keys that a kind has to state.
  private var keys: [String] {
    switch kind {
    case .none: []
    case .pca: ["fitOn", "dimensions", "power"]
    case .learned: ["fitOn", "dimensions"]
    }
  }

  /// Notes keys that the kind lacks, and those it has not.
  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    guard isSound else { return }
    for key in ["fitOn", "dimensions", "power"] {
      if keys.contains(key), !reader.isStated(key) {
        reader.report(key, "missing key \"\(key)\"; null where the source does not say")
      } else if !keys.contains(key), reader.isStated(key) {
        reader.report(key, "a whitening of the kind \"\(kind.rawValue)\" has no \"\(key)\"")
      }
    }
  }
}

/// What happens between descriptors and rankings, as far as a source tells of it.
public enum StatedSearch: Sendable, Hashable {
  /// What a spec could say.
  case settings(SearchSettings)

  /// What no spec can say, in words.
  case words(String)

  /// What stands for the exhaustive search alone.
  private static let plain = "none"

  /// What may stand there: "none", what a spec states as "search", or words.
  package static var type: FieldType<StatedSearch> {
    FieldType(form: .anyOf([.text, .object(SearchSettings.form)])) { node, log in
      if node.isAnObject { return .settings(SearchSettings.read(node, log: log)) }
      return log.string(node).map { $0 == plain ? .settings(.plain) : .words($0) }
    }
  }

  /// The search in words; "none" for the exhaustive search alone.
  public var text: String {
    switch self {
    case .settings(.plain): Self.plain
    case .settings(let settings): settings.words
    case .words(let words): words
    }
  }
}

extension StatedSearch: Codable {
  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    if let text = try? decoder.singleValueContainer().decode(String.self) {
      self = text == Self.plain ? .settings(.plain) : .words(text)
    } else {
      self = .settings(try SearchSettings(from: decoder))
    }
  }

  /// Writes the words, or what a spec would state as "search".
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .settings(let settings) where settings != .plain: try settings.encode(to: encoder)
    case .settings, .words:
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
  }
}

extension JSONNode {
  /// Whether the value is an object.
  fileprivate var isAnObject: Bool {
    if case .object = value { true } else { false }
  }
}
