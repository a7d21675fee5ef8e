extension JSONParser {
  /// Reads a string from its opening quote to its closing one.
  mutating func string() throws(JSONDiagnostic) -> String {
    let start = position
    var content: [UInt8] = []
    advance()
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        guard let text = String(validating: content, as: UTF8.self) else {
          throw problem("the string is not UTF-8", from: start)
        }
        return text
      case UInt8(ascii: "\\"):
        content += String(try escape()).utf8
      case 0..<0x20:
        throw problem("a control character in a string; write it as \\n, \\t or \\u00XX")
      default:
        content.append(byte)
        advance()
      }
    }
    throw problem("the string has no closing quote", from: start)
  }

  private mutating func escape() throws(JSONDiagnostic) -> Unicode.Scalar {
    let start = position
    advance()
    guard let byte = peek else { throw problem("the file ends within a string") }
    advance()
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    case UInt8(ascii: "b"): return "\u{08}"
    case UInt8(ascii: "f"): return "\u{0C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return try unicodeEscape(from: start)
    default: throw problem("unknown escape; write a backslash as \\\\", from: start)
    }
  }

  private mutating func unicodeEscape(
    from start: SourcePosition
  ) throws(JSONDiagnostic) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, take("\\"), take("u") else {
      throw problem("half of a surrogate pair", from: start)
    }
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
    else { throw problem("half of a surrogate pair", from: start) }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONDiagnostic) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw problem("expected four hexadecimal digits, found \(found)")
      }
      code = code << 4 | UInt32(digit)
      advance()
    }
    return code
  }

  /// Reads a number and returns it as written.
  mutating func number() throws(JSONDiagnostic) -> String {
    let (start, first) = (position, index)
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("-") { _ = take("+") }
      try digits()
    }
    if let byte = peek, Self.isDigit(byte) {
      throw problem("a number may not begin with 0 and another digit", from: start)
    }
    let text = String(decoding: bytes[first..<index], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw problem("\(text) is beyond the range of a double", from: start)
    }
    return text
  }

  private mutating func digits() throws(JSONDiagnostic) {
    var count = 0
    while let byte = peek, Self.isDigit(byte) {
      advance()
      count += 1
    }
    if count == 0 { throw problem("expected a digit, found \(found)") }
  }
}
