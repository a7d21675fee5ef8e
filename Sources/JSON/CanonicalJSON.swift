/// A JSON value with one byte form, fit for hashing and for files that are compared in git.
///
/// Object keys stand in the order of their UTF-8 bytes. Whole numbers and fractions are different
/// values: 1 is written "1" when it is an integer and "1.0" when it is a double.
public enum CanonicalJSON: Sendable, Hashable {
  /// The absent value.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number of 64 bits.
  case integer(Int)
  /// A finite number, written with the fewest digits that read back to the same value.
  case double(Double)
  /// A text.
  case string(String)
  /// Values in order.
  case array([CanonicalJSON])
  /// Values by name.
  case object([String: CanonicalJSON])

  /// The one-line form without spaces: the bytes that are hashed.
  public var compact: String {
    var text = JSONText(.compact)
    text.write(self)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// The form for files: two spaces a level, one member a line, a newline at the end.
  public var pretty: String {
    var text = JSONText(.pretty)
    text.write(self)
    text.endLine()
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// The members of an object, or nil for any other value.
  public var members: [String: CanonicalJSON]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The characters of a string, or nil for any other value.
  public var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of an integer, or nil for any other value.
  public var integer: Int? {
    if case .integer(let integer) = self { integer } else { nil }
  }
}

extension JSONText {
  fileprivate mutating func write(_ value: CanonicalJSON) {
    switch value {
    case .null: null()
    case .bool(let value): bool(value)
    case .integer(let value): integer(value)
    case .double(let value): number(value)
    case .string(let value): string(value)
    case .array(let values): array(values) { $0.write($1) }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      object(sorted, key: { $0.key }, value: { $0.write($1.value) })
    }
  }
}

extension CanonicalJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  /// Creates a string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Creates an integer.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// Creates a double.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// Creates true or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Creates an array.
  public init(arrayLiteral elements: CanonicalJSON...) { self = .array(elements) }

  /// Creates an object; a name must not repeat.
  public init(dictionaryLiteral elements: (String, CanonicalJSON)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements))
  }
}
