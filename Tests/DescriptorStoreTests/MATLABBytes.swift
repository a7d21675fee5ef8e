import CZlib

/// Builds files of MATLAB, level 5, also such as no program writes.
enum MATLABBytes {
  /// The numbers of types and classes that "MAT-File Format" lists.
  static let (int8, uint8, int16, uint16, int32, uint32, single, double) = (1, 2, 3, 4, 5, 6, 7, 9)
  static let (int64, uint64, matrix, compressed) = (12, 13, 14, 15)
  static let (doubleClass, singleClass, opaqueClass): (UInt8, UInt8, UInt8) = (6, 7, 17)

  /// A file of some elements.
  static func file(_ elements: [UInt8]...) -> [UInt8] {
    let text = Array("MATLAB 5.0 MAT-file, by hand".utf8)
    return text + [UInt8](repeating: 32, count: 124 - text.count) + [0, 1] + Array("IM".utf8)
      + elements.flatMap(\.self)
  }

  /// A tag and its content, padded to a multiple of eight bytes.
  static func part(_ type: Int, _ content: [UInt8]) -> [UInt8] {
    bytes(of: UInt32(type)) + bytes(of: UInt32(content.count)) + content
      + [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
  }

  /// A tag that holds its content of up to four bytes.
  static func smallPart(_ type: Int, _ content: [UInt8]) -> [UInt8] {
    bytes(of: UInt16(type)) + bytes(of: UInt16(content.count)) + content
      + [UInt8](repeating: 0, count: 4 - content.count)
  }

  /// A variable, with its values as a part of its own.
  static func variable(
    _ name: String, _ lengths: [Int32], class number: UInt8 = doubleClass, flags: UInt8 = 0,
    values: [UInt8]
  ) -> [UInt8] {
    part(
      matrix,
      part(uint32, [number, flags, 0, 0, 0, 0, 0, 0])
        + (number == opaqueClass ? [] : part(int32, lengths.flatMap(bytes(of:))))
        + part(int8, Array(name.utf8)) + values)
  }

  /// The same element as a zlib stream.
  static func compressing(_ element: [UInt8]) -> [UInt8] {
    let stream = deflated(element)
    return bytes(of: UInt32(compressed)) + bytes(of: UInt32(stream.count)) + stream
  }

  /// A zlib stream of some bytes.
  static func deflated(_ content: [UInt8]) -> [UInt8] {
    var count = compressBound(UInt(content.count))
    var stream = [UInt8](repeating: 0, count: Int(count))
    let status = unsafe compress2(&stream, &count, content, UInt(content.count), 9)
    precondition(status == Z_OK, "expected room for the stream, found status \(status)")
    return Array(stream.prefix(Int(count)))
  }

  /// A number, little-endian.
  static func bytes<Number: FixedWidthInteger>(of number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// Numbers of double, as their values' part.
  static func doubles(_ values: [Double]) -> [UInt8] {
    part(double, values.flatMap { bytes(of: $0.bitPattern) })
  }
}
