/// How JSON text is laid out.
struct JSONLayout {
  /// Whether each member and each element stands on a line of its own, two spaces a level.
  let hasLines: Bool

  /// What stands between a key and its value.
  let colon: [UInt8]

  /// Whether the brackets of nothing stand on lines of their own, with an empty one between them.
  let spreadsEmpty: Bool

  /// Whether a double without a fraction is written as one, "1.0".
  let keepsWholeFractions: Bool

  /// Whether a backspace and a form feed have the short escapes "\b" and "\f".
  let hasAllShortEscapes: Bool

  /// The one line of canonical JSON.
  static let compact = JSONLayout(
    hasLines: false, colon: Array(":".utf8), spreadsEmpty: false, keepsWholeFractions: true,
    hasAllShortEscapes: false)

  /// The lines of canonical JSON.
  static let pretty = JSONLayout(
    hasLines: true, colon: Array(": ".utf8), spreadsEmpty: false, keepsWholeFractions: true,
    hasAllShortEscapes: false)

  /// The lines of records, as `JSONEncoder` of Foundation writes them.
  static let record = JSONLayout(
    hasLines: true, colon: Array(" : ".utf8), spreadsEmpty: true, keepsWholeFractions: false,
    hasAllShortEscapes: true)

  /// The one line of records.
  static let compactRecord = JSONLayout(
    hasLines: false, colon: Array(":".utf8), spreadsEmpty: false, keepsWholeFractions: false,
    hasAllShortEscapes: true)
}

/// JSON text that grows value by value: the one writer of all JSON.
struct JSONText {
  private let layout: JSONLayout

  /// What has been written, UTF-8.
  private(set) var bytes: [UInt8] = []

  /// The end of a line, and the spaces that the next begins with.
  private var newline: [UInt8] = [0x0A]

  /// Creates an empty text.
  init(_ layout: JSONLayout) {
    self.layout = layout
  }

  /// Writes the absent value.
  mutating func null() { bytes.append(contentsOf: "null".utf8) }

  /// Writes true or false.
  mutating func bool(_ value: Bool) { bytes.append(contentsOf: (value ? "true" : "false").utf8) }

  /// Writes a whole number.
  mutating func integer(_ value: some FixedWidthInteger) {
    bytes.append(contentsOf: String(value).utf8)
  }

  /// Writes a finite number with the fewest digits that read back to the same value.
  mutating func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) {
    precondition(value.isFinite, "expected a finite number, found \(value)")
    bytes.append(contentsOf: value.description.utf8)
    // A description has more than two characters.
    let point = bytes.count - 2
    if !layout.keepsWholeFractions, bytes[point] == UInt8(ascii: "."),
      bytes[point + 1] == UInt8(ascii: "0")
    {
      bytes.removeLast(2)
    }
  }

  /// Writes a quoted string: only quotes, backslashes and control characters are escaped.
  mutating func string(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    if value.utf8.contains(where: Self.isEscaped) {
      for byte in value.utf8 {
        if Self.isEscaped(byte) { escape(byte) } else { bytes.append(byte) }
      }
    } else {
      bytes.append(contentsOf: value.utf8)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Writes an array.
  ///
  /// - Parameters:
  ///   - elements: the elements in order.
  ///   - each: writes one of them.
  mutating func array<Elements: Collection>(
    _ elements: Elements, each: (inout JSONText, Elements.Element) -> Void
  ) {
    items(elements, UInt8(ascii: "["), UInt8(ascii: "]"), each)
  }

  /// Writes an object.
  ///
  /// - Parameters:
  ///   - members: the members in the order of their keys.
  ///   - key: returns the key of a member.
  ///   - value: writes the value of a member.
  mutating func object<Members: Collection>(
    _ members: Members, key: (Members.Element) -> String,
    value: (inout JSONText, Members.Element) -> Void
  ) {
    items(members, UInt8(ascii: "{"), UInt8(ascii: "}")) { text, member in
      text.string(key(member))
      text.bytes.append(contentsOf: text.layout.colon)
      value(&text, member)
    }
  }

  /// Writes what has been laid out before: scalars of another text of the same layout.
  mutating func copy(_ scalars: JSONText, _ range: Range<Int>) {
    bytes.append(contentsOf: scalars.bytes[range])
  }

  /// Ends the last line.
  mutating func endLine() { bytes.append(0x0A) }

  private mutating func items<Items: Collection>(
    _ items: Items, _ opening: UInt8, _ closing: UInt8,
    _ each: (inout JSONText, Items.Element) -> Void
  ) {
    bytes.append(opening)
    let closesLine = layout.hasLines && (layout.spreadsEmpty || !items.isEmpty)
    if layout.hasLines {
      if items.isEmpty, layout.spreadsEmpty { bytes.append(0x0A) }
      newline += [0x20, 0x20]
    }
    var isFirst = true
    for item in items {
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      if layout.hasLines { bytes.append(contentsOf: newline) }
      each(&self, item)
    }
    if layout.hasLines { newline.removeLast(2) }
    if closesLine { bytes.append(contentsOf: newline) }
    bytes.append(closing)
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
    case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
    case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
    case 0x08 where layout.hasAllShortEscapes: bytes.append(UInt8(ascii: "b"))
    case 0x0C where layout.hasAllShortEscapes: bytes.append(UInt8(ascii: "f"))
    case 0..<0x20:
      bytes.append(contentsOf: byte < 0x10 ? "u000".utf8 : "u00".utf8)
      bytes.append(contentsOf: String(byte, radix: 16).utf8)
    default: bytes.append(byte)
    }
  }
}
