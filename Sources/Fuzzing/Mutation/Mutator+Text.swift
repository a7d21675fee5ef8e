import Tensors

extension Mutator {
  /// Numbers as text: ends of types, signs, signed zero, what is no number, and other digits.
  private static let numbers = [
    "0", "-0", "1", "-1", "00", "1e999", "-1e999", "1e-999", "0.1", "1.", ".5", "+1", "1_000",
    "0x10", "127", "255", "65536", "2147483647", "2147483648", "-2147483649", "4294967296",
    "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "1e18", "1e19", "1e308", "nan", "NaN", "inf",
    "-Infinity", "１２", "٣", "½", "1e", "1e+", "99999999999999999999999999999999999999",
  ]

  /// Text that readers trip over: what ends lines, hides, joins, turns or names other places.
  private static let oddities = [
    "\0", "\u{FEFF}", "\u{202E}", "\u{200D}", "\u{0301}", "e\u{0301}", "\u{2028}", "\u{85}",
    "\u{0B}", "\u{1F468}\u{200D}\u{1F469}", "\u{10FFFF}", "\r", "\r\n", "\n", "\t", "\u{1B}[31m",
    "\"", "\"\"", "'", "\\", "\\u0000", "\\ud800", "\\udc00\\ud800", ",", ";", ":", "{", "}", "[",
    "]", "#", "%s", "../", "/", "//", "~", "null", "true", "false", "{}", "[]", "\"\":0",
  ]

  private static let brackets: [(open: String, close: String)] = [
    ("[", "]"), ("{\"a\":", "}"), ("(", ")"), ("{", "}"), ("\"", "\""),
  ]

  /// Makes one change of a token, a line or the nesting.
  func changeText(_ input: inout [UInt8], using generator: inout SeededGenerator) {
    let token = Self.token(of: input, using: &generator)
    switch generator.integer(below: 10) {
    case 0, 1: replaceNumber(in: &input, else: token, using: &generator)
    case 2: input.replaceSubrange(token, with: Array(generator.pick(Self.oddities).utf8))
    case 3:
      input.insert(contentsOf: Array(generator.pick(Self.oddities).utf8), at: token.lowerBound)
    case 4: nest(token, of: &input, using: &generator)
    case 5: input.removeSubrange(token)
    case 6: swap(token, in: &input, using: &generator)
    case 7: repeatLine(at: token.lowerBound, of: &input, using: &generator)
    case 8: lengthen(token, of: &input, using: &generator)
    default:
      let byte = generator.pick([0xC0, 0xC1, 0xED, 0xF5, 0xFF, 0x80, 0xE2] as [UInt8])
      input.insert(byte, at: token.lowerBound)
    }
  }

  private func replaceNumber(
    in input: inout [UInt8], else token: Range<Int>, using generator: inout SeededGenerator
  ) {
    var place = token
    for _ in 0..<16 where !place.contains(where: { Self.isDigit(input[$0]) }) {
      place = Self.token(of: input, using: &generator)
    }
    input.replaceSubrange(place, with: Array(generator.pick(Self.numbers).utf8))
  }

  private func nest(
    _ token: Range<Int>, of input: inout [UInt8], using generator: inout SeededGenerator
  ) {
    let (open, close) = generator.pick(Self.brackets)
    let depth = generator.pick([1, 2, 100, 1_000, 20_000])
    let isClosed = generator.chance(0.7)
    let block =
      String(repeating: open, count: depth).utf8 + input[token]
      + (isClosed ? Array(String(repeating: close, count: depth).utf8) : [])
    input.replaceSubrange(token, with: block)
  }

  private func swap(
    _ token: Range<Int>, in input: inout [UInt8], using generator: inout SeededGenerator
  ) {
    let source = generator.chance(0.5) ? input : generator.pick(corpus).bytes
    let other = Self.token(of: source, using: &generator)
    input.replaceSubrange(token, with: Array(source[other]))
  }

  private func repeatLine(
    at place: Int, of input: inout [UInt8], using generator: inout SeededGenerator
  ) {
    let newline = UInt8(ascii: "\n")
    let start = input[..<place].lastIndex(of: newline).map { $0 + 1 } ?? 0
    let end = input[place...].firstIndex(of: newline).map { $0 + 1 } ?? input.count
    let line = Array(input[start..<end])
    let times = generator.pick([0, 2, 10, 1_000])
    input.replaceSubrange(start..<end, with: Self.copies(times, of: line))
  }

  private func lengthen(
    _ token: Range<Int>, of input: inout [UInt8], using generator: inout SeededGenerator
  ) {
    let piece = token.isEmpty ? [UInt8(ascii: "a")] : Array(input[token])
    let times = generator.pick([2, 300, 5_000, 50_000])
    input.insert(contentsOf: Self.copies(times, of: piece), at: token.lowerBound)
  }

  /// Returns a piece several times, and no more than an input can hold.
  private static func copies(_ times: Int, of piece: [UInt8]) -> [UInt8] {
    (0..<min(times, 1 + sizeLimit / max(1, piece.count))).flatMap { _ in piece }
  }

  /// Returns a number, a word, or a single byte that is neither.
  private static func token(
    of input: [UInt8], using generator: inout SeededGenerator
  ) -> Range<Int> {
    guard !input.isEmpty else { return 0..<0 }
    let place = generator.integer(below: input.count)
    let isNumber = isNumeric(input[place])
    let belongs = { (byte: UInt8) in isNumber ? isNumeric(byte) : isLetter(byte) }
    guard belongs(input[place]) else { return place..<place + 1 }
    let start = input[..<place].lastIndex { !belongs($0) }.map { $0 + 1 } ?? 0
    let end = input[place...].firstIndex { !belongs($0) } ?? input.count
    return start..<end
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isNumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || [UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "+")].contains(byte)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x41...0x5A).contains(byte & 0xDF) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
}
