import Arrays
import Tensors
import Testing

/// What is written to a file of HDF5 and read from it.
@Suite struct HDF5FileTests {
  private let limit = 1 << 20

  @Test(arguments: [(1, 16), (16, 1), (4, 4), (2, 8)])
  func floatsKeepEveryBit(rows: Int, columns: Int) throws {
    let matrix = Matrix(rows: rows, columns: columns, elements: ExtremeNumbers.floats)
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in try file.write(matrix, to: "x") }
    let read = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      try file.dataset("x", rank: 2).matrix(byteLimit: limit)
    }
    #expect(read.rows == rows && read.columns == columns)
    #expect(ExtremeNumbers.bits(read.elements) == ExtremeNumbers.bits(matrix.elements))
  }

  @Test func halvesAreRoundedToTheNearestEvenAndKeptSo() throws {
    let matrix = Matrix(rows: 2, columns: 8, elements: ExtremeNumbers.floats)
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
      try file.write(matrix, to: "x", as: .float16)
    }
    let (isHalf, elements, halves) = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      let dataset = try file.dataset("x", rank: 2)
      var halves = [Float16](repeating: 7, count: 18)
      try dataset.read(into: &halves, from: 1)
      return (
        dataset.isFloat16, try dataset.matrix(byteLimit: limit).elements, halves.map(\.bitPattern)
      )
    }
    #expect(isHalf)
    #expect(ExtremeNumbers.bits(elements) == ExtremeNumbers.bits(ExtremeNumbers.halves))
    let expected = [7] + ExtremeNumbers.halves.map(Float16.init) + [7]
    #expect(halves == expected.map(\.bitPattern))
  }

  @Test func numbersThatAreNoneStayNone() throws {
    let matrix = Matrix(rows: 1, columns: 3, elements: [.nan, 1, .signalingNaN])
    for storage in FloatStorage.allCases {
      let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
        try file.write(matrix, to: "x", as: storage)
      }
      let read = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
        try file.dataset("x", rank: 2).matrix(byteLimit: limit).elements
      }
      #expect(read.map(\.isNaN) == [true, false, true])
    }
  }

  @Test func wholeNumbersKeepEveryBit() throws {
    let values: [Int32] = [.min, -1, 0, 1, 1 << 24 + 1, .max]
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
      try file.write(values, rows: 3, columns: 2, to: "ranks")
    }
    let (lengths, read) = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      let dataset = try file.dataset("ranks", rank: 2)
      return (dataset.lengths, try dataset.integers(byteLimit: limit))
    }
    #expect(lengths == [3, 2])
    #expect(read == values.map(Int64.init))
  }

  @Test func wholeNumbersAreNarrowedOnlyWhereThatIsAskedFor() throws {
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
      try file.write([3, -4], rows: 1, columns: 2, to: "x")
    }
    let narrowed = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      try file.dataset("x", rank: 2).matrix(byteLimit: limit, narrowing: true)
    }
    #expect(narrowed == Matrix(rows: 1, columns: 2, elements: [3, -4]))
    let refusal = HDF5Bytes.refusal(of: bytes) { (file) throws(HDF5Error) in
      _ = try file.dataset("x", rank: 2).matrix(byteLimit: limit)
    }
    #expect(
      refusal?.reason == "its values are neither float16 nor float32; convert them with astype")
  }

  @Test(
    arguments: [
      [], [""], ["a"], ["", "a", ""], ["旧市街", "été", "e\u{301}", "😀"], [" a ", "a  ", "\n\t"],
      [String(repeating: "x", count: 5000), "y"],
    ] as [[String]])
  func textsKeepEveryByte(texts: [String]) throws {
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in try file.write(texts, to: "t") }
    let read = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      try file.dataset("t", rank: 1).texts(byteLimit: limit)
    }
    #expect(read.map { Array($0.utf8) } == texts.map { Array($0.utf8) })
  }

  @Test func attributesKeepEveryByte() throws {
    let wanted = ["empty": "", "été": "größer\n", "long": String(repeating: "旧", count: 9000)]
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
      for (name, text) in wanted { try file.write(attribute: text, to: name) }
    }
    let read = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in try file.attributes() }
    #expect(read == wanted)
  }

  @Test func aZeroCharacterIsRefusedWhereverItStands() {
    func reason(
      _ write: (borrowing HDF5File) throws(HDF5Error) -> Void
    ) -> String {
      do throws(HDF5Error) {
        _ = try HDF5Bytes.file(write)
        return "it was written"
      } catch {
        return error.reason
      }
    }
    let reasons = [
      reason { (file) throws(HDF5Error) in try file.write(["a\0b"], to: "t") },
      reason { (file) throws(HDF5Error) in try file.write(attribute: "a\0", to: "n") },
      reason { (file) throws(HDF5Error) in try file.write(attribute: "a", to: "n\0") },
    ]
    for reason in reasons { #expect(reason.contains("a zero character"), "\(reason)") }
  }

  @Test(arguments: [(0, 4), (3, 0), (0, 0)])
  func nothingIsAMatrixToo(rows: Int, columns: Int) throws {
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
      try file.write(Matrix(rows: rows, columns: columns), to: "x")
    }
    let read = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      try file.dataset("x", rank: 2).matrix(byteLimit: 0)
    }
    #expect(read == Matrix(rows: rows, columns: columns))
  }

  @Test func manyChunksAreReadInOrder() throws {
    // A row of 4 KiB, so that 256 rows are a chunk.
    let matrix = Matrix(rows: 600, columns: 1024, elements: (0..<614_400).map { Float($0) })
    let bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in try file.write(matrix, to: "x") }
    let read = try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      try file.dataset("x", rank: 2).matrix(byteLimit: 4 * 614_400)
    }
    #expect(read == matrix)
  }

  @Test func equalContentMakesEqualBytes() throws {
    func make() throws -> [UInt8] {
      try HDF5Bytes.file { (file) throws(HDF5Error) in
        try file.write(Matrix(rows: 1, columns: 2, elements: [1, 2]), to: "x")
        try file.write(["a"], to: "t")
        try file.write(attribute: "b", to: "n")
      }
    }
    #expect(try make() == make())
  }
}

/// What of a file of HDF5 is not read, and why.
@Suite struct HDF5RefusalTests {
  private let bytes: [UInt8]

  init() throws {
    bytes = try HDF5Bytes.file { (file) throws(HDF5Error) in
      try file.write(Matrix(rows: 2, columns: 3, elements: [1, 2, 3, 4, 5, 6]), to: "floats")
      try file.write([1, 2], rows: 2, columns: 1, to: "integers")
      try file.write(["a", "bc"], to: "texts")
    }
  }

  private func reason(
    _ read: (borrowing HDF5File) throws(HDF5Error) -> Void
  ) throws -> String {
    let refusal = HDF5Bytes.refusal(of: bytes, read)
    return try #require(refusal).reason
  }

  @Test func aDatasetThatIsNotThereIsNamed() {
    let refusal = HDF5Bytes.refusal(of: bytes) { (file) throws(HDF5Error) in
      _ = try file.dataset("none", rank: 2)
    }
    #expect(
      refusal
        == HDF5Error(operation: "read", path: "x.h5#none", reason: "there is no such dataset"))
  }

  @Test func anotherNumberOfAxesIsRefused() throws {
    #expect(
      try reason { (file) throws(HDF5Error) in _ = try file.dataset("floats", rank: 1) }
        == "expected 1 axes, found 2")
    #expect(
      try reason { (file) throws(HDF5Error) in _ = try file.dataset("texts", rank: 2) }
        == "expected 2 axes, found 1")
  }

  @Test func eachKindOfValueIsReadAsItselfAlone() throws {
    let texts = try reason { (file) throws(HDF5Error) in
      _ = try file.dataset("floats", rank: 2).integers(byteLimit: 1 << 10)
    }
    #expect(texts == "its values are no whole numbers; convert them with astype('i8')")
    let numbers = try reason { (file) throws(HDF5Error) in
      _ = try file.dataset("texts", rank: 1).realCount(byteLimit: 1 << 10)
    }
    #expect(numbers == "its values are no real numbers; convert them with astype('f4')")
    let names = try reason { (file) throws(HDF5Error) in
      _ = try file.dataset("integers", rank: 2).texts(byteLimit: 1 << 10)
    }
    #expect(names.contains("not texts") || names.contains("axes"))
  }

  @Test func theLimitsOfMemoryAreExact() throws {
    // Six floats, two whole numbers of 64 bits, and two texts padded to two bytes.
    try HDF5Bytes.read(bytes) { (file) throws(HDF5Error) in
      _ = try file.dataset("floats", rank: 2).matrix(byteLimit: 24)
      _ = try file.dataset("integers", rank: 2).integers(byteLimit: 16)
      _ = try file.dataset("texts", rank: 1).texts(byteLimit: 4)
    }
    let reasons = try [
      reason { (file) throws(HDF5Error) in
        _ = try file.dataset("floats", rank: 2).matrix(byteLimit: 23)
      },
      reason { (file) throws(HDF5Error) in
        _ = try file.dataset("integers", rank: 2).integers(byteLimit: 15)
      },
      reason { (file) throws(HDF5Error) in
        _ = try file.dataset("texts", rank: 1).texts(byteLimit: 3)
      },
    ]
    for reason in reasons { #expect(reason.contains("take more than the limit of"), "\(reason)") }
  }

  @Test func theRootListsItsDatasetsInOrder() throws {
    let (names, hasTexts, hasNone, groups) = try HDF5Bytes.read(bytes) {
      (file) throws(HDF5Error) in
      (
        try file.rootDatasets(), try file.contains("texts"), try file.contains("text"),
        try file.groups(holding: "floats")
      )
    }
    #expect(names == ["floats", "integers", "texts"])
    #expect(hasTexts && !hasNone)
    #expect(groups == [])
  }

  @Test func everyTruncationIsRefusedWithAReason() {
    for count in stride(from: 0, to: bytes.count, by: 7) {
      let refusal = HDF5Bytes.refusal(of: Array(bytes[..<count])) { (file) throws(HDF5Error) in
        _ = try file.dataset("floats", rank: 2).matrix(byteLimit: 24)
        _ = try file.dataset("integers", rank: 2).integers(byteLimit: 16)
        _ = try file.dataset("texts", rank: 1).texts(byteLimit: 4)
      }
      #expect(refusal?.reason.isEmpty == false, "the first \(count) of \(bytes.count) bytes")
    }
  }

  /// The library believes what a file says of its chunks, and reads beyond those that it has.
  @Test func chunksOfOtherLengthsAreRefused() throws {
    // The lengths of the chunk, and the bytes of a number.
    let description = [2, 3, 4].flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    let start = try #require(
      (0...bytes.count - 12).first { Array(bytes[$0..<$0 + 12]) == description })
    for bit in 0..<64 {
      var changed = bytes
      changed[start + bit / 8] ^= 1 << UInt8(bit % 8)
      let refusal = HDF5Bytes.refusal(of: changed) { (file) throws(HDF5Error) in
        _ = try file.dataset("floats", rank: 2).matrix(byteLimit: 24)
      }
      #expect(refusal?.path == "x.h5#floats", "bit \(bit)")
    }
  }

  @Test func oneValueOfAChunkThatIsChangedIsNoticed() throws {
    // The six numbers stand beside each other, as they do in memory.
    let values = (1...6).flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: Float(number).bitPattern >> (8 * $0)) }
    }
    let start = try #require(
      (0...bytes.count - values.count).first { Array(bytes[$0..<$0 + values.count]) == values })
    for bit in 0..<8 * values.count {
      var changed = bytes
      changed[start + bit / 8] ^= 1 << UInt8(bit % 8)
      let refusal = HDF5Bytes.refusal(of: changed) { (file) throws(HDF5Error) in
        _ = try file.dataset("floats", rank: 2).matrix(byteLimit: 24)
      }
      #expect(refusal?.path == "x.h5#floats", "bit \(bit)")
    }
  }
}
