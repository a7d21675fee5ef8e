import JSON
public import Specs

/// What one source says of one system under one protocol.
public struct LiteratureEntry: SettingsObject, NamedObject {
  /// The name by which specs refer to it.
  public package(set) var id = ""

  /// What tables call it.
  public package(set) var label = ""

  /// What was evaluated.
  public package(set) var system = LiteratureSystem()

  /// How it was evaluated.
  public package(set) var setting = StatedProtocol()

  /// Who ran the evaluation; nil where the source does not say.
  public package(set) var ranBy: Runner?

  /// Where the values were read.
  public package(set) var source = LiteratureSource()

  /// The values; at least one.
  public package(set) var values: [StatedValue] = []

  package init() {}

  /// Who ran an evaluation.
  public enum Runner: String, CaseIterable, Sendable, Codable, RegisteredName {
    /// Those who made the system.
    case authors
    /// Others, in a publication or a repository of theirs.
    case thirdParty = "third-party"
    /// Somebody who ran the system's code and told of it in its tracker.
    case user

    /// The same in words.
    public var words: String {
      switch self {
      case .authors: "its authors"
      case .thirdParty: "a third party"
      case .user: "a user"
      }
    }
  }

  package static let formName = "literature-entry"
  package static let meaning = "What one source says of one system under one protocol."
  package static let fields: [Field<Self>] = [
    Field(
      "id", \.id, .plainName, .mandatory,
      meaning: "The name by which specs refer to it, once a ledger."),
    Field("label", \.label, .text, .mandatory, meaning: "What tables call it."),
    Field("system", \.system, .object, .mandatory, meaning: "What was evaluated."),
    Field("protocol", \.setting, .object, .mandatory, meaning: "How it was evaluated."),
    Field(
      "ranBy", \.ranBy, FieldType.name.optional, .mandatory,
      meaning:
        "Who ran the evaluation: those who made the system, others, or a user who told of it in the "
        + "system's tracker; null where the source does not say."),
    Field("source", \.source, .object, .mandatory, meaning: "Where the values were read."),
    Field(
      "values", \.values, .list(of: FieldType<StatedValue>.object, count: 1...Int.max), .mandatory,
      meaning: "The values, each metric of a set once."),
  ]

  /// Notes that there is no value, and values that stand twice.
  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    guard isSound else { return }
    if values.isEmpty { reader.report("values", "expected at least one value") }
    for (place, value) in values.enumerated()
    where values[..<place].contains(where: {
      $0.dataset == value.dataset && $0.metric == value.metric
    }) {
      reader.report(
        "values", "\(value.dataset) \(value.metric) stands twice; another protocol is another entry"
      )
    }
  }

  /// Returns the values on one set.
  ///
  /// - Parameter dataset: the name of the set.
  /// - Returns: the values, in the order of the entry.
  public func values(on dataset: String) -> [StatedValue] {
    values.filter { $0.dataset == dataset }
  }
}

/// What was evaluated.
public struct LiteratureSystem: SettingsObject, NamedObject {
  /// The network, by our name where it is one of ours; nil where the source does not say.
  public package(set) var architecture: String?

  /// What the network was trained for.
  public package(set) var training = Training.classifier

  /// What the method is called; nil for none.
  public package(set) var method: String?

  /// The images it was trained on; nil where the source does not say.
  public package(set) var images: String?

  package init() {}

  /// What a network was trained for.
  public enum Training: String, CaseIterable, Sendable, Codable, RegisteredName {
    /// To name the class of each image.
    case classifier
    /// To make views of one image alike, without labels, with or without other images to tell them from.
    case contrastive
    /// To agree with a teacher that follows it, without labels.
    case selfDistillation = "self-distillation"
    /// For retrieval, from a network that was trained before.
    case fineTuned = "fine-tuned"

    /// Whether no label was used and nothing was fine-tuned.
    public var isWithoutLabels: Bool { self == .contrastive || self == .selfDistillation }
  }

  package static let formName = "system"
  package static let meaning = "What was evaluated."
  package static let fields: [Field<Self>] = [
    Field(
      "architecture", \.architecture, FieldType.text.optional, .mandatory,
      meaning:
        "The network, by the name that specs have for it, or in words; null where the source does not "
        + "say."),
    Field(
      "training", \.training, .name, .mandatory,
      meaning:
        "What it was trained for: to name classes; to make views of one image alike, without labels; to "
        + "agree with a teacher that follows it, without labels; or for retrieval, from a network that was "
        + "trained before."),
    Field(
      "method", \.method, FieldType.text.optional,
      meaning: "What the method is called."),
    Field(
      "on", \.images, FieldType.text.optional, .mandatory,
      meaning: "The images it was trained on; null where the source does not say."),
  ]

  /// The system in a few words: "resnet50, contrastive (MoCo v2) on ImageNet".
  public var words: String {
    [architecture ?? "architecture not stated", training.rawValue].joined(separator: ", ")
      + (method.map { " (\($0))" } ?? "") + (images.map { " on \($0)" } ?? "")
  }
}

/// Where values were read.
public struct LiteratureSource: SettingsObject, NamedObject {
  /// The publication or the project in words.
  public package(set) var citation = ""

  /// The address of a page; nil for none.
  public package(set) var address: String?

  /// A repository, "owner/name"; nil for none.
  public package(set) var repository: String?

  /// A file of the repository; nil for none.
  public package(set) var path: String?

  /// The commit of the repository, hexadecimal; nil where it was not written down.
  public package(set) var commit: String?

  /// The table, the cell or the section; nil for none.
  public package(set) var place: String?

  package init() {}

  package static let formName = "source"
  package static let meaning = "Where values were read: an address, or a file of a repository."
  package static let fields: [Field<Self>] = [
    Field(
      "citation", \.citation, .text, .mandatory, meaning: "The publication or the project in words."
    ),
    Field("address", \.address, FieldType.text.optional, meaning: "The address of a page."),
    Field(
      "repository", \.repository, FieldType.text.optional,
      meaning: "A repository of GitHub, as owner/name."),
    Field("path", \.path, FieldType.text.optional, meaning: "A file of the repository."),
    Field(
      "commit", \.commit, commitType.optional,
      meaning: "The commit of the repository, 7 to 40 hexadecimal digits."),
    Field(
      "place", \.place, FieldType.text.optional, meaning: "The table, the cell or the section."),
  ]

  /// A commit of git.
  private static let commitType = FieldType<String>(
    form: .pattern("^[0-9a-f]{7,40}$", words: "7 to 40 hexadecimal digits")
  ) { node, log in
    log.string(node).flatMap { text in
      let isCommit =
        (7...40).contains(text.count)
        && text.unicodeScalars.allSatisfy { "0123456789abcdef".unicodeScalars.contains($0) }
      if !isCommit { log.add(node, "\"\(text)\" is no commit: 7 to 40 hexadecimal digits") }
      return isCommit ? text : nil
    }
  }

  /// Notes a source that nobody could look up, and parts without what they are parts of.
  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    guard isSound else { return }
    if address == nil, repository == nil {
      reader.report("address", "a source has an \"address\" or a \"repository\"")
    }
    for (key, value) in [("path", path), ("commit", commit)] where value != nil && repository == nil
    {
      reader.report(key, "a \"\(key)\" is of a \"repository\"")
    }
  }

  /// Where exactly: the address, or the repository with its file and commit; and the place.
  public var location: String {
    let file = ([repository] + [path]).compactMap(\.self).joined(separator: "/")
    let whole =
      repository == nil ? nil : "github.com/\(file)\(commit.map { " (\($0.prefix(7)))" } ?? "")"
    return [whole, address, place].compactMap(\.self).joined(separator: ", ")
  }

  /// The citation and where exactly.
  public var words: String { "\(citation); \(location)" }
}

/// One value of a source.
public struct StatedValue: SettingsObject, NamedObject {
  /// The set, by our name where it is one of ours.
  public package(set) var dataset = ""

  /// The metric, by our name where it is exactly one of ours.
  public package(set) var metric = ""

  /// The value in percent, 0...100.
  public package(set) var percent = 0.0

  package init() {}

  package static let formName = "stated-value"
  package static let meaning = "One value of a source."
  package static let fields: [Field<Self>] = [
    Field(
      "dataset", \.dataset, .text, .mandatory,
      meaning:
        "The set, by its name in records, \"roxford5k\" or \"roxford5k+revisitop1m\"; one that is not "
        + "known here by what its source calls it."),
    Field(
      "metric", \.metric, .text, .mandatory,
      meaning:
        "The metric, \"medium.mAP\", where it is exactly one of those that tables have; else what its "
        + "source calls it."),
    Field(
      "percent", \.percent, .number(.within(0...100)), .mandatory, unit: "percent",
      meaning: "The value."),
  ]

  /// Notes a metric that the set has not.
  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    guard isSound, let set = DatasetName(rawValue: dataset), !set.isFolder,
      let known = MetricName(metric), !set.mayHave(known.groundTruth)
    else { return }
    reader.report("metric", "\(set) has no \(known)")
  }
}
