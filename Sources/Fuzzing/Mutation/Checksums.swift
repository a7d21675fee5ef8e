/// The check values of zip, PNG and zlib.
enum Checksums {
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
  }

  /// Returns the CRC-32 of zip and PNG (ISO 3309).
  static func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
  }

  /// Returns the Adler-32 of zlib (RFC 1950).
  static func adler32(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let (low, high) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let low = (sums.0 + UInt32(byte)) % 65_521
      return (low, (sums.1 + low) % 65_521)
    }
    return high << 16 | low
  }

  /// Returns a zlib stream that holds bytes without compressing them.
  static func zlibStream(storing bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let block = bytes[start..<min(bytes.count, start + 0xFFFF)]
      start = block.endIndex
      let count = UInt64(block.count)
      stream.append(start == bytes.count ? 1 : 0)
      stream += littleEndian(count, 2) + littleEndian(~count, 2) + block
    } while start < bytes.count
    return stream + littleEndian(UInt64(adler32(bytes)), 4).reversed()
  }

  /// Returns the lowest bytes of a number, the least significant first.
  static func littleEndian(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt64($0))) }
  }

  /// Returns the number that bytes spell, the least significant first; nil where they end before.
  static func number(in bytes: [UInt8], at place: Int, _ count: Int) -> Int? {
    guard place >= 0, place <= bytes.count - count else { return nil }
    return bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
