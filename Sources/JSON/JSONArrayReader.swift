/// The elements of an array that a value is read from.
struct JSONArrayReader: UnkeyedDecodingContainer {
  private let decoder: JSONValueDecoder
  private let elements: [Int]

  private(set) var currentIndex = 0

  init(decoder: JSONValueDecoder) throws {
    guard decoder.document.entries[decoder.place].kind == .array else {
      self = try decoder.mismatch([Any].self, "an array")
      return
    }
    self.decoder = decoder
    elements = Array(decoder.document.children(of: decoder.place))
  }

  var codingPath: [any CodingKey] { decoder.codingPath }

  var count: Int? { elements.count }

  var isAtEnd: Bool { currentIndex == elements.count }

  /// Reads the next element; where that fails, it stays the next.
  private mutating func next<Value>(
    _ read: (JSONValueDecoder) throws -> Value
  ) throws -> Value {
    let place = JSONPlace(currentIndex)
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Value.self,
        .init(
          codingPath: codingPath + [place],
          debugDescription: "the array has \(elements.count) elements"))
    }
    let value = try read(decoder.inner(elements[currentIndex], place))
    currentIndex += 1
    return value
  }

  mutating func decodeNil() -> Bool {
    guard !isAtEnd, decoder.document.isNull(elements[currentIndex]) else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode(_ type: Bool.Type) throws -> Bool { try next { try $0.bool() } }
  mutating func decode(_ type: String.Type) throws -> String { try next { try $0.string() } }
  mutating func decode(_ type: Double.Type) throws -> Double { try next { try $0.number(type) } }
  mutating func decode(_ type: Float.Type) throws -> Float { try next { try $0.number(type) } }
  mutating func decode(_ type: Int.Type) throws -> Int { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int8.Type) throws -> Int8 { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int16.Type) throws -> Int16 { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int32.Type) throws -> Int32 { try next { try $0.whole(type) } }
  mutating func decode(_ type: Int64.Type) throws -> Int64 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt.Type) throws -> UInt { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt8.Type) throws -> UInt8 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt16.Type) throws -> UInt16 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt32.Type) throws -> UInt32 { try next { try $0.whole(type) } }
  mutating func decode(_ type: UInt64.Type) throws -> UInt64 { try next { try $0.whole(type) } }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next { try $0.decode(type) }
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next { try $0.container(keyedBy: type) }
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next { try $0.unkeyedContainer() }
  }

  mutating func superDecoder() throws -> any Decoder { try next { $0 } }
}
