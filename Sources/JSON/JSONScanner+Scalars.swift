/// A number as it is written.
package struct JSONNumber {
  /// Its characters.
  package let text: String

  /// Whether it has neither a fraction nor an exponent.
  package let isWhole: Bool
}

extension JSONScanner {
  /// What a value is, by its first byte.
  package enum Kind {
    case object
    case array
    case string
    case number
    /// True, false or null.
    case word
  }

  /// Returns what the value is that begins at the next byte.
  package func next() throws(JSONDiagnostic) -> Kind {
    switch peek {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): return .word
    case .some(let byte) where byte == UInt8(ascii: "-") || Self.isDigit(byte): return .number
    default: throw problem("expected a value, found \(found)\(hint)")
    }
  }

  /// Reads true or false, or null, which is nil.
  package mutating func word() throws(JSONDiagnostic) -> Bool? {
    for (word, value) in [("true", true), ("false", false), ("null", nil)] as [(String, Bool?)]
    where rest.starts(with: word.utf8) {
      index += word.utf8.count
      return value
    }
    throw problem("expected a value, found \(found)\(hint)")
  }

  /// Reads a string from its opening quote to its closing one.
  package mutating func string() throws(JSONDiagnostic) -> String {
    let start = index
    guard take("\"") else { throw problem("expected a string, found \(found)\(hint)") }
    var content: [UInt8] = []
    var first = index
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        // Most strings have no escape, and are read as they stand.
        let text =
          content.isEmpty
          ? String(validating: bytes[first..<index], as: UTF8.self)
          : String(validating: content + bytes[first..<index], as: UTF8.self)
        guard let text else { throw problem("the string is not UTF-8", at: start) }
        index += 1
        return text
      case UInt8(ascii: "\\"):
        content += bytes[first..<index]
        content += String(try escape()).utf8
        first = index
      case 0..<0x20:
        throw problem("a control character in a string; write it as \\n, \\t or \\u00XX")
      default: index += 1
      }
    }
    throw problem("the string has no closing quote", at: start)
  }

  private mutating func escape() throws(JSONDiagnostic) -> Unicode.Scalar {
    let start = index
    index += 1
    guard let byte = peek else { throw problem("the file ends within a string") }
    index += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw problem("unknown escape; write a backslash as \\\\", at: start)
    }
  }

  private mutating func unicodeEscape(from start: Int) throws(JSONDiagnostic) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else {
      throw problem("half of a surrogate pair", at: start)
    }
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw problem("half of a surrogate pair", at: start) }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONDiagnostic) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("expected four hexadecimal digits, found \(found)")
      }
      code = code << 4 | UInt32(digit)
      index += 1
    }
    return code
  }

  /// Reads a number; one beyond the range of a double is refused.
  package mutating func number() throws(JSONDiagnostic) -> JSONNumber {
    let start = index
    _ = take("-")
    if !take("0") { try digits() }
    let wholeEnd = index
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      try digits()
    }
    if let byte = peek, Self.isDigit(byte) {
      throw problem("a number may not begin with 0 and another digit", at: start)
    }
    let number = JSONNumber(
      text: String(decoding: bytes[start..<index], as: UTF8.self), isWhole: index == wholeEnd)
    // A whole number of so many digits is within the range for certain.
    if number.isWhole, index - start <= 300 { return number }
    guard let value = Double(number.text), value.isFinite else {
      throw problem("\(number.text) is beyond the range of a double", at: start)
    }
    return number
  }

  /// Reads a whole number from 0 of at most eighteen digits; nil, and nothing is read, for any other number.
  mutating func shortWhole() -> Int? {
    let start = index
    var value = 0
    while let byte = peek, Self.isDigit(byte), index - start < 18 {
      value = value * 10 + Int(byte - UInt8(ascii: "0"))
      index += 1
    }
    let isWritten =
      index > start && (index - start == 1 || bytes[start] != UInt8(ascii: "0"))
    switch peek {
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), 0x0A:
      if isWritten { return value }
    default: break
    }
    index = start
    return nil
  }

  private mutating func digits() throws(JSONDiagnostic) {
    let start = index
    while let byte = peek, Self.isDigit(byte) { index += 1 }
    if index == start { throw problem("expected a digit, found \(found)") }
  }
}

extension JSONScanner {
  /// The next character in words.
  var found: String {
    guard let byte = peek else { return "the end of the file" }
    guard byte >= 0x20, byte < 0x7F else { return "byte \(byte)" }
    return "\"\(Character(Unicode.Scalar(byte)))\""
  }

  /// What the writer may have meant by what stands here and is no JSON, behind a message; or nothing.
  var hint: String {
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
  var keyHint: String {
    guard let byte = peek, Unicode.Scalar(byte).properties.isAlphabetic else { return hint }
    return "; write the key in double quotes"
  }
}
