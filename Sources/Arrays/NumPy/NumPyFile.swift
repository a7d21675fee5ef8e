public import Tensors

/// Descriptors as NumPy's `.npy`, for programs that read no HDF5: version 1.0, images × dimensions.
public enum NumPyFile {
  /// Returns the bytes of a file.
  ///
  /// - Parameters:
  ///   - matrix: the values, (image, dimension).
  ///   - storage: how the numbers are kept.
  /// - Returns: the whole content: the same bytes as `np.save` writes.
  /// - Complexity: O(values), with one copy of them in memory.
  public static func encoded(
    _ matrix: Matrix, as storage: FloatStorage = .float32
  ) -> [UInt8] {
    let element: NumPyHeader.Element = storage == .float16 ? .float16 : .float32
    var bytes = header(of: matrix, element)
    bytes.reserveCapacity(bytes.count + matrix.elements.count * element.size)
    let values = matrix.elements.span
    for index in values.indices {
      let bits =
        switch storage {
        case .float16: UInt32(Float16(values[index]).bitPattern)
        case .float32: values[index].bitPattern
        }
      for place in 0..<element.size { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * place))) }
    }
    return bytes
  }

  /// Returns the signature and the dictionary, padded so that the values begin at a multiple of 64.
  private static func header(of matrix: Matrix, _ element: NumPyHeader.Element) -> [UInt8] {
    let fields =
      "{'descr': '\(element.rawValue)', 'fortran_order': False, "
      + "'shape': (\(matrix.rows), \(matrix.columns)), }"
    // NumPy leaves room for the first axis to grow to 21 digits.
    let room = 21 - "\(matrix.rows)".utf8.count
    let length = 10 + fields.utf8.count + room + 1
    let padded = (length / 64 + 1) * 64
    let text = fields + String(repeating: " ", count: padded - 10 - fields.utf8.count - 1) + "\n"
    return NumPyHeader.signature + [
      1, 0, UInt8(text.utf8.count & 0xFF), UInt8(text.utf8.count >> 8),
    ]
      + Array(text.utf8)
  }
}
