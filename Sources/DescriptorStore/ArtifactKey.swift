import Files
public import JSON

/// What an artifact was made from: everything that changes its numbers, and nothing else.
///
/// Paths, host, threads, batch size and time do not belong in the fields.
public struct ArtifactKey: Sendable, Hashable {
  /// The version of the key document's layout.
  public static let schemaVersion = 1

  /// The step of the pipeline that makes the artifact, such as "descriptors".
  public let stage: String

  /// The version of that step's code; raised whenever its numbers change.
  public let stageVersion: Int

  /// The inputs and settings of the step.
  public let fields: [String: CanonicalJSON]

  /// The SHA-256 of the document's compact form, 64 hexadecimal digits.
  public let digest: String

  /// Creates a key.
  ///
  /// - Parameters:
  ///   - stage: lower-case letters, digits and dashes; names a folder of the cache, so it is
  ///     not "locks", "quarantine", "checkpoints" or "pins".
  ///   - stageVersion: the version of the stage's code, at least 1.
  ///   - fields: the inputs and settings that determine the artifact.
  public init(stage: String, stageVersion: Int, fields: [String: CanonicalJSON]) {
    precondition(
      Self.isStage(stage),
      "expected lower-case letters, digits and dashes, and no reserved name, found '\(stage)'")
    precondition(stageVersion >= 1, "expected a version of at least 1, found \(stageVersion)")
    self.stage = stage
    self.stageVersion = stageVersion
    self.fields = fields
    digest = Digest.sha256(
      of: Self.document(stage: stage, stageVersion: stageVersion, fields: fields).compact)
  }

  /// Creates a key from its document; nil when the document is of another schema.
  public init?(document: CanonicalJSON) {
    guard let members = document.members, Set(members.keys) == Self.memberNames,
      members["schema"]?.integer == Self.schemaVersion,
      let stage = members["stage"]?.text, Self.isStage(stage),
      let version = members["stageVersion"]?.integer, version >= 1,
      let fields = members["fields"]?.members
    else { return nil }
    self.init(stage: stage, stageVersion: version, fields: fields)
  }

  /// The whole key: schema version, stage, stage version and fields.
  public var document: CanonicalJSON {
    Self.document(stage: stage, stageVersion: stageVersion, fields: fields)
  }

  private static let memberNames: Set<String> = ["schema", "stage", "stageVersion", "fields"]

  private static func document(
    stage: String, stageVersion: Int, fields: [String: CanonicalJSON]
  ) -> CanonicalJSON {
    [
      "schema": .integer(schemaVersion), "stage": .string(stage),
      "stageVersion": .integer(stageVersion), "fields": .object(fields),
    ]
  }

  /// Whether a text can name a stage.
  static func isStage(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && !ReservedFolder.all.contains(text)
      && text.utf8.allSatisfy {
        (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
      }
  }
}

/// One place in which two key documents differ.
public struct KeyDifference: Sendable, Equatable {
  /// The place: names joined by dots, array positions in brackets, as "fields.images[3].sha256".
  public let field: String

  /// The value in the first document, or nil where it has none.
  public let old: CanonicalJSON?

  /// The value in the second document, or nil where it has none.
  public let new: CanonicalJSON?

  /// Creates a difference.
  public init(field: String, old: CanonicalJSON?, new: CanonicalJSON?) {
    self.field = field
    self.old = old
    self.new = new
  }

  /// Returns every place in which two documents differ, in the order of the fields' names.
  ///
  /// Arrays of different lengths differ as a whole.
  ///
  /// - Parameters:
  ///   - old: the first document.
  ///   - new: the second document.
  /// - Returns: the differences; empty for equal documents.
  public static func between(_ old: CanonicalJSON, _ new: CanonicalJSON) -> [KeyDifference] {
    differences("", old, new)
  }

  private static func differences(
    _ field: String, _ old: CanonicalJSON?, _ new: CanonicalJSON?
  ) -> [KeyDifference] {
    switch (old, new) {
    case (.object(let old)?, .object(let new)?):
      return Set(old.keys).union(new.keys).sorted().flatMap { name in
        differences(field.isEmpty ? name : "\(field).\(name)", old[name], new[name])
      }
    case (.array(let old)?, .array(let new)?) where old.count == new.count:
      return zip(old, new).enumerated().flatMap { index, pair in
        differences("\(field)[\(index)]", pair.0, pair.1)
      }
    default:
      return old == new ? [] : [KeyDifference(field: field, old: old, new: new)]
    }
  }
}
