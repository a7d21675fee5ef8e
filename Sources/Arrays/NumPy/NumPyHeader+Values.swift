package import Files

extension NumPyHeader {
  /// The bytes that are read at a time; a multiple of every size of a number.
  private static let pieceSize = 1 << 20

  /// Reads the values into a part of an array.
  ///
  /// - Parameters:
  ///   - path: the file that this is the header of.
  ///   - elements: the array; `rows * columns` of its elements are replaced.
  ///   - first: the first of them.
  /// - Throws: `InputFileError` for a file that cannot be read or has become shorter.
  @_specialize(where Number == Float)
  @_specialize(where Number == Float16)
  package func readValues<Number: BinaryFloatingPoint & BitwiseCopyable>(
    ofFile path: String, into elements: inout [Number], from first: Int
  ) throws(InputFileError) {
    let total = rows * columns * element.size
    do throws(FileError) {
      let file = try FileDescriptor(opening: path)
      guard !element.isKept(as: Number.self) else {
        let places = first..<first + rows * columns
        guard try file.read(into: &elements, places, from: offset) == total else {
          throw FileError(operation: "read", path: path, cause: .changed)
        }
        return
      }
      for start in stride(from: 0, to: total, by: Self.pieceSize) {
        let count = min(Self.pieceSize, total - start)
        let piece = try file.readAll(count: count, from: offset + start)
        guard piece.count == count else {
          throw FileError(operation: "read", path: path, cause: .changed)
        }
        decode(piece.span, into: &elements, from: first + start / element.size)
      }
    } catch {
      throw InputFileError(error)
    }
  }

  /// Turns little-endian numbers into those of the array.
  private func decode<Number: BinaryFloatingPoint>(
    _ bytes: Span<UInt8>, into elements: inout [Number], from first: Int
  ) {
    var values = elements.mutableSpan
    for index in 0..<bytes.count / element.size {
      let start = index * element.size
      values[first + index] =
        switch element {
        case .float16:
          Number(Float16(bitPattern: UInt16(truncatingIfNeeded: Self.bits(bytes, start, 2))))
        case .float32:
          Number(Float(bitPattern: UInt32(truncatingIfNeeded: Self.bits(bytes, start, 4))))
        case .float64: Number(Double(bitPattern: Self.bits(bytes, start, 8)))
        }
    }
  }

  /// Returns a little-endian number without a sign.
  private static func bits(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
    var bits: UInt64 = 0
    for place in (0..<count).reversed() {
      bits = bits << 8 | UInt64(bytes[start + place])
    }
    return bits
  }
}
