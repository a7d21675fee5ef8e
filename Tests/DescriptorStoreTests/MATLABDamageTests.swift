import Arrays
import DescriptorStore
import Files
import Foundation
import TestSupport
import Testing

/// Files of MATLAB that are cut off, changed, or made to take time and memory.
@Suite struct MATLABDamageTests {
  private typealias M = MATLABBytes

  private let values = (0..<12).map { Float($0) / 8 - 0.5 }
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func golden(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: Bundle.module.bundlePath + "/Golden/\(name)")))
  }

  /// Returns the values of X, or why there are none.
  private func read(
    _ bytes: [UInt8], _ name: String = "#X"
  ) throws -> Result<[Float], InputFileError> {
    try scratch.write(bytes, to: "x.mat")
    return read(name)
  }

  private func read(_ name: String) -> Result<[Float], InputFileError> {
    do throws(InputFileError) {
      let file = try DescriptorImport(measuring: "\(scratch.path)/x.mat\(name)", byteLimit: 1 << 30)
      var elements = [Float](repeating: 0, count: file.rows * file.dimension)
      try file.read(into: &elements, from: 0)
      return .success(elements)
    } catch {
      return .failure(error)
    }
  }

  private func problem(_ bytes: [UInt8], _ name: String = "#X") throws -> String? {
    switch try read(bytes, name) {
    case .success: nil
    case .failure(let error): error.problem
    }
  }

  /// Returns how many bytes of a file may be left for X to be readable.
  private func readableLengths(_ name: String) throws -> [Int] {
    let bytes = try golden(name)
    try scratch.write(bytes, to: "x.mat")
    let file = try FileHandle(forUpdating: URL(filePath: "\(scratch.path)/x.mat"))
    let lengths = try (0...bytes.count).reversed().filter { length in
      try file.truncate(atOffset: UInt64(length))
      guard case .success(let elements) = read("#X") else { return false }
      #expect(elements == values)
      return true
    }
    return lengths.reversed()
  }

  /// Runs work once for each bit of a file, with only that bit changed.
  private func changingEachBit(of bytes: [UInt8], _ work: (Int) throws -> Void) throws {
    try scratch.write(bytes, to: "x.mat")
    let file = try FileHandle(forUpdating: URL(filePath: "\(scratch.path)/x.mat"))
    func write(_ byte: UInt8, at place: Int) throws {
      try file.seek(toOffset: UInt64(place))
      try file.write(contentsOf: [byte])
    }
    for (place, byte) in bytes.enumerated() {
      for bit in 0..<8 {
        try write(byte ^ 1 << bit, at: place)
        try work(8 * place + bit)
      }
      try write(byte, at: place)
    }
  }

  @Test func aTruncationIsNoticedUnlessItTakesWholeVariables() throws {
    #expect(try readableLengths("q-x.mat") == [320])
    #expect(try readableLengths("double.mat") == [279])
    #expect(try readableLengths("double-plain.mat") == [280, 400])
    let first = try golden("x-q.mat")
    #expect(try readableLengths("x-q.mat") == [136 + Int(first[132]), first.count])
  }

  @Test func everyChangedBitOfACompressedMatrixIsNoticed() throws {
    try changingEachBit(of: golden("x-q.mat")) { bit in
      guard case .success(let elements) = read("#X") else { return }
      #expect(elements == values, "bit \(bit)")
    }
  }

  @Test(arguments: ["q-x.mat", "double-plain.mat", "others-plain.mat"])
  func noChangedBitOfAPlainFileDoesHarm(name: String) throws {
    let bytes = try golden(name)
    try changingEachBit(of: bytes) { bit in
      for part in ["", "#X"] {
        guard case .success(let elements) = read(part) else { continue }
        #expect(elements.count <= bytes.count, "bit \(bit)")
      }
    }
  }

  @Test func aStreamThatGoesOnBehindItsMatrixIsRefused() throws {
    let matrix = M.variable("X", [2, 1], values: M.doubles([0.5, 2]))
    let bomb = matrix + [UInt8](repeating: 0, count: 1 << 24)
    #expect(
      try problem(M.file(M.compressing(bomb)))
        == "it is damaged: a compressed element unpacks to more than the 80 bytes of its matrix")
    // Of a variable that nobody asks for, only the head is unpacked.
    let other = M.variable("B", [1, 1 << 21], values: M.doubles([]) + bomb)
    #expect(
      try read(M.file(M.compressing(other), M.compressing(matrix))) == .success([0.5, 2]))
  }

  @Test func aStreamThatCannotHoldWhatItClaimsIsRefused() throws {
    var matrix = M.variable("X", [30_000, 30_000], values: M.doubles([]))
    matrix.replaceSubrange(4..<8, with: M.bytes(of: UInt32.max))
    let stream = M.compressing(matrix)
    #expect(
      try problem(M.file(stream))
        == "it is damaged: a compressed element of \(stream.count - 8) bytes claims to unpack to "
        + "4294967295")
  }

  @Test func aStreamWithAWrongChecksumIsRefused() throws {
    var bytes = M.file(M.compressing(M.variable("X", [1, 1], values: M.doubles([1]))))
    bytes[bytes.count - 1] ^= 1
    #expect(
      try problem(bytes)
        == "it is damaged: a compressed element cannot be unpacked: incorrect data check")
  }

  @Test func moreValuesOrFewerThanTheLengthsSayAreRefused() throws {
    func problem(_ lengths: [Int32]) throws -> String? {
      try self.problem(M.file(M.variable("X", lengths, values: M.doubles([1, 2]))))
    }
    #expect(try problem([2, 1]) == nil)
    #expect(
      try problem([3, 1])
        == "it is damaged: 3 × 1 values of 8 bytes are expected, and it has 16 bytes of them in 16")
    #expect(try problem([1, 1])?.hasPrefix("it is damaged: 1 × 1 values") == true)
    #expect(
      try problem([-1, 2]) == "it is damaged: the lengths of a variable are [-1, 2], in 8 bytes")
    #expect(
      try problem([.max, .max])?.contains("values take more than the limit") == true)
  }

  @Test func unknownPartsAreRefused() throws {
    let letters = M.variable("X", [1, 4], values: M.part(16, Array("gem!".utf8)))
    #expect(
      try problem(M.file(letters)) == "it is damaged: its values are of type 16, which is no number"
    )
    #expect(
      try problem(M.file(M.part(M.double, [UInt8](repeating: 0, count: 8))))
        == "it is damaged: at byte 128 stand 8 bytes of type 9, not a matrix")
    #expect(
      try problem(M.file(M.part(M.matrix, M.part(M.int8, [1]))))?.contains(
        "is of type 1 and 1 bytes, and type 6 and 8 bytes at most are expected") == true)
    #expect(
      try problem(M.file(M.compressing(M.doubles([1]))))
        == "it is damaged: a compressed element holds type 9, not a matrix")
    #expect(
      try problem(M.file([0x01])) == "it is damaged: 1 bytes follow its last variable")
  }

  @Test func charactersThatATerminalWouldObeyAreNotRepeated() throws {
    let matrix = M.variable("X\u{1B}[2J", [1, 1], class: M.singleClass, values: [])
    #expect(
      try problem(M.file(matrix)) == "there is no 'X' in it; it holds X?[2J (1 × 1 single)")
  }

  @Test func tooManyVariablesAreRefused() throws {
    let scalar = M.variable("x", [1, 1], values: M.doubles([1]))
    let bytes = M.file() + (0..<10_001).flatMap { _ in scalar }
    #expect(try problem(bytes) == "it holds more than 10000 variables")
  }
}
