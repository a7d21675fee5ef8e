package import JSON
package import Landmarks
import Scenes

/// A set of images that a spec names: a registered one, or a folder of the user's own.
///
/// In a spec, a registered set is its name, and a folder below `--data` is `{"folder": "<name>"}`, so
/// that a misspelt name is never taken for a folder. In records, both are plain names. An evaluation set
/// may have the images of a list as distractors behind its database (Radenović et al. 2018, section
/// 3.3): `{"set": "roxford5k", "distractors": "revisitop1m"}`, in records `roxford5k+revisitop1m`.
public struct DatasetName: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
  /// The name of the set, which is also that of its folder below `--data`.
  public let setName: String

  /// The name of the distractors, which is also that of their folder; nil for none.
  public let distractors: String?

  /// The name: that of the set, and behind a "+" that of its distractors.
  public var rawValue: String { setName + (distractors.map { "+\($0)" } ?? "") }

  /// Creates a name, or returns nil when it is not fit for a folder: up to 64 ASCII letters, digits,
  /// "-" and "_"; twice that with a "+" between.
  public init?(rawValue: String) {
    let names = rawValue.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    guard (1...2).contains(names.count), names.allSatisfy(DiagnosticLog.isPlain) else { return nil }
    self.init(names[0], distractors: names.count == 2 ? names[1] : nil)
  }

  private init(_ setName: String, distractors: String?) {
    self.setName = setName
    self.distractors = distractors
  }

  private init(registered name: String) {
    self.init(name, distractors: nil)
  }

  /// The set without its distractors.
  public var plain: DatasetName { DatasetName(setName, distractors: nil) }

  /// Pre-training images with labels of several depths, one view of each building.
  public static let miniScenes = DatasetName(registered: LandmarkSet.scenes.name)
  /// Fine-tuning images with instance labels, several views of each building.
  public static let miniLandmarks = DatasetName(registered: LandmarkSet.landmarks.name)
  /// The first evaluation set of the mini world.
  public static let miniOxford = DatasetName(registered: LandmarkSet.oxford.name)
  /// The second evaluation set of the mini world.
  public static let miniParis = DatasetName(registered: LandmarkSet.paris.name)
  /// The set of the mini world that settings are chosen on.
  public static let miniValidation = DatasetName(registered: LandmarkSet.validation.name)
  /// Oxford Buildings with the classic ground truth, Philbin and others 2007.
  public static let oxford5k = DatasetName(registered: "oxford5k")
  /// Paris with the classic ground truth, Philbin and others 2008.
  public static let paris6k = DatasetName(registered: "paris6k")
  /// Revisited Oxford, Radenović and others 2018.
  public static let roxford5k = DatasetName(registered: "roxford5k")
  /// Revisited Paris, Radenović and others 2018.
  public static let rparis6k = DatasetName(registered: "rparis6k")
  /// INRIA Holidays, Jégou and others 2008.
  public static let holidays = DatasetName(registered: "holidays")
  /// UKBench (Nistér and Stewénius 2006).
  public static let ukbench = DatasetName(registered: "ukbench")

  /// The sets of the mini world, which are rendered when they are missing.
  public static let mini: [DatasetName] = LandmarkSet.allCases.map {
    DatasetName(registered: $0.name)
  }

  /// Every registered set.
  public static let registered: [DatasetName] =
    mini + [oxford5k, paris6k, roxford5k, rparis6k, holidays, ukbench]

  /// The name.
  public var description: String { rawValue }

  /// Whether the set belongs to the mini world.
  public var isMini: Bool { landmarkSet != nil }

  /// The set of the mini world that bears this name, whatever its distractors; nil when there is none.
  package var landmarkSet: LandmarkSet? { LandmarkSet(rawValue: setName) }

  /// Whether the set is a folder of the user's own.
  public var isFolder: Bool { !Self.registered.contains(plain) }

  /// Whether a table may have the set as a column.
  public var canEvaluate: Bool { landmarkSet.map { $0.kind == .city } ?? true }

  /// Whether networks and whitening may be fitted on the set: published evaluation sets are not for
  /// that.
  public var canFit: Bool { !canEvaluate || isFolder }

  /// The labels of the images, for training; nil for a folder, of which that is found out later.
  public var labels: [LabelName]? {
    if isFolder { return nil }
    let isForTraining = landmarkSet.map { $0.kind != .city } ?? false
    return isForTraining ? [.instance, .function, .category, .type] : []
  }

  /// Whether several images may bear the same value of a label; of a folder that is found out later.
  public func mayShare(_ label: LabelName) -> Bool {
    label == .instance ? mayHaveInstances : labels?.contains(label) ?? true
  }

  /// Whether several images may show the same known instance; of a folder that is found out later.
  public var mayHaveInstances: Bool { landmarkSet?.kind == .landmarks || isFolder }

  /// The set of another city under the same protocol: what whitening is customarily fitted on.
  public var otherCity: DatasetName? {
    let pairs: [(DatasetName, DatasetName)] = [
      (.miniOxford, .miniParis),
      (
        DatasetName(registered: LandmarkSet.baseOxford.name),
        DatasetName(registered: LandmarkSet.baseParis.name)
      ),
      (.oxford5k, .paris6k), (.roxford5k, .rparis6k),
    ]
    for (first, second) in pairs {
      if plain == first { return second }
      if plain == second { return first }
    }
    return nil
  }

  /// Whether the set may have queries under a ground truth; of a folder that is found out later.
  public func mayHave(_ groundTruth: MetricName.GroundTruth) -> Bool {
    if groundTruth == .strata { return canEvaluate }
    if let landmarkSet { return landmarkSet.kind == .city && groundTruth != .manifest }
    return switch plain {
    case .oxford5k, .paris6k: groundTruth == .classic
    case .roxford5k, .rparis6k: [.easy, .medium, .hard].contains(groundTruth)
    case .holidays, .ukbench: groundTruth == .manifest
    default: true
    }
  }

  /// What the set is for, in a few words.
  public var purpose: String {
    if let landmarkSet { return landmarkSet.purpose }
    return switch plain {
    case .oxford5k, .paris6k: "evaluation: the classic ground truth; yours to download"
    case .roxford5k, .rparis6k: "evaluation: the revisited ground truth; yours to download"
    case .holidays, .ukbench: "evaluation: groups by file names; yours to download"
    default: "a folder of your own"
    }
  }
}

extension LandmarkSet {
  /// What the set is for, in a few words.
  fileprivate var purpose: String {
    let categories = categories == Category.base ? "base categories" : "novel categories"
    return switch kind {
    case .scenes: "pre-training: one view a building, with labels; \(categories)"
    case .landmarks: "fine-tuning: several views a building, with instance labels; \(categories)"
    case .city where self == .validation:
      "choosing settings: queries with easy, hard and junk lists; \(categories)"
    case .city: "evaluation: queries with easy, hard and junk lists; \(categories)"
    }
  }
}

extension DatasetName {
  /// What may stand in a spec: a registered name or a folder.
  static var form: FieldForm {
    .anyOf([.names(registered.map(\.rawValue)), .object(OwnFolder.form)])
  }

  /// What may stand where images of a list may be behind the database.
  package static var evaluationForm: FieldForm { .anyOf([form, .object(EnlargedSet.form)]) }

  /// How a spec names a folder of the user's own.
  static let folderForm = "{\"folder\": \"<name>\"}"

  /// Returns the set that a value names, or nil after noting what is wrong with it.
  ///
  /// - Parameters:
  ///   - node: a registered name, `{"folder": "<name>"}`, or either with distractors.
  ///   - accepts: which registered sets may stand there.
  ///   - reason: what to say of one that may not.
  ///   - others: what else may stand there, which the caller has looked for already.
  ///   - log: takes the mistakes.
  /// - Returns: the set.
  package static func read(
    _ node: JSONNode, accepting accepts: (DatasetName) -> Bool, otherwise reason: String,
    others: [String] = [], log: DiagnosticLog
  ) -> DatasetName? {
    if case .object = node.value {
      return node.member("set") == nil
        ? readFolder(node, log: log)
        : readWithDistractors(node, accepting: accepts, otherwise: reason, log: log)
    }
    let forms = others + [folderForm]
    guard let text = log.choice(node, of: registered.map(\.rawValue), others: forms) else {
      return nil
    }
    let name = DatasetName(registered: text)
    guard accepts(name) else {
      log.add(
        node, "\(text) \(reason)", accepted: registered.filter(accepts).map(\.rawValue) + forms)
      return nil
    }
    return name
  }

  /// Returns a set with a list of distractors behind its database.
  private static func readWithDistractors(
    _ node: JSONNode, accepting accepts: (DatasetName) -> Bool, otherwise reason: String,
    log: DiagnosticLog
  ) -> DatasetName? {
    let stated = EnlargedSet.read(node, log: log)
    let set = stated.set.flatMap {
      read($0, accepting: accepts, otherwise: reason, log: log)
    }
    guard let set, let distractors = stated.distractors else { return nil }
    guard set.distractors == nil, set.setName != distractors else {
      log.add(
        node.member("distractors") ?? node, "\(set) cannot have \(distractors) as distractors")
      return nil
    }
    return DatasetName(set.setName, distractors: distractors)
  }

  private static func readFolder(_ node: JSONNode, log: DiagnosticLog) -> DatasetName? {
    guard let folder = OwnFolder.read(node, log: log).folder,
      let name = DatasetName(rawValue: folder)
    else { return nil }
    guard name.isFolder else {
      log.add(
        node.member("folder") ?? node,
        "\(name) is a registered set; write \"\(name)\" without \"folder\"")
      return nil
    }
    return name
  }
}

extension ObjectReader {
  /// Returns a set that networks or whitening may be fitted on: an evaluation set only where the spec
  /// allows a leak.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - leak: what would leak the answers: "training on it".
  ///   - others: what else may stand there, which the caller has looked for already.
  /// - Returns: the set, or any after a mistake.
  mutating func fittingSet(_ key: String, leak: String, others: [String] = []) -> DatasetName {
    guard let node = value(key, isRequired: true) else { return .miniScenes }
    let set = DatasetName.read(
      node, accepting: { $0.canFit || log.allowsLeak },
      otherwise: "is for evaluation; \(leak) would leak the answers\(log.leakAdvice)",
      others: others, log: log)
    if let set, set.distractors != nil {
      log.add(node, "distractors are searched, and nothing is fitted on them; name the set alone")
    }
    return set?.plain ?? .miniScenes
  }
}

/// A folder of the user's own, as a spec writes it.
private struct OwnFolder: NamedObject {
  var folder: String?

  static let formName = "folder"
  static let meaning = "A set of your own."
  static let fields: [Field<Self>] = [
    Field(
      "folder", \.folder, FieldType.plainName.unread, .mandatory,
      meaning: "The name of the folder below the folder of data sets (`--data`).")
  ]
}

/// An evaluation set with distractors, as a spec writes it.
private struct EnlargedSet: NamedObject {
  var set: JSONNode?
  var distractors: String?

  static let formName = "enlarged-set"
  static let meaning =
    "An evaluation set with the images of a list behind its database (Radenović et al. 2018, section 3.3)."
  static let fields: [Field<Self>] = [
    Field("set", \.set, .later(DatasetName.form), .mandatory, meaning: "The set."),
    Field(
      "distractors", \.distractors, FieldType.plainName.unread, .mandatory,
      meaning: "The list whose images are wrong answers behind the database: a folder below the "
        + "folder of data sets that holds a text file of the same name, and the images below "
        + "jpg/. The set's own descriptors are those of the column without them; the heading is "
        + "\"roxford5k+revisitop1m\"."),
  ]
}
