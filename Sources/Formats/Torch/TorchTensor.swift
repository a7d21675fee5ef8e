import Failures

/// A storage as a pickle refers to it: a run of elements outside of the pickle.
struct TorchStorage: Sendable, Equatable {
  let key: String
  let type: ElementType

  /// The number of elements.
  let count: Int

  /// The part that is meant, in elements; all of it unless it is a view.
  let view: Range<Int>

  /// Reads a persistent reference: ("storage", type, key, location, count), in old files with a view
  /// of (key, offset, count) behind.
  ///
  /// - Throws: the reason, when it is something else or contradicts itself.
  init(_ reference: PickleValue) throws(Reason) {
    guard case .persistent(.tuple(let parts)) = reference, parts.count == 5 || parts.count == 6,
      parts[0] == .string("storage"), case .global(let symbol) = parts[1],
      case .storage(let type) = TorchRole.bySymbol[symbol], case .string(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else { throw Reason("its storage is referred to in a way that torch.save does not use") }
    self.key = key
    self.type = type
    self.count = count
    guard parts.count == 6, parts[5] != .none else {
      view = 0..<count
      return
    }
    guard case .tuple(let bounds) = parts[5], bounds.count == 3,
      case .integer(let offset) = bounds[1], case .integer(let length) = bounds[2],
      (0...count).contains(offset), (0...count - offset).contains(length)
    else { throw Reason("its view of a storage of \(count) elements leaves that storage") }
    view = offset..<offset + length
  }
}

extension TorchStorage {
  /// Creates a whole storage.
  init(key: String, type: ElementType, count: Int) {
    self.init(key: key, type: type, count: count, view: 0..<count)
  }

  private init(key: String, type: ElementType, count: Int, view: Range<Int>) {
    (self.key, self.type, self.count, self.view) = (key, type, count, view)
  }

  /// Returns the part of the same storage that is meant, in elements within it.
  func viewed(_ view: Range<Int>) -> TorchStorage {
    TorchStorage(key: key, type: type, count: count, view: view)
  }
}

/// A tensor as a pickle describes it.
struct TorchTensor: Sendable, Equatable {
  let storage: TorchStorage
  let shape: [Int]
  let strides: [Int]

  /// The first element, counted from the start of the storage.
  let offset: Int

  /// Reads the arguments of a call that would build a tensor.
  ///
  /// - Throws: the reason, unless every element lies in the storage and none is met twice.
  init(_ arguments: PickleValue) throws(Reason) {
    guard case .tuple(let parts) = arguments, [4, 6, 7].contains(parts.count),
      case .integer(let offset) = parts[1]
    else { throw Reason("it is described in a way that torch.save does not use") }
    if parts.count == 7, parts[6] != .dictionary([]), parts[6] != .none {
      throw Reason("its values are to be conjugated or negated; save it after resolve_neg()")
    }
    storage = try TorchStorage(parts[0])
    shape = try Self.integers(parts[2], "lengths")
    strides = try Self.integers(parts[3], "strides")
    self.offset = storage.view.lowerBound &+ offset
    try Self.check(shape, strides, offset: offset, count: storage.view.count)
  }

  /// Creates a tensor on a storage.
  ///
  /// - Throws: the reason, unless every element lies in the storage and none is met twice.
  init(on storage: TorchStorage, shape: [Int], strides: [Int], offset: Int) throws(Reason) {
    guard (shape + strides).allSatisfy({ $0 >= 0 }) else {
      throw Reason("its lengths or strides are below 0")
    }
    try Self.check(shape, strides, offset: offset, count: storage.view.count)
    (self.storage, self.shape, self.strides) = (storage, shape, strides)
    self.offset = storage.view.lowerBound + offset
  }

  private static func integers(_ value: PickleValue, _ what: String) throws(Reason) -> [Int] {
    var value = value
    if case .object(let object) = value, object.state == nil,
      object.constructor == .global(PickleSymbol(module: "torch", name: "Size")),
      case .tuple(let arguments) = object.arguments, arguments.count == 1
    {
      value = arguments[0]
    }
    guard let elements = value.elements, elements.count <= 64 else {
      throw Reason("its \(what) are \(value.summary), not a tuple of at most 64")
    }
    var integers: [Int] = []
    for element in elements {
      guard case .integer(let integer) = element, integer >= 0 else {
        throw Reason("its \(what) hold \(element.summary)")
      }
      integers.append(integer)
    }
    return integers
  }

  private static func check(
    _ shape: [Int], _ strides: [Int], offset: Int, count: Int
  ) throws(Reason) {
    guard shape.count == strides.count else {
      throw Reason("it has \(shape.count) lengths and \(strides.count) strides")
    }
    guard (0...count).contains(offset) else {
      throw Reason("it starts at element \(offset) of a storage of \(count)")
    }
    var (size, last, overflows) = (1, offset, false)
    for (length, stride) in zip(shape, strides) {
      let product = size.multipliedReportingOverflow(by: max(1, length))
      let step = max(0, length - 1).multipliedReportingOverflow(by: stride)
      let sum = last.addingReportingOverflow(step.partialValue)
      overflows = overflows || product.overflow || step.overflow || sum.overflow
      (size, last) = (product.partialValue, sum.partialValue)
    }
    guard !overflows else { throw Reason("its lengths and strides do not fit in 64 bits") }
    guard !shape.contains(0) else { return }
    guard last < count else {
      throw Reason("it reaches element \(last) of a storage of \(count)")
    }
    guard size <= count else {
      throw Reason(
        "its \(size) elements are repetitions of \(count); save it after contiguous()")
    }
  }

  /// Returns where the elements lie in a file, once it is known where the storage does.
  func record(storageOffset: Int) -> TensorRecord {
    TensorRecord(
      type: storage.type, shape: shape, strides: strides,
      offset: storageOffset + offset * storage.type.bytes)
  }
}
