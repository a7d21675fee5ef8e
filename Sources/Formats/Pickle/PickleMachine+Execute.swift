extension PickleMachine {
  mutating func execute(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .protocolVersion, .frame, .mark, .pop, .popMark, .duplicate, .stop:
      try executeControl(opcode)
    case .none, .newTrue, .newFalse, .int, .binaryInt, .binaryInt1, .binaryInt2, .long, .long1,
      .long4, .float, .binaryFloat:
      try executeNumber(opcode)
    case .string, .binaryString, .shortBinaryString, .unicode, .binaryUnicode,
      .shortBinaryUnicode, .binaryUnicode8, .binaryBytes, .shortBinaryBytes, .binaryBytes8,
      .byteArray8:
      try executeText(opcode)
    case .emptyList, .list, .append, .appends, .emptyTuple, .tuple, .tuple1, .tuple2, .tuple3,
      .emptyDictionary, .dictionary, .setItem, .setItems:
      try executeContainer(opcode)
    case .get, .binaryGet, .longBinaryGet, .put, .binaryPut, .longBinaryPut, .memoize:
      try executeMemo(opcode)
    case .global, .stackGlobal, .reduce, .newObject, .newObjectWithKeywords, .instance, .object,
      .build, .persistentID, .binaryPersistentID:
      try executeSymbol(opcode)
    case .emptySet, .addItems, .frozenSet: try executeSet(opcode)
    case .extension1, .extension2, .extension4, .nextBuffer, .readOnlyBuffer:
      throw failure(.unsupported, "the opcode \(opcode) is not supported.")
    }
  }

  private mutating func executeControl(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .protocolVersion:
      let version = try cursor.byte()
      guard version <= 5 else {
        throw failure(.unsupported, "protocol \(version) is not known; the latest is 5.")
      }
    case .frame:
      let count = try cursor.length(8)
      guard count <= cursor.remaining else {
        throw failure(
          .truncated, "a frame of \(count) bytes has only \(cursor.remaining) left.")
      }
    case .mark: try mark()
    case .popMark: _ = try popToMark()
    case .duplicate: try push(try top())
    default: _ = try pop()
    }
  }

  private mutating func executeNumber(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .newTrue: try push(.boolean(true))
    case .newFalse: try push(.boolean(false))
    case .int, .long: try pushWrittenInteger()
    case .float: try pushWrittenFloat()
    case .binaryInt:
      try push(.integer(Int(Int32(truncatingIfNeeded: try cursor.unsigned(4)))))
    case .binaryInt1: try push(.integer(Int(try cursor.byte())))
    case .binaryInt2: try push(.integer(Int(truncatingIfNeeded: try cursor.unsigned(2))))
    case .long1: try pushLong(try cursor.block(lengthBytes: 1))
    case .long4: try pushLong(try cursor.block(lengthBytes: 4))
    case .binaryFloat:
      try push(.float(Double(bitPattern: try cursor.unsigned(8).byteSwapped)))
    default: try push(PickleValue.none)
    }
  }

  private mutating func pushLong(_ bytes: ArraySlice<UInt8>) throws(PickleError) {
    guard bytes.count <= 8 else {
      try push(.bigInteger(Array(bytes)))
      return
    }
    var value: UInt64 = (bytes.last ?? 0) >= 0x80 ? .max : 0
    for byte in bytes.reversed() { value = value << 8 | UInt64(byte) }
    try push(.integer(Int(Int64(bitPattern: value))))
  }

  private mutating func executeContainer(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .emptyList, .emptyTuple: try push(opcode == .emptyList ? .list : .tuple)
    case .list: try push(.list, try popToMark())
    case .tuple: try push(.tuple, try popToMark())
    case .tuple1: try push(.tuple, try pop(1))
    case .tuple2: try push(.tuple, try pop(2))
    case .tuple3: try push(.tuple, try pop(3))
    case .append: try append(try pop(1))
    case .appends: try append(try popToMark())
    case .dictionary:
      let entries = try popToMark()
      try push(.dictionary)
      try set(entries)
    case .setItem: try set(try pop(2))
    case .setItems: try set(try popToMark())
    default: try push(.dictionary)
    }
  }

  private mutating func append(_ items: [Slot]) throws(PickleError) {
    guard case .node(let index) = try top() else {
      throw failure(.malformed, "it appends to a value that has no elements.")
    }
    switch nodes[index].kind {
    case .list: nodes[index].slots.append(contentsOf: items)
    case .object: nodes[index].appended.append(contentsOf: items)
    case .tuple, .dictionary, .persistent:
      throw failure(.malformed, "it appends to a \(nodes[index].kind).")
    }
  }

  private mutating func set(_ entries: [Slot]) throws(PickleError) {
    guard entries.count.isMultiple(of: 2) else {
      throw failure(.malformed, "it sets a key without a value.")
    }
    guard case .node(let index) = try top() else {
      throw failure(.malformed, "it sets keys of a value that has none.")
    }
    guard nodes[index].kind == .dictionary || nodes[index].kind == .object else {
      throw failure(.malformed, "it sets keys of a \(nodes[index].kind).")
    }
    nodes[index].entries.append(contentsOf: entries)
  }

  private mutating func executeMemo(_ opcode: PickleOpcode) throws(PickleError) {
    switch opcode {
    case .get: try recall(try writtenIndex())
    case .binaryGet: try recall(Int(try cursor.byte()))
    case .longBinaryGet: try recall(try cursor.length(4))
    case .put: try remember(at: try writtenIndex())
    case .binaryPut: try remember(at: Int(try cursor.byte()))
    case .longBinaryPut: try remember(at: try cursor.length(4))
    default: try rememberNext()
    }
  }
}
