/// A JSON text with where each of its values is written, so that any part of it can be read by itself.
///
/// The text is checked once and whole, and no value is made before it is asked for: a result of a table has
/// hundreds of thousands of numbers.
package final class JSONDocument {
  /// A value, before those within it.
  struct Entry {
    /// The key that it stands under, where it is the member of an object; else empty.
    let key: String

    /// What it is.
    let kind: JSONScanner.Kind

    /// Its bytes; of an object and of an array the opening bracket alone.
    let text: Range<Int>

    /// The entry behind the last that is within it.
    fileprivate(set) var next: Int
  }

  /// The values in the order of the text, the root first.
  let entries: [Entry]

  private let bytes: [UInt8]
  private let file: String

  /// The names of the last table that was read: the next one mostly has the same.
  private var lastPlaces: NumberTable.Places?

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - bytes: the text, UTF-8.
  ///   - file: the name that messages give to the text.
  /// - Throws: `JSONDiagnostic` for the first place that is no JSON, or a key that stands twice.
  package init(_ bytes: [UInt8], file: String) throws(JSONDiagnostic) {
    var scanner = JSONScanner(bytes, file: file)
    var entries: [Entry] = []
    try scanner.document { scanner throws(JSONDiagnostic) in
      try Self.add(&scanner, under: "", to: &entries)
    }
    self.entries = entries
    self.bytes = bytes
    self.file = file
  }

  private static func add(
    _ scanner: inout JSONScanner, under key: String, to entries: inout [Entry]
  ) throws(JSONDiagnostic) {
    let (place, start, kind) = (entries.count, scanner.index, try scanner.next())
    switch kind {
    case .string: _ = try scanner.string()
    case .number: _ = try scanner.number()
    case .word: _ = try scanner.word()
    case .object, .array: break
    }
    entries.append(
      Entry(key: key, kind: kind, text: start..<max(scanner.index, start + 1), next: place + 1))
    switch kind {
    case .object:
      // Records have sorted keys, so a key mostly differs from all others since it is behind the last.
      var last: String?
      var known: Set<String>?
      try scanner.members { scanner, key throws(JSONDiagnostic) in
        if known == nil, let last, last >= key {
          let members = Siblings(entries: entries, place: place + 1, end: entries.count)
          known = Set(members.map { entries[$0].key })
        }
        if known?.insert(key).inserted == false { return false }
        last = key
        try add(&scanner, under: key, to: &entries)
        return true
      }
    case .array:
      try scanner.elements { scanner throws(JSONDiagnostic) in
        try add(&scanner, under: "", to: &entries)
      }
    case .string, .number, .word: return
    }
    entries[place].next = entries.count
  }

  /// Returns the value of the whole text.
  ///
  /// - Parameter type: the type of the value.
  /// - Returns: the value.
  /// - Throws: `DecodingError` when the text holds something else, and what the value throws.
  package func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONValueDecoder(document: self, place: 0, path: nil).decode(type)
  }

  /// Returns where a value is written; of one that is not there, the last on the way to it that is.
  package func position(of path: [any CodingKey]) -> SourcePosition {
    var place = 0
    for key in path {
      let children = Array(children(of: place))
      let next: Int? =
        switch entries[place].kind {
        case .array:
          key.intValue.flatMap { children.indices.contains($0) ? children[$0] : nil }
        default: children.first { entries[$0].key == key.stringValue }
        }
      guard let next else { break }
      place = next
    }
    var scanner = JSONScanner(bytes, file: file)
    return scanner.position(of: entries[place].text.lowerBound)
  }
}

extension JSONDocument {
  /// Returns the places of what an object or an array holds, in the order of the text.
  func children(of place: Int) -> Siblings {
    Siblings(entries: entries, place: place + 1, end: entries[place].next)
  }

  /// The places of values that stand beside each other.
  struct Siblings: Sequence, IteratorProtocol {
    fileprivate let entries: [Entry]
    fileprivate var place: Int
    fileprivate let end: Int

    mutating func next() -> Int? {
      guard place < end else { return nil }
      defer { place = entries[place].next }
      return place
    }
  }

  /// Returns the text of a string, escapes resolved; nil for another value.
  func string(_ place: Int) -> String? {
    guard entries[place].kind == .string else { return nil }
    var scanner = JSONScanner(bytes, in: entries[place].text, file: file)
    return try? scanner.string()
  }

  /// Returns a number as it is written; nil for another value.
  func number(_ place: Int) -> String? {
    guard entries[place].kind == .number else { return nil }
    return String(decoding: bytes[entries[place].text], as: UTF8.self)
  }

  /// Returns true or false; nil for another value.
  func bool(_ place: Int) -> Bool? {
    guard entries[place].kind == .word, !isNull(place) else { return nil }
    return bytes[entries[place].text.lowerBound] == UInt8(ascii: "t")
  }

  /// Whether a value is null.
  func isNull(_ place: Int) -> Bool {
    bytes[entries[place].text.lowerBound] == UInt8(ascii: "n")
  }

  /// Returns the table that an object of objects of numbers is; nil for another value.
  func table(_ place: Int) -> NumberTable? {
    guard entries[place].kind == .object else { return nil }
    var (found, values): ([NumberTable.Place], [Double]) = ([], [])
    for group in children(of: place) {
      guard entries[group].kind == .object else { return nil }
      for member in children(of: group) {
        guard let value = number(member).flatMap(Double.init) else { return nil }
        found.append(NumberTable.Place(group: entries[group].key, name: entries[member].key))
        values.append(value)
      }
    }
    if let lastPlaces, lastPlaces.sorted == found { return NumberTable(lastPlaces, values) }
    let numbers = Dictionary(uniqueKeysWithValues: zip(found, values))
    let places = NumberTable.Places(Set(found))
    lastPlaces = places
    return NumberTable(places, places.sorted.map { numbers[$0] })
  }

  /// Returns what a value is, in words.
  func kind(_ place: Int) -> String {
    switch entries[place].kind {
    case .object: "an object"
    case .array: "an array"
    case .string: "a string"
    case .number: number(place) ?? "a number"
    case .word: bool(place).map { "\($0)" } ?? "null"
    }
  }
}
