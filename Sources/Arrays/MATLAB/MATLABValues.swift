package import Files

/// The values of one matrix of a MATLAB file, measured but not yet in memory.
package struct MATLABValues: Sendable {
  /// How the numbers are stored, which may take less room than their class.
  enum Number: Int {
    case int8 = 1
    case uint8 = 2
    case int16 = 3
    case uint16 = 4
    case int32 = 5
    case uint32 = 6
    case single = 7
    case double = 9
    case int64 = 12
    case uint64 = 13

    /// The bytes of one number.
    var size: Int {
      switch self {
      case .int8, .uint8: 1
      case .int16, .uint16: 2
      case .int32, .uint32, .single: 4
      case .int64, .uint64, .double: 8
      }
    }
  }

  /// The matrix; its columns are the rows of a table.
  package let variable: MATLABVariable

  private let number: Number

  /// Where the values begin, in bytes from the start of the unpacked element.
  private let offset: Int

  /// The number of descriptors: the columns.
  package var rows: Int { variable.lengths[1] }

  /// The length of one descriptor: the rows.
  package var dimension: Int { variable.lengths[0] }

  /// The bytes that are read at a time; a multiple of every size of a number.
  private static let pieceSize = 1 << 20

  /// Measures the values of a variable.
  ///
  /// - Parameters:
  ///   - variable: a matrix of single or double.
  ///   - path: the file that it stands in.
  ///   - byteLimit: the most memory that the values may take as float32.
  /// - Throws: `InputFileError` for a file that cannot be read, a damaged structure, and values
  ///   that are too many or not as many as the lengths say.
  package init(
    of variable: MATLABVariable, inFile path: String, byteLimit: Int
  ) throws(InputFileError) {
    let label = "\(path)#\(variable.name)"
    let (count, overflows) = variable.lengths[0].multipliedReportingOverflow(
      by: variable.lengths[1])
    guard !overflows, count <= byteLimit / MemoryLayout<Float>.size else {
      throw InputFileError(
        path: label,
        problem:
          "its \(variable.lengths[0]) × \(variable.lengths[1]) values take more than the limit of \(byteLimit) bytes",
        advice: "Save it in parts.")
    }
    let file = try FileDescriptor(importing: path)
    var content = try MATLABContent(
      of: variable.element, path: path, pieceSize: MATLABVariable.pieceSize)
    _ = try content.read(variable.offset, from: file)
    let tag = try content.tag(file)
    guard let number = Number(rawValue: tag.type) else {
      throw MATLABContent.damage(label, "its values are of type \(tag.type), which is no number")
    }
    offset = tag.isSmall ? content.position - 4 : content.position
    // What is behind the values pads them to a multiple of eight bytes.
    guard tag.count == count * number.size, !tag.isSmall || tag.count <= 4,
      (0..<8).contains(variable.end - offset - tag.count)
    else {
      throw MATLABContent.damage(
        label,
        "\(variable.lengths[0]) × \(variable.lengths[1]) values of \(number.size) bytes are expected, and it has \(tag.count) bytes of them in \(variable.end - offset)"
      )
    }
    self.variable = variable
    self.number = number
  }

  /// Reads the values, column by column, into a part of an array.
  ///
  /// - Parameters:
  ///   - path: the file that this was measured in.
  ///   - elements: the array; `rows * dimension` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `InputFileError` for a file that cannot be read, is damaged, or has become
  ///   shorter.
  @_specialize(where Element == Float)
  @_specialize(where Element == Float16)
  package func read<Element: BinaryFloatingPoint>(
    ofFile path: String, into elements: inout [Element], from first: Int
  ) throws(InputFileError) {
    let file = try FileDescriptor(importing: path)
    var content = try MATLABContent(of: variable.element, path: path, pieceSize: 1 << 18)
    _ = try content.read(offset, from: file)
    let total = rows * dimension * number.size
    for start in stride(from: 0, to: total, by: Self.pieceSize) {
      let piece = try content.read(min(Self.pieceSize, total - start), from: file)
      number.decode(piece, into: &elements, from: first + start / number.size)
    }
    _ = try content.read(variable.end - content.position, from: file)
    try content.finish(file)
  }
}

extension MATLABValues.Number {
  /// Turns little-endian numbers into those of the array, by way of float32.
  fileprivate func decode<Element: BinaryFloatingPoint>(
    _ bytes: [UInt8], into elements: inout [Element], from first: Int
  ) {
    switch self {
    case .int8: convert(bytes, &elements, first) { Float(Int8(bitPattern: $0)) }
    case .uint8: convert(bytes, &elements, first) { (value: UInt8) in Float(value) }
    case .int16: convert(bytes, &elements, first) { Float(Int16(bitPattern: $0)) }
    case .uint16: convert(bytes, &elements, first) { (value: UInt16) in Float(value) }
    case .int32: convert(bytes, &elements, first) { Float(Int32(bitPattern: $0)) }
    case .uint32: convert(bytes, &elements, first) { (value: UInt32) in Float(value) }
    case .int64: convert(bytes, &elements, first) { Float(Int64(bitPattern: $0)) }
    case .uint64: convert(bytes, &elements, first) { (value: UInt64) in Float(value) }
    case .single: convert(bytes, &elements, first) { Float(bitPattern: $0) }
    case .double: convert(bytes, &elements, first) { Float(Double(bitPattern: $0)) }
    }
  }

  private func convert<Bits: FixedWidthInteger & BitwiseCopyable, Element: BinaryFloatingPoint>(
    _ bytes: [UInt8], _ elements: inout [Element], _ first: Int, _ value: (Bits) -> Float
  ) {
    let source = unsafe bytes.span.bytes
    var target = elements.mutableSpan
    for index in 0..<bytes.count / size {
      let bits = unsafe source.unsafeLoadUnaligned(fromByteOffset: index * size, as: Bits.self)
      target[first + index] = Element(value(Bits(littleEndian: bits)))
    }
  }
}
