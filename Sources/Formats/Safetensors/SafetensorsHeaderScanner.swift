internal import OrderedCollections

/// Reads the JSON of a safetensors header, front to back, and nothing that is not in it.
///
/// General JSON readers keep one of two equal names in silence; here the second is an error.
package struct SafetensorsHeaderScanner {
  private let bytes: [UInt8]
  private let end: Int
  private let path: String
  private var offset: Int

  /// Creates a scanner.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - range: the place of the header.
  ///   - path: the file, for messages.
  package init(bytes: [UInt8], range: Range<Int>, path: String) {
    self.bytes = bytes
    self.path = path
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Returns the header, once all of its bytes are read.
  mutating func header() throws(SafetensorsError) -> SafetensorsHeader {
    var header = SafetensorsHeader()
    var hasMetadata = false
    guard offset < end, bytes[offset] == UInt8(ascii: "{") else {
      throw error("expected '{' as the first byte")
    }
    try members { scanner, name throws(SafetensorsError) in
      if name == "__metadata__" {
        guard !hasMetadata else { return false }
        hasMetadata = true
        header.metadata = try scanner.texts()
        return true
      }
      let entry = try scanner.entry(name)
      return header.entries.updateValue(entry, forKey: name) == nil
    }
    guard peek() == nil else { throw error("more follows the closing brace") }
    return header
  }

  private mutating func texts() throws(SafetensorsError) -> [String: String] {
    var texts: [String: String] = [:]
    try members { scanner, name throws(SafetensorsError) in
      texts.updateValue(try scanner.string(), forKey: name) == nil
    }
    return texts
  }

  private mutating func entry(
    _ tensor: String
  ) throws(SafetensorsError) -> SafetensorsHeader.Entry {
    var (type, shape, offsets) = (ElementType?.none, [Int]?.none, [Int]?.none)
    try members { scanner, name throws(SafetensorsError) in
      switch name {
      case "dtype":
        guard type == nil else { return false }
        let text = try scanner.string()
        guard let known = ElementType(rawValue: text) else {
          throw scanner.error("'\(text)' is no element type")
        }
        type = known
      case "shape":
        guard shape == nil else { return false }
        shape = try scanner.integers()
      case "data_offsets":
        guard offsets == nil else { return false }
        offsets = try scanner.integers()
      default:
        throw scanner.error("'\(name)' is not one of dtype, shape, data_offsets")
      }
      return true
    }
    guard let type, let shape, let offsets else {
      throw .tensor(path: path, name: tensor, reason: "dtype, shape or data_offsets is missing")
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw .tensor(
        path: path, name: tensor, reason: "its offsets \(offsets) are not a start and an end")
    }
    return SafetensorsHeader.Entry(type: type, shape: shape, offsets: offsets[0]..<offsets[1])
  }

  /// Reads an object; `each` reads the value of one name, and returns false for a repeated one.
  mutating func members(
    _ each: (inout SafetensorsHeaderScanner, String) throws(SafetensorsError) -> Bool
  ) throws(SafetensorsError) {
    try pass("{")
    if peek() != UInt8(ascii: "}") {
      while true {
        let name = try string()
        try pass(":")
        guard try each(&self, name) else { throw error("'\(name)' stands twice in one object") }
        guard peek() == UInt8(ascii: ",") else { break }
        offset += 1
      }
    }
    try pass("}")
  }

  mutating func integers() throws(SafetensorsError) -> [Int] {
    var integers: [Int] = []
    try pass("[")
    if peek() != UInt8(ascii: "]") {
      while true {
        integers.append(try integer())
        guard peek() == UInt8(ascii: ",") else { break }
        offset += 1
      }
    }
    try pass("]")
    return integers
  }

  private mutating func integer() throws(SafetensorsError) -> Int {
    _ = peek()
    let start = offset
    while offset < end, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    let digits = bytes[start..<offset]
    guard let first = digits.first, first != 0x30 || digits.count == 1 else {
      throw error("expected a whole number of at least 0")
    }
    guard let value = Int(String(decoding: digits, as: UTF8.self)) else {
      throw error("the number does not fit in 64 bits")
    }
    return value
  }

  /// Returns the next byte of the header that is not white space, without passing it.
  mutating func peek() -> UInt8? {
    while offset < end {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0A, 0x0D: offset += 1
      default: return bytes[offset]
      }
    }
    return nil
  }

  mutating func pass(_ character: Unicode.Scalar) throws(SafetensorsError) {
    guard peek() == UInt8(ascii: character) else { throw error("expected '\(character)'") }
    offset += 1
  }

  /// The bytes that are left.
  var rest: ArraySlice<UInt8> { bytes[offset..<end] }

  /// Passes bytes that are there.
  mutating func pass(byteCount: Int) { offset += byteCount }

  func error(_ reason: String) -> SafetensorsError {
    .header(path: path, offset: offset, reason: reason)
  }
}

extension SafetensorsHeaderScanner {
  /// Returns a quoted text.
  mutating func string() throws(SafetensorsError) -> String {
    try pass("\"")
    var text: [UInt8] = []
    while offset < end {
      let byte = bytes[offset]
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw error("the text is not UTF-8")
        }
        offset += 1
        return string
      case UInt8(ascii: "\\"): text += try escape()
      case 0..<0x20: throw error("a control character stands in a text")
      default:
        text.append(byte)
        offset += 1
      }
    }
    throw error("the text does not end")
  }

  private mutating func escape() throws(SafetensorsError) -> [UInt8] {
    guard offset + 1 < end else { throw error("the text does not end") }
    offset += 2
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
  private mutating func unicode() throws(SafetensorsError) -> [UInt8] {
    var units = [try codeUnit()]
    if UTF16.isLeadSurrogate(units[0]), bytes[offset..<end].starts(with: Array("\\u".utf8)) {
      offset += 2
      units.append(try codeUnit())
    }
    guard let character = String(validating: units, as: UTF16.self) else {
      throw error("half of a surrogate pair")
    }
    return Array(character.utf8)
  }

  private mutating func codeUnit() throws(SafetensorsError) -> UInt16 {
    let digits = bytes[offset..<end].prefix(4)
    let value = digits.reduce(UInt16?(0)) { sum, digit in
      guard let sum, let next = Character(Unicode.Scalar(digit)).hexDigitValue else { return nil }
      return sum << 4 | UInt16(next)
    }
    guard digits.count == 4, let value else { throw error("expected four hexadecimal digits") }
    offset += 4
    return value
  }
}
