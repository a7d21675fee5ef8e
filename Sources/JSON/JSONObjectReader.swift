/// The members of an object that a value is read from.
struct JSONObjectReader<Key: CodingKey>: KeyedDecodingContainerProtocol {
  /// Up to so many members are looked through one by one.
  private static var fewMembers: Int { 24 }

  private let decoder: JSONValueDecoder

  /// The place of each key; nil where they are few.
  private let places: [String: Int]?

  init(decoder: JSONValueDecoder) throws {
    let document = decoder.document
    guard document.entries[decoder.place].kind == .object else {
      self = try decoder.mismatch([String: Any].self, "an object")
      return
    }
    self.decoder = decoder
    let members = document.children(of: decoder.place)
    let isLong = members.dropFirst(Self.fewMembers).contains { _ in true }
    places =
      isLong
      ? Dictionary(uniqueKeysWithValues: members.map { (document.entries[$0].key, $0) }) : nil
  }

  var codingPath: [any CodingKey] { decoder.codingPath }

  var allKeys: [Key] {
    decoder.document.children(of: decoder.place)
      .compactMap { Key(stringValue: decoder.document.entries[$0].key) }
  }

  func contains(_ key: Key) -> Bool { place(key.stringValue) != nil }

  private func place(_ key: String) -> Int? {
    if let places { return places[key] }
    return decoder.document.children(of: decoder.place)
      .first { decoder.document.entries[$0].key == key }
  }

  private func member(_ key: any CodingKey) throws -> JSONValueDecoder {
    guard let place = place(key.stringValue) else {
      throw DecodingError.keyNotFound(
        key, .init(codingPath: codingPath, debugDescription: "the object has no such member"))
    }
    return decoder.inner(place, key)
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    let member = try member(key)
    return member.document.isNull(member.place)
  }

  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).bool() }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).string() }
  func decode(_ type: Double.Type, forKey key: Key) throws -> Double {
    try member(key).number(type)
  }
  func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try member(key).number(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try member(key).whole(type) }
  func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try member(key).whole(type) }
  func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try member(key).whole(type) }
  func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try member(key).whole(type) }
  func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try member(key).whole(type) }
  func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try member(key).whole(type) }
  func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try member(key).whole(type) }
  func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try member(key).whole(type) }
  func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try member(key).whole(type) }
  func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try member(key).whole(type) }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try member(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try member(key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try member(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { try member(JSONSuperKey()) }

  func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

/// The key that the part of a superclass stands under.
private struct JSONSuperKey: CodingKey {
  let stringValue = "super"

  var intValue: Int? { nil }

  init() {}

  init?(stringValue: String) {
    if stringValue != "super" { return nil }
  }

  init?(intValue: Int) { nil }
}
