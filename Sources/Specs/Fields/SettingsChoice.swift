import JSON

/// Settings of several kinds, of which a spec names one as "kind".
package protocol SettingsChoice: Hashable, Codable, Sendable {
  /// What the choice is called in the schema and in the reference.
  static var formName: String { get }

  /// What is chosen, in a sentence.
  static var meaning: String { get }

  /// The table of kinds, in the order in which messages name them.
  static var kinds: [SettingsKind<Self>] { get }

  /// The kind whose fields are read where none, or an unknown one, is stated.
  static var assumedKind: String { get }
}

extension SettingsChoice {
  package static var assumedKind: String { kinds[0].name }

  /// The name of the kind in a spec.
  package var kind: String {
    guard let kind = Self.kinds.first(where: { $0.holds(self) }) else {
      preconditionFailure("expected one of the kinds of \(Self.formName), found \(self)")
    }
    return kind.name
  }

  /// What may stand in the object.
  package static var form: ChoiceForm {
    ChoiceForm(name: formName, meaning: meaning, kinds: kinds.map(\.form))
  }

  /// Returns the settings of a spec.
  ///
  /// - Parameters:
  ///   - node: the object as it is written.
  ///   - log: takes the mistakes.
  ///   - kinds: the kinds with their defaults; nil for those of the table.
  ///   - standard: the kind where none is stated; nil where one has to be.
  /// - Returns: the settings of that kind.
  static func read(
    _ node: JSONNode, log: DiagnosticLog, kinds: [SettingsKind<Self>]? = nil,
    standard: String? = nil
  ) -> Self {
    let kinds = kinds ?? Self.kinds
    var reader = ObjectReader(node, log: log)
    let stated = reader.value("kind", isRequired: standard == nil).flatMap {
      log.choice($0, of: kinds.map(\.name))
    }
    let name = stated ?? standard ?? assumedKind
    guard let kind = kinds.first(where: { $0.name == name }) else {
      preconditionFailure("expected a kind of \(formName), found \(name)")
    }
    return kind.read(&reader)
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    let name = try container.decode(String.self, forKey: FieldKey("kind"))
    guard let kind = Self.kinds.first(where: { $0.name == name }) else {
      throw DecodingError.dataCorruptedError(
        forKey: FieldKey("kind"), in: container,
        debugDescription: "\"\(name)\" is no kind of \(Self.formName)")
    }
    self = try kind.restore(decoder)
  }

  /// Writes the fields of the kind beside the kind's name, as in a spec.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    try container.encode(kind, forKey: FieldKey("kind"))
    for kind in Self.kinds where kind.holds(self) { try kind.write(self, encoder) }
  }
}

/// One kind of settings: its name, and the object that its fields make.
package struct SettingsKind<Choice: SettingsChoice>: Sendable {
  let name: String
  let form: ObjectForm
  let holds: @Sendable (Choice) -> Bool
  let read: @Sendable (inout ObjectReader) -> Choice
  let write: @Sendable (Choice, any Encoder) throws -> Void
  let restore: @Sendable (any Decoder) throws -> Choice

  /// Creates a kind with fields.
  ///
  /// - Parameters:
  ///   - name: the name in a spec.
  ///   - meaning: what the kind is, in a sentence.
  ///   - standard: the defaults.
  ///   - make: makes the choice of its settings.
  ///   - settings: returns the settings of a choice, or nil for one of another kind.
  init<Settings: SettingsObject>(
    _ name: String, _ meaning: String, standard: Settings = Settings(),
    make: @escaping @Sendable (Settings) -> Choice,
    settings: @escaping @Sendable (Choice) -> Settings?
  ) {
    self.name = name
    form = Settings.form(called: name, meaning: meaning, standard: standard)
    holds = { settings($0) != nil }
    read = { make(Settings.read(&$0, standard: standard)) }
    write = { try settings($0)?.encode(to: $1) }
    restore = { make(try Settings(from: $0)) }
  }

  /// Creates a kind without fields.
  init(_ name: String, _ meaning: String, _ choice: Choice) {
    self.init(name, meaning, standard: NoSettings(), make: { _ in choice }) {
      $0 == choice ? NoSettings() : nil
    }
  }
}

/// The settings of a kind that has none.
private struct NoSettings: SettingsObject {
  static let fields: [Field<NoSettings>] = []
}
