internal import Tensors

/// Where the elements of one tensor lie in a file.
package struct TensorRecord: Sendable, Equatable {
  package let type: ElementType

  /// The length of each axis, outermost first.
  package let shape: [Int]

  /// How many elements apart two neighbours along each axis lie.
  let strides: [Int]

  /// The place of the first element, in bytes from the start of the file.
  let offset: Int

  /// The number of elements.
  package var count: Int { shape.reduce(1, *) }

  /// The number of elements from the first one to the last one in the file, both included.
  var span: Int {
    count == 0 ? 0 : zip(shape, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
  }

  /// Whether the elements lie one behind the other, the last axis fastest.
  var isContiguous: Bool {
    guard count > 0 else { return true }
    var expected = 1
    for (length, stride) in zip(shape, strides).reversed() where length != 1 {
      guard stride == expected else { return false }
      expected *= length
    }
    return true
  }

  /// Creates the record of a tensor whose elements lie one behind the other.
  init(type: ElementType, shape: [Int], offset: Int) {
    self.init(type: type, shape: shape, strides: Self.rowMajor(shape), offset: offset)
  }

  /// Creates a record; the caller has checked that it stays within its storage.
  init(type: ElementType, shape: [Int], strides: [Int], offset: Int) {
    self.type = type
    self.shape = shape
    self.strides = strides
    self.offset = offset
  }

  /// Returns the record of the same tensor once `bytes` stand before its file.
  func moved(by bytes: Int) -> TensorRecord {
    TensorRecord(type: type, shape: shape, strides: strides, offset: offset + bytes)
  }

  private static func rowMajor(_ shape: [Int]) -> [Int] {
    var strides = Array(repeating: 1, count: shape.count)
    // A length of 0 leaves no element to place, so overflow of the others does no harm.
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] &* shape[axis + 1]
    }
    return strides
  }
}

extension TensorFile {
  /// The bytes that are converted at once.
  private static let pieceBytes = 1 << 20

  /// Returns the values of a tensor: half precision widened, doubles rounded to the nearest float.
  ///
  /// - Parameters:
  ///   - record: a tensor within the file.
  ///   - name: what messages call it.
  /// - Returns: the values, last axis fastest.
  /// - Throws: `CheckpointError` when it holds no floats, a double is beyond their range, or the
  ///   system refuses.
  /// - Complexity: O(span), in time and memory.
  func tensor(_ record: TensorRecord, name: String) throws(CheckpointError) -> Tensor {
    guard record.type.isFloat else {
      throw CheckpointError(
        .unsupported, path: path,
        "'\(name)' holds elements of type \(record.type.rawValue), and weights are floats of 16, "
          + "32 or 64 bits. Convert it in Python.")
    }
    let shape = Shape(record.shape)
    let stored = try floats(count: record.span, of: record, name: name)
    guard !record.isContiguous, record.count > 0 else {
      return Tensor(shape: shape, elements: stored)
    }
    var elements: [Float] = []
    elements.reserveCapacity(record.count)
    Self.gather(from: stored, at: 0, record.shape[...], record.strides[...], into: &elements)
    return Tensor(shape: shape, elements: elements)
  }

  private func floats(
    count: Int, of record: TensorRecord, name: String
  ) throws(CheckpointError) -> [Float] {
    if record.type == .float32 { return try floats(count: count, at: record.offset) }
    var elements: [Float] = []
    elements.reserveCapacity(count)
    let step = Self.pieceBytes / record.type.bytes
    for first in stride(from: 0, to: count, by: step) {
      let start = record.offset + first * record.type.bytes
      let length = min(step, count - first) * record.type.bytes
      let piece = try bytes(start..<start + length)
      guard let type = record.type.floatType else {
        elements += try roundedDoubles(piece, name: name)
        continue
      }
      elements += type.elements(of: piece[...])
    }
    return elements
  }

  private func roundedDoubles(
    _ bytes: [UInt8], name: String
  ) throws(CheckpointError) -> [Float] {
    let doubles = Double.elements(of: bytes)
    let floats = doubles.map(Float.init)
    guard zip(doubles, floats).allSatisfy({ !$0.isFinite || $1.isFinite }) else {
      throw CheckpointError(
        .unsupported, path: path,
        "'\(name)' holds a 64-bit value beyond the range of 32-bit floats. Rescale it in Python.")
    }
    return floats
  }

  private static func gather(
    from stored: [Float], at start: Int, _ shape: ArraySlice<Int>, _ strides: ArraySlice<Int>,
    into elements: inout [Float]
  ) {
    guard let length = shape.first, let stride = strides.first else {
      elements.append(stored[start])
      return
    }
    if shape.count == 1 {
      for index in 0..<length { elements.append(stored[start + index * stride]) }
      return
    }
    for index in 0..<length {
      gather(
        from: stored, at: start + index * stride, shape.dropFirst(), strides.dropFirst(),
        into: &elements)
    }
  }
}

extension ElementType {
  /// Whether this is one of the types that weights are stored in.
  package var isFloat: Bool { floatType != nil || self == .float64 }
}

extension Double {
  /// Returns the values of little-endian bytes.
  static func elements(of bytes: [UInt8]) -> [Double] {
    unsafe bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 8).map {
        Double(
          bitPattern: UInt64(
            littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self)))
      }
    }
  }
}
