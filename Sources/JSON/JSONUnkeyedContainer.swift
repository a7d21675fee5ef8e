/// The elements that an array is told of.
struct JSONUnkeyedContainer: UnkeyedEncodingContainer {
  let encoder: JSONDraftEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  var count: Int { encoder.draft.count }

  private func add(_ write: (inout JSONText) -> Void) {
    encoder.draft.append(encoder.part(write))
  }

  func encodeNil() { add { $0.null() } }
  func encode(_ value: Bool) { add { $0.bool(value) } }
  func encode(_ value: String) { add { $0.string(value) } }
  func encode(_ value: Int) { add { $0.integer(value) } }
  func encode(_ value: Int8) { add { $0.integer(value) } }
  func encode(_ value: Int16) { add { $0.integer(value) } }
  func encode(_ value: Int32) { add { $0.integer(value) } }
  func encode(_ value: Int64) { add { $0.integer(value) } }
  func encode(_ value: UInt) { add { $0.integer(value) } }
  func encode(_ value: UInt8) { add { $0.integer(value) } }
  func encode(_ value: UInt16) { add { $0.integer(value) } }
  func encode(_ value: UInt32) { add { $0.integer(value) } }
  func encode(_ value: UInt64) { add { $0.integer(value) } }

  func encode(_ value: Double) throws {
    encoder.draft.append(try encoder.part(number: value, at: JSONPlace(count)))
  }

  func encode(_ value: Float) throws {
    encoder.draft.append(try encoder.part(number: value, at: JSONPlace(count)))
  }

  func encode(_ value: some Encodable) throws {
    encoder.draft.append(try encoder.part(value, at: JSONPlace(count)))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    nested().container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { nested().unkeyedContainer() }

  func superEncoder() -> any Encoder { nested() }

  private func nested() -> JSONDraftEncoder {
    let inner = JSONDraft()
    encoder.draft.append(.draft(inner))
    return JSONDraftEncoder(inner, encoder.scalars)
  }
}

/// The one value that a value without members is told of.
struct JSONSingleValueContainer: SingleValueEncodingContainer {
  let encoder: JSONDraftEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  private func set(_ write: (inout JSONText) -> Void) {
    encoder.draft.set(encoder.part(write))
  }

  func encodeNil() { set { $0.null() } }
  func encode(_ value: Bool) { set { $0.bool(value) } }
  func encode(_ value: String) { set { $0.string(value) } }
  func encode(_ value: Int) { set { $0.integer(value) } }
  func encode(_ value: Int8) { set { $0.integer(value) } }
  func encode(_ value: Int16) { set { $0.integer(value) } }
  func encode(_ value: Int32) { set { $0.integer(value) } }
  func encode(_ value: Int64) { set { $0.integer(value) } }
  func encode(_ value: UInt) { set { $0.integer(value) } }
  func encode(_ value: UInt8) { set { $0.integer(value) } }
  func encode(_ value: UInt16) { set { $0.integer(value) } }
  func encode(_ value: UInt32) { set { $0.integer(value) } }
  func encode(_ value: UInt64) { set { $0.integer(value) } }

  func encode(_ value: Double) throws {
    encoder.draft.set(try encoder.part(number: value, at: nil))
  }

  func encode(_ value: Float) throws {
    encoder.draft.set(try encoder.part(number: value, at: nil))
  }

  func encode(_ value: some Encodable) throws { try encoder.encode(value) }
}
