import Arrays
import DescriptorStore
import Files
import Foundation
import Tensors
import TestSupport
import Testing

@Suite struct DescriptorFileTests {
  private let names = ["all_souls_000013", "Café/été.jpg", "旧市街"]
  private let values = Matrix(
    rows: 3, columns: 4, elements: (0..<12).map { Float($0) / 8 - 0.5 })

  private var file: DescriptorFile {
    DescriptorFile(
      descriptors: DescriptorMatrix(names: names, values: values),
      provenance: ["architecture": "resnet18", "note": "größer", "empty": ""])
  }

  @Test func bytesReadBackToTheSameContent() throws {
    let bytes = try file.encoded(for: "x.h5")
    #expect(try DescriptorFile(decoding: bytes, path: "x.h5") == file)
  }

  @Test func equalContentMakesEqualBytes() throws {
    #expect(try file.encoded(for: "x.h5") == file.encoded(for: "y.h5"))
  }

  @Test func aWrittenFileIsReadFromItsPath() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/x.h5"
    try AtomicFile.write(try file.encoded(for: path), to: path)
    #expect(try DescriptorFile(importing: path) == file)
  }

  @Test func severalChunksReadBackInOrder() throws {
    let rows = 1_500
    let large = DescriptorFile(
      descriptors: DescriptorMatrix(
        names: (0..<rows).map { "image \($0)" },
        values: Matrix(
          rows: rows, columns: 257, elements: (0..<rows * 257).map { Float($0) })))
    let bytes = try large.encoded(for: "large.h5")
    #expect(try DescriptorFile(decoding: bytes, path: "large.h5") == large)
    #expect(try large.encoded(for: "large.h5") == bytes)
  }

  @Test func noImagesAreAllowed() throws {
    let none = DescriptorFile(
      descriptors: DescriptorMatrix(names: [], values: Matrix(rows: 0, columns: 4)))
    let bytes = try none.encoded(for: "none.h5")
    #expect(try DescriptorFile(decoding: bytes, path: "none.h5") == none)
  }

  @Test func namesMayRepeatAndBeEmpty() throws {
    let file = DescriptorFile(
      descriptors: DescriptorMatrix(
        names: ["", "a", "a "], values: Matrix(rows: 3, columns: 1, elements: [1, 2, 3])))
    let bytes = try file.encoded(for: "x.h5")
    #expect(try DescriptorFile(decoding: bytes, path: "x.h5") == file)
  }

  @Test func readsWhatH5pyWrites() throws {
    let read = try DescriptorFile(importing: golden("h5py.h5"))
    #expect(read.descriptors == file.descriptors)
    #expect(read.provenance == ["architecture": "resnet18", "note": "größer"])
  }

  @Test func readsHalfPrecisionGzipAndFixedLengthNames() throws {
    let read = try DescriptorFile(importing: golden("h5py-half-gzip.h5"))
    #expect(read.descriptors == file.descriptors)
    #expect(read.provenance.isEmpty)
  }

  @Test func aFlippedBitInTheValuesIsNoticed() throws {
    var bytes = try file.encoded(for: "x.h5")
    let stored: [UInt8] = [0, 0, 0xC0, 0xBE]  // -0.375
    let place = try #require(
      bytes.indices.dropLast(4).first { Array(bytes[$0..<$0 + 4]) == stored })
    bytes[place] ^= 1
    #expect(throws: HDF5Error.self) { try DescriptorFile(decoding: bytes, path: "x.h5") }
  }

  @Test func aFlippedBitInANameIsNoticed() throws {
    var bytes = try file.encoded(for: "x.h5")
    let name = Array("all_souls".utf8)
    let place = try #require(bytes.indices.dropLast(9).first { Array(bytes[$0..<$0 + 9]) == name })
    bytes[place] ^= 1
    #expect(throws: HDF5Error.self) { try DescriptorFile(decoding: bytes, path: "x.h5") }
  }

  @Test(arguments: [
    ("too-few-names.h5", "names", "expected one name for each of 3 descriptors, found 2"),
    (
      "integers.h5", "descriptors",
      "its values are neither float16 nor float32; convert them with astype"
    ),
    ("linked.h5", "descriptors", "it is a link; copy the data into this file"),
    (
      "claims-a-terabyte.h5", "descriptors",
      "its [1048576, 262144] elements take more than the limit of 17179869184 bytes"
    ),
  ])
  func filesThatDoNotFitAreRefused(name: String, part: String, reason: String) {
    let path = golden(name)
    #expect(throws: HDF5Error(operation: "read", path: "\(path)#\(part)", reason: reason)) {
      try DescriptorFile(importing: path)
    }
  }

  @Test func aClaimOfMuchMoreThanIsStoredIsRefused() {
    let path = golden("claims-a-terabyte.h5")
    #expect(
      throws: HDF5Error(
        operation: "read", path: "\(path)#descriptors",
        reason: "it claims 1099511627776 bytes, but only 256 are stored")
    ) {
      try DescriptorFile(importing: path, byteLimit: 1 << 50)
    }
  }

  @Test func theByteLimitIsExact() throws {
    let bytes = try file.encoded(for: "x.h5")
    // Three names, each padded to the 16 bytes of the longest, and twelve floats: 48 bytes each.
    #expect(try DescriptorFile(decoding: bytes, path: "x.h5", byteLimit: 48) == file)
    #expect(throws: HDF5Error.self) {
      try DescriptorFile(decoding: bytes, path: "x.h5", byteLimit: 47)
    }
  }

  @Test func everyTruncationIsRefused() throws {
    let bytes = try file.encoded(for: "x.h5")
    let lengths = stride(from: 0, to: bytes.count, by: 97)
    let accepted = lengths.filter { length in
      do {
        _ = try DescriptorFile(decoding: Array(bytes[..<length]), path: "x.h5")
        return true
      } catch {
        return false
      }
    }
    #expect(accepted.isEmpty)
  }

  @Test func errorsNameTheFileAndTheReason() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/x.h5"
    #expect(
      throws: HDF5Error(
        operation: "open", path: path, reason: "no such file or folder; check the path")
    ) {
      try DescriptorFile(importing: path)
    }
    try scratch.write(Array("not HDF5 at all".utf8), to: "x.h5")
    #expect(
      throws: HDF5Error(operation: "open", path: path, reason: "file signature not found")
    ) {
      try DescriptorFile(importing: path)
    }
  }

  @Test func aNameWithAZeroCharacterIsRefused() {
    let file = DescriptorFile(
      descriptors: DescriptorMatrix(names: ["a\0b"], values: Matrix(rows: 1, columns: 1)))
    #expect(
      throws: HDF5Error(
        operation: "write", path: "x.h5#names",
        reason: "the text \"a\\0b\" holds a zero character; rename the image")
    ) {
      try file.encoded(for: "x.h5")
    }
  }

  @Test func manyThreadsAtOnceGetTheSameBytes() async throws {
    let (file, expected) = (file, try file.encoded(for: "x.h5"))
    let equal = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let bytes = try file.encoded(for: "x.h5")
          return try bytes == expected && DescriptorFile(decoding: bytes, path: "x.h5") == file
        }
      }
      return try await group.reduce(into: [Bool]()) { $0.append($1) }
    }
    #expect(equal == Array(repeating: true, count: 16))
  }

  private func golden(_ name: String) -> String {
    Bundle.module.bundlePath + "/Golden/\(name)"
  }
}
