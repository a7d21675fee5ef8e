import Arrays
import DescriptorStore
import Files
import Foundation
import Tensors
import TestSupport
import Testing

/// Files that NumPy and h5py wrote; Tests/Reference/descriptor_imports.py.
@Suite struct DescriptorImportTests {
  private let values = (0..<12).map { Float($0) / 8 - 0.5 }

  private func golden(_ name: String) -> String { Bundle.module.bundlePath + "/Golden/\(name)" }

  private func elements(of file: DescriptorImport) throws -> [Float] {
    var elements = [Float](repeating: 0, count: file.rows * file.dimension)
    try file.read(into: &elements, from: 0)
    return elements
  }

  private func refusal(_ path: String, byteLimit: Int = 1 << 30) -> InputFileError? {
    #expect(throws: InputFileError.self) {
      let file = try DescriptorImport(measuring: path, byteLimit: byteLimit)
      _ = try elements(of: file)
    }
  }

  @Test(arguments: ["f4-v1.npy", "f2-v2.npy", "f8-v3.npy"])
  func everyVersionAndWidthOfNumPyReadsTheSame(name: String) throws {
    let file = try DescriptorImport(measuring: golden(name))
    #expect(file.rows == 3)
    #expect(file.dimension == 4)
    #expect(file.names == nil)
    #expect(try elements(of: file) == values)
  }

  @Test(arguments: ["hard-f2.npy", "hard-f2.h5"])
  func halvesAreReadAsTheyAre(name: String) throws {
    let file = try DescriptorImport(measuring: golden(name))
    #expect(file.storage == .float16)
    var elements = [Float16](repeating: 9, count: 6)
    try file.read(into: &elements, from: 1)
    #expect(elements == [9, 1, 1 + 0x1p-9, 0x1p-15, 0x1p-24, 9])
  }

  @Test(arguments: ["f4-v1.npy", "f8-v3.npy", "h5py.h5", "hloc.h5"])
  func otherNumbersAreNotTakenForHalves(name: String) throws {
    #expect(try DescriptorImport(measuring: golden(name)).storage == .float32)
  }

  @Test func valuesGoWhereTheyAreWanted() throws {
    let file = try DescriptorImport(measuring: golden("f4-v1.npy"))
    var elements = [Float](repeating: 9, count: 14)
    try file.read(into: &elements, from: 1)
    #expect(elements == [9] + values + [9])
  }

  @Test(arguments: ["h5py.h5", "h5py-half-gzip.h5"])
  func ownLayoutIsRead(name: String) throws {
    let file = try DescriptorImport(measuring: golden(name))
    #expect(file.names == ["all_souls_000013", "Café/été.jpg", "旧市街"])
    #expect(try elements(of: file) == values)
  }

  @Test(arguments: [
    "real-f8.h5", "real-big-f4.h5", "real-big-f8.h5", "real-i2.h5", "real-u1.h5", "hloc-f8.h5",
    "hloc-big-f4.h5", "hloc-u1.h5",
  ])
  func realNumbersOfAnyKindAreNarrowed(name: String) throws {
    let file = try DescriptorImport(measuring: golden(name))
    #expect(file.names?.count == 3)
    #expect(file.storage == .float32)
    #expect(try elements(of: file) == values.map { $0 * 8 + 4 })
  }

  @Test func compressionThatIsNotReadIsNamed() {
    #expect(
      refusal(golden("lzf.h5"))?.problem.contains(
        "its filter lzf (32000) is not one of gzip, shuffle, fletcher32") == true)
  }

  @Test func anArchiveOfArraysIsToldFromAnArray() {
    let error = refusal(golden("arrays.npz"))
    #expect(error?.problem == "it is an archive of arrays, or another zip file")
    #expect(error?.advice.contains("np.save('descriptors.npy', np.load(") == true)
  }

  @Test func groupsOfImagesAreReadInTheOrderOfTheirNames() throws {
    let file = try DescriptorImport(measuring: golden("hloc.h5"))
    #expect(file.names == ["db/10.jpg", "db/2.jpg", "query/night/b.jpg"])
    #expect(try elements(of: file) == Array(values[8...] + values[4..<8] + values[..<4]))
  }

  @Test(arguments: [
    ("column-major.npy", "its values stand column by column"),
    ("big-endian.npy", "its values are of type '>f4', not float16, float32 or float64"),
    ("integers.npy", "its values are of type '<i8', not float16, float32 or float64"),
    ("one-axis.npy", "it has 1 axes, [4], and 2 are expected"),
    (
      "fields.npy",
      "its header is damaged: a text in quotes is expected, so values of several fields are not read"
    ),
    ("too-few-names.h5", "could not read: expected one name for each of 3 descriptors, found 2"),
    ("hloc-uneven.h5", "could not read: it has [3] numbers and [4] are expected, as in the first"),
    (
      "hloc-endless.h5",
      "could not read: its groups are nested 32 deep or hold more than 32000000 members; do they "
        + "hold each other?"
    ),
  ])
  func filesThatDoNotFitAreRefused(name: String, problem: String) {
    #expect(refusal(golden(name))?.problem == problem)
  }

  @Test func everyTruncationOfAnArrayIsRefused() throws {
    let scratch = try Scratch()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: golden("f4-v1.npy"))))
    for length in 0..<bytes.count {
      try scratch.write(Array(bytes[..<length]), to: "x.npy")
      #expect(refusal("\(scratch.path)/x.npy") != nil)
    }
    try scratch.write(bytes + [0], to: "x.npy")
    #expect(
      refusal("\(scratch.path)/x.npy")?.problem
        == "its header says 3 × 4 values of 4 bytes, and 49 bytes follow")
  }

  @Test(arguments: [
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (9223372036854775807, 4)}", "the limit"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 4)}", "a tuple"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 1000000)}", "the limit"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1, 4)}", "a tuple"),
    ("{'descr': '<f4', 'fortran_order': False}", "is missing"),
    ("{'descr': '<f4', 'descr': '<f4'}", "'descr' repeats"),
    ("{'descr': '<f4', 'fortran_order': 0, 'shape': (3, 4)}", "'False' is expected"),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4)} + 1", "something follows"),
    ("{'descr': '<f4", "a text in quotes is expected"),
    ("", "'{' is expected"),
  ])
  func hostileHeadersAreRefused(header: String, problem: String) throws {
    let scratch = try Scratch()
    let bytes = [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0]
    try scratch.write(bytes + Array(header.utf8), to: "x.npy")
    #expect(refusal("\(scratch.path)/x.npy")?.problem.contains(problem) == true)
  }

  @Test func theByteLimitIsExact() throws {
    #expect(try DescriptorImport(measuring: golden("f2-v2.npy"), byteLimit: 48).rows == 3)
    #expect(refusal(golden("f2-v2.npy"), byteLimit: 47) != nil)
    #expect(refusal(golden("hloc.h5"), byteLimit: 47) != nil)
    // The library asks for each text and the zero behind it.
    let names = try DescriptorImport(measuring: golden("long-names.h5"), byteLimit: 3063).names
    #expect(names == [String(repeating: "é", count: 30), "", String(repeating: "x", count: 3000)])
    let problem = refusal(golden("long-names.h5"), byteLimit: 3000)?.problem
    #expect(problem?.contains("its texts take more than 3000 bytes") == true)
  }

  @Test func aMissingFileIsNamed() {
    #expect(refusal("none.npy")?.problem.contains("no such file") == true)
  }
}

/// Files that are written here.
@Suite struct DescriptorStorageTests {
  private let values = Matrix(
    rows: 3, columns: 4, elements: (0..<12).map { Float($0) / 8 - 0.5 })
  private let hard = Matrix(
    rows: 2, columns: 2, elements: [1 + 0x1p-11, 1 + 0x3p-11, 0x1p-15, 0x1p-24])

  private func golden(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: Bundle.module.bundlePath + "/Golden/\(name)")))
  }

  @Test func arraysAreTheBytesOfNumPy() throws {
    #expect(try NumPyFile.encoded(values) == golden("f4-v1.npy"))
    #expect(try NumPyFile.encoded(hard, as: .float16) == golden("hard-f2.npy"))
  }

  @Test func halvesOfHDF5AreThoseOfH5py() throws {
    let names = ["a", "b"]
    let ours = try DescriptorFile(descriptors: DescriptorMatrix(names: names, values: hard))
      .encoded(for: "x.h5", as: .float16)
    let read = try DescriptorFile(decoding: ours, path: "x.h5").descriptors
    // Ties go to the even neighbour: down the first time, up the second.
    #expect(read.values.elements == [1, 1 + 0x1p-9, 0x1p-15, 0x1p-24])
    #expect(try DescriptorFile(decoding: golden("hard-f2.h5"), path: "y.h5").descriptors == read)
  }

  @Test func halfPrecisionKeepsTheDirection() throws {
    var generator = SplitMix64(state: 8)
    let elements = (0..<64 * 512).map { _ in Float.random(in: -1...1, using: &generator) }
    var rows = Matrix(rows: 64, columns: 512, elements: elements)
    for row in 0..<64 {
      let length = rows.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      for column in 0..<512 { rows[row, column] /= length }
    }
    let file = DescriptorFile(
      descriptors: DescriptorMatrix(names: (0..<64).map { "\($0)" }, values: rows))
    let full = try file.encoded(for: "x.h5")
    let half = try file.encoded(for: "x.h5", as: .float16)
    #expect(full.count > half.count + 60_000)
    let read = try DescriptorFile(decoding: half, path: "x.h5").descriptors.values
    let cosines = (0..<64).map { row in
      let (first, second) = (rows.row(row), read.row(row))
      let length = second.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } / length
    }
    #expect((cosines.min() ?? 0) >= 0.9999)
  }
}
