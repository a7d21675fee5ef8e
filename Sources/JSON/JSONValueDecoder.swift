/// Reads a value of a document, as the protocols of `Decodable` have it.
struct JSONValueDecoder: Decoder {
  let document: JSONDocument
  let place: Int
  let path: JSONPath?

  var codingPath: [any CodingKey] { path?.keys ?? [] }

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(
    keyedBy type: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(try JSONObjectReader(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try JSONArrayReader(decoder: self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer {
    JSONScalarReader(decoder: self)
  }

  /// Returns the decoder of a value within this one.
  func inner(_ place: Int, _ key: any CodingKey) -> JSONValueDecoder {
    JSONValueDecoder(document: document, place: place, path: JSONPath(parent: path, key: key))
  }
}

/// The keys from the root to a value, the last one first.
final class JSONPath {
  private let parent: JSONPath?
  private let key: any CodingKey

  init(parent: JSONPath?, key: any CodingKey) {
    self.parent = parent
    self.key = key
  }

  /// The keys, the first one first.
  var keys: [any CodingKey] { (parent?.keys ?? []) + [key] }
}

extension JSONValueDecoder {
  /// Returns the value as one of any type.
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == NumberTable.self, let table = document.table(place) as? Value { return table }
    return try Value(from: self)
  }

  func bool() throws -> Bool { try document.bool(place) ?? mismatch(Bool.self, "true or false") }

  func string() throws -> String { try document.string(place) ?? mismatch(String.self, "a string") }

  /// Returns a whole number, however it is written: 3, 3.0 and 3e0 are the same.
  func whole<Value: FixedWidthInteger>(_ type: Value.Type) throws -> Value {
    guard let text = document.number(place) else { return try mismatch(type, "a whole number") }
    guard let value = Value(text) ?? Double(text).flatMap(Value.init(exactly:)) else {
      let range = "\(Value.min)...\(Value.max)"
      throw DecodingError.dataCorrupted(
        context("expected a whole number of \(range), found \(text)"))
    }
    return value
  }

  func number<Value: BinaryFloatingPoint & LosslessStringConvertible>(
    _ type: Value.Type
  ) throws -> Value {
    guard let text = document.number(place) else { return try mismatch(type, "a number") }
    guard let value = Value(text), value.isFinite else {
      throw DecodingError.dataCorrupted(context("\(text) is beyond the range of a \(type)"))
    }
    return value
  }

  /// Throws that the value is another than the expected one.
  func mismatch<Value>(_ type: Any.Type, _ expected: String) throws -> Value {
    throw DecodingError.typeMismatch(
      type, context("expected \(expected), found \(document.kind(place))"))
  }

  private func context(_ message: String) -> DecodingError.Context {
    DecodingError.Context(codingPath: codingPath, debugDescription: message)
  }
}

/// The one value that a value without members is read from.
struct JSONScalarReader: SingleValueDecodingContainer {
  let decoder: JSONValueDecoder

  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.document.isNull(decoder.place) }
  func decode(_ type: Bool.Type) throws -> Bool { try decoder.bool() }
  func decode(_ type: String.Type) throws -> String { try decoder.string() }
  func decode(_ type: Double.Type) throws -> Double { try decoder.number(type) }
  func decode(_ type: Float.Type) throws -> Float { try decoder.number(type) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.whole(type) }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.decode(type) }
}
