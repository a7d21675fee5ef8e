import Files

/// What a MATLAB file says of one variable before its values.
package struct MATLABVariable: Sendable, Equatable {
  /// The name; characters that are not of printable ASCII stand as "?".
  package let name: String

  /// What MATLAB calls the class, such as "single" or "cell".
  let kind: String

  /// The lengths of the axes, of which the first is stored most densely; none for opaque objects.
  let lengths: [Int]

  /// Why this is not read as a matrix, a clause without a full stop; nil when it is.
  let refusal: String?

  /// Where the variable stands.
  let element: MATLABElement

  /// Where the values' tag stands, in bytes from the start of the unpacked element.
  let offset: Int

  /// Where the matrix ends, likewise.
  let end: Int

  /// The packed bytes that are taken from the file to learn what a variable is.
  static let pieceSize = 1 << 12

  /// The longest name in bytes; those of MATLAB have 63 at most.
  private static let longestName = 4096

  /// The most axes.
  private static let mostAxes = 64

  /// Reads what stands before the values.
  ///
  /// - Parameters:
  ///   - element: where the variable stands.
  ///   - file: the file.
  /// - Throws: `InputFileError` for a damaged or unknown structure.
  init(
    at element: MATLABElement, of file: borrowing FileDescriptor
  ) throws(InputFileError) {
    var content = try MATLABContent(of: element, path: file.path, pieceSize: Self.pieceSize)
    end = try Self.end(of: element, &content, file)
    let flags = try content.field(ofType: [6], longest: 8, file)
    guard flags.count == 8 else {
      throw MATLABContent.damage(file.path, "the flags of a variable take \(flags.count) bytes")
    }
    kind = Self.kinds[flags[0]] ?? "\(flags[0]), which is unknown"
    let isOpaque = kind == "opaque"
    lengths =
      isOpaque
      ? []
      : try Self.lengths(
        content.field(ofType: [5, 6], longest: 4 * Self.mostAxes, file), file.path)
    let name = try content.field(ofType: [1, 16], longest: Self.longestName, file)
    self.name = String(
      decoding: name.map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    refusal = Self.refusal(of: kind, lengths, flags: flags[1])
    offset = content.position
    self.element = element
  }

  /// The name, the lengths and the class, for messages.
  var summary: String {
    "\(name) (\(lengths.map(String.init).joined(separator: " × ")) \(kind))"
  }

  /// Whether `single(full(…))` makes a matrix of it that is read.
  var isConvertible: Bool {
    kind == "sparse" || kind.contains("int") || refusal == Self.logicalRefusal
  }

  private static let logicalRefusal = "its values are logical"

  /// Classes by number, as "MAT-File Format" lists array types; from 14, which it lacks, as SciPy does.
  private static let kinds: [UInt8: String] = [
    1: "cell", 2: "struct", 3: "object", 4: "char", 5: "sparse", 6: "double", 7: "single",
    8: "int8", 9: "uint8", 10: "int16", 11: "uint16", 12: "int32", 13: "uint32", 14: "int64",
    15: "uint64", 16: "function", 17: "opaque",
  ]

  private static func refusal(of kind: String, _ lengths: [Int], flags: UInt8) -> String? {
    guard flags & 0x02 == 0 else { return logicalRefusal }
    guard ["single", "double"].contains(kind) else {
      return "it is of class \(kind), not single or double"
    }
    guard flags & 0x08 == 0 else { return "its values are complex" }
    guard lengths.count == 2 else { return "it has \(lengths.count) axes, \(lengths), not 2" }
    return nil
  }

  /// Returns where the matrix ends in the unpacked element.
  private static func end(
    of element: MATLABElement, _ content: inout MATLABContent, _ file: borrowing FileDescriptor
  ) throws(InputFileError) -> Int {
    guard element.isCompressed else { return element.place.count }
    let tag = try content.tag(file)
    guard tag.type == MATLABTag.matrix else {
      throw MATLABContent.damage(
        file.path, "a compressed element holds type \(tag.type), not a matrix")
    }
    // Deflate packs 1032 bytes in one at most.
    guard tag.count / 1032 <= element.place.count else {
      throw MATLABContent.damage(
        file.path,
        "a compressed element of \(element.place.count) bytes claims to unpack to \(tag.count)")
    }
    return content.position + tag.count
  }

  private static func lengths(
    _ bytes: [UInt8], _ path: String
  ) throws(InputFileError) -> [Int] {
    let lengths = stride(from: 0, to: bytes.count, by: 4).map {
      Int(Int32(truncatingIfNeeded: MATLABTag.number(bytes[$0..<min($0 + 4, bytes.count)])))
    }
    guard bytes.count % 4 == 0, lengths.allSatisfy({ $0 >= 0 }) else {
      throw MATLABContent.damage(
        path, "the lengths of a variable are \(lengths), in \(bytes.count) bytes")
    }
    return lengths
  }
}

/// What stands before each element, and each part of a matrix: the type of its numbers, and its length.
struct MATLABTag {
  /// The type of an element that is a matrix, and of one that is a zlib stream of it.
  static let (matrix, compressed) = (14, 15)

  let type: Int

  /// The bytes of the content.
  let count: Int

  /// Whether the content stands in the second half of the tag itself, as up to four bytes may.
  let isSmall: Bool

  /// Decodes eight bytes.
  init(_ bytes: [UInt8]) {
    let (first, second) = (Self.number(bytes[..<4]), Self.number(bytes[4...]))
    isSmall = first >> 16 != 0
    (type, count) = isSmall ? (first & 0xFFFF, first >> 16) : (first, second)
  }

  /// Returns a little-endian number without a sign.
  static func number(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}

extension MATLABContent {
  /// Reads the tag of the next part.
  mutating func tag(_ file: borrowing FileDescriptor) throws(InputFileError) -> MATLABTag {
    MATLABTag(try read(8, from: file))
  }

  /// Reads a short part, whose content is padded to a multiple of eight bytes.
  fileprivate mutating func field(
    ofType types: [Int], longest: Int, _ file: borrowing FileDescriptor
  ) throws(InputFileError) -> [UInt8] {
    let head = try read(8, from: file)
    let tag = MATLABTag(head)
    guard types.contains(tag.type), tag.count <= (tag.isSmall ? 4 : longest) else {
      throw Self.damage(
        file.path,
        "a part of a variable is of type \(tag.type) and \(tag.count) bytes, and type \(types[0]) and \(longest) bytes at most are expected"
      )
    }
    guard !tag.isSmall else { return Array(head[4..<4 + tag.count]) }
    return Array(try read((tag.count + 7) / 8 * 8, from: file).prefix(tag.count))
  }
}
