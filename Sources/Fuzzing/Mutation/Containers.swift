/// A PNG file, as far as its checksums go.
enum PNGFile {
  /// Writes the right checksum behind every chunk that is whole.
  static func repairChecksums(_ file: inout [UInt8]) {
    var position = 8
    while position + 12 <= file.count {
      let length = file[position..<position + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = position + 8 + length
      guard end + 4 <= file.count else { return }
      let sum = Checksums.crc32(file[position + 4..<end])
      file.replaceSubrange(
        end..<end + 4, with: Checksums.littleEndian(UInt64(sum), 4).reversed())
      position = end + 4
    }
  }
}

/// A tar archive, as far as its checksums go.
enum TarFile {
  private static let blockSize = 512

  /// Writes the right checksum into every block that looks like a header.
  static func repairChecksums(_ file: inout [UInt8]) {
    for start in stride(from: 0, through: file.count - blockSize, by: blockSize)
    where file[start + 257..<start + 262].elementsEqual("ustar".utf8) {
      let field = start + 148..<start + 156
      var sum = 8 * 0x20
      for place in start..<start + blockSize where !field.contains(place) {
        sum += Int(file[place])
      }
      let digits = String(sum, radix: 8)
      let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
      file.replaceSubrange(field, with: Array(padded.utf8) + [0, 0x20])
    }
  }
}

/// A zip archive of stored entries, as far as tests of its readers need one.
enum ZipFile {
  /// One file in an archive.
  typealias Entry = (name: String, content: [UInt8])

  /// Where a record of the directory leads to.
  private struct Record {
    let name: String
    let header: Int
    let local: Int
    let content: Range<Int>

    /// Reads the record at a place; nil where none is, or it leads out of the file.
    init?(at header: Int, of file: [UInt8]) {
      guard file[header...].starts(with: [0x50, 0x4B, 1, 2]),
        let size = Checksums.number(in: file, at: header + 20, 4),
        let nameCount = Checksums.number(in: file, at: header + 28, 2),
        let local = Checksums.number(in: file, at: header + 42, 4),
        let localNameCount = Checksums.number(in: file, at: local + 26, 2),
        let extraCount = Checksums.number(in: file, at: local + 28, 2)
      else { return nil }
      let start = local + 30 + localNameCount + extraCount
      guard start + size <= file.count else { return nil }
      name = String(decoding: file[(header + 46)...].prefix(nameCount), as: UTF8.self)
      (self.header, self.local, content) = (header, local, start..<start + size)
    }
  }

  private static func records(of file: [UInt8]) -> [Record] {
    file.indices.dropLast(46).compactMap { place in
      file[place] == 0x50 ? Record(at: place, of: file) : nil
    }
  }

  /// Writes the right checksum of every entry that the directory still leads to.
  static func repairChecksums(_ file: inout [UInt8]) {
    for record in records(of: file) {
      let sum = Checksums.littleEndian(UInt64(Checksums.crc32(file[record.content])), 4)
      file.replaceSubrange(record.header + 16..<record.header + 20, with: sum)
      file.replaceSubrange(record.local + 14..<record.local + 18, with: sum)
    }
  }

  /// Returns the files in an archive.
  static func entries(of file: [UInt8]) -> [Entry] {
    records(of: file).map { ($0.name, Array(file[$0.content])) }
  }

  /// Returns an archive of stored entries.
  static func archive(_ entries: [Entry]) -> [UInt8] {
    var (file, directory): ([UInt8], [UInt8]) = ([], [])
    for (name, content) in entries {
      let size = Checksums.littleEndian(UInt64(content.count), 4)
      let common =
        Checksums.littleEndian(0, 8)
        + Checksums.littleEndian(UInt64(Checksums.crc32(content)), 4) + size + size
        + Checksums.littleEndian(UInt64(name.utf8.count), 2) + [0, 0]
      let place = Checksums.littleEndian(UInt64(file.count), 4)
      directory += [0x50, 0x4B, 1, 2, 0, 0, 0, 0] + common
      directory += [UInt8](repeating: 0, count: 10) + place + name.utf8
      file += [0x50, 0x4B, 3, 4, 0, 0] + common + name.utf8 + content
    }
    let count = Checksums.littleEndian(UInt64(entries.count), 2)
    let place = Checksums.littleEndian(UInt64(file.count), 4)
    return file + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + count + count
      + Checksums.littleEndian(UInt64(directory.count), 4) + place + [0, 0]
  }
}
