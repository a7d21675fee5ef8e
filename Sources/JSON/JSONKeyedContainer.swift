/// The members that an object is told of.
struct JSONKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let encoder: JSONDraftEncoder

  var codingPath: [any CodingKey] { encoder.codingPath }

  private func add(_ key: Key, _ write: (inout JSONText) -> Void) {
    encoder.draft.append(encoder.part(write), key.stringValue)
  }

  func encodeNil(forKey key: Key) { add(key) { $0.null() } }
  func encode(_ value: Bool, forKey key: Key) { add(key) { $0.bool(value) } }
  func encode(_ value: String, forKey key: Key) { add(key) { $0.string(value) } }
  func encode(_ value: Int, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: Int8, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: Int16, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: Int32, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: Int64, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: UInt, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: UInt8, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: UInt16, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: UInt32, forKey key: Key) { add(key) { $0.integer(value) } }
  func encode(_ value: UInt64, forKey key: Key) { add(key) { $0.integer(value) } }

  func encode(_ value: Double, forKey key: Key) throws {
    encoder.draft.append(try encoder.part(number: value, at: key), key.stringValue)
  }

  func encode(_ value: Float, forKey key: Key) throws {
    encoder.draft.append(try encoder.part(number: value, at: key), key.stringValue)
  }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    encoder.draft.append(try encoder.part(value, at: key), key.stringValue)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    nested(key.stringValue).container(keyedBy: keyType)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    nested(key.stringValue).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { nested("super") }

  func superEncoder(forKey key: Key) -> any Encoder { nested(key.stringValue) }

  private func nested(_ key: String) -> JSONDraftEncoder {
    JSONDraftEncoder(encoder.draft.member(key), encoder.scalars)
  }
}
