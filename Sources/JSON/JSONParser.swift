/// What a text holds, and every mistake that was found in it.
package struct JSONReading {
  /// The root of the tree, or nil after a syntax error.
  package let root: JSONNode?

  /// The mistakes in the order in which they were met.
  package let mistakes: [JSONDiagnostic]
}

/// A strict reader of JSON text (RFC 8259) that knows where every value stands.
///
/// It refuses what the RFC leaves to choice: a repeated key, a byte order mark, bytes that are not
/// UTF-8, lone surrogates, and numbers beyond the range of a double.
package struct JSONParser {
  /// The deepest nesting that is read.
  package static let maximumDepth = 64

  let file: String
  let bytes: [UInt8]
  var index = 0
  var line = 1
  var column = 1
  private var mistakes: [JSONDiagnostic] = []

  private init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// Reads one document.
  ///
  /// A syntax error ends the reading. A repeated key is a mistake too, and its first value is kept, so
  /// that reading goes on.
  ///
  /// - Parameters:
  ///   - bytes: the text, UTF-8.
  ///   - file: the name that messages give to the text.
  /// - Returns: the tree, or none, and the mistakes.
  package static func read(_ bytes: [UInt8], file: String) -> JSONReading {
    var parser = JSONParser(bytes: bytes, file: file)
    do throws(JSONDiagnostic) {
      let root = try parser.document()
      return JSONReading(root: root, mistakes: parser.mistakes)
    } catch {
      return JSONReading(root: nil, mistakes: parser.mistakes + [error])
    }
  }

  private mutating func document() throws(JSONDiagnostic) -> JSONNode {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw problem("the file begins with a byte order mark; save it as plain UTF-8")
    }
    skipSpace()
    let root = try value(pointer: "", depth: 0)
    skipSpace()
    if index < bytes.count {
      throw problem("nothing may follow the document's one value\(hint)")
    }
    return root
  }

  private mutating func value(pointer: String, depth: Int) throws(JSONDiagnostic) -> JSONNode {
    guard depth <= Self.maximumDepth else {
      throw problem("more than \(Self.maximumDepth) levels of nesting", at: pointer)
    }
    let start = position
    let value: JSONNode.Value
    switch peek {
    case UInt8(ascii: "{"): value = .object(try object(pointer: pointer, depth: depth))
    case UInt8(ascii: "["): value = .array(try array(pointer: pointer, depth: depth))
    case UInt8(ascii: "\""): value = .string(try string())
    case UInt8(ascii: "t"): value = try keyword("true", .bool(true))
    case UInt8(ascii: "f"): value = try keyword("false", .bool(false))
    case UInt8(ascii: "n"): value = try keyword("null", .null)
    case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte):
      value = .number(try number())
    default: throw problem("expected a value, found \(found)\(hint)", at: pointer)
    }
    return JSONNode(value: value, position: start, pointer: pointer)
  }

  private mutating func object(
    pointer: String, depth: Int
  ) throws(JSONDiagnostic) -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    var places: [String: SourcePosition] = [:]
    advance()
    skipSpace()
    if take("}") { return members }
    repeat {
      skipSpace()
      let keyPosition = position
      guard peek == UInt8(ascii: "\"") else {
        throw problem("expected a key in double quotes, found \(found)\(keyHint)", at: pointer)
      }
      let key = try string()
      let path = JSONNode.pointer(pointer, key)
      skipSpace()
      guard take(":") else { throw problem("expected \":\", found \(found)", at: path) }
      skipSpace()
      let node = try value(pointer: path, depth: depth + 1)
      if let first = places[key] {
        mistakes.append(
          JSONDiagnostic(
            position: keyPosition, pointer: path,
            message: "duplicate key \"\(key)\", first given at \(first.line):\(first.column)"))
      } else {
        places[key] = keyPosition
        members.append(JSONNode.Member(key: key, keyPosition: keyPosition, node: node))
      }
      skipSpace()
    } while take(",")
    guard take("}") else {
      throw problem("expected \",\" or \"}\", found \(found)\(hint)", at: pointer)
    }
    return members
  }

  private mutating func array(
    pointer: String, depth: Int
  ) throws(JSONDiagnostic) -> [JSONNode] {
    var nodes: [JSONNode] = []
    advance()
    skipSpace()
    if take("]") { return nodes }
    repeat {
      skipSpace()
      nodes.append(try value(pointer: "\(pointer)/\(nodes.count)", depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else {
      throw problem("expected \",\" or \"]\", found \(found)\(hint)", at: pointer)
    }
    return nodes
  }

  private mutating func keyword(
    _ word: String, _ value: JSONNode.Value
  ) throws(JSONDiagnostic) -> JSONNode.Value {
    guard bytes[index...].starts(with: word.utf8) else {
      throw problem("expected a value, found \(found)\(hint)")
    }
    for _ in word.utf8 { advance() }
    return value
  }
}

extension JSONParser {
  /// The next byte, or nil at the end.
  var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Where the next byte stands.
  var position: SourcePosition { SourcePosition(file: file, line: line, column: column) }

  /// The next character in words.
  var found: String {
    guard let byte = peek else { return "the end of the file" }
    guard byte >= 0x20, byte < 0x7F else { return "byte \(byte)" }
    return "\"\(Character(Unicode.Scalar(byte)))\""
  }

  /// What the writer may have meant by what stands here and is no JSON, behind a message; or nothing.
  fileprivate var hint: String {
    guard let byte = peek else { return "" }
    switch Unicode.Scalar(byte) {
    case "/", "#": return "; JSON has no comments: remove it"
    case "}", "]":
      let before = bytes[..<index].last { !Self.isSpace($0) }
      return before == UInt8(ascii: ",") ? "; remove the comma before it" : ""
    case "'": return "; strings stand in double quotes"
    case "\"": return "; a comma is missing before it"
    case "T", "F", "t", "f": return "; write true or false"
    case "N", "n", "u": return "; write null, or leave the key out"
    case "+", ".", "I", "i": return "; numbers are written as 0.5 or 1e-3"
    case "A"..."Z", "a"..."z": return "; texts stand in double quotes"
    default: return ""
    }
  }

  /// What the writer may have meant by what stands in the place of a key.
  fileprivate var keyHint: String {
    guard let byte = peek, Unicode.Scalar(byte).properties.isAlphabetic else { return hint }
    return "; write the key in double quotes"
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }

  /// Steps over one byte; bytes within a character do not move the column.
  mutating func advance() {
    let byte = bytes[index]
    index += 1
    if byte == 0x0A {
      line += 1
      column = 1
    } else if byte & 0xC0 != 0x80 {
      column += 1
    }
  }

  /// Steps over one character when it comes next, and says whether it did.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    advance()
    return true
  }

  mutating func skipSpace() {
    while let byte = peek, Self.isSpace(byte) { advance() }
  }

  func problem(
    _ message: String, at pointer: String = "", from start: SourcePosition? = nil
  ) -> JSONDiagnostic {
    JSONDiagnostic(position: start ?? position, pointer: pointer, message: message)
  }
}
