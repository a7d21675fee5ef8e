import Formats
import OrderedCollections
import Tensors
import Testing

/// Draws plain data of every kind, up to some depth.
private struct PlainDraws {
  private var generator: SplitMix64

  init(seed: UInt64) {
    generator = SplitMix64(state: seed)
  }

  mutating func value(depth: Int) -> PickleValue {
    switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &generator) {
    case 0: return .none
    case 1: return .boolean(Bool.random(using: &generator))
    case 2: return .integer(integer())
    case 3: return .float(Double(bitPattern: generator.next() & ~(1 << 62)))
    case 4, 5: return .string(text())
    case 6, 7: return .list(values(depth))
    case 8: return .tuple(values(depth))
    default:
      let keys = Set((0..<count()).map { _ in text() }).sorted()
      return .dictionary(
        keys.map { PickleEntry(key: .string($0), value: value(depth: depth - 1)) })
    }
  }

  private mutating func values(_ depth: Int) -> [PickleValue] {
    (0..<count()).map { _ in value(depth: depth - 1) }
  }

  private mutating func count() -> Int { Int.random(in: 0..<5, using: &generator) }

  /// A whole number of any number of bits, of either sign.
  private mutating func integer() -> Int {
    Int(truncatingIfNeeded: generator.next()) >> Int.random(in: 0..<64, using: &generator)
  }

  private mutating func text() -> String {
    let pieces = ["", "a", "Ä", "\n", "'", "\\", "\u{0}", "雪", "🏛", "all_souls_000013", " "]
    return (0..<count()).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
  }
}

/// What a pickle keeps to on its way out and back.
@Suite struct PickleConformanceTests {
  @Test(arguments: [UInt64](0..<60))
  func whatIsWrittenReadsBack(seed: UInt64) throws {
    var draws = PlainDraws(seed: seed)
    let value = draws.value(depth: 4)
    let bytes = try value.pickled()
    #expect(try PickleValue(pickled: bytes) == value)
    #expect(try value.pickled() == bytes)
  }

  @Test(arguments: [
    0, 1, -1, 255, 256, 65535, 65536, -128, -129, 1 << 31, -(1 << 31) - 1, .max, .min,
  ])
  func wholeNumbersKeepEveryBit(number: Int) throws {
    #expect(try PickleValue(pickled: PickleValue.integer(number).pickled()) == .integer(number))
  }

  /// Others write a number in as few bytes as hold it and its sign.
  @Test(
    arguments: [
      ([], 0), ([0xFF], -1), ([0x7F], 127), ([0x80], -128), ([0x80, 0], 128), ([0, 0x80], -32_768),
      ([0xFF, 0xFF, 0x7F], 8_388_607), ([0, 0, 0, 0, 0x80], -549_755_813_888),
      ([0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], -2),
    ] as [([UInt8], Int)])
  func wholeNumbersOfAnyLengthKeepTheirSign(bytes: [UInt8], number: Int) throws {
    let short = [0x80, 2, 0x8A, UInt8(bytes.count)] + bytes + [0x2E]
    let long = [0x80, 2, 0x8B, UInt8(bytes.count), 0, 0, 0] + bytes + [0x2E]
    #expect(try PickleValue(pickled: short) == .integer(number))
    #expect(try PickleValue(pickled: long) == .integer(number))
  }

  @Test(arguments: [
    0.0, -0.0, Double.leastNonzeroMagnitude, .pi, .greatestFiniteMagnitude, .infinity, -.infinity,
  ])
  func floatsKeepEveryBit(number: Double) throws {
    let read = try PickleValue(pickled: PickleValue.float(number).pickled())
    #expect(read.number?.bitPattern == number.bitPattern)
  }

  @Test(arguments: [UInt64](0..<12))
  func everyTruncationIsRefusedWhereItHappens(seed: UInt64) throws {
    var draws = PlainDraws(seed: 100 + seed)
    let bytes = try PickleValue.list([draws.value(depth: 3), draws.value(depth: 3)]).pickled()
    for length in bytes.indices {
      let error = #expect(throws: PickleError.self) {
        try PickleValue(pickled: Array(bytes[..<length]))
      }
      #expect(error.map { (0...length).contains($0.offset) } == true)
    }
  }

  @Test(arguments: [UInt64](0..<12))
  func whatFollowsAPickleIsRefused(seed: UInt64) throws {
    var draws = PlainDraws(seed: 200 + seed)
    let bytes = try draws.value(depth: 3).pickled()
    for tail in [[0], [0x2E], bytes] as [[UInt8]] {
      let error = #expect(throws: PickleError.self) { try PickleValue(pickled: bytes + tail) }
      #expect(error?.code == .malformed)
      #expect(error?.offset == bytes.count)
    }
  }

  @Test(arguments: [UInt64](0..<30))
  func aChangedByteIsReadOrRefused(seed: UInt64) throws {
    var draws = PlainDraws(seed: 300 + seed)
    let bytes = try PickleValue.list([draws.value(depth: 3), draws.value(depth: 3)]).pickled()
    for place in bytes.indices {
      var changed = bytes
      changed[place] = changed[place] &+ UInt8(truncatingIfNeeded: 1 + seed * 7)
      do throws(PickleError) {
        let value = try PickleValue(pickled: changed)
        #expect(value != .global(PickleSymbol(module: "os", name: "system")))
      } catch {
        #expect((0...bytes.count).contains(error.offset), "byte \(place)")
        #expect(!error.reason.isEmpty, "byte \(place)")
      }
    }
  }

  /// A length of 2³¹ and more bytes before nothing, for every opcode that has one.
  @Test(
    arguments: [
      [0x58, 0xFF, 0xFF, 0xFF, 0x7F], [0x54, 0xFF, 0xFF, 0xFF, 0x7F],
      [0x42, 0xFF, 0xFF, 0xFF, 0xFF],
      [0x8B, 0xFF, 0xFF, 0xFF, 0x7F], [0x8D, 0, 0, 0, 0, 0, 1, 0, 0],
      [0x8E, 0, 0, 0, 0, 0, 1, 0, 0],
      [0x96, 0, 0, 0, 0, 0, 1, 0, 0], [0x95, 0, 0, 0, 0, 0, 1, 0, 0],
      [0x8D, 255, 255, 255, 255, 255, 255, 255, 255],
    ] as [[UInt8]])
  func hugeLengthsAreRefusedBeforeTheyAreTaken(opcode: [UInt8]) {
    #expect(throws: PickleError.self) {
      try PickleValue(pickled: [0x80, 4] + opcode + Array("abc.".utf8))
    }
  }
}

/// What a safetensors file keeps to on its way out and back.
@Suite struct SafetensorsConformanceTests {
  private func draw(_ seed: UInt64) -> Safetensors {
    var generator = SeededGenerator(seed: seed, purpose: "safetensors")
    let shapes: [Shape] = [[], [0], [1], [3, 0, 2], [2, 3], [5], [1, 2, 3, 2]]
    var tensors: OrderedDictionary<String, Tensor> = [:]
    for index in 0..<generator.integer(below: 6) {
      let name = ["layer.\(index)", "ü \(index)", "\"\\\(index)", "__x__\(index)"][index % 4]
      tensors[name] = Tensor(
        normal: shapes[generator.integer(below: shapes.count)], deviation: 3, using: &generator)
    }
    return Safetensors(
      tensors: tensors, metadata: seed.isMultiple(of: 3) ? [:] : ["format": "pt", "é\n": "\u{7F}"])
  }

  @Test(arguments: [UInt64](0..<24))
  func whatIsWrittenReadsBack(seed: UInt64) throws {
    let file = draw(seed)
    let read = try Safetensors(decoding: file.encoded, path: "w")
    #expect(read == file)
    #expect(read.tensors.keys == file.tensors.keys)
    #expect(read.encoded == file.encoded)
  }

  @Test func numbersKeepEveryBit() throws {
    let bits: [UInt32] = [0, 0x8000_0000, 1, 0x7F80_0000, 0xFF80_0000, 0x7FC0_0001, 0x3F80_0000]
    let file = Safetensors(
      tensors: ["w": Tensor(shape: [7], elements: bits.map { Float(bitPattern: $0) })])
    let read = try Safetensors(decoding: file.encoded, path: "w")
    #expect(read.tensors["w"]?.elements.map(\.bitPattern) == bits)
  }

  @Test(arguments: [UInt64](0..<12))
  func everyTruncationAndEveryTailIsRefused(seed: UInt64) {
    let bytes = draw(seed).encoded
    for length in bytes.indices {
      #expect(throws: CheckpointError.self) {
        try Safetensors(decoding: Array(bytes[..<length]), path: "w")
      }
    }
    #expect(throws: CheckpointError.self) { try Safetensors(decoding: bytes + [0], path: "w") }
  }

  @Test(arguments: [UInt64](1..<12))
  func aChangedHeaderIsReadOrRefused(seed: UInt64) throws {
    let bytes = draw(seed).encoded
    let header = 8 + Int(bytes[0]) + Int(bytes[1]) << 8
    for place in 0..<header {
      var changed = bytes
      changed[place] = changed[place] &+ UInt8(truncatingIfNeeded: 1 + seed * 5)
      do throws(CheckpointError) {
        let read = try Safetensors(decoding: changed, path: "w.safetensors")
        let count = read.tensors.values.reduce(0) { $0 + 4 * $1.elements.count }
        #expect(count <= bytes.count - header, "byte \(place)")
      } catch {
        #expect("\(error)".contains("w.safetensors"), "byte \(place)")
      }
    }
  }

  @Test(
    arguments: [
      ([0, 4], [4, 8], true), ([4, 8], [0, 4], true), ([0, 4], [5, 9], false),
      ([4, 8], [8, 12], false), ([0, 4], [0, 4], false), ([0, 4], [2, 6], false),
      ([0, 4], [4, 12], false), ([4, 0], [4, 8], false),
    ] as [([Int], [Int], Bool)])
  func valuesFollowOneAnotherWithoutGapOrOverlap(
    first: [Int], second: [Int], isRight: Bool
  ) throws {
    let entries = [("a", first), ("b", second)].map { name, offsets in
      "\"\(name)\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[\(offsets[0]),\(offsets[1])]}"
    }
    let header = "{\(entries.joined(separator: ","))}"
    let end = max(first[1], second[1])
    let values = (0..<end).map { UInt8($0) }
    let bytes =
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + values
    do throws(CheckpointError) {
      #expect(try Safetensors(decoding: bytes, path: "w").tensors.count == 2)
      #expect(isRight)
    } catch {
      #expect(!isRight)
    }
  }

  @Test(arguments: [UInt64(100_000_001), 1 << 40, 1 << 63, .max])
  func aHugeHeaderIsRefusedBeforeItIsTaken(claim: UInt64) {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: claim >> (8 * UInt64($0))) }
    #expect(throws: CheckpointError.self) {
      try Safetensors(decoding: length + Array("{}".utf8), path: "w")
    }
  }

  @Test(arguments: [
    "[1000000,1000000,1000000]", "[4611686018427387904,4]", "[9223372036854775807]",
    "[-1]", "[1.5]", "[99999999999999999999]",
  ])
  func hugeShapesAreRefusedBeforeTheyAreTaken(shape: String) {
    let header = "{\"w\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[0,4]}}"
    let bytes =
      [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [0, 0, 0, 0]
    #expect(throws: CheckpointError.self) { try Safetensors(decoding: bytes, path: "w") }
  }
}
