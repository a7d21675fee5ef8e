internal import JSON
internal import OrderedCollections

extension SafetensorsHeader {
  /// Reads a header, all of its bytes; what is not in it is not read.
  ///
  /// - Parameters:
  ///   - bytes: the file, at least to the end of the header.
  ///   - range: the place of the header.
  ///   - path: the file, for messages.
  /// - Throws: `CheckpointError` for what is no header, and when a name stands twice in an object.
  init(reading bytes: [UInt8], in range: Range<Int>, path: String) throws(CheckpointError) {
    var scanner = JSONScanner(bytes, in: range, file: path)
    var header = SafetensorsHeader()
    do throws(JSONDiagnostic) {
      guard bytes[range].first == UInt8(ascii: "{") else {
        throw scanner.problem("expected '{' as the first byte")
      }
      try scanner.document { scanner throws(JSONDiagnostic) in
        try header.readMembers(&scanner)
      }
    } catch {
      throw CheckpointError(
        .damaged, path: path,
        "its header is damaged at byte \(scanner.index), \(error.place): \(error.message).")
    }
    self = header
  }

  private mutating func readMembers(_ scanner: inout JSONScanner) throws(JSONDiagnostic) {
    var hasMetadata = false
    try scanner.members { scanner, name throws(JSONDiagnostic) in
      guard name == "__metadata__" else {
        return entries.updateValue(try Entry(&scanner), forKey: name) == nil
      }
      guard !hasMetadata else { return false }
      hasMetadata = true
      try scanner.members { scanner, key throws(JSONDiagnostic) in
        metadata.updateValue(try scanner.string(), forKey: key) == nil
      }
      return true
    }
  }
}

extension SafetensorsHeader.Entry {
  fileprivate init(_ scanner: inout JSONScanner) throws(JSONDiagnostic) {
    let start = scanner.index
    var (type, shape, offsets) = (ElementType?.none, [Int]?.none, [Int]?.none)
    try scanner.members { scanner, name throws(JSONDiagnostic) in
      switch name {
      case "dtype":
        guard type == nil else { return false }
        let text = try scanner.string()
        guard let known = ElementType(rawValue: text) else {
          throw scanner.problem("'\(text)' is no element type")
        }
        type = known
      case "shape":
        guard shape == nil else { return false }
        shape = try scanner.lengths()
      case "data_offsets":
        guard offsets == nil else { return false }
        offsets = try scanner.lengths()
      default: throw scanner.problem("'\(name)' is not one of dtype, shape, data_offsets")
      }
      return true
    }
    guard let type, let shape, let offsets else {
      throw scanner.problem("dtype, shape or data_offsets is missing", at: start)
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw scanner.problem(
        "its offsets \(offsets.prefix(8)) are not a start and an end", at: start)
    }
    self.init(type: type, shape: shape, offsets: offsets[0]..<offsets[1])
  }
}

extension JSONDiagnostic {
  /// The value that is wrong, in words.
  var place: String { pointer.isEmpty ? "the root" : "in \(pointer)" }
}

extension JSONScanner {
  /// Reads an array of whole numbers of at least 0.
  fileprivate mutating func lengths() throws(JSONDiagnostic) -> [Int] {
    var lengths: [Int] = []
    try elements { scanner throws(JSONDiagnostic) in
      let start = scanner.index
      let number = try scanner.number()
      guard number.isWhole, !number.text.hasPrefix("-") else {
        throw scanner.problem("expected a whole number of at least 0", at: start)
      }
      guard let length = Int(number.text) else {
        throw scanner.problem("the number does not fit in 64 bits", at: start)
      }
      lengths.append(length)
    }
    return lengths
  }
}
