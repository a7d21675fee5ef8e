internal import CZlib

/// The directory of a zip archive whose entries are stored, not compressed.
///
/// What the central directory, the local headers and the file's size say must agree to the byte, so
/// that every reader sees the same content.
struct ZipArchive: Sendable {
  /// One file in the archive.
  struct Entry: Sendable, Equatable {
    let name: String

    /// The place of the content, in bytes from the start of the archive.
    let content: Range<Int>

    /// The CRC-32 that the directory tells.
    let checksum: UInt32
  }

  /// The most entries that are read.
  static let entryLimit = 1 << 17

  /// The files in the order of the directory; their names are relative paths without "..".
  private(set) var entries: [Entry] = []

  /// Reads and checks the directory, and the checksum of every entry.
  init(reading file: borrowing TensorFile) throws(CheckpointError) {
    let directory = try ZipDirectoryPlace(of: file)
    guard directory.entryCount <= Self.entryLimit else {
      throw CheckpointError(
        .limit, path: file.path,
        "it has \(directory.entryCount) entries, more than \(Self.entryLimit).")
    }
    var fields = ZipFields(try file.bytes(directory.range), path: file.path)
    var headers: [ZipHeader] = []
    for _ in 0..<directory.entryCount { headers.append(try ZipHeader(central: &fields)) }
    guard fields.remaining == 0 else {
      throw fields.damage("its directory has more bytes than its \(headers.count) entries take")
    }
    if let content = ZipContent(names: headers.map(\.name), path: file.path) {
      throw CheckpointError(.unsupported, path: file.path, content.reason)
    }
    entries = try Self.entries(headers, directory, in: file)
    for entry in entries { try Self.checkSum(of: entry, in: file) }
  }

  /// Returns the entries once their local headers agree and none lies over another.
  private static func entries(
    _ headers: [ZipHeader], _ directory: ZipDirectoryPlace, in file: borrowing TensorFile
  ) throws(CheckpointError) -> [Entry] {
    var entries: [Entry] = []
    var names: Set<String> = []
    for header in headers {
      guard names.insert(header.name).inserted else {
        throw CheckpointError(
          .damaged, path: file.path, "its directory has two entries named '\(header.name)'.")
      }
      entries.append(try header.entry(before: directory.range.lowerBound, in: file))
    }
    var end = 0
    let inOrder = zip(headers, entries).sorted { $0.0.offset < $1.0.offset }
    for (header, entry) in inOrder {
      guard header.offset >= end, end > 0 || header.offset == 0 else {
        throw CheckpointError(
          .damaged, path: file.path,
          "its entry '\(header.name)' starts at byte \(header.offset), and the bytes before it "
            + "end at \(end).")
      }
      end = entry.content.upperBound
    }
    return entries
  }

  private static func checkSum(
    of entry: Entry, in file: borrowing TensorFile
  ) throws(CheckpointError) {
    var sum: UInt = 0
    for start in stride(from: entry.content.lowerBound, to: entry.content.upperBound, by: 1 << 20) {
      let piece = try file.bytes(start..<min(start + 1 << 20, entry.content.upperBound))
      sum = unsafe piece.withUnsafeBufferPointer {
        unsafe crc32(sum, $0.baseAddress, UInt32($0.count))
      }
    }
    guard sum == UInt(entry.checksum) else {
      throw CheckpointError(
        .damaged, path: file.path,
        "the checksum of its entry '\(entry.name)' is wrong, so its bytes have changed. Fetch it "
          + "again.")
    }
  }
}

/// Where the central directory of an archive lies, and how many entries it has.
struct ZipDirectoryPlace {
  /// The largest directory that is read, in bytes.
  private static let sizeLimit = 64 << 20

  let range: Range<Int>
  let entryCount: Int

  /// Reads the record at the end of the archive, and the 64-bit one before it where there is one.
  init(of file: borrowing TensorFile) throws(CheckpointError) {
    let end = file.size - 22
    guard end >= 0 else { throw Self.cutShort(file) }
    var record = ZipFields(try file.bytes(end..<file.size), path: file.path)
    guard try record.number(4) == 0x0605_4B50 else { throw Self.cutShort(file) }
    let (disk, firstDisk) = (try record.number(2), try record.number(2))
    let (here, total) = (try record.number(2), try record.number(2))
    let (size, offset) = (try record.number(4), try record.number(4))
    guard disk == 0, firstDisk == 0, here == total, try record.number(2) == 0 else {
      throw record.damage("its last record has a comment or tells of several disks")
    }
    guard let large = try Self.largeRecord(before: end, in: file) else {
      guard total != 0xFFFF, size != 0xFFFF_FFFF, offset != 0xFFFF_FFFF else {
        throw record.damage("its last record needs a 64-bit one, and there is none")
      }
      self = try Self(count: total, size: size, offset: offset, end: end, record)
      return
    }
    guard total == 0xFFFF || total == large.count, size == 0xFFFF_FFFF || size == large.size,
      offset == 0xFFFF_FFFF || offset == large.offset
    else { throw record.damage("its two last records contradict each other") }
    self = try Self(
      count: large.count, size: large.size, offset: large.offset, end: large.start, record)
  }

  private init(
    count: UInt64, size: UInt64, offset: UInt64, end: Int, _ record: ZipFields
  ) throws(CheckpointError) {
    guard let size = Int(exactly: size), let offset = Int(exactly: offset),
      let count = Int(exactly: count), offset <= end, size == end - offset
    else {
      throw record.damage("its last record does not lie right behind its directory")
    }
    guard size <= Self.sizeLimit else {
      throw CheckpointError(
        .limit, path: record.path,
        "its directory has \(size) bytes, more than the limit of \(Self.sizeLimit).")
    }
    range = offset..<end
    entryCount = count
  }

  private typealias LargeRecord = (count: UInt64, size: UInt64, offset: UInt64, start: Int)

  private static func largeRecord(
    before end: Int, in file: borrowing TensorFile
  ) throws(CheckpointError) -> LargeRecord? {
    guard end >= 20 else { return nil }
    var locator = ZipFields(try file.bytes(end - 20..<end), path: file.path)
    guard try locator.number(4) == 0x0706_4B50 else { return nil }
    let (disk, place, disks) = (
      try locator.number(4), try locator.number(8), try locator.number(4)
    )
    let start = end - 20 - 56
    guard disk == 0, disks == 1, start >= 0, place == UInt64(start) else {
      throw locator.damage("its 64-bit record is not where it should be")
    }
    var record = ZipFields(try file.bytes(start..<start + 56), path: file.path)
    guard try record.number(4) == 0x0606_4B50, try record.number(8) == 44 else {
      throw locator.damage("its 64-bit record is not where it should be")
    }
    _ = try record.number(4)
    let (thisDisk, firstDisk) = (try record.number(4), try record.number(4))
    let (here, total) = (try record.number(8), try record.number(8))
    guard thisDisk == 0, firstDisk == 0, here == total else {
      throw record.damage("its 64-bit record tells of several disks")
    }
    return (total, try record.number(8), try record.number(8), start)
  }

  private static func cutShort(_ file: borrowing TensorFile) -> CheckpointError {
    CheckpointError(
      .truncated, path: file.path,
      "it starts as a zip archive and does not end as one, at \(file.size) bytes. Fetch it again.")
  }
}
