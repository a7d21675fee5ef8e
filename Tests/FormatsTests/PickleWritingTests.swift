import Formats
import Testing

@Suite struct PickleWritingTests {
  @Test func documentIsWrittenByteForByte() throws {
    let value = PickleValue.dictionary([
      PickleEntry(key: .string("ok"), value: .list([.integer(7), .integer(300)]))
    ])
    // PROTO 2, EMPTY_DICT, MARK, BINUNICODE "ok", EMPTY_LIST, MARK, BININT1 7, BININT2 300,
    // APPENDS, SETITEMS, STOP: what Python's pickletools shows for it.
    #expect(
      try value.pickled() == [
        0x80, 2, 0x7D, 0x28, 0x58, 2, 0, 0, 0, 0x6F, 0x6B, 0x5D, 0x28, 0x4B, 7, 0x4D, 0x2C, 1, 0x65,
        0x75, 0x2E,
      ])
  }

  @Test(arguments: [
    PickleValue.none, .boolean(true), .integer(-1), .integer(.min), .integer(65_536),
    .float(-0.1), .string("Sacré-Cœur"), .list([]), .tuple([.integer(1), .list([.none])]),
    .dictionary([]), .bigInteger([1, 2, 3, 4, 5, 6, 7, 8, 9]),
  ])
  func plainDataComesBack(value: PickleValue) throws {
    #expect(try PickleValue(pickled: try value.pickled()) == value)
  }

  @Test(arguments: [
    PickleValue.bytes([1]), .global(PickleSymbol(module: "os", name: "system")),
    .persistent(.integer(1)),
  ])
  func anythingElseIsRefused(value: PickleValue) {
    let error = #expect(throws: PickleError.self) { try PickleValue.list([value]).pickled() }
    #expect(error?.code == .unsupported)
  }
}
