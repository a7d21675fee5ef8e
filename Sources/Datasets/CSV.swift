/// Tables of comma-separated values, RFC 4180.
package enum CSV {
  /// One record, and the line of the file on which it starts, from 1.
  package struct Record: Equatable {
    package let line: Int
    package let fields: [String]
  }

  /// Returns the records of a table; lines of nothing but spaces are passed over, CR LF and LF both end
  /// a line.
  ///
  /// - Parameters:
  ///   - text: the table.
  ///   - path: the file it came from, for messages.
  /// - Returns: the records, the header among them.
  /// - Throws: `DatasetError` with the line that breaks the rules.
  package static func records(in text: String, path: String) throws(DatasetError) -> [Record] {
    var parser = CSVParser(bytes: Array(text.utf8), path: path)
    return try parser.records()
  }

  /// Returns the text of a table, lines ended by LF; fields are quoted where they must be.
  static func text(_ records: [[String]]) -> String {
    records.map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ field: String) -> String {
    let mustQuote = field.utf8.contains {
      $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D
    }
    guard mustQuote else { return field }
    // Byte by byte, since a quote with a mark upon it is a character of its own.
    let quote = UInt8(ascii: "\"")
    let content = field.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] }
    return "\"\(String(decoding: content, as: UTF8.self))\""
  }
}

private struct CSVParser {
  private let bytes: [UInt8]
  private let path: String
  private var offset = 0
  private var line = 1

  private static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  mutating func records() throws(DatasetError) -> [CSV.Record] {
    var records: [CSV.Record] = []
    while offset < bytes.count {
      let start = line
      let fields = try record()
      guard fields.count > 1 || !fields[0].allSatisfy(\.isWhitespace) else { continue }
      records.append(CSV.Record(line: start, fields: fields))
    }
    return records
  }

  private mutating func record() throws(DatasetError) -> [String] {
    var fields: [String] = []
    while true {
      fields.append(try field())
      guard offset < bytes.count else { return fields }
      if bytes[offset] == Self.comma {
        offset += 1
        continue
      }
      if bytes[offset] == 0x0D { offset += 1 }
      offset += 1
      line += 1
      return fields
    }
  }

  /// Returns one field and stops at the comma, the line's end or the end of the text behind it.
  private mutating func field() throws(DatasetError) -> String {
    guard offset < bytes.count, bytes[offset] == Self.quote else {
      let start = offset
      while offset < bytes.count, !isEnd { offset += 1 }
      let content = bytes[start..<offset]
      guard !content.contains(Self.quote) else {
        throw malformed(line, "a quote stands within a field that is not quoted")
      }
      return String(decoding: content, as: UTF8.self)
    }
    let content = try quotedContent()
    guard offset == bytes.count || isEnd else {
      throw malformed(line, "text follows a closing quote")
    }
    return content
  }

  private mutating func quotedContent() throws(DatasetError) -> String {
    let start = line
    var content: [UInt8] = []
    offset += 1
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      if byte == Self.quote {
        guard offset < bytes.count, bytes[offset] == Self.quote else {
          return String(decoding: content, as: UTF8.self)
        }
        offset += 1
      }
      if byte == 0x0A { line += 1 }
      content.append(byte)
    }
    throw malformed(start, "a quoted field is not closed")
  }

  private var isEnd: Bool {
    switch bytes[offset] {
    case Self.comma, 0x0A: true
    case 0x0D: offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
    default: false
    }
  }

  private func malformed(_ line: Int, _ problem: String) -> DatasetError {
    DatasetError(
      .malformed, path: path, location: .line(line), problem: problem,
      advice: "Quote fields that hold quotes, and double each quote within.")
  }
}
