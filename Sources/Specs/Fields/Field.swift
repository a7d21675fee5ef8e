package import JSON

/// An object of a spec whose table of fields reads it strictly and documents it.
package protocol Fielded: Sendable {
  /// The table, in the order in which messages and the reference name the fields.
  static var fields: [Field<Self>] { get }

  /// An object whose every field has its default.
  init()

  /// Returns the defaults of an object that is read, where they depend on what it states.
  static func standard(for node: JSONNode, log: DiagnosticLog) -> Self

  /// Settles what depends on several fields, and notes those that do not go together.
  ///
  /// - Parameters:
  ///   - reader: the object as it is written; takes the mistakes.
  ///   - isSound: whether every field was read without a mistake.
  mutating func complete(_ reader: ObjectReader, isSound: Bool)
}

extension Fielded {
  package static func standard(for node: JSONNode, log: DiagnosticLog) -> Self { Self() }

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {}

  /// Returns an object of a spec; a field that is missing or wrong has its default.
  ///
  /// - Parameters:
  ///   - node: the object as it is written.
  ///   - log: takes the mistakes.
  /// - Returns: the object.
  package static func read(_ node: JSONNode, log: DiagnosticLog) -> Self {
    var reader = ObjectReader(node, log: log)
    return read(&reader, standard: standard(for: node, log: log))
  }

  /// Returns what is left to read of an object.
  static func read(_ reader: inout ObjectReader, standard: Self) -> Self {
    var object = standard
    for field in fields { field.read(&reader, &object) }
    reader.finish()
    object.complete(reader, isSound: reader.isSound)
    return object
  }

  /// Returns what may stand in the object.
  ///
  /// - Parameters:
  ///   - name: what it is called in the schema and in the reference.
  ///   - meaning: what it is, in a sentence.
  ///   - standard: the defaults.
  /// - Returns: the rows of the table.
  static func form(
    called name: String, meaning: String, standard: Self = Self()
  ) -> ObjectForm {
    ObjectForm(
      name: name, meaning: meaning, fields: fields.map { $0.description(standard: standard) })
  }
}

/// An object with a section of its own in the reference; kinds stand in that of their choice.
package protocol NamedObject: Fielded {
  /// What the object is called in the schema and in the reference.
  static var formName: String { get }

  /// What the object is, in a sentence.
  static var meaning: String { get }
}

extension NamedObject {
  /// What may stand in the object.
  package static var form: ObjectForm { form(called: formName, meaning: meaning) }

  /// What may stand where other parts of the same spec add to it.
  package static var partForm: FieldForm { .part(.object(form), allowsNull: false) }

  /// What may stand where it is merged into a base.
  package static var differenceForm: FieldForm { .part(.object(form), allowsNull: true) }
}

/// One field of an object: name, form, default, unit, source and meaning, in this place only.
package struct Field<Object: Fielded>: Sendable {
  /// Whether a field has to be stated.
  package enum Presence: Sendable {
    case optional, mandatory
  }

  /// The key.
  package let name: String

  private let form: FieldForm
  private let presence: Presence
  private let unit: String?
  private let source: String?
  private let meaning: String
  private let standard: @Sendable (Object) -> CanonicalJSON?
  let read: @Sendable (inout ObjectReader, inout Object) -> Void
  var write: (@Sendable (Object, inout FieldContainer) throws -> Void)?
  var restore: (@Sendable (KeyedDecodingContainer<FieldKey>, inout Object) throws -> Void)?

  typealias FieldContainer = KeyedEncodingContainer<FieldKey>

  /// Creates a field that is read and not written.
  ///
  /// - Parameters:
  ///   - name: the key.
  ///   - path: the property.
  ///   - type: what may stand there, and how it is read.
  ///   - presence: whether it has to be stated.
  ///   - unit: what its number is counted in.
  ///   - source: where it comes from.
  ///   - standard: returns the default of an object, for the reference.
  ///   - read: how it is read where other fields matter; nil for how its type is.
  ///   - meaning: what it is.
  package init<Value>(
    _ name: String, _ path: any WritableKeyPath<Object, Value> & Sendable, _ type: FieldType<Value>,
    _ presence: Presence = .optional, unit: String? = nil, source: String? = nil,
    standard: @escaping @Sendable (Object) -> CanonicalJSON? = { _ in nil },
    read: (@Sendable (inout ObjectReader, inout Object) -> Void)? = nil, meaning: String
  ) {
    self.name = name
    self.form = type.form
    self.presence = presence
    self.unit = unit
    self.source = source
    self.meaning = meaning
    self.standard = standard
    self.read =
      read ?? { reader, object in
        guard let node = reader.value(name, isRequired: presence == .mandatory),
          let value = type.read(node, reader.log)
        else { return }
        object[keyPath: path] = value
      }
  }

  /// The row of the table.
  package func description(standard object: Object) -> FieldDescription {
    FieldDescription(
      name: name, form: form, isMandatory: presence == .mandatory,
      standard: presence == .mandatory ? nil : standard(object), meaning: meaning, unit: unit,
      source: source)
  }
}

/// The key of a field.
struct FieldKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.init(stringValue) }
  init?(intValue: Int) { nil }
}
