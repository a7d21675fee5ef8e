/// The four members of a tar archive that PyTorch wrote before version 0.1.10.
struct TarArchive: Sendable {
  /// The members, in the order in which they mean something.
  enum Member: String, CaseIterable {
    case system = "sys_info"
    case object = "pickle"
    case tensors
    case storages
  }

  private static let blockSize = 512

  /// The most bytes of a member that tells times and owners of the next one.
  private static let extensionLimit = 64 << 10

  private var members: [Member: Range<Int>] = [:]

  /// Whether a file begins as such an archive does.
  static func begins(_ start: [UInt8]) -> Bool {
    start.count > 262 && start[257..<262].elementsEqual("ustar".utf8)
  }

  /// Returns the place of a member in the file.
  subscript(_ member: Member) -> Range<Int> { members[member] ?? 0..<0 }

  /// Reads every header.
  ///
  /// - Throws: `CheckpointError` unless the archive is whole and its members are the four, each once
  ///   and a plain file.
  init(reading file: borrowing TensorFile) throws(CheckpointError) {
    var (offset, isExtended) = (0, false)
    while let header = try TarHeader(at: offset, in: file) {
      let content = offset + Self.blockSize..<offset + Self.blockSize + header.size
      guard content.upperBound <= file.size else {
        throw CheckpointError(
          .truncated, path: file.path,
          "it ends within its member \(header.quotedName), at \(file.size) bytes. Fetch it again.")
      }
      if header.isExtension, !isExtended, header.size <= Self.extensionLimit {
        try Self.checkExtension(String(decoding: try file.bytes(content), as: UTF8.self), file)
        isExtended = true
      } else {
        try add(header, content, file)
        isExtended = false
      }
      offset = content.upperBound + (Self.blockSize - header.size % Self.blockSize) % Self.blockSize
    }
    guard !isExtended, members.count == Member.allCases.count else {
      throw CheckpointError(
        .damaged, path: file.path,
        "it is a tar archive with \(members.count) of the 4 members that PyTorch wrote before 0.1.10. "
          + "Fetch it again.")
    }
    try Self.checkEnd(from: offset, in: file)
  }

  private mutating func add(
    _ header: TarHeader, _ content: Range<Int>, _ file: borrowing TensorFile
  ) throws(CheckpointError) {
    guard let member = Member(rawValue: header.name) else {
      throw CheckpointError(
        .unsupported, path: file.path,
        "it is a tar archive that packs \(header.quotedName). Unpack it, and give the file within.")
    }
    guard header.isPlainFile else {
      throw CheckpointError(
        .damaged, path: file.path,
        "it is a tar archive whose member \(header.quotedName) is a link or no plain file.")
    }
    guard members.updateValue(content, forKey: member) == nil else {
      throw CheckpointError(
        .damaged, path: file.path,
        "it is a tar archive with two members named \(header.quotedName).")
    }
  }

  /// Refuses what would change the name, the size or the kind of the next member.
  private static func checkExtension(
    _ text: String, _ file: borrowing TensorFile
  ) throws(CheckpointError) {
    let harmless: Set<Substring> = ["mtime", "atime", "ctime", "uid", "gid", "uname", "gname"]
    for line in text.split(separator: "\n") {
      let record = line.split(separator: " ", maxSplits: 1)
      let key = record.last?.split(separator: "=", maxSplits: 1).first ?? ""
      guard record.count == 2, harmless.contains(key) else {
        throw CheckpointError(
          .damaged, path: file.path,
          "it is a tar archive with the extended field \(key.prefix(40).debugDescription), which "
            + "PyTorch did not write.")
      }
    }
  }

  /// Throws unless nothing but zeros follows the last member, two blocks of them at least.
  private static func checkEnd(
    from offset: Int, in file: borrowing TensorFile
  ) throws(CheckpointError) {
    guard file.size >= offset + 2 * blockSize, file.size.isMultiple(of: blockSize) else {
      throw CheckpointError(
        .truncated, path: file.path,
        "it is a tar archive without its end, at \(file.size) bytes. Fetch it again.")
    }
    for start in stride(from: offset, to: file.size, by: 1 << 20) {
      let piece = try file.bytes(start..<min(start + 1 << 20, file.size))
      guard piece.allSatisfy({ $0 == 0 }) else {
        throw CheckpointError(
          .damaged, path: file.path, "bytes follow the end of its tar archive.")
      }
    }
  }
}

/// One header of a tar archive.
struct TarHeader: Sendable {
  let name: String

  /// The bytes of the content.
  let size: Int

  private let kind: UInt8

  /// Whether the content is a file's, and not a link, a folder, or a file with holes.
  var isPlainFile: Bool { kind == UInt8(ascii: "0") || kind == 0 }

  /// Whether the content tells more of the next member.
  var isExtension: Bool { kind == UInt8(ascii: "x") }

  /// The name as messages have it.
  var quotedName: String { String(name.prefix(80)).debugDescription }

  /// Reads the header at an offset; nil where a block of zeros or the file ends the archive.
  init?(at offset: Int, in file: borrowing TensorFile) throws(CheckpointError) {
    guard offset < file.size else { return nil }
    guard file.size - offset >= 512 else { throw Self.damage("a header is cut short", file) }
    let bytes = try file.bytes(offset..<offset + 512)
    guard bytes.contains(where: { $0 != 0 }) else { return nil }
    var sum = 0
    for (place, byte) in bytes.enumerated() { sum += (148..<156).contains(place) ? 32 : Int(byte) }
    guard Self.octal(bytes[148..<156]) == sum, bytes[257..<262].elementsEqual("ustar".utf8) else {
      throw Self.damage("the header at byte \(offset) has a wrong checksum", file)
    }
    guard let size = Self.octal(bytes[124..<136]),
      let name = String(validating: bytes[0..<100].prefix { $0 != 0 }, as: UTF8.self)
    else { throw Self.damage("the header at byte \(offset) has no plain name or size", file) }
    // Long names lie in two fields; those of PyTorch are short.
    let folder = bytes[345..<500].prefix { $0 != 0 }
    self.name = folder.isEmpty ? name : "\(String(decoding: folder, as: UTF8.self))/\(name)"
    self.size = size
    kind = bytes[156]
  }

  /// Returns the number that digits of base 8 write, with blanks before and a blank or zero behind.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { (0x30...0x37).contains($0) }
    guard !digits.isEmpty, field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else {
      return nil
    }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }

  private static func damage(
    _ reason: String, _ file: borrowing TensorFile
  ) -> CheckpointError {
    CheckpointError(.damaged, path: file.path, "as a tar archive it is damaged: \(reason).")
  }
}
