/// What the directory of an archive tells of one entry.
struct ZipHeader: Sendable {
  let name: String

  /// The place of the local header.
  let offset: Int

  private let flags: UInt64
  private let method: UInt64
  private let checksum: UInt64

  /// The bytes that the content takes in the archive.
  private let size: Int

  /// The bytes that it would take unpacked.
  private let plainSize: UInt64

  /// A bit of the flags: the local header leaves the sizes open, a record behind the content has
  /// them.
  private static let sizesFollow: UInt64 = 1 << 3

  /// A bit of the flags: the name is UTF-8.
  private static let isUTF8: UInt64 = 1 << 11

  /// Reads the next entry of the directory.
  init(central fields: inout ZipFields) throws(CheckpointError) {
    guard try fields.number(4) == 0x0201_4B50 else {
      throw fields.damage("its directory is not where its last record says")
    }
    _ = try fields.number(4)
    flags = try fields.number(2)
    method = try fields.number(2)
    _ = try fields.number(4)
    checksum = try fields.number(4)
    let (stored, plain) = (try fields.number(4), try fields.number(4))
    let (nameCount, extraCount) = (try fields.number(2), try fields.number(2))
    let (commentCount, disk) = (try fields.number(2), try fields.number(2))
    _ = try fields.number(6)
    let place = try fields.number(4)
    name = try Self.name(try fields.take(Int(nameCount)), fields)
    var extra = ZipFields(try fields.take(Int(extraCount)), path: fields.path)
    _ = try fields.take(Int(commentCount))
    let large = try extra.largeValues([plain, stored, place])
    plainSize = large[0]
    guard disk == 0, let size = Int(exactly: large[1]), let offset = Int(exactly: large[2]) else {
      throw fields.damage("its entry '\(name)' lies on another disk or beyond any file")
    }
    (self.size, self.offset) = (size, offset)
  }

  /// Refuses an entry that is not stored as it is, or whose name may mean a place outside.
  private func checkStored(_ fields: ZipFields) throws(CheckpointError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    guard isPlain, !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x5C || $0 == 0x3A }) else {
      throw fields.damage("the name of its entry '\(name.prefix(80))' is no plain relative path")
    }
    guard method == 0 else {
      throw CheckpointError(
        .unsupported, path: fields.path,
        "its entry '\(name)' is compressed, which torch.save never does. Load it with torch.load "
          + "and save it again.")
    }
    guard flags & ~(Self.sizesFollow | Self.isUTF8) == 0 else {
      throw CheckpointError(
        .unsupported, path: fields.path, "its entry '\(name)' is encrypted or patched.")
    }
    guard plainSize == UInt64(size) else {
      throw fields.damage("its entry '\(name)' has two sizes, \(size) and \(plainSize)")
    }
  }

  private static func name(
    _ bytes: ArraySlice<UInt8>, _ fields: ZipFields
  ) throws(CheckpointError) -> String {
    guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty else {
      throw fields.damage("the name of an entry is empty or not UTF-8")
    }
    return name
  }

  /// Returns the entry, once its local header says the same and it ends before the directory,
  /// which starts at `end`.
  func entry(
    before end: Int, in file: borrowing TensorFile
  ) throws(CheckpointError) -> ZipArchive.Entry {
    try checkStored(ZipFields([], path: file.path))
    guard offset <= end, end - offset >= 30 else {
      throw CheckpointError(
        .damaged, path: file.path, "its entry '\(name)' starts at byte \(offset), in its directory."
      )
    }
    var fields = ZipFields(try file.bytes(offset..<offset + 30), path: file.path)
    guard try fields.number(4) == 0x0403_4B50 else {
      throw fields.damage("its entry '\(name)' has no header at byte \(offset)")
    }
    _ = try fields.number(2)
    let (localFlags, method) = (try fields.number(2), try fields.number(2))
    _ = try fields.number(4)
    let sum = try fields.number(4)
    let sizes = [try fields.number(4), try fields.number(4)]
    let (nameCount, extraCount) = (Int(try fields.number(2)), Int(try fields.number(2)))
    let start = offset + 30 + nameCount + extraCount
    guard start <= end, size <= end - start else {
      throw fields.damage("its entry '\(name)' of \(size) bytes reaches into its directory")
    }
    let localName = try file.bytes(offset + 30..<offset + 30 + nameCount)
    let isOpen = flags & Self.sizesFollow != 0
    let agrees =
      localFlags == flags && method == 0 && localName == Array(name.utf8)
      && (sum == checksum || isOpen && sum == 0)
      && sizes.allSatisfy { $0 == UInt64(size) || $0 == 0xFFFF_FFFF || isOpen && $0 == 0 }
    guard agrees else {
      throw fields.damage(
        "the directory and the header of its entry '\(name)' contradict each other")
    }
    return ZipArchive.Entry(
      name: name, content: start..<start + size, checksum: UInt32(truncatingIfNeeded: checksum))
  }
}

/// Little-endian numbers, one behind the other, that never reach past their bytes.
struct ZipFields {
  let path: String
  private var bytes: ArraySlice<UInt8>

  init(_ bytes: some Sequence<UInt8>, path: String) {
    self.bytes = ArraySlice(bytes)
    self.path = path
  }

  var remaining: Int { bytes.count }

  mutating func take(_ count: Int) throws(CheckpointError) -> ArraySlice<UInt8> {
    guard count <= bytes.count else { throw damage("a record of its directory is cut short") }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  mutating func number(_ count: Int) throws(CheckpointError) -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Replaces the values that do not fit in 32 bits by those of the 64-bit extra field, which holds
  /// them in this order.
  mutating func largeValues(_ values: [UInt64]) throws(CheckpointError) -> [UInt64] {
    var (large, isRead) = (values, false)
    while remaining > 0 {
      let (kind, count) = (try number(2), Int(try number(2)))
      var field = ZipFields(try take(count), path: path)
      guard kind == 1 else { continue }
      guard !isRead else { throw damage("an entry has two 64-bit fields") }
      isRead = true
      for index in values.indices where values[index] == 0xFFFF_FFFF {
        large[index] = try field.number(8)
      }
    }
    return large
  }

  func damage(_ reason: String) -> CheckpointError {
    CheckpointError(.damaged, path: path, "as a zip archive it contradicts itself: \(reason).")
  }
}
