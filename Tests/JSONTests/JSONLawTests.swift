import Foundation
import JSON
import Tensors
import Testing

/// What holds for every document, tried on drawn ones.
@Suite struct JSONLawTests {
  private static let seeds = Array(UInt64(0)..<60)

  private func value(_ text: String) throws -> CanonicalJSON {
    try CanonicalJSON(parsing: Array(text.utf8))
  }

  /// Whether each of the two readers takes a text, and what the second makes of it.
  private func readings(_ bytes: [UInt8]) -> (tree: Bool, value: CanonicalJSON?) {
    let tree = JSONParser.read(bytes, file: "f")
    var value: CanonicalJSON?
    do throws(JSONDiagnostic) { value = try CanonicalJSON(parsing: bytes) } catch { value = nil }
    return (tree.root != nil && tree.mistakes.isEmpty, value)
  }

  @Test(arguments: seeds)
  func whatIsWrittenReadsBack(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let document = drawn.value()
    #expect(try value(document.compact) == document)
    #expect(try value(document.pretty) == document)
    #expect(try value(document.compact).compact == document.compact)
  }

  @Test(arguments: seeds)
  func theWayOfWritingDoesNotMatter(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let document = drawn.object()
    for _ in 0..<4 { #expect(try value(drawn.written(document)).compact == document.compact) }
  }

  @Test(arguments: seeds)
  func everyTruncationOfAnObjectIsRefused(seed: UInt64) {
    var drawn = DrawnJSON(seed: seed)
    let bytes = Array(drawn.object(depth: 3).compact.utf8)
    for count in 0..<bytes.count {
      let found = readings(Array(bytes[..<count]))
      #expect(!found.tree && found.value == nil, "the first \(count) of \(bytes.count) bytes")
    }
  }

  /// Both readers take the same texts, and what is taken is a value that reads back.
  @Test(arguments: seeds.prefix(24))
  func aChangedByteIsRefusedByBothReadersOrReadByBoth(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let bytes = Array(drawn.object(depth: 2).compact.utf8)
    for place in bytes.indices {
      for byte in Array("\"\\{}[],:09-.eE+tu \n\u{0}".utf8) + [0x80, 0xC3, 0xFF] {
        var changed = bytes
        changed[place] = byte
        let found = readings(changed)
        guard let value = found.value else { continue }
        #expect(found.tree, "\(String(decoding: changed, as: UTF8.self))")
        #expect(try CanonicalJSON(parsing: Array(value.compact.utf8)) == value)
      }
    }
  }

  @Test(arguments: seeds)
  func foundationReadsTheSame(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let document = drawn.object()
    let decoded = try JSONDecoder().decode(
      CanonicalJSON.self, from: Data(document.compact.utf8))
    #expect(numbers(decoded) == numbers(document))
  }

  /// A value with whole numbers as doubles, since Foundation does not tell 1 from 1.0.
  private func numbers(_ value: CanonicalJSON) -> CanonicalJSON {
    switch value {
    case .double(let number): Int(exactly: number).map(CanonicalJSON.integer) ?? value
    case .array(let elements): .array(elements.map(numbers))
    case .object(let members): .object(members.mapValues(numbers))
    default: value
    }
  }

  @Test func aValueThatIsEncodedIsItsOwnText() throws {
    struct Record: Encodable {
      let name = "a/b"
      let counts = [1, 2]
      let share = 0.5
      let missing: Int? = nil
    }
    #expect(
      try CanonicalJSON.encoding(Record()).compact
        == #"{"counts":[1,2],"name":"a/b","share":0.5}"#)
    let pretty = try CanonicalEncoding.data(of: Record())
    #expect(try CanonicalJSON(parsing: Array(pretty)) == CanonicalJSON.encoding(Record()))
    #expect(pretty.last == 0x0A)
  }

  @Test func partsAreReachedByTheirKind() {
    let value: CanonicalJSON = ["a": 1, "b": "x"]
    #expect(value.members?["a"]?.integer == 1)
    #expect(value.members?["b"]?.text == "x")
    #expect(value.text == nil && value.integer == nil)
    #expect(CanonicalJSON.double(1).integer == nil && CanonicalJSON.null.members == nil)
  }
}

/// Where nodes stand, and what their pointers are.
@Suite struct JSONPlaceTests {
  /// All nodes of a tree.
  private func nodes(_ root: JSONNode) -> [JSONNode] {
    switch root.value {
    case .array(let elements): [root] + elements.flatMap(nodes)
    case .object(let members): [root] + members.flatMap { nodes($0.node) }
    default: [root]
    }
  }

  /// Follows a pointer as RFC 6901 says.
  private func find(_ pointer: String, in root: JSONNode) -> JSONNode? {
    let steps = pointer.unicodeScalars.split(separator: "/", omittingEmptySubsequences: false)
    return steps.dropFirst().reduce(Optional(root)) { node, step in
      let key = String(String.UnicodeScalarView(step)).utf8Replacing("~1", "/").utf8Replacing(
        "~0", "~")
      switch node?.value {
      case .array(let elements): return Int(key).map { elements[$0] }
      case .object: return node?.member(key)
      default: return nil
      }
    }
  }

  @Test(arguments: UInt64(0)..<40)
  func everyPointerLeadsToItsNode(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let text = drawn.written(drawn.object())
    let root = try #require(JSONParser.read(Array(text.utf8), file: "f").root)
    let all = nodes(root)
    #expect(Set(all.map { Array($0.pointer.utf8) }).count == all.count)
    for node in all { #expect(find(node.pointer, in: root)?.position == node.position) }
  }

  @Test(arguments: ["~\u{301}", "/\u{301}", "a/\u{308}b", "~\u{FE0F}1"])
  func aMarkUponAnEscapedCharacterChangesNothing(key: String) {
    // Swift takes the two for one character; a pointer is made of scalars.
    let scalars = JSONNode.pointer("", key).unicodeScalars.dropFirst()
    #expect(!scalars.contains("/"))
    #expect(scalars.count == key.unicodeScalars.count + 1)
  }

  /// The line and the column of a place, counted in scalars.
  private func place(_ bytes: [UInt8], _ index: Int) -> [Int] {
    let before = bytes[..<index]
    let line = before.split(separator: 0x0A, omittingEmptySubsequences: false).last ?? []
    return [before.count { $0 == 0x0A } + 1, line.count { $0 & 0xC0 != 0x80 } + 1]
  }

  @Test(arguments: UInt64(0)..<40)
  func everyValueStandsWhereItSays(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let bytes = Array(drawn.object().pretty.utf8)
    let root = try #require(JSONParser.read(bytes, file: "f").root)
    let starts = Dictionary(
      bytes.indices.map { (place(bytes, $0), bytes[$0]) }, uniquingKeysWith: { _, last in last })
    for node in nodes(root) {
      let first = starts[[node.position.line, node.position.column]]
      let expected: Set<UInt8> =
        switch node.value {
        case .null: [UInt8(ascii: "n")]
        case .bool(let flag): [UInt8(ascii: flag ? "t" : "f")]
        case .number: Set("-0123456789".utf8)
        case .string: [UInt8(ascii: "\"")]
        case .array: [UInt8(ascii: "[")]
        case .object: [UInt8(ascii: "{")]
        }
      #expect(first.map(expected.contains) == true, "\(node.pointer)")
    }
  }

  @Test(arguments: UInt64(0)..<20)
  func aMistakeIsReportedWhereItStands(seed: UInt64) throws {
    var drawn = DrawnJSON(seed: seed)
    let bytes = Array(drawn.object().pretty.utf8)
    let root = try #require(JSONParser.read(bytes, file: "f").root)
    let places = bytes.indices.map { place(bytes, $0) }
    for node in nodes(root) {
      let index = try #require(
        places.lastIndex(of: [node.position.line, node.position.column]))
      let broken = Array(bytes[..<index]) + [UInt8(ascii: "?")] + Array(bytes[index...])
      let mistake = try #require(JSONParser.read(broken, file: "f").mistakes.last)
      #expect(mistake.position == node.position)
      #expect(mistake.pointer == node.pointer)
    }
  }
}

extension String {
  /// Replaces a text byte by byte, where `replacing` would compare characters.
  fileprivate func utf8Replacing(_ old: String, _ new: String) -> String {
    var (rest, result) = (Array(utf8)[...], [UInt8]())
    while let first = rest.first {
      if rest.starts(with: old.utf8) {
        result += new.utf8
        rest = rest.dropFirst(old.utf8.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
