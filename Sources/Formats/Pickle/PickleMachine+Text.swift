/// Strings, and the numbers that protocol 0 writes as text.
extension PickleMachine {
  mutating func executeText(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .binaryUnicode: try push(.string(try cursor.text(lengthBytes: 4)))
    case .shortBinaryUnicode: try push(.string(try cursor.text(lengthBytes: 1)))
    case .binaryUnicode8: try push(.string(try cursor.text(lengthBytes: 8)))
    case .binaryBytes: try push(.bytes(Array(try cursor.block(lengthBytes: 4))))
    case .shortBinaryBytes: try push(.bytes(Array(try cursor.block(lengthBytes: 1))))
    case .binaryBytes8, .byteArray8: try push(.bytes(Array(try cursor.block(lengthBytes: 8))))
    case .binaryString: try pushByteString(try cursor.block(lengthBytes: 4))
    case .shortBinaryString: try pushByteString(try cursor.block(lengthBytes: 1))
    case .string: try pushByteString(try unquoted(try cursor.line()))
    default: try push(.string(try rawUnicode(try cursor.line())))
    }
  }

  /// Pushes a string of Python 2, which is text where it is valid UTF-8.
  private mutating func pushByteString(_ bytes: ArraySlice<UInt8>) throws(PickleError) {
    if let text = String(validating: bytes, as: UTF8.self) {
      try push(.string(text))
    } else {
      try push(.bytes(Array(bytes)))
    }
  }

  /// Pushes a decimal number; `00` and `01` are how protocol 0 spells the booleans.
  mutating func pushWrittenInteger() throws(PickleError) {
    var text = try cursor.textLine()
    if text == "00" || text == "01" {
      try push(.boolean(text == "01"))
      return
    }
    if text.hasSuffix("L") { text.removeLast() }
    guard let value = Int(text) else {
      throw failure(.malformed, "'\(text.prefix(40))' is not a whole number of at most 64 bits.")
    }
    try push(.integer(value))
  }

  mutating func pushWrittenFloat() throws(PickleError) {
    let text = try cursor.textLine()
    guard let value = Double(text) else {
      throw failure(.malformed, "'\(text.prefix(40))' is not a number.")
    }
    try push(.float(value))
  }

  mutating func writtenIndex() throws(PickleError) -> Int {
    let text = try cursor.textLine()
    guard let index = Int(text), index >= 0 else {
      throw failure(.malformed, "'\(text.prefix(40))' is not the number of a remembered value.")
    }
    return index
  }

  /// Returns text whose bytes are Latin-1; four or eight hexadecimal digits behind a backslash and "u"
  /// or "U" stand for any other character.
  private func rawUnicode(_ bytes: ArraySlice<UInt8>) throws(PickleError) -> String {
    var scalars = String.UnicodeScalarView()
    var rest = bytes
    while let byte = rest.popFirst() {
      let isEscape = byte == UInt8(ascii: "\\")
      guard isEscape, let kind = rest.first, kind == 0x75 || kind == 0x55 else {
        scalars.append(Unicode.Scalar(byte))
        continue
      }
      rest = rest.dropFirst()
      let value = try hexadecimal(&rest, digits: kind == 0x75 ? 4 : 8)
      guard let scalar = Unicode.Scalar(value) else {
        throw failure(.malformed, "\(value) is not the number of a character.")
      }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  /// Returns the bytes that a quoted Python 2 string stands for.
  private func unquoted(_ line: ArraySlice<UInt8>) throws(PickleError) -> ArraySlice<UInt8> {
    guard let quote = line.first, quote == 0x27 || quote == 0x22, line.count >= 2,
      line.last == quote
    else { throw failure(.malformed, "a string lacks its quotes.") }
    var bytes: ArraySlice<UInt8> = []
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "n"): bytes.append(0x0A)
      case UInt8(ascii: "r"): bytes.append(0x0D)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "\\"): bytes.append(0x5C)
      case UInt8(ascii: "'"): bytes.append(0x27)
      case UInt8(ascii: "\""): bytes.append(0x22)
      case UInt8(ascii: "x"):
        bytes.append(UInt8(truncatingIfNeeded: try hexadecimal(&rest, digits: 2)))
      default: throw failure(.malformed, "a string holds an escape that is not known.")
      }
    }
    return bytes
  }

  private func hexadecimal(
    _ rest: inout ArraySlice<UInt8>, digits: Int
  ) throws(PickleError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let byte = rest.popFirst(),
        let digit = Character(Unicode.Scalar(byte)).hexDigitValue
      else { throw failure(.malformed, "an escape lacks some of its \(digits) digits.") }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
