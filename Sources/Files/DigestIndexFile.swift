/// What is kept of one file.
package struct DigestEntry: Equatable, Sendable {
  package let digest: String
  package let stamp: FileStamp

  /// Creates an entry.
  package init(digest: String, stamp: FileStamp) {
    self.digest = digest
    self.stamp = stamp
  }
}

/// What is kept, by the absolute path of the file.
package typealias DigestEntries = [String: DigestEntry]

/// The form of a digest index on the disk.
///
/// The first line is `iir digests 1` and the SHA-256 of all that follows. Each further line holds the
/// digest of a file, its device, inode, size, times of modification and change, and its path.
package enum DigestIndexFile {
  /// What stands at the path of an index.
  package enum Content {
    case missing
    case entries(DigestEntries)
    case useless(reason: String)
  }

  /// The largest file that is read: far more than a million lines.
  static let sizeLimit = 512 << 20

  private static let title = "iir digests 1 "
  private static let space = UInt8(ascii: " ")
  private static let newline = UInt8(ascii: "\n")

  /// Reads an index; nothing in it is believed unless its own digest is right.
  package static func read(_ path: String) -> Content {
    do throws(FileError) {
      let file = try FileDescriptor(opening: path)
      let size = try file.regularFileSize()
      guard size <= sizeLimit else { return .useless(reason: "it has \(size) bytes") }
      return content(of: try file.readAll(count: size))
    } catch {
      guard error.cause != .missing else { return .missing }
      return .useless(reason: error.explanation)
    }
  }

  /// Returns the file of some entries, in the order of paths.
  package static func bytes(of entries: DigestEntries) -> [UInt8] {
    var body: [UInt8] = []
    body.reserveCapacity(entries.count * 256)
    for (path, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let stamp = entry.stamp
      body += Array(
        ("\(entry.digest) \(stamp.device) \(stamp.inode) \(stamp.size) "
          + "\(stamp.modified) \(stamp.changed) \(path)\n").utf8)
    }
    return Array("\(title)\(Digest.sha256(of: body))\n".utf8) + body
  }

  private static func content(of bytes: [UInt8]) -> Content {
    guard let end = bytes.firstIndex(of: newline), bytes.starts(with: title.utf8) else {
      return .useless(reason: "it does not begin as one")
    }
    let body = Array(bytes[(end + 1)...])
    let written = String(decoding: bytes[title.utf8.count..<end], as: UTF8.self)
    guard Digest.sha256(of: body) == written else {
      return .useless(reason: "it is damaged")
    }
    var entries: DigestEntries = [:]
    var lines = LineReader(bytes: body)
    while !lines.isAtEnd {
      guard let digest = lines.field(), Digest.isDigest(digest),
        let device = lines.number(UInt64.self), let inode = lines.number(UInt64.self),
        let size = lines.number(Int64.self), let modified = lines.number(Int64.self),
        let changed = lines.number(Int64.self), let path = lines.rest()
      else { return .useless(reason: "a line of it is not understood") }
      entries[path] = DigestEntry(
        digest: digest,
        stamp: FileStamp(
          device: device, inode: inode, size: size, modified: modified, changed: changed))
    }
    return .entries(entries)
  }

  /// Walks through lines of fields that end in a space.
  private struct LineReader {
    let bytes: [UInt8]
    var offset = 0

    var isAtEnd: Bool { offset == bytes.count }

    /// Returns what comes before the next space of this line.
    mutating func field() -> String? { text(endingIn: space) }

    /// Returns a field as a number.
    mutating func number<Number: FixedWidthInteger>(_: Number.Type) -> Number? {
      let isNegative = offset < bytes.count && bytes[offset] == UInt8(ascii: "-")
      if isNegative { offset += 1 }
      let start = offset
      var number: Number = 0
      while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) {
        let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
        let digit = Number(bytes[offset] - 0x30)
        let (next, overflow) =
          isNegative
          ? tens.subtractingReportingOverflow(digit) : tens.addingReportingOverflow(digit)
        guard !isTooLarge, !overflow else { return nil }
        number = next
        offset += 1
      }
      guard offset > start, offset < bytes.count, bytes[offset] == space else { return nil }
      offset += 1
      return number
    }

    /// Returns what is left of this line.
    mutating func rest() -> String? { text(endingIn: newline) }

    private mutating func text(endingIn end: UInt8) -> String? {
      let start = offset
      while offset < bytes.count, bytes[offset] != end, bytes[offset] != newline { offset += 1 }
      guard offset < bytes.count, bytes[offset] == end else { return nil }
      offset += 1
      return String(validating: bytes[start..<(offset - 1)], as: UTF8.self)
    }
  }
}
