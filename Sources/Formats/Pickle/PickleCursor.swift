/// A position in bytes that refuses to move past their end.
struct PickleCursor {
  let bytes: [UInt8]
  private(set) var offset: Int
  private let end: Int
  private let stringLimit: Int

  init(bytes: [UInt8], offset: Int, limits: PickleLimits) {
    self.bytes = bytes
    self.offset = offset
    end = min(bytes.count, offset.addingReportingOverflow(limits.totalBytes).partialValue)
    stringLimit = limits.stringBytes
  }

  /// The bytes that are left.
  var remaining: Int { end - offset }

  mutating func byte() throws(PickleError) -> UInt8 {
    guard offset < end else { throw outOfBytes(wanted: 1) }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// Returns the next bytes; the count may be any claim the input makes.
  mutating func take(_ count: Int) throws(PickleError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw outOfBytes(wanted: count) }
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// Returns the next `count` bytes as an unsigned number, least significant first.
  mutating func unsigned(_ count: Int) throws(PickleError) -> UInt64 {
    var value: UInt64 = 0
    for (position, byte) in try take(count).enumerated() {
      value |= UInt64(byte) << UInt64(8 * position)
    }
    return value
  }

  /// Returns a length that fits in memory's address space.
  mutating func length(_ count: Int) throws(PickleError) -> Int {
    let start = offset
    let value = try unsigned(count)
    guard let length = Int(exactly: value) else {
      throw PickleError(.malformed, at: start, "a length of \(value) bytes is impossible.")
    }
    return length
  }

  /// Returns a block of bytes behind its own length.
  mutating func block(lengthBytes: Int) throws(PickleError) -> ArraySlice<UInt8> {
    let start = offset
    let count = try length(lengthBytes)
    try checkString(count, at: start)
    return try take(count)
  }

  /// Returns the bytes up to the next line feed, which is consumed.
  mutating func line() throws(PickleError) -> ArraySlice<UInt8> {
    let start = offset
    guard let feed = bytes[offset..<end].firstIndex(of: UInt8(ascii: "\n")) else {
      throw outOfBytes(wanted: remaining + 1)
    }
    try checkString(feed - start, at: start)
    offset = feed + 1
    return bytes[start..<feed]
  }

  /// Returns a block of UTF-8 text behind its own length.
  mutating func text(lengthBytes: Int) throws(PickleError) -> String {
    let start = offset
    return try Self.text(try block(lengthBytes: lengthBytes), at: start)
  }

  /// Returns a line of UTF-8 text.
  mutating func textLine() throws(PickleError) -> String {
    let start = offset
    return try Self.text(try line(), at: start)
  }

  private static func text(
    _ bytes: ArraySlice<UInt8>, at offset: Int
  ) throws(PickleError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PickleError(.malformed, at: offset, "a string is not valid UTF-8.")
    }
    return text
  }

  private func checkString(_ count: Int, at offset: Int) throws(PickleError) {
    guard count <= stringLimit else {
      throw PickleError(
        .limit, at: offset, "a string of \(count) bytes is above the limit of \(stringLimit).")
    }
  }

  private func outOfBytes(wanted: Int) -> PickleError {
    if end < bytes.count {
      return PickleError(.limit, at: offset, "the pickle is above the limit of its total bytes.")
    }
    return PickleError(
      .truncated, at: offset,
      "it ends here, \(wanted - remaining) bytes early; the file may be cut short.")
  }
}
