import Foundation
import JSON
import Testing

/// Values are read from a document as Foundation's decoder reads them, and mistakes have their places.
@Suite struct JSONDocumentTests {
  private func document(_ text: String) throws -> JSONDocument {
    try JSONDocument(Array(text.utf8), file: "f")
  }

  private func decoded<Value: Decodable>(
    _ text: String, as type: Value.Type = Value.self
  ) throws -> Value {
    try document(text).decode(type)
  }

  @Test(arguments: UInt64(0)..<60)
  func drawnDocumentsAreReadAsFoundationReadsThem(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let value = drawn.object()
    for text in [value.compact, value.pretty, drawn.written(value)] {
      #expect(
        try decoded(text, as: CanonicalJSON.self)
          == JSONDecoder().decode(CanonicalJSON.self, from: Data(text.utf8)))
    }
  }

  @Test(arguments: UInt64(0)..<24)
  func whatIsNoJSONIsRefusedAsTheOtherReadersDo(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let bytes = Array(drawn.object(depth: 2).compact.utf8)
    for place in bytes.indices {
      for byte in Array("\"\\{}[],:09-.eE+tu \n\u{0}".utf8) + [0x80, 0xFF] {
        var changed = bytes
        changed[place] = byte
        let tree = JSONParser.read(changed, file: "f")
        let isRead = (try? JSONDocument(changed, file: "f")) != nil
        #expect(isRead == tree.mistakes.isEmpty, "\(String(decoding: changed, as: UTF8.self))")
      }
    }
  }

  private struct Everything: Codable, Equatable {
    var flag = true
    var text = "é\n\"/"
    var numbers = [0.1, -0.0, 1e300, .leastNonzeroMagnitude]
    var short: Float = 0.1
    var whole = [Int.min, 0, .max]
    var byte: UInt8 = 255
    var large = UInt64.max
    var absent: Int?
    var nothing: [Int?] = [nil, 1]
    var nested = ["a": ["b": [1: "c"]]]
    var choice = [Choice.none, .some(3), .named(text: "x")]
    var empty: [String: [Int]] = [:]

    enum Choice: Codable, Equatable {
      case none
      case some(Int)
      case named(text: String)
    }
  }

  @Test func everythingThatIsWrittenIsReadBack() throws {
    let value = Everything()
    let bytes = try CanonicalEncoding.bytes(of: value)
    #expect(try JSONDocument(bytes, file: "f").decode(Everything.self) == value)
    let foundation = try JSONEncoder().encode(value)
    #expect(try JSONDocument([UInt8](foundation), file: "f").decode(Everything.self) == value)
  }

  /// Reads through nested containers, by turns.
  private struct Nested: Decodable, Equatable {
    let values: [String]
    let inner: Int
    let last: Bool

    private enum Key: String, CodingKey {
      case list
      case object
    }

    init(values: [String], inner: Int, last: Bool) {
      (self.values, self.inner, self.last) = (values, inner, last)
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      var list = try container.nestedUnkeyedContainer(forKey: .list)
      var values: [String] = []
      #expect(list.count == 4)
      #expect(try list.decodeNil())
      #expect(try !list.decodeNil())
      values.append(try list.decode(String.self))
      var deep = try list.nestedUnkeyedContainer()
      while !deep.isAtEnd { values.append(try deep.decode(String.self)) }
      #expect(throws: DecodingError.self) { try deep.decode(String.self) }
      let object = try list.nestedContainer(keyedBy: Key.self)
      last = try object.decode(Bool.self, forKey: .object)
      #expect(list.isAtEnd && list.currentIndex == 4)
      self.values = values
      inner = try container.nestedContainer(keyedBy: Key.self, forKey: .object)
        .decode(Int.self, forKey: .list)
    }
  }

  @Test func nestedContainersAreRead() throws {
    #expect(
      try decoded(#"{"list": [null, "a", ["b", "c"], {"object": true}], "object": {"list": 7}}"#)
        == Nested(values: ["a", "b", "c"], inner: 7, last: true))
  }

  @Test func aLongObjectIsReadAsAShortOne() throws {
    for count in [0, 1, 24, 25, 26, 1000] {
      let value = Dictionary(uniqueKeysWithValues: (0..<count).map { ("key \($0)", $0) })
      let bytes = try CanonicalEncoding.bytes(of: value)
      #expect(try JSONDocument(bytes, file: "f").decode([String: Int].self) == value)
    }
  }

  @Test(arguments: [
    ("3", 3), ("3.0", 3), ("3e0", 3), ("-0", 0), ("9223372036854775807", Int.max),
  ])
  func aWholeNumberMayBeWrittenInAnyWay(text: String, value: Int) throws {
    #expect(try decoded(text, as: Int.self) == value)
  }

  /// What a decoder says of a text, with the line and the column where it says it.
  private func finding<Value: Decodable>(_ text: String, as type: Value.Type) throws -> String {
    let document = try document(text)
    do {
      _ = try document.decode(type)
      return "read"
    } catch DecodingError.typeMismatch(_, let context), DecodingError.dataCorrupted(let context) {
      let position = document.position(of: context.codingPath)
      return "\(position.line):\(position.column): \(context.debugDescription)"
    } catch DecodingError.keyNotFound(let key, let context) {
      let position = document.position(of: context.codingPath + [key])
      return "\(position.line):\(position.column): \(key.stringValue) is missing"
    }
  }

  @Test func mistakesSayWhatIsThereAndWhere() throws {
    #expect(
      try finding("{\n \"a\": [1,\n  2.5]}", as: [String: [Int]].self)
        == "3:3: expected a whole number of \(Int.min)...\(Int.max), found 2.5")
    #expect(try finding("[1, 256]", as: [UInt8].self).hasSuffix("of 0...255, found 256"))
    #expect(try finding("[[null]]", as: [[String]].self) == "1:3: expected a string, found null")
    #expect(try finding("{\"a\": []}", as: [Int].self) == "1:1: expected an array, found an object")
    #expect(
      try finding(#"["b"]"#, as: [[String: Int]].self) == "1:2: expected an object, found a string")
    #expect(try finding("[1]", as: [Bool].self) == "1:2: expected true or false, found 1")
    #expect(try finding("[1e300]", as: [Float].self) == "1:2: 1e300 is beyond the range of a Float")
    #expect(try finding(#"{"flag": true}"#, as: Everything.self) == "1:1: text is missing")
  }

  @Test func aKeyMayStandOnceWhateverTheOrder() throws {
    for text in [#"{"a":1,"a":2}"#, #"{"b":1,"a":2,"b":3}"#, #"{"a":1,"b":2,"c":3,"a":4}"#] {
      #expect(throws: JSONDiagnostic.self) { try document(text) }
    }
    #expect(try decoded(#"{"b":1,"a":2,"d":3,"c":4}"#) == ["b": 1, "a": 2, "d": 3, "c": 4])
  }

  @Test func tablesAreReadWhateverTheTableBeforeHeld() throws {
    let tables: [[String: [String: Double]]] = [
      ["hard": ["AP": 0.5, "P@1": 1], "medium": ["AP": 0.25]],
      ["hard": ["AP": 0.75, "P@1": 0], "medium": ["AP": 0.5]],
      ["hard": ["AP": 0.75]], [:], ["medium": ["AP": 0.5]],
      ["hard": ["AP": 0.5, "P@5": 1], "medium": ["AP": 0.25, "P@1": 1]],
      ["easy": ["AP": 1], "hard": ["AP": 0.5, "P@5": 1], "medium": ["AP": 0.25, "P@1": 1]],
    ]
    for order in [tables, tables.reversed(), tables + tables] {
      let bytes = try CanonicalEncoding.bytes(of: order)
      #expect(
        try JSONDocument(bytes, file: "f").decode([NumberTable].self) == order.map(NumberTable.init)
      )
    }
    #expect(
      try decoded(#"[{"b": {"y": 1, "x": 2}, "a": {}}, {"b": {"x": 2, "y": 1}}]"#)
        == [["b": ["x": 2, "y": 1]], ["b": ["y": 1, "x": 2]]].map(NumberTable.init))
    #expect(
      try finding(#"{"b": {"x": "1"}}"#, as: NumberTable.self)
        == "1:13: expected a number, found a string")
  }
}
