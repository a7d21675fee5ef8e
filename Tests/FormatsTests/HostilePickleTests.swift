import Failures
import Formats
import Testing

/// Inputs made to crash, hang or take over a reader.
@Suite struct HostilePickleTests {
  private func refusal(
    _ bytes: [UInt8], symbols: PickleSymbolPolicy = .refuseAll,
    limits: PickleLimits = PickleLimits()
  ) throws -> PickleError {
    let error = #expect(throws: PickleError.self) {
      try PickleValue(pickled: bytes, symbols: symbols, limits: limits)
    }
    return try #require(error)
  }

  private func ascii(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func callOfASystemCommandIsRefusedByName() throws {
    let error = try refusal(ascii("cos\nsystem\n(S'rm -rf /'\ntR."))
    #expect(error.code == .symbol(PickleSymbol(module: "os", name: "system")))
    #expect(error.offset == 0)
    #expect(error.description.contains("os.system"))
  }

  @Test func aNameThatDrivesTheTerminalIsSpeltOut() throws {
    let error = try refusal(ascii("cos\n\u{1B}[31msystem\n(tR."))
    #expect(error.description.contains("it names os.\\u{1B}[31msystem, which"))
  }

  @Test func anEndlessNameIsNotQuotedToItsEnd() throws {
    let name = String(repeating: "a", count: 50_000)
    let error = try refusal(ascii("cos\n\(name)\n(tR."))
    #expect(error.description.utf8.count < 4_000)
    #expect(error.description.hasSuffix("save it again as lists, numbers and strings."))
  }

  @Test func callOfASystemCommandIsOnlyRecorded() throws {
    let value = try PickleValue(
      pickled: ascii("cos\nsystem\n(S'true'\ntR."), symbols: .allowAll)
    #expect(
      value
        == .object(
          PickleObject(
            constructor: .global(PickleSymbol(module: "os", name: "system")),
            arguments: .tuple([.string("true")]))))
  }

  @Test(arguments: ["(ios\nsystem\n.", "(cos\nsystem\no."])
  func oldObjectOpcodesAreRefusedByName(text: String) throws {
    #expect(
      try refusal(ascii(text)).code == .symbol(PickleSymbol(module: "os", name: "system")))
  }

  @Test func symbolOutsideTheAllowedOnesIsRefused() throws {
    let allowed = PickleSymbol(module: "collections", name: "OrderedDict")
    let error = try refusal(ascii("cposix\nsystem\n."), symbols: .allow([allowed]))
    #expect(error.code == .symbol(PickleSymbol(module: "posix", name: "system")))
  }

  @Test func referenceToTheOutsideIsNotPlainData() throws {
    #expect(try refusal(ascii("Pstorage\n.")).code == .unsupported)
  }

  @Test func numberOfTheExtensionRegistryIsRefused() throws {
    #expect(try refusal([0x80, 2, 0x82, 1, 0x2E]).code == .unsupported)
  }

  @Test func laterProtocolIsRefused() throws {
    #expect(try refusal([0x80, 6, 0x4E, 0x2E]).code == .unsupported)
  }

  @Test(
    arguments: [
      [0x58, 0xFF, 0xFF, 0xFF, 0x7F],
      [0x8D, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
      [0x8E, 0, 0, 0, 0, 1, 0, 0, 0],
      [0x42, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x54, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x8B, 0xFF, 0xFF, 0xFF, 0x7F],
    ] as [[UInt8]])
  func hugeStringClaimIsRefusedUnread(bytes: [UInt8]) throws {
    let error = try refusal(bytes)
    #expect(error.code == .limit)
    #expect(error.offset == 1)
  }

  @Test func lengthBeyondTheAddressSpaceIsRefused() throws {
    let error = try refusal([0x8D] + Array(repeating: 0xFF, count: 8))
    #expect(error.code == .malformed)
  }

  @Test(
    arguments: [
      [0x95, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 0x4E, 0x2E],
      [0x58, 4, 0, 0, 0, 0x61], [0x47, 0, 0], [0x4A, 1], [0x8A, 3, 1],
    ] as [[UInt8]])
  func lengthBeyondTheInputIsTruncation(bytes: [UInt8]) throws {
    #expect(try refusal(bytes).code == .truncated)
  }

  @Test func deepNestingIsRefused() throws {
    let count = 500_000
    let bytes =
      Array(repeating: UInt8(ascii: "]"), count: count)
      + Array(repeating: UInt8(ascii: "a"), count: count - 1) + ascii(".")
    #expect(try refusal(bytes).code == .limit)
  }

  @Test func nestingUpToTheLimitIsRead() throws {
    var limits = PickleLimits()
    limits.depth = 3
    let value = try PickleValue(pickled: ascii("]]]aa."), limits: limits)
    #expect(value == .list([.list([.list([])])]))
    #expect(try refusal(ascii("]]]]aaa."), limits: limits).code == .limit)
  }

  @Test func sharedListsCannotStandForAnExplosion() throws {
    // Each level is a list of ten references to the one below: 10^20 values in 500 bytes.
    var bytes = ascii("(lp0\n")
    for level in 1...20 {
      bytes += ascii("0(") + Array(repeating: ascii("g\(level - 1)\n"), count: 10).joined()
      bytes += ascii("lp\(level)\n")
    }
    #expect(try refusal(bytes + ascii(".")).code == .limit)
  }

  @Test func listThatHoldsItselfIsRefused() throws {
    let error = try refusal(ascii("]q\u{0}h\u{0}a."))
    #expect(error.code == .unsupported)
  }

  @Test func rememberingTooMuchIsRefused() throws {
    var limits = PickleLimits()
    limits.memo = 10
    let bytes = ascii("N") + Array(repeating: 0x94, count: 11) + ascii(".")
    #expect(try refusal(bytes, limits: limits).code == .limit)
  }

  @Test func fillingTheStackIsRefused() throws {
    var limits = PickleLimits()
    limits.stack = 10
    #expect(try refusal(ascii("NNNNNNNNNNN."), limits: limits).code == .limit)
    #expect(try refusal(ascii("((((((((((("), limits: limits).code == .limit)
  }

  @Test func creatingTooManyContainersIsRefused() throws {
    var limits = PickleLimits()
    limits.containers = 3
    #expect(try refusal(ascii("]0]0]0]."), limits: limits).code == .limit)
  }

  @Test func inputAboveTheTotalIsRefused() throws {
    var limits = PickleLimits()
    limits.totalBytes = 4
    #expect(try refusal(ascii("N0N0N."), limits: limits).code == .limit)
  }

  @Test func longKeysOfManyDictionariesAreRefused() throws {
    var limits = PickleLimits()
    limits.totalBytes = 2000
    let key = ascii("S'\(String(repeating: "k", count: 1000))'\np0\n0(")
    let bytes = key + Array(repeating: ascii("}g0\nNs"), count: 20).joined() + ascii("l.")
    #expect(try refusal(bytes, limits: limits).code == .limit)
  }

  @Test(arguments: [
    ".", "0.", "a.", "Ne.", "NN.", "(.", "R.", "NR.", "t.", "h\u{0}.", "g0\n.", "Nq", "N(0.", "Nb.",
    "]Nb.", "}N(Nu.", "}(Nu.", "](NNu.", "}Na.", "Ixyz\n.", "Fabc\n.", "L12345678901234567890\n.",
    "g-1\n.", "Sabc\n.", "S'\\q'\n.", "S'\n.", "V\\u12\n.", "V\\U00110000\n.", "2.", "1.", "o.",
    "(o.", "\u{1}", "", "N.N", "(ddd.",
  ])
  func brokenProgramIsRefused(text: String) throws {
    let error = try refusal(ascii(text), symbols: .allowAll)
    #expect(error.code == .malformed || error.code == .truncated)
  }

  @Test func repeatedKeyIsRefused() throws {
    #expect(try refusal(ascii("(S'a'\nNS'a'\nNd.")).code == .malformed)
  }

  @Test func listAsAKeyIsRefused() throws {
    #expect(try refusal(ascii("}]Ns.")).code == .unsupported)
  }

  @Test func textThatIsNotUTF8IsRefused() throws {
    let error = try refusal([0x58, 1, 0, 0, 0, 0xFF, 0x2E])
    #expect(error.code == .malformed)
    #expect(error.offset == 1)
  }

  @Test func everySingleByteChangeIsReadOrRefused() throws {
    let original = try PickleValue.dictionary([
      PickleEntry(key: .string("gnd"), value: .list([.integer(300), .float(1.5), .none])),
      PickleEntry(key: .string("b"), value: .tuple([.string("x")])),
    ]).pickled()
    var refused = 0
    var isPlaced = true
    for position in original.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = original
        changed[position] = byte
        do {
          _ = try PickleValue(pickled: changed)
        } catch {
          refused += 1
          isPlaced = isPlaced && (0...changed.count).contains(error.offset)
        }
      }
    }
    // Most changes break the program; the rest alter a number or a letter.
    #expect(refused > original.count * 128)
    #expect(isPlaced)
  }
}
