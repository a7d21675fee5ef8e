/// A place in a text file.
package struct SourcePosition: Sendable, Hashable {
  /// The file, as it is shown to the user.
  package let file: String

  /// The line, from 1.
  package let line: Int

  /// The character within the line, from 1.
  package let column: Int

  /// Creates a place.
  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// One JSON value, with the place where it is written.
package struct JSONNode: Sendable {
  /// What a node holds.
  package indirect enum Value: Sendable {
    case null
    case bool(Bool)
    /// A finite number, as it is written.
    case number(String)
    case string(String)
    case array([JSONNode])
    /// Members in the order in which they are written; no key stands twice.
    case object([Member])
  }

  /// One key of an object and its value.
  package struct Member: Sendable {
    package let key: String
    package let keyPosition: SourcePosition
    package let node: JSONNode

    /// Creates a member.
    package init(key: String, keyPosition: SourcePosition, node: JSONNode) {
      self.key = key
      self.keyPosition = keyPosition
      self.node = node
    }
  }

  /// What is written.
  package let value: Value

  /// Where its first character stands.
  package let position: SourcePosition

  /// The JSON pointer from the root of its file to it (RFC 6901), empty for the root.
  package let pointer: String

  /// Creates a node.
  package init(value: Value, position: SourcePosition, pointer: String) {
    self.value = value
    self.position = position
    self.pointer = pointer
  }

  /// Returns the value of an object's key, or nil when there is none.
  package func member(_ key: String) -> JSONNode? {
    guard case .object(let members) = value else { return nil }
    return members.first { $0.key == key }?.node
  }

  /// Returns the pointer of a key below a pointer.
  ///
  /// It is made scalar by scalar, since a "/" with a mark upon it is a character of its own.
  package static func pointer(_ parent: String, _ key: String) -> String {
    var escaped = ""
    for scalar in key.unicodeScalars {
      switch scalar {
      case "~": escaped += "~0"
      case "/": escaped += "~1"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\(parent)/\(escaped)"
  }

  /// The value in a few words, for messages: scalars as written, collections by their type.
  package var summary: String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let text): text
    case .string(let text): text.count > 40 ? "\"\(text.prefix(40))…\"" : "\"\(text)\""
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// The value as one line: a string without its quotes, the rest as compact JSON.
  package var text: String {
    switch value {
    case .null, .bool, .number: summary
    case .string(let text): text
    case .array(let nodes): "[" + nodes.map(\.text).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { "\($0.key): \($0.node.text)" }.joined(separator: ", ") + "}"
    }
  }
}
