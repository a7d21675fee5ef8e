import Failures
internal import Tensors

extension Tensor {
  /// Reads a pickled NumPy array of 32-bit or 64-bit floats; nil when it holds other elements.
  ///
  /// Doubles are rounded to the nearest float.
  ///
  /// - Parameter object: the call that would make an empty array, and the state it would take: (1,
  ///   lengths, type, whether the first axis is fastest, bytes).
  /// - Throws: the reason, when the state contradicts itself.
  init?(pickledArray object: PickleObject) throws(Reason) {
    guard case .tuple(let state) = object.state, state.count == 5,
      let lengths = state[1].elements, lengths.count <= 64,
      case .object(let type) = state[2], case .boolean(let isFortran) = state[3]
    else { throw Reason("it is an array without the state of one") }
    guard case .string(let code) = type.arguments.elements?.first, code == "f8" || code == "f4",
      type.state?.elements?.dropFirst().first == .string("<")
    else { return nil }
    var (shape, count) = ([Int](), 1)
    for length in lengths {
      guard case .integer(let length) = length, length >= 0 else {
        throw Reason("its lengths hold \(length.summary)")
      }
      let product = count.multipliedReportingOverflow(by: length)
      guard !product.overflow else { throw Reason("its lengths do not fit in 64 bits") }
      shape.append(length)
      count = product.partialValue
    }
    let bytes = try state[4].rawBytes()
    let elementBytes = code == "f8" ? 8 : 4
    guard bytes.count.isMultiple(of: elementBytes), bytes.count / elementBytes == count else {
      throw Reason("its \(bytes.count) bytes are not \(count) elements of \(elementBytes)")
    }
    let values =
      code == "f8"
      ? Double.elements(of: bytes).map(Float.init)
      : SafetensorsFloat.float32.elements(of: bytes[...])
    self.init(
      shape: Shape(shape), elements: isFortran ? Self.transposed(values, shape) : values)
  }

  /// Returns elements with the last axis fastest that lie with the first axis fastest.
  private static func transposed(_ values: [Float], _ shape: [Int]) -> [Float] {
    guard shape.count == 2 else { return values }
    let (rows, columns) = (shape[0], shape[1])
    return (0..<values.count).map { values[$0 % columns * rows + $0 / columns] }
  }
}

extension PickleValue {
  /// Returns the bytes that protocol 2 writes as such, as text of Python 2, or as Latin-1 text that
  /// is to be encoded.
  func rawBytes() throws(Reason) -> [UInt8] {
    switch self {
    case .bytes(let bytes): return bytes
    case .string(let text): return Array(text.utf8)
    case .object(let object):
      let empty = ["builtins", "__builtin__"].map { PickleSymbol(module: $0, name: "bytes") }
      if empty.map(PickleValue.global).contains(object.constructor), object.arguments == .tuple([])
      {
        return []
      }
      let encode = PickleSymbol(module: "_codecs", name: "encode")
      guard object.constructor == .global(encode), let parts = object.arguments.elements,
        parts.count == 2, case .string(let text) = parts[0],
        [.string("latin1"), .string("latin-1")].contains(parts[1])
      else { break }
      let scalars = text.unicodeScalars
      guard scalars.allSatisfy({ $0.value < 256 }) else {
        throw Reason("its bytes are text that is not Latin-1")
      }
      return scalars.map { UInt8(truncatingIfNeeded: $0.value) }
    default: break
    }
    throw Reason("its elements are \(summary), not bytes")
  }
}
