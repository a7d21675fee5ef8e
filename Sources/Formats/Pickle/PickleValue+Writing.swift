extension PickleValue {
  /// Writes plain data as a pickle of protocol 2, which every Python since 2.3 reads.
  ///
  /// Equal values give equal bytes: nothing is remembered or shared. Whole numbers are written at
  /// their shortest and floats exactly.
  ///
  /// - Throws: `PickleError` for bytes, which protocol 2 cannot hold, and for symbols and objects,
  ///   which are not plain data.
  public func pickled() throws(PickleError) -> [UInt8] {
    var writer = PickleWriter()
    try writer.write(self)
    return writer.finish()
  }
}

/// Emits protocol 2 opcodes.
private struct PickleWriter {
  private var output: [UInt8] = [PickleOpcode.protocolVersion.rawValue, 2]

  consuming func finish() -> [UInt8] {
    output + [PickleOpcode.stop.rawValue]
  }

  mutating func write(_ value: PickleValue) throws(PickleError) {
    switch value {
    case .none: emit(.none)
    case .boolean(let value): emit(value ? .newTrue : .newFalse)
    case .integer(let value): writeInteger(value)
    case .bigInteger(let bytes):
      emit(.long4)
      emit(UInt32(bytes.count), bytes: 4)
      output.append(contentsOf: bytes)
    case .float(let value):
      emit(.binaryFloat)
      emit(value.bitPattern.byteSwapped, bytes: 8)
    case .string(let text): try writeString(text)
    case .list(let elements):
      emit(.emptyList)
      try writeBatch(elements, closing: .appends)
    case .tuple(let elements):
      emit(.mark)
      for element in elements { try write(element) }
      emit(.tuple)
    case .dictionary(let entries):
      emit(.emptyDictionary)
      try writeBatch(entries.flatMap { [$0.key, $0.value] }, closing: .setItems)
    case .bytes, .global, .object, .persistent:
      throw PickleError(
        .unsupported, at: output.count, "\(value.summary) cannot be written as plain data.")
    }
  }

  private mutating func writeBatch(
    _ values: [PickleValue], closing opcode: PickleOpcode
  ) throws(PickleError) {
    guard !values.isEmpty else { return }
    emit(.mark)
    for value in values { try write(value) }
    emit(opcode)
  }

  private mutating func writeInteger(_ value: Int) {
    if let small = UInt8(exactly: value) {
      emit(.binaryInt1)
      output.append(small)
    } else if let medium = UInt16(exactly: value) {
      emit(.binaryInt2)
      emit(medium, bytes: 2)
    } else if let large = Int32(exactly: value) {
      emit(.binaryInt)
      emit(UInt32(bitPattern: large), bytes: 4)
    } else {
      emit(.long1)
      output.append(8)
      emit(UInt64(bitPattern: Int64(value)), bytes: 8)
    }
  }

  private mutating func writeString(_ text: String) throws(PickleError) {
    let utf8 = Array(text.utf8)
    guard let count = UInt32(exactly: utf8.count) else {
      throw PickleError(.limit, at: output.count, "a string of \(utf8.count) bytes is too long.")
    }
    emit(.binaryUnicode)
    emit(count, bytes: 4)
    output.append(contentsOf: utf8)
  }

  private mutating func emit(_ opcode: PickleOpcode) {
    output.append(opcode.rawValue)
  }

  /// Appends a number, least significant byte first.
  private mutating func emit(_ value: some FixedWidthInteger & UnsignedInteger, bytes: Int) {
    for position in 0..<bytes {
      output.append(UInt8(truncatingIfNeeded: value >> (8 * position)))
    }
  }
}
