import Arrays
import Files
import Tensors
import TestSupport
import Testing

/// Headers of `.npy` files as programs write them, and as none does.
@Suite struct NumPyHeaderTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// The bytes of a file of version 1.0 with some header, padded or not, and values.
  private func file(_ header: String, values: Int = 24, version: UInt8 = 1) -> [UInt8] {
    let text = Array(header.utf8)
    let length = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: text.count >> (8 * $0))
    }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text
      + [UInt8](repeating: 0, count: values)
  }

  private func read(_ bytes: [UInt8], byteLimit: Int = 1 << 20) throws -> NumPyHeader? {
    try scratch.write(bytes, to: "x.npy")
    return try NumPyHeader(ofFile: "\(scratch.path)/x.npy", byteLimit: byteLimit)
  }

  private func refusal(_ bytes: [UInt8], byteLimit: Int = 1 << 20) throws -> InputFileError {
    let error = #expect(throws: InputFileError.self) { try read(bytes, byteLimit: byteLimit) }
    return try #require(error)
  }

  private static let plain = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"

  @Test(arguments: [
    plain, plain + "   \n", "{'descr':'<f4','fortran_order':False,'shape':(2,3)}",
    "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (2, 3)}",
    "{'shape': (2, 3), 'fortran_order': False, 'descr': '<f4'}",
    " { 'descr' : '<f4' ,\n\t'fortran_order' : False , 'shape' : ( 2 , 3 , ) , } ",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (02, 3)}",
  ])
  func aDictionaryMayBeWrittenInAnyWay(header: String) throws {
    for version: UInt8 in 1...3 {
      let found = try #require(try read(file(header, version: version)))
      #expect(found.element == .float32 && found.rows == 2 && found.columns == 3)
    }
  }

  @Test(
    arguments: [
      "", "{}", "{", "[]", "{'descr': '<f4', 'fortran_order': False}",
      "{'descr': '<f4', 'shape': (2, 3)}", "{'fortran_order': False, 'shape': (2, 3)}",
      plain + "x", plain + plain, "{'descr': '<f4', " + plain.dropFirst(),
      "{'extra': 'a', " + plain.dropFirst(),
      "{descr: '<f4', 'fortran_order': False, 'shape': (2, 3)}",
      "{'descr': '<f4', 'fortran_order': false, 'shape': (2, 3)}",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 3)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': [2, 3]}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -3)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3.0)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2 3)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 3)}",
      "{'descr': '<f4' 'fortran_order': False, 'shape': (2, 3)}",
      "{'descr': '<f4\", 'fortran_order': False, 'shape': (2, 3)}",
      "{'descr': ('<f4', (2,)), 'fortran_order': False, 'shape': (2, 3)}",
      "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2, 3)}",
      "{'descr': '<f4é', 'fortran_order': False, 'shape': (2, 3)}",
    ] as [String])
  func whatIsNoSuchDictionaryIsDamaged(header: String) throws {
    let refusal = try refusal(file(header))
    #expect(refusal.problem.hasPrefix("its header is damaged: "), "\(refusal.problem)")
    #expect(refusal.path == "\(scratch.path)/x.npy")
  }

  @Test(arguments: ["<f4 ", ">f4", "<i4", "|b1", "<c8", "|O", "<U5", "<f16", "f4", ""])
  func numbersOfOtherTypesAreNamed(type: String) throws {
    let header = Self.plain.replacing("'<f4'", with: "'\(type)'")
    #expect(try refusal(file(header)).problem.contains("of type '\(type)'"))
  }

  @Test(arguments: [("()", 0), ("(6,)", 1), ("(1, 2, 3)", 3), ("(1,1,1,1,1,6)", 6)])
  func otherNumbersOfAxesAreCounted(shape: String, axes: Int) throws {
    let header = Self.plain.replacing("(2, 3)", with: shape)
    #expect(try refusal(file(header)).problem.hasPrefix("it has \(axes) axes"))
  }

  @Test func moreAxesThanNumPyHasAreDamage() throws {
    let shape = "(" + String(repeating: "1, ", count: 65) + ")"
    let refusal = try refusal(file(Self.plain.replacing("(2, 3)", with: shape)))
    #expect(refusal.problem.contains("not a tuple of a few whole numbers"))
  }

  @Test(arguments: [23, 25, 0, 48])
  func otherNumbersOfBytesThanTheHeaderSaysAreRefused(values: Int) throws {
    let refusal = try refusal(file(Self.plain, values: values))
    #expect(
      refusal.problem
        == "its header says 2 × 3 values of 4 bytes, and \(values) bytes follow")
  }

  @Test func productsBeyondAllNumbersAreRefusedBeforeTheyAreTaken() throws {
    for shape in ["(9223372036854775807, 2)", "(4611686018427387904, 4)", "(1099511627776, 1)"] {
      let header = Self.plain.replacing("(2, 3)", with: shape)
      let refusal = try refusal(file(header), byteLimit: 1 << 40)
      #expect(refusal.problem.contains("take more than the limit of \(1 << 40) bytes"))
    }
  }

  @Test func theLimitOfMemoryIsExact() throws {
    #expect(try read(file(Self.plain), byteLimit: 24) != nil)
    #expect(try refusal(file(Self.plain), byteLimit: 23).problem.contains("the limit of 23 bytes"))
  }

  @Test func onlyTheSignatureMakesANumPyFile() throws {
    let bytes = file(Self.plain)
    for place in 0..<6 {
      var other = bytes
      other[place] ^= 0x20
      #expect(try read(other) == nil)
    }
    #expect(try read([]) == nil)
  }

  @Test func everyTruncationBehindTheSignatureIsRefused() throws {
    let bytes = file(Self.plain + "   \n")
    for count in 6..<bytes.count { _ = try refusal(Array(bytes[..<count])) }
  }

  @Test func aChangedByteOfTheHeaderIsRefusedOrSaysTheSame() throws {
    let bytes = file(Self.plain + "\n")
    let whole = try #require(try read(bytes))
    for place in 6..<(bytes.count - 24) {
      for bit in 0..<8 {
        var changed = bytes
        changed[place] ^= 1 << UInt8(bit)
        try scratch.write(changed, to: "x.npy")
        do throws(InputFileError) {
          // Spaces may become other spaces, the version another one, and 2 × 3 values 3 × 2 nowhere.
          let found = try NumPyHeader(ofFile: "\(scratch.path)/x.npy", byteLimit: 1 << 20)
          #expect(found == whole, "bit \(bit) of byte \(place)")
        } catch {
          #expect(!error.problem.isEmpty)
        }
      }
    }
  }

  @Test(arguments: FloatStorage.allCases, [(0, 4), (3, 0), (1, 16), (16, 1), (4, 4)])
  func whatIsWrittenReadsBackToTheBit(storage: FloatStorage, size: (Int, Int)) throws {
    let elements = Array(ExtremeNumbers.floats.prefix(size.0 * size.1))
    let bytes = NumPyFile.encoded(
      Matrix(rows: size.0, columns: size.1, elements: elements), as: storage)
    let header = try #require(try read(bytes))
    var found = [Float](repeating: 0, count: elements.count)
    try header.readValues(ofFile: "\(scratch.path)/x.npy", into: &found, from: 0)
    let expected = storage == .float32 ? elements : elements.map { Float(Float16($0)) }
    #expect(header.rows == size.0 && header.columns == size.1)
    #expect(ExtremeNumbers.bits(found) == ExtremeNumbers.bits(expected))
  }

  @Test(arguments: [1, 9, 10, 99_999, 100_000, 123_456_789])
  func valuesBeginAtAMultipleOfSixtyFour(rows: Int) {
    let bytes = NumPyFile.encoded(Matrix(rows: rows, columns: 0))
    #expect(bytes.count % 64 == 0 && bytes.last == 0x0A)
    #expect(Int(bytes[8]) | Int(bytes[9]) << 8 == bytes.count - 10)
  }

  @Test func aFileThatShrinksAfterItsHeaderIsRefused() throws {
    let header = try #require(try read(file(Self.plain)))
    try scratch.write(Array(file(Self.plain).dropLast()), to: "x.npy")
    var narrow = [Float](repeating: 0, count: 6)
    var wide = [Double](repeating: 0, count: 6)
    let path = "\(scratch.path)/x.npy"
    #expect(throws: InputFileError.self) {
      try header.readValues(ofFile: path, into: &narrow, from: 0)
    }
    #expect(throws: InputFileError.self) {
      try header.readValues(ofFile: path, into: &wide, from: 0)
    }
  }
}
