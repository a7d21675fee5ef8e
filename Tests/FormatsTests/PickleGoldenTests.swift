import Formats
import Foundation
import Testing

/// Pickles written by Python with Tests/Reference/pickle_golden.py.
@Suite struct PickleGoldenTests {
  private func golden(_ name: String) throws -> [UInt8] {
    let url = Bundle.module.bundleURL.appendingPathComponent("Golden/\(name).pkl")
    return [UInt8](try Data(contentsOf: url))
  }

  private func dictionary(_ fields: [(String, PickleValue)]) -> PickleValue {
    .dictionary(fields.map { PickleEntry(key: .string($0.0), value: $0.1) })
  }

  private var document: PickleValue {
    let names = PickleValue.list([
      .string("all_souls_000013"), .string("Sacré-Cœur"), .string("back\\slash\nand line"),
    ])
    let numbers = [
      0, 1, 255, 256, 65_535, 65_536, -1, -2_147_483_648, 2_147_483_648, .min, .max,
    ]
    return dictionary([
      ("imlist", names),
      ("again", names),
      ("numbers", .list(numbers.map(PickleValue.integer))),
      ("floats", .list([136.5, -0.0, 1e300, 1.0 / 3].map(PickleValue.float))),
      ("flags", .tuple([.boolean(true), .boolean(false), .none])),
      ("empty", .tuple([.list([]), .tuple([]), .dictionary([])])),
      (
        "nested",
        dictionary([
          ("bbx", .list([.integer(1), .float(2.5)])),
          ("tuple", .tuple([.integer(1), .tuple([.integer(2), .integer(3)])])),
        ])
      ),
      ("many", .list((0..<1100).map(PickleValue.integer))),
    ])
  }

  @Test(arguments: 0...5)
  func everyProtocolGivesTheSameDocument(version: Int) throws {
    #expect(try PickleValue(pickled: golden("plain-protocol\(version)")) == document)
  }

  @Test func bytesStayBytes() throws {
    #expect(
      try PickleValue(pickled: golden("bytes-protocol4"))
        == .list([.bytes([]), .bytes([0, 255]), .bytes(Array(repeating: 0, count: 300))]))
  }

  @Test func wideIntegerKeepsItsBytes() throws {
    #expect(
      try PickleValue(pickled: golden("wide-protocol2"))
        == .bigInteger([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]))
  }

  @Test(arguments: [0, 2, 4])
  func orderedDictionaryIsARecipeThatNothingRuns(version: Int) throws {
    let symbol = PickleSymbol(module: "collections", name: "OrderedDict")
    let value = try PickleValue(
      pickled: golden("ordered-protocol\(version)"), symbols: .allow([symbol]))
    #expect(
      value
        == .object(
          PickleObject(
            constructor: .global(symbol), arguments: .tuple([]),
            entries: [
              PickleEntry(key: .string("a"), value: .integer(1)),
              PickleEntry(key: .string("b"), value: .list([.integer(2)])),
            ])))
  }

  @Test(arguments: [0, 2, 4])
  func orderedDictionaryIsNotPlainData(version: Int) throws {
    let symbol = PickleSymbol(module: "collections", name: "OrderedDict")
    let error = #expect(throws: PickleError.self) {
      try PickleValue(pickled: golden("ordered-protocol\(version)"))
    }
    #expect(error?.code == .symbol(symbol))
  }

  @Test(arguments: 0...5)
  func cutAnywhereItIsRefused(version: Int) throws {
    let bytes = try golden("short-protocol\(version)")
    #expect(throws: Never.self) { try PickleValue(pickled: bytes) }
    let accepted = (0..<bytes.count).filter { count in
      (try? PickleValue(pickled: Array(bytes.prefix(count)))) != nil
    }
    #expect(accepted == [])
  }
}
