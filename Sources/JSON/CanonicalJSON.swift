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
    var text = ""
    write(to: &text, depth: nil)
    return text
  }

  /// The form for files: two spaces a level, one member a line, a newline at the end.
  public var pretty: String {
    var text = ""
    write(to: &text, depth: 0)
    return text + "\n"
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

  private func write(to text: inout String, depth: Int?) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .double(let value):
      precondition(value.isFinite, "expected a finite number, found \(value)")
      text += "\(value)"
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      Self.write(values, between: ("[", "]"), to: &text, depth: depth) { value, text, depth in
        value.write(to: &text, depth: depth)
      }
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      Self.write(sorted, between: ("{", "}"), to: &text, depth: depth) { member, text, depth in
        Self.write(member.key, to: &text)
        text += depth == nil ? ":" : ": "
        member.value.write(to: &text, depth: depth)
      }
    }
  }

  private static func write<Item>(
    _ items: [Item], between brackets: (String, String), to text: inout String, depth: Int?,
    each: (Item, inout String, Int?) -> Void
  ) {
    text += brackets.0
    let inner = depth.map { $0 + 1 }
    for (index, item) in items.enumerated() {
      if index > 0 { text += "," }
      if let inner { text += "\n" + String(repeating: "  ", count: inner) }
      each(item, &text, inner)
    }
    if let depth, !items.isEmpty { text += "\n" + String(repeating: "  ", count: depth) }
    text += brackets.1
  }

  /// Writes a quoted string: only quotes, backslashes and control characters are escaped.
  private static func write(_ value: String, to text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
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
