public import Failures

extension CanonicalJSON {
  /// What is wrong with a text that should be JSON.
  public struct ParseError: Failure, Equatable {
    /// The byte at which reading stopped, counted from 0.
    public let offset: Int

    /// What stood there, or was missing.
    public let reason: String

    /// Creates an error about one place.
    public init(offset: Int, reason: String) {
      self.offset = offset
      self.reason = reason
    }

    /// A text that is no JSON is an input of no use.
    public var kind: FailureKind { .damagedInput }

    /// The place.
    public var subject: String { "byte \(offset)" }

    /// Where, and what.
    public var statement: String { "Not valid JSON at \(subject): \(reason)" }
  }

  /// Reads a value from JSON in any layout.
  ///
  /// A number with a fraction or an exponent is a double, any other an integer. Refused are
  /// duplicate names, more than 64 levels, numbers that do not fit, and anything after the value.
  ///
  /// - Parameter bytes: the UTF-8 text.
  /// - Throws: `ParseError`.
  public init(parsing bytes: [UInt8]) throws(ParseError) {
    var scanner = Scanner(bytes: bytes)
    self = try scanner.value(depth: 0)
    guard scanner.peek() == nil else { throw scanner.error("more follows the value") }
  }
}

/// Reads JSON from bytes, front to back.
private struct Scanner {
  let bytes: [UInt8]
  var offset = 0

  func error(_ reason: String) -> CanonicalJSON.ParseError {
    CanonicalJSON.ParseError(offset: offset, reason: reason)
  }

  /// Returns the next byte that is not white space, without passing it.
  mutating func peek() -> UInt8? {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return bytes[offset]
      }
    }
    return nil
  }

  mutating func pass(_ character: Unicode.Scalar) throws(CanonicalJSON.ParseError) {
    guard peek() == UInt8(ascii: character) else { throw error("expected '\(character)'") }
    offset += 1
  }

  mutating func value(depth: Int) throws(CanonicalJSON.ParseError) -> CanonicalJSON {
    guard depth <= 64 else { throw error("more than 64 levels") }
    switch peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func word(
    _ word: String, _ value: CanonicalJSON
  ) throws(CanonicalJSON.ParseError) -> CanonicalJSON {
    guard bytes[offset...].starts(with: word.utf8) else { throw error("expected '\(word)'") }
    offset += word.utf8.count
    return value
  }

  mutating func object(depth: Int) throws(CanonicalJSON.ParseError) -> CanonicalJSON {
    var members: [String: CanonicalJSON] = [:]
    try pass("{")
    if peek() != UInt8(ascii: "}") {
      while true {
        _ = peek()
        let start = offset
        let name = try string()
        try pass(":")
        guard members.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
          offset = start
          throw error("'\(name)' stands twice in one object")
        }
        guard peek() == UInt8(ascii: ",") else { break }
        offset += 1
      }
    }
    try pass("}")
    return .object(members)
  }

  mutating func array(depth: Int) throws(CanonicalJSON.ParseError) -> CanonicalJSON {
    var values: [CanonicalJSON] = []
    try pass("[")
    if peek() != UInt8(ascii: "]") {
      while true {
        values.append(try value(depth: depth + 1))
        guard peek() == UInt8(ascii: ",") else { break }
        offset += 1
      }
    }
    try pass("]")
    return .array(values)
  }

  mutating func number() throws(CanonicalJSON.ParseError) -> CanonicalJSON {
    let start = offset
    if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") { offset += 1 }
    let whole = offset
    guard digits() else { throw error("expected a value") }
    guard bytes[whole] != UInt8(ascii: "0") || offset == whole + 1 else {
      throw error("a number starts with a zero too many")
    }
    var isInteger = true
    if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
      offset += 1
      isInteger = false
      guard digits() else { throw error("expected digits after the point") }
    }
    if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
      offset += 1
      isInteger = false
      if offset < bytes.count, [0x2B, 0x2D].contains(bytes[offset]) { offset += 1 }
      guard digits() else { throw error("expected digits in the exponent") }
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, let value = Int(text) { return .integer(value) }
    guard !isInteger, let value = Double(text), value.isFinite else {
      throw error("the number \(text) is too large")
    }
    return .double(value)
  }

  /// Passes digits; returns whether there was one.
  mutating func digits() -> Bool {
    let start = offset
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    return offset > start
  }

  mutating func string() throws(CanonicalJSON.ParseError) -> String {
    try pass("\"")
    var text: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("the string is not UTF-8")
        }
        offset += 1
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw error("a control character stands in a string")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw error("the string does not end")
  }

  mutating func escape() throws(CanonicalJSON.ParseError) -> [UInt8] {
    offset += 2
    guard offset <= bytes.count else { throw error("the string does not end") }
    switch bytes[offset - 1] {
    case UInt8(ascii: "\""): return [0x22]
    case UInt8(ascii: "\\"): return [0x5C]
    case UInt8(ascii: "/"): return [0x2F]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicode()
    default: throw error("unknown escape")
    }
  }

  /// Returns the UTF-8 of a `\u` escape, or of the two that make a surrogate pair.
  mutating func unicode() throws(CanonicalJSON.ParseError) -> [UInt8] {
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), bytes[offset...].starts(with: Array("\\u".utf8)) {
      offset += 2
      units.append(try codeUnit())
    }
    guard let character = String(validating: units, as: UTF16.self) else {
      throw error("half of a surrogate pair")
    }
    return Array(character.utf8)
  }

  mutating func codeUnit() throws(CanonicalJSON.ParseError) -> UInt16 {
    let digits = bytes[offset...].prefix(4)
    let value = digits.reduce(UInt16?(0)) { sum, digit in
      guard let sum, let next = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      return sum << 4 | UInt16(next)
    }
    guard digits.count == 4, let value else { throw error("expected four hexadecimal digits") }
    offset += 4
    return value
  }
}
