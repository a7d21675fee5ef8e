import Failures

/// A NumPy array, or one scalar, as a pickle describes it.
struct PickledArray {
  /// What one element is.
  private struct Element {
    /// NumPy's letter: b, i, u, f, U, S or O.
    let kind: Character

    /// The bytes of one element.
    let size: Int
    let isBigEndian: Bool
  }

  private let shape: [Int]
  private let values: [PickleValue]

  /// Whether the first axis is fastest.
  private let isFortran: Bool

  /// The most elements that are read.
  static let mostElements = 1 << 24

  /// Reads the call that would make an empty array, and the state it would take: (1, lengths, type,
  /// whether the first axis is fastest, bytes or a list).
  init(reconstructing object: PickleObject) throws(Reason) {
    guard case .tuple(let state) = object.state, state.count == 5,
      object.arguments.elements?.first
        == .global(PickleSymbol(module: "numpy", name: "ndarray")),
      case .boolean(let isFortran) = state[3]
    else { throw Reason("it is an array without the state of one") }
    try self.init(shape: state[1], type: state[2], data: state[4], isFortran: isFortran)
  }

  /// Reads the call of protocol 5: bytes, type, lengths, order.
  init(fromBuffer arguments: [PickleValue]) throws(Reason) {
    guard (4...5).contains(arguments.count), arguments.dropFirst(4).allSatisfy({ $0 == .none })
    else { throw Reason("it is an array without the parts of one") }
    try self.init(
      shape: arguments[2], type: arguments[1], data: arguments[0],
      isFortran: arguments[3] == .string("F"))
  }

  private init(
    shape: PickleValue, type: PickleValue, data: PickleValue, isFortran: Bool
  ) throws(Reason) {
    (self.shape, self.isFortran) = (try Self.lengths(shape), isFortran)
    let count = self.shape.reduce(1, *)
    let element = try Self.element(type)
    if element.kind == "O" {
      guard case .list(let items) = data, items.count == count else {
        throw Reason("its elements are \(data.summary), not a list of \(count)")
      }
      values = try Self.plainValues(items)
      return
    }
    let bytes = try data.rawBytes()
    guard bytes.count == count * element.size else {
      throw Reason("its \(bytes.count) bytes are not \(count) elements of \(element.size)")
    }
    var values: [PickleValue] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      values.append(
        try Self.value(bytes[index * element.size..<(index + 1) * element.size], element))
    }
    self.values = values
  }

  /// Returns the one value of the call for a scalar: type, bytes.
  static func scalar(_ arguments: [PickleValue]) throws(Reason) -> PickleValue {
    guard arguments.count == 2 else { throw Reason("it is a scalar without the parts of one") }
    let element = try element(arguments[0])
    let bytes = try arguments[1].rawBytes()
    guard element.kind != "O", bytes.count == element.size else {
      throw Reason("its \(bytes.count) bytes are not a scalar of \(element.size)")
    }
    return try value(bytes[...], element)
  }

  /// Returns the elements as lists of lists; the only element of an array without axes.
  func nested() -> PickleValue {
    guard !values.isEmpty else { return .list([]) }
    guard !shape.isEmpty else { return values[0] }
    return nested(axis: 0, first: 0)
  }

  private func nested(axis: Int, first: Int) -> PickleValue {
    let step =
      isFortran
      ? shape[..<axis].reduce(1, *) : shape[(axis + 1)...].reduce(1, *)
    let places = (0..<shape[axis]).map { first + $0 * step }
    return .list(
      axis == shape.count - 1
        ? places.map { values[$0] } : places.map { nested(axis: axis + 1, first: $0) })
  }

  private static func lengths(_ value: PickleValue) throws(Reason) -> [Int] {
    guard let lengths = value.elements, lengths.count <= 64 else {
      throw Reason("its lengths are \(value.summary)")
    }
    var (shape, count) = ([Int](), 1)
    for length in lengths {
      guard case .integer(let length) = length, length >= 0 else {
        throw Reason("its lengths hold \(length.summary)")
      }
      let product = count.multipliedReportingOverflow(by: length)
      guard !product.overflow, product.partialValue <= mostElements else {
        throw Reason("it has more than \(mostElements) elements")
      }
      shape.append(length)
      count = product.partialValue
    }
    return shape
  }

  /// Reads the call that would make a type, such as `dtype("i8", False, True)`, and its state, which
  /// begins with a version and the order of bytes.
  private static func element(_ type: PickleValue) throws(Reason) -> Element {
    guard case .object(let object) = type,
      object.constructor == .global(PickleSymbol(module: "numpy", name: "dtype")),
      case .string(let code) = object.arguments.elements?.first
    else { throw Reason("its type is \(type.summary)") }
    let bare = code.drop { "<>|=".contains($0) }
    let order = object.state?.elements?.dropFirst().first
    guard let kind = bare.first, let length = Int(bare.dropFirst()), length >= 0,
      length <= 1 << 20
    else { throw Reason("its elements are of the type '\(code.prefix(40))', which is not read") }
    let isKnown =
      switch kind {
      case "b": length == 1
      case "i", "u": [1, 2, 4, 8].contains(length)
      case "f": [2, 4, 8].contains(length)
      case "U", "S", "O": true
      default: false
      }
    guard isKnown else {
      throw Reason("its elements are of the type '\(code.prefix(40))', which is not read")
    }
    return Element(
      kind: kind, size: kind == "U" ? 4 * length : length,
      isBigEndian: order == .string(">") || code.hasPrefix(">"))
  }

  private static func plainValues(_ items: [PickleValue]) throws(Reason) -> [PickleValue] {
    try PickleValue.list(items).plain().elements ?? []
  }

  private static func value(
    _ bytes: ArraySlice<UInt8>, _ element: Element
  ) throws(Reason) -> PickleValue {
    switch element.kind {
    case "b": return .boolean(bytes.first != 0)
    case "S":
      var text = bytes
      while text.last == 0 { text.removeLast() }
      return .bytes(Array(text))
    case "U": return .string(try text(bytes, isBigEndian: element.isBigEndian))
    case "f": return .float(float(bits(bytes, element.isBigEndian), size: element.size))
    default:
      let bits = bits(bytes, element.isBigEndian)
      guard element.kind == "i" else {
        return Int(exactly: bits).map(PickleValue.integer)
          ?? .bigInteger((0..<9).map { UInt8(truncatingIfNeeded: $0 < 8 ? bits >> (8 * $0) : 0) })
      }
      let unused = UInt64(64 - 8 * element.size)
      return .integer(Int(Int64(bitPattern: bits << unused) >> Int64(unused)))
    }
  }

  private static func bits(_ bytes: ArraySlice<UInt8>, _ isBigEndian: Bool) -> UInt64 {
    var bits: UInt64 = 0
    for byte in isBigEndian ? Array(bytes) : bytes.reversed() { bits = bits << 8 | UInt64(byte) }
    return bits
  }

  private static func float(_ bits: UInt64, size: Int) -> Double {
    switch size {
    case 2: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: Double(bitPattern: bits)
    }
  }

  /// Returns text of four bytes a character, without the zeros that fill it up.
  private static func text(
    _ bytes: ArraySlice<UInt8>, isBigEndian: Bool
  ) throws(Reason) -> String {
    var scalars = String.UnicodeScalarView()
    for start in stride(from: bytes.startIndex, to: bytes.endIndex, by: 4) {
      let value = bits(bytes[start..<start + 4], isBigEndian)
      guard let scalar = Unicode.Scalar(UInt32(truncatingIfNeeded: value)) else {
        throw Reason("\(value) is not the number of a character")
      }
      scalars.append(scalar)
    }
    while scalars.last == "\0" { scalars.removeLast() }
    return String(scalars)
  }
}
