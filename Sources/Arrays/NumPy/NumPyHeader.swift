package import Files

/// What stands before the values of a `.npy` file.
///
/// The format is that of `numpy.lib.format`, versions 1 to 3: a signature, the length of the header,
/// and the header, a Python dictionary of literals with `descr`, `fortran_order` and `shape`.
package struct NumPyHeader: Sendable, Equatable {
  /// The numbers that are read.
  package enum Element: String, CaseIterable {
    case float16 = "<f2"
    case float32 = "<f4"
    case float64 = "<f8"

    /// The bytes of one number.
    var size: Int {
      switch self {
      case .float16: 2
      case .float32: 4
      case .float64: 8
      }
    }

    /// Whether numbers of a file lie in memory as those of a type do.
    func isKept<Number: BinaryFloatingPoint>(as type: Number.Type) -> Bool {
      guard 1.littleEndian == 1 else { return false }
      return switch self {
      case .float16: type == Float16.self
      case .float32: type == Float.self
      case .float64: type == Double.self
      }
    }
  }

  /// What the values are.
  package let element: Element

  /// The length of the first axis.
  package let rows: Int

  /// The length of the second axis, along which values lie side by side.
  package let columns: Int

  /// Where the values begin in the file.
  let offset: Int

  static let signature: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// What an `.npz` begins with.
  private static let archiveSignature: [UInt8] = Array("PK\u{3}\u{4}".utf8)

  /// The longest header that is read; that of two axes has 118 bytes.
  private static let longestHeader = 1 << 16

  /// Reads the header of a file; nil when the file is not of this format.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - byteLimit: the most memory that the values may take as float32.
  /// - Throws: `InputFileError` for a file that cannot be read, a damaged header, values of
  ///   another kind, and a file of another size than the header says.
  package init?(ofFile path: String, byteLimit: Int) throws(InputFileError) {
    let bytes: [UInt8]
    let size: Int
    do throws(FileError) {
      let file = try FileDescriptor(opening: path)
      size = try file.regularFileSize()
      bytes = try file.readAll(count: min(size, Self.longestHeader + 12))
    } catch {
      throw InputFileError(error)
    }
    guard !bytes.starts(with: Self.archiveSignature) else {
      throw Self.refusal(
        path, "it is an archive of arrays, or another zip file",
        "Save one array of it by itself: np.save('descriptors.npy', np.load('\(path)')['name']).")
    }
    guard bytes.starts(with: Self.signature) else { return nil }
    let body = try Self.body(of: bytes, path: path)
    var literal = PythonLiteral(bytes[body], path: path)
    let fields = try literal.header()
    guard let element = Element(rawValue: fields.type) else {
      throw Self.refusal(
        path, "its values are of type '\(fields.type)', not float16, float32 or float64",
        "Convert them with .astype('<f4') before np.save.")
    }
    guard !fields.isColumnMajor else {
      throw Self.refusal(
        path, "its values stand column by column",
        "Save np.ascontiguousarray(descriptors), one row an image.")
    }
    guard fields.shape.count == 2 else {
      throw Self.refusal(
        path, "it has \(fields.shape.count) axes, \(fields.shape), and 2 are expected",
        "Save an array of images × dimensions.")
    }
    (self.element, rows, columns, offset) =
      (element, fields.shape[0], fields.shape[1], body.upperBound)
    try checkSize(size, byteLimit: byteLimit, path: path)
  }

  /// Returns where the dictionary stands.
  private static func body(
    of bytes: [UInt8], path: String
  ) throws(InputFileError) -> Range<Int> {
    let isFirstVersion = bytes.count > 6 && bytes[6] == 1
    let start = isFirstVersion ? 10 : 12
    guard bytes.count >= start, (1...3).contains(bytes[6]) else {
      throw refusal(
        path, "its header is cut off, or of another version than 1, 2 or 3", "Save it again.")
    }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestHeader, start + length <= bytes.count else {
      throw refusal(
        path, "its header claims \(length) bytes, and \(bytes.count - start) can be read",
        "Is the file cut off? Save it again.")
    }
    return start..<start + length
  }

  private func checkSize(
    _ size: Int, byteLimit: Int, path: String
  ) throws(InputFileError) {
    let (count, overflows) = rows.multipliedReportingOverflow(by: columns)
    guard !overflows, count <= byteLimit / MemoryLayout<Float>.size, count <= Int.max / 8 else {
      throw Self.refusal(
        path, "its \(rows) × \(columns) values take more than the limit of \(byteLimit) bytes",
        "Save it in parts.")
    }
    guard size == offset + count * element.size else {
      throw Self.refusal(
        path,
        "its header says \(rows) × \(columns) values of \(element.size) bytes, and "
          + "\(size - offset) bytes follow",
        "Is the file cut off, or does it hold a second array? Save it again.")
    }
  }

  private static func refusal(
    _ path: String, _ problem: String, _ advice: String
  ) -> InputFileError {
    InputFileError(path: path, problem: problem, advice: advice)
  }
}
