import Arrays
import DescriptorStore
import Files
import Foundation
import Tensors
import TestSupport
import Testing

/// Every file of descriptors under one face.
struct ArrayCase: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// The file of some descriptors, as this product or its original writes it.
  let bytes: @Sendable () throws -> [UInt8]

  /// What stands behind the path.
  var matrix = ""

  /// Whether the file is no more than a header and numbers.
  var isBare = false

  static func golden(_ name: String, matrix: String = "", isBare: Bool = false) -> ArrayCase {
    ArrayCase(
      testDescription: name,
      bytes: {
        Array(try Data(contentsOf: URL(filePath: Bundle.module.bundlePath + "/Golden/\(name)")))
      }, matrix: matrix, isBare: isBare)
  }

  static func own(_ storage: FloatStorage) -> ArrayCase {
    ArrayCase(
      testDescription: "own HDF5 of \(storage)",
      bytes: { try DescriptorFile(descriptors: drawn).encoded(for: "x", as: storage) })
  }

  static func numPy(_ storage: FloatStorage) -> ArrayCase {
    ArrayCase(
      testDescription: "own .npy of \(storage)",
      bytes: { NumPyFile.encoded(drawn.values, as: storage) }, isBare: true)
  }

  /// Three images of four numbers that 16 bits hold.
  static let drawn = DescriptorMatrix(
    names: ["été", "b", "a b"],
    values: Matrix(rows: 3, columns: 4, elements: (0..<12).map { Float($0) / 8 - 0.5 }))

  /// Files of one table each.
  static let all = [
    own(.float32), own(.float16), numPy(.float32), numPy(.float16),
    golden("f4-v1.npy", isBare: true), golden("f2-v2.npy", isBare: true),
    golden("f8-v3.npy", isBare: true), golden("h5py.h5"), golden("h5py-half-gzip.h5"),
    golden("hloc.h5"), golden("double.mat", matrix: "#X"), golden("x-q.mat", matrix: "#X"),
  ]
}

/// What every file of descriptors keeps to, whole or damaged.
@Suite struct ArrayConformanceTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func path(_ array: ArrayCase, _ name: String = "x.h5") throws -> String {
    try scratch.write(try array.bytes(), to: name)
    return "\(scratch.path)/\(name)\(array.matrix)"
  }

  private func values(_ file: DescriptorImport) throws(InputFileError) -> [Float] {
    var elements = [Float](repeating: .nan, count: file.rows * file.dimension)
    try file.read(into: &elements, from: 0)
    return elements
  }

  private func error(_ path: String) -> InputFileError? {
    do throws(InputFileError) {
      _ = try values(try DescriptorImport(measuring: path))
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: ArrayCase.all)
  func theContentTellsTheKindAndNotTheName(array: ArrayCase) throws {
    let expected = try values(try DescriptorImport(measuring: path(array)))
    for name in ["x", "x.npy", "x.mat", "ü b.H5"] {
      let file = try DescriptorImport(measuring: path(array, name))
      #expect(try values(file) == expected, "\(name)")
    }
    #expect(expected.allSatisfy { $0.isFinite })
  }

  @Test(arguments: ArrayCase.all)
  func tablesJoinInOneArray(array: ArrayCase) throws {
    let file = try DescriptorImport(measuring: path(array))
    let expected = try values(file)
    var elements = [Float](repeating: -9, count: 2 * expected.count + 3)
    try file.read(into: &elements, from: 1)
    try file.read(into: &elements, from: 2 + expected.count)
    #expect(elements == [-9] + expected + [-9] + expected + [-9])
  }

  @Test(arguments: ArrayCase.all)
  func halvesAreTheRoundedValues(array: ArrayCase) throws {
    let file = try DescriptorImport(measuring: path(array))
    var halves = [Float16](repeating: 0, count: file.rows * file.dimension)
    try file.read(into: &halves, from: 0)
    let expected = try values(file)
    #expect(halves == expected.map { Float16($0) })
    #expect(file.storage == .float32 || halves.map { Float($0) } == expected)
  }

  @Test(arguments: ArrayCase.all)
  func theLimitOfMemoryHolds(array: ArrayCase) throws {
    let path = try path(array)
    let file = try DescriptorImport(measuring: path)
    #expect(throws: InputFileError.self) {
      try DescriptorImport(measuring: path, byteLimit: file.rows * file.dimension * 2 - 1)
    }
    let error = #expect(throws: InputFileError.self) {
      try DescriptorImport(measuring: path, byteLimit: 0)
    }
    #expect(error?.path.hasPrefix("\(scratch.path)/x.h5") == true)
  }

  @Test(arguments: ArrayCase.all)
  func aFileThatEndsTooSoonIsRefusedByName(array: ArrayCase) throws {
    let bytes = try array.bytes()
    let step = max(1, bytes.count / 20)
    for length in stride(from: 0, to: bytes.count, by: step) {
      try scratch.write(Array(bytes[..<length]), to: "cut.h5")
      let found = error("\(scratch.path)/cut.h5\(array.matrix)")
      // What x-q.mat holds behind X does not matter for X.
      guard found != nil || !array.testDescription.hasSuffix(".mat") else { continue }
      #expect(found?.path.hasPrefix("\(scratch.path)/cut.h5") == true, "\(length) bytes")
      #expect(found?.problem.isEmpty == false && found?.advice.isEmpty == false)
    }
  }

  @Test(arguments: ArrayCase.all.filter(\.isBare))
  func whatFollowsTheNumbersIsRefused(array: ArrayCase) throws {
    for tail in [[0], [0, 0, 0, 0], Array(repeating: 7, count: 4096)] as [[UInt8]] {
      try scratch.write(try array.bytes() + tail, to: "long.npy")
      #expect(error("\(scratch.path)/long.npy")?.path == "\(scratch.path)/long.npy")
    }
  }

  @Test(arguments: ArrayCase.all.filter(\.isBare))
  func aChangedByteOfAHeaderIsReadOrRefused(array: ArrayCase) throws {
    let bytes = try array.bytes()
    for place in stride(from: 0, to: 128, by: 3) {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      try scratch.write(changed, to: "changed.npy")
      let path = "\(scratch.path)/changed.npy"
      guard let found = error(path) else {
        let file = try DescriptorImport(measuring: path)
        #expect(file.rows * file.dimension == 12, "byte \(place)")
        continue
      }
      #expect(found.path == path, "byte \(place)")
    }
  }

  @Test(
    arguments: [
      [], [0], Array("not a table\n".utf8), [0x93] + Array("NUMPY".utf8),
      [0x89, 0x48, 0x44, 0x46], Array("MATLAB 5.0 MAT-file".utf8), Array(repeating: 0, count: 5000),
    ] as [[UInt8]])
  func whatIsNoTableIsRefusedByName(bytes: [UInt8]) throws {
    try scratch.write(bytes, to: "no.h5")
    #expect(error("\(scratch.path)/no.h5")?.path.hasPrefix("\(scratch.path)/no.h5") == true)
  }

  @Test func whatIsNoFileIsRefusedByName() {
    for path in [scratch.path, "\(scratch.path)/none.h5", "/dev/null"] {
      #expect(error(path)?.path == path)
    }
  }

  @Test(arguments: [(0, 4), (1, 1), (1, 7), (300, 3), (2, 2048)], FloatStorage.allCases)
  func whatIsWrittenReadsBack(size: (rows: Int, columns: Int), storage: FloatStorage) throws {
    var generator = SeededGenerator(seed: UInt64(size.rows), purpose: "written table")
    let matrix = Matrix(
      Tensor(normal: [size.rows, size.columns], deviation: 1, using: &generator))
    let names = (0..<size.rows).map { "image \($0) ü" }
    let file = DescriptorFile(descriptors: DescriptorMatrix(names: names, values: matrix))
    try scratch.write(file.encoded(for: "x", as: storage), to: "x.h5")
    try scratch.write(NumPyFile.encoded(matrix, as: storage), to: "x.npy")
    let expected =
      storage == .float32 ? matrix.elements : matrix.elements.map { Float(Float16($0)) }
    for name in ["x.h5", "x.npy"] {
      let read = try DescriptorImport(measuring: "\(scratch.path)/\(name)")
      #expect(read.rows == size.rows && read.dimension == size.columns, "\(name)")
      #expect(read.storage == storage, "\(name)")
      #expect(try values(read) == expected, "\(name)")
    }
    #expect(try DescriptorImport(measuring: "\(scratch.path)/x.h5").names == names)
  }
}
