import Arrays
import DescriptorStore
import Files
import Foundation
import TestSupport
import Testing

/// Files that SciPy wrote, by Tests/Reference/descriptor_imports.py, and files that are built here.
@Suite struct MATLABImportTests {
  private let values = (0..<12).map { Float($0) / 8 - 0.5 }
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func golden(_ name: String) -> String { Bundle.module.bundlePath + "/Golden/\(name)" }

  private func write(_ bytes: [UInt8], to name: String = "x.mat") throws -> String {
    try scratch.write(bytes, to: name)
    return "\(scratch.path)/\(name)"
  }

  private func elements(of path: String) throws -> [Float] {
    let file = try DescriptorImport(measuring: path)
    var elements = [Float](repeating: 0, count: file.rows * file.dimension)
    try file.read(into: &elements, from: 0)
    return elements
  }

  private func refusal(_ path: String) -> InputFileError? {
    #expect(throws: InputFileError.self) { try elements(of: path) }
  }

  @Test(arguments: ["x-q.mat", "q-x.mat", "double.mat", "double-plain.mat"])
  func matricesAreReadByNameAColumnAnImage(name: String) throws {
    let database = try DescriptorImport(measuring: golden("\(name)#X"))
    #expect(database.rows == 3)
    #expect(database.dimension == 4)
    #expect(database.names == nil)
    #expect(database.label == golden("\(name)#X"))
    #expect(try elements(of: golden("\(name)#X")) == values)
    #expect(try elements(of: golden("\(name)#Q")) == Array(values[..<8]))
  }

  @Test func valuesGoWhereTheyAreWanted() throws {
    let file = try DescriptorImport(measuring: golden("x-q.mat#X"))
    var elements = [Float](repeating: 9, count: 14)
    try file.read(into: &elements, from: 1)
    #expect(elements == [9] + values + [9])
  }

  @Test(arguments: ["others.mat", "others-plain.mat"])
  func theOnlyMatrixNeedsNoName(name: String) throws {
    #expect(try elements(of: golden(name)) == values)
    #expect(try elements(of: golden("\(name)#features")) == values)
    #expect(try DescriptorImport(measuring: golden(name)).label == golden("\(name)#features"))
  }

  @Test(arguments: ["others.mat", "others-plain.mat"])
  func variablesOfOtherKindsAreRefused(name: String) throws {
    func problem(_ variable: String) -> String? { refusal(golden("\(name)#\(variable)"))?.problem }
    #expect(problem("names") == "it is of class cell, not single or double")
    #expect(problem("settings") == "it is of class struct, not single or double")
    #expect(problem("word") == "it is of class char, not single or double")
    #expect(problem("few") == "it is of class sparse, not single or double")
    #expect(problem("waves") == "its values are complex")
    #expect(problem("mask") == "its values are logical")
    #expect(problem("bytes") == "it is of class int8, not single or double")
    #expect(problem("maps") == "it has 3 axes, [2, 3, 2], not 2")
    #expect(
      refusal(golden("\(name)#few"))
        == InputFileError(
          path: golden("\(name)#few"), problem: "it is of class sparse, not single or double",
          advice: "Save single(full(few)), a column an image."))
    #expect(
      refusal(golden("\(name)#waves"))?.advice
        == "Save the descriptors as a real matrix of single or double, a column an image.")
  }

  @Test func severalMatricesAreListed() {
    #expect(
      refusal(golden("q-x.mat"))
        == InputFileError(
          path: golden("q-x.mat"),
          problem: "it holds several matrices, Q (4 × 2 single), X (4 × 3 single)",
          advice: "Name one of them behind the file, such as '#Q'."))
  }

  @Test func aNameThatIsNotThereIsAnsweredWithThoseThatAre() {
    let error = refusal(golden("x-q.mat#Y"))
    #expect(error?.path == golden("x-q.mat"))
    #expect(
      error?.problem == "there is no 'Y' in it; it holds X (4 × 3 single), Q (4 × 2 single)")
    #expect(
      refusal(golden("no-matrix.mat"))?.problem
        == "it holds no matrix of single or double, but names (1 × 3 cell), maps (2 × 3 × 2 single)"
    )
  }

  @Test func numbersOfEveryTypeAreRead() throws {
    typealias M = MATLABBytes
    func read(_ type: Int, _ bytes: [[UInt8]]) throws -> [Float] {
      let content = bytes.flatMap(\.self)
      let lengths = [1, Int32(bytes.count)]
      let whole = try write(M.file(M.variable("X", lengths, values: M.part(type, content))))
      let elements = try elements(of: whole)
      guard content.count <= 4 else { return elements }
      let small = try write(M.file(M.variable("X", lengths, values: M.smallPart(type, content))))
      #expect(try self.elements(of: small) == elements)
      return elements
    }
    #expect(try read(M.int8, [[0xFF], [2], [0x80]]) == [-1, 2, -128])
    #expect(try read(M.uint8, [[0xFF], [2], [3], [4]]) == [255, 2, 3, 4])
    #expect(try read(M.int16, [[0xFE, 0xFF], [2, 1]]) == [-2, 258])
    #expect(try read(M.uint16, [[0xFE, 0xFF], [2, 1], [0, 0]]) == [65534, 258, 0])
    #expect(try read(M.int32, [M.bytes(of: Int32(-16_777_217))]) == [-16_777_216])
    #expect(try read(M.uint32, [M.bytes(of: UInt32.max)]) == [4_294_967_296])
    #expect(try read(M.int64, [M.bytes(of: Int64.min)]) == [-9_223_372_036_854_775_808])
    #expect(try read(M.uint64, [M.bytes(of: UInt64.max)]) == [18_446_744_073_709_551_616])
    #expect(try read(M.single, [M.bytes(of: Float(0.1).bitPattern)]) == [0.1])
    #expect(
      try read(M.double, [M.bytes(of: 0.1.bitPattern), M.bytes(of: 1e300.bitPattern)]) == [
        0.1, .infinity,
      ])
  }

  @Test func valuesOfManyPiecesAreRead() throws {
    typealias M = MATLABBytes
    // 2.4 million bytes, so that pieces of 1 MiB begin within a column.
    let elements = (0..<600_000).map { Float($0 % 1009) * 0.25 - 7 }
    let content = M.part(M.single, elements.flatMap { M.bytes(of: $0.bitPattern) })
    let variable = M.variable("X", [1000, 600], class: M.singleClass, values: content)
    #expect(try self.elements(of: write(M.file(variable))) == elements)
    #expect(try self.elements(of: write(M.file(M.compressing(variable)))) == elements)
  }

  @Test func objectsOfMATLABAreSkipped() throws {
    typealias M = MATLABBytes
    let object = M.variable("net", [], class: M.opaqueClass, values: M.part(M.int8, [1, 2, 3]))
    let workspace = M.variable("", [1, 2], values: M.part(M.uint8, [0, 1]))
    let matrix = M.variable("X", [2, 1], values: M.doubles([0.5, 2]))
    let path = try write(M.file(object, M.compressing(matrix), workspace))
    #expect(try elements(of: path) == [0.5, 2])
    #expect(refusal("\(path)#net")?.problem == "it is of class opaque, not single or double")
  }

  @Test func aNameThatStandsTwiceIsRefused() throws {
    typealias M = MATLABBytes
    let matrix = M.variable("X", [1, 1], values: M.doubles([1]))
    let path = try write(M.file(matrix, M.compressing(matrix)))
    #expect(refusal("\(path)#X")?.problem == "there are 2 of this name")
  }

  @Test func bigEndianFilesAreRefused() throws {
    var bytes = MATLABBytes.file()
    bytes.replaceSubrange(124..., with: [1, 0] + Array("MI".utf8))
    let error = refusal(try write(bytes))
    #expect(error?.problem == "it is a big-endian .mat file of MATLAB")
    #expect(error?.advice == "Load it and save it again on another machine.")
  }

  @Test func anEmptyMatrixHasNoRows() throws {
    typealias M = MATLABBytes
    let path = try write(M.file(M.variable("X", [4, 0], values: M.doubles([]))))
    #expect(try DescriptorImport(measuring: path).rows == 0)
    #expect(try elements(of: path) == [])
  }

  @Test func theByteLimitIsExact() throws {
    #expect(try DescriptorImport(measuring: golden("x-q.mat#X"), byteLimit: 48).rows == 3)
    let error = #expect(throws: InputFileError.self) {
      try DescriptorImport(measuring: golden("x-q.mat#X"), byteLimit: 47)
    }
    #expect(error?.problem == "its 4 × 3 values take more than the limit of 47 bytes")
  }
}

/// What stands behind a "#".
@Suite struct DescriptorPathTests {
  private let values = (0..<12).map { Float($0) / 8 - 0.5 }

  private func golden(_ name: String) -> String { Bundle.module.bundlePath + "/Golden/\(name)" }

  private func elements(of path: String) throws -> [Float] {
    let file = try DescriptorImport(measuring: path)
    var elements = [Float](repeating: 0, count: file.rows * file.dimension)
    try file.read(into: &elements, from: 0)
    return elements
  }

  private func refusal(_ path: String) -> InputFileError? {
    #expect(throws: InputFileError.self) { try DescriptorImport(measuring: path) }
  }

  @Test func theLastMarkDivides() {
    #expect(DescriptorPath("a.mat#X").file == "a.mat")
    #expect(DescriptorPath("a.mat#X").matrix == "X")
    #expect(DescriptorPath("a#b.mat#X").file == "a#b.mat")
    #expect(DescriptorPath("a.mat").matrix == nil)
  }

  @Test(arguments: ["folder#1/a.mat", "a.mat#", "#X", "#"])
  func aMarkWithoutAFileOrAMatrixDividesNothing(text: String) {
    #expect(DescriptorPath(text).file == text)
    #expect(DescriptorPath(text).matrix == nil)
  }

  @Test func aFileOfThatNameIsTakenWhole() throws {
    let scratch = try Scratch()
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: golden("f4-v1.npy"))))
    try scratch.write(bytes, to: "run#7.npy")
    #expect(try elements(of: "\(scratch.path)/run#7.npy") == values)
    #expect(
      refusal("\(scratch.path)/run#8.npy")?.path == "\(scratch.path)/run")
  }

  @Test func aNameIsRefusedWhereNothingHasOne() {
    let error = refusal(golden("f4-v1.npy#X"))
    #expect(error?.path == golden("f4-v1.npy#X"))
    #expect(error?.problem == "it is an array of NumPy, which has no parts with names")
    #expect(error?.advice == "Leave out '#X'.")
  }

  @Test func datasetsOfHDF5AreReadByName() throws {
    #expect(try elements(of: golden("v73.mat#X")) == values)
    #expect(try elements(of: golden("v73.mat#Q")) == Array(values[..<8]))
    #expect(try DescriptorImport(measuring: golden("h5py.h5#descriptors")).names?.count == 3)
    #expect(
      try DescriptorImport(measuring: golden("h5py.h5")).label == golden("h5py.h5#descriptors"))
  }

  @Test func datasetsThatAreNotThereAreAnsweredWithThoseThatAre() {
    let error = refusal(golden("v73.mat"))
    #expect(error?.path == golden("v73.mat#descriptors"))
    #expect(
      error?.problem
        == "could not read: there is no such dataset, but in the root there are Q, X")
    #expect(error?.advice.contains("a dataset that is named behind a '#'") == true)
    #expect(refusal(golden("h5py.h5#X"))?.path == golden("h5py.h5#X"))
    #expect(
      refusal(golden("h5py.h5#names"))?.problem == "could not read: expected 2 axes, found 1")
  }
}
