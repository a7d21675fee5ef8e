/// Takes down what a value tells of itself, as the protocols of `Encodable` have it.
struct JSONDraftEncoder: Encoder {
  let draft: JSONDraft
  let scalars: JSONDraft.Scalars

  init(_ draft: JSONDraft, _ scalars: JSONDraft.Scalars) {
    self.draft = draft
    self.scalars = scalars
  }

  var codingPath: [any CodingKey] { scalars.path }

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    draft.becomeObject()
    return KeyedEncodingContainer(JSONKeyedContainer(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    draft.becomeArray()
    return JSONUnkeyedContainer(encoder: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    JSONSingleValueContainer(encoder: self)
  }

  /// Makes a value the whole of the draft.
  func encode<Value: Encodable>(_ value: Value) throws {
    if Value.self == NumberTable.self, let table = value as? NumberTable, table.isFinite {
      draft.set(.table(table))
    } else {
      try value.encode(to: self)
    }
  }
}

extension JSONDraftEncoder {
  /// Returns a value that stands under a key as a part.
  func part(_ value: some Encodable, at key: some CodingKey) throws -> JSONDraft.Part {
    let inner = JSONDraft()
    scalars.path.append(key)
    defer { scalars.path.removeLast() }
    try JSONDraftEncoder(inner, scalars).encode(value)
    return inner.part
  }

  /// Returns a scalar as a part.
  func part(_ write: (inout JSONText) -> Void) -> JSONDraft.Part {
    let start = scalars.text.bytes.count
    write(&scalars.text)
    return .scalar(start..<scalars.text.bytes.count)
  }

  /// Returns a number as a part.
  ///
  /// - Throws: `EncodingError` when it is not finite, which JSON has no way to write.
  func part(
    number value: some BinaryFloatingPoint & CustomStringConvertible, at key: (any CodingKey)?
  ) throws -> JSONDraft.Part {
    guard value.isFinite else {
      throw EncodingError.invalidValue(
        value,
        .init(
          codingPath: codingPath + (key.map { [$0] } ?? []),
          debugDescription: "\(value) is not finite, and JSON has no way to write it"))
    }
    return part { $0.number(value) }
  }
}

/// The place of an element in an array.
struct JSONPlace: CodingKey {
  let place: Int

  init(_ place: Int) {
    self.place = place
  }

  init?(intValue: Int) {
    place = intValue
  }

  init?(stringValue: String) {
    guard let place = Int(stringValue) else { return nil }
    self.place = place
  }

  var intValue: Int? { place }

  var stringValue: String { "\(place)" }
}
