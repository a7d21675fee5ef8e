import JSON

/// An object of a spec that is kept as it was read: its table also writes it into records and keys.
package protocol SettingsObject: Fielded, Hashable, Codable {}

extension SettingsObject {
  /// Creates an object with the default of each field that is not changed.
  package init(_ change: (inout Self) -> Void) {
    self.init()
    change(&self)
  }

  /// Reads what `encode(to:)` writes.
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: FieldKey.self)
    for field in Self.fields { try field.restore?(container, &self) }
  }

  /// Writes every field, and null for those that are nil.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    for field in Self.fields { try field.write?(self, &container) }
  }
}

extension Field where Object: SettingsObject {
  /// Creates a field that is read and written.
  package init<Value: Codable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Object, Value> & Sendable, _ type: FieldType<Value>,
    _ presence: Presence = .optional, unit: String? = nil, source: String? = nil,
    read: (@Sendable (inout ObjectReader, inout Object) -> Void)? = nil, meaning: String
  ) {
    self.init(
      name, path, type, presence, unit: unit, source: source,
      standard: { Self.written($0[keyPath: path]) }, read: read, meaning: meaning)
    let key = FieldKey(name)
    write = { try $1.encode($0[keyPath: path], forKey: key) }
    restore = { $1[keyPath: path] = try $0.decode(Value.self, forKey: key) }
  }

  /// Creates a field that is read and written, as null where it is nil.
  package init<Value: Codable & Sendable>(
    _ name: String, _ path: any WritableKeyPath<Object, Value?> & Sendable,
    _ type: FieldType<Value?>, _ presence: Presence = .optional, unit: String? = nil,
    source: String? = nil, read: (@Sendable (inout ObjectReader, inout Object) -> Void)? = nil,
    meaning: String
  ) {
    self.init(
      name, path, type, presence, unit: unit, source: source,
      standard: { $0[keyPath: path].flatMap { Self.written($0) } }, read: read, meaning: meaning)
    let key = FieldKey(name)
    write = { try $1.encode($0[keyPath: path], forKey: key) }
    restore = { $1[keyPath: path] = try $0.decode(Value?.self, forKey: key) }
  }

  /// Returns the same field, left out where it is nil: so what does without it keeps its keys.
  ///
  /// - Parameter path: the property.
  /// - Returns: the field.
  func leftOutWhereNil<Value: Codable & Sendable>(
    _ path: any WritableKeyPath<Object, Value?> & Sendable
  ) -> Self {
    var field = self
    let key = FieldKey(name)
    field.write = { try $1.encodeIfPresent($0[keyPath: path], forKey: key) }
    field.restore = { $1[keyPath: path] = try $0.decodeIfPresent(Value.self, forKey: key) }
    return field
  }

  private static func written(_ value: some Encodable) -> CanonicalJSON? {
    do {
      return try .encoding(value)
    } catch {
      preconditionFailure("expected a default that can be written as JSON: \(error)")
    }
  }
}
