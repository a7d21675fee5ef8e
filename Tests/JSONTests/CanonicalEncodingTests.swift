import Foundation
import JSON
import Testing

/// Records have the bytes of Foundation's encoder, with which they were first written.
@Suite struct CanonicalEncodingTests {
  private func expected(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  private func written(_ value: some Encodable) throws -> String {
    String(decoding: try CanonicalEncoding.bytes(of: value), as: UTF8.self)
  }

  private static let baselines = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Results/baselines")

  @Test(arguments: [
    "fingerprints", "search-fine-tuning", "search-pretraining", "seed-study", "table1", "table2",
    "table3",
  ])
  func committedRecordsAreWrittenAsTheyStand(name: String) throws {
    let data = try Data(contentsOf: Self.baselines.appending(path: "\(name).json"))
    let value = try CanonicalJSON(parsing: Array(data))
    #expect(try CanonicalEncoding.data(of: value) == data)
    #expect(try expected(value) == String(decoding: data, as: UTF8.self))
  }

  @Test(arguments: [
    0, -0.0, 1, -1, 0.1 + 0.2, 1.0 / 3, 1e15, 1e16, 123_456_789_012_345_680, 1e300, -1e-7, 1e-5,
    0.0001, .leastNonzeroMagnitude, .leastNormalMagnitude.nextDown, .leastNormalMagnitude,
    .greatestFiniteMagnitude, 0x1p53, .pi,
  ])
  func doublesAreWrittenAlike(value: Double) throws {
    #expect(try written([value]) == expected([value]))
    #expect(try written(value) == expected(value))
  }

  @Test(arguments: [Float(0), -0.0, 1, 0.1, .leastNonzeroMagnitude, 16_777_216, 1e38, 3.25e-5])
  func floatsAreWrittenAlike(value: Float) throws {
    #expect(try written(["a": value]) == expected(["a": value]))
  }

  @Test func wholeNumbersAreWrittenAlike() throws {
    #expect(try written([Int.min, -1, 0, .max]) == expected([Int.min, -1, 0, .max]))
    #expect(try written([UInt64.max]) == expected([UInt64.max]))
    #expect(try written([Int8.min]) == expected([Int8.min]))
  }

  @Test(arguments: [
    "", "a/b", #""\"#, "\u{0}\u{1}\u{7}\u{8}\t\n\u{b}\u{c}\r\u{e}\u{f}\u{10}\u{1f}\u{7f}", "é",
    "e\u{301}",
    "😀", "\u{10FFFF}", "\u{2028}", "a\r\nb",
  ])
  func textsAreWrittenAlike(text: String) throws {
    #expect(try written(text) == expected(text))
    #expect(try written([text: [text]]) == expected([text: [text]]))
  }

  @Test func emptyCollectionsAreWrittenAlike() throws {
    let value: [String: [[String: [Int]]]] = ["a": [], "b": [[:]], "c": [["d": []]]]
    #expect(try written(value) == expected(value))
    #expect(try written([Int]()) == expected([Int]()))
    #expect(try written([String: Int]()) == expected([String: Int]()))
  }

  @Test func keysStandInTheOrderOfTheirBytes() throws {
    let keys = [
      "b", "a10", "a2", "B", "_", "é", "e", "ze", "😀", "\u{FFFD}", "", "a.b", "a-b", "aa",
    ]
    let value = Dictionary(uniqueKeysWithValues: zip(keys, keys.indices))
    #expect(try written(value) == expected(value))
  }

  @Test func everyWayToTellOfAValueIsWrittenAlike() throws {
    #expect(try written(Talkative()) == expected(Talkative()))
    #expect(
      try written([Choice.none, .one(2), .two(name: "x", [0.5])])
        == expected([Choice.none, .one(2), .two(name: "x", [0.5])]))
    #expect(try written(Heir()) == expected(Heir()))
    #expect(try written([1: "a"]) == expected([1: "a"]))
    #expect(try written([nil, 1] as [Int?]) == expected([nil, 1] as [Int?]))
  }

  @Test func tablesOfNumbersAreWrittenAlike() throws {
    let table = NumberTable([
      "medium.within": ["AP": 0.1 + 0.2, "P@10": 1, "P@1": 0], "medium": ["AP": -0.0],
      "hard": ["recall@4": .leastNonzeroMagnitude, "AP": 1e300],
    ])
    #expect(
      try written(["b": [table], "a": [NumberTable([:])]])
        == expected(["b": [table], "a": [NumberTable([:])]]))
    #expect(try written(Optional(table)) == expected(table))
    let read = try JSONDecoder().decode(NumberTable.self, from: CanonicalEncoding.data(of: table))
    #expect(read == table)
  }

  @Test func numbersThatAreNotFiniteAreRefusedWithTheirPlace() throws {
    func path(_ value: some Encodable) throws -> [String] {
      let error = #expect(throws: EncodingError.self) { try CanonicalEncoding.bytes(of: value) }
      guard case .invalidValue(_, let context) = try #require(error) else { return [] }
      return context.codingPath.map(\.stringValue)
    }
    #expect(try path(["a": [0, Double.nan]]) == ["a", "1"])
    #expect(try path(["a": -Float.infinity]) == ["a"])
    #expect(
      try path(["a": NumberTable(["medium": ["AP": .infinity]])]) == ["a", "medium", "AP"])
  }

  @Test func aValueThatTellsNothingIsRefused() throws {
    #expect(throws: EncodingError.self) { try CanonicalEncoding.bytes(of: Silent()) }
    #expect(try written([Silent()]) == expected([Silent()]))
  }
}

/// Tells of itself in several containers, by turns and in no order.
private struct Talkative: Encodable {
  enum Key: String, CodingKey {
    case zeta, alpha, inner, list, flag, none, twice, more
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    try members.encode("old", forKey: .twice)
    var inner = members.nestedContainer(keyedBy: Key.self, forKey: .inner)
    var list = members.nestedUnkeyedContainer(forKey: .list)
    try list.encode(1)
    try inner.encode(2, forKey: .zeta)
    try members.encode(true, forKey: .flag)
    try list.encodeNil()
    try inner.encode("x", forKey: .alpha)
    var nested = list.nestedUnkeyedContainer()
    try nested.encode([1.5])
    var object = list.nestedContainer(keyedBy: Key.self)
    try object.encode(UInt8(3), forKey: .list)
    try members.encodeNil(forKey: .none)
    try members.encode("new", forKey: .twice)
    var again = encoder.container(keyedBy: Key.self)
    try again.encode([String: Int](), forKey: .more)
    var further = members.nestedContainer(keyedBy: Key.self, forKey: .inner)
    try further.encode(false, forKey: .flag)
  }
}

private enum Choice: Encodable {
  case none
  case one(Int)
  case two(name: String, [Double])
}

private class Parent: Encodable {
  let name = "parent"

  enum CodingKeys: CodingKey {
    case name
  }
}

private final class Heir: Parent {
  private enum Key: CodingKey {
    case own, parent
  }

  override func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: Key.self)
    try members.encode(1, forKey: .own)
    try super.encode(to: members.superEncoder())
    try super.encode(to: members.superEncoder(forKey: .parent))
  }
}

private struct Silent: Encodable {
  func encode(to encoder: any Encoder) {}
}
