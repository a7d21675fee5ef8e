import Files
import Foundation
import TestSupport
import Testing

@Suite struct DigestIndexTests {
  private let scratch: Scratch
  private let log = WarningLog()

  init() throws {
    scratch = try Scratch()
  }

  private var file: String { scratch.path + "/a.jpg" }
  private var index: String { scratch.path + "/digests.index" }

  /// A new index of the same file, whose clock is some seconds ahead of the real one.
  private func open(secondsAhead: Double = 10) -> DigestIndex {
    DigestIndex(path: index, logger: log.logger) {
      Int64((Date().timeIntervalSince1970 + secondsAhead) * 1e9)
    }
  }

  /// Writes an index that holds a wrong digest of the file, to see when it is believed.
  private func plantWrongDigest() throws -> String {
    try scratch.write([1, 2, 3], to: "a.jpg")
    let first = open()
    let right = try first.sha256(ofFile: file)
    first.save()
    guard case .entries(var entries) = DigestIndexFile.read(index) else { return "" }
    let wrong = String(repeating: "0", count: 64)
    let stamp = try #require(entries[file]?.stamp)
    entries[file] = DigestEntry(digest: wrong, stamp: stamp)
    try AtomicFile.write(DigestIndexFile.bytes(of: entries), to: index)
    #expect(right == Digest.sha256(of: [1, 2, 3]))
    return wrong
  }

  @Test func unchangedFileIsNotReadAgain() throws {
    let planted = try plantWrongDigest()
    #expect(try open().sha256(ofFile: file) == planted)
  }

  @Test func anotherContentOfTheSameSizeAndTimeIsRead() throws {
    _ = try plantWrongDigest()
    let times = try FileManager.default.attributesOfItem(atPath: file)
    try scratch.write([3, 2, 1], to: "a.jpg")
    let modified = try #require(times[.modificationDate])
    try FileManager.default.setAttributes([.modificationDate: modified], ofItemAtPath: file)
    #expect(try open().sha256(ofFile: file) == Digest.sha256(of: [3, 2, 1]))
  }

  @Test func anotherFileInItsPlaceIsRead() throws {
    _ = try plantWrongDigest()
    try FileManager.default.removeItem(atPath: file)
    try scratch.write([9], to: "a.jpg")
    #expect(try open().sha256(ofFile: file) == Digest.sha256(of: [9]))
  }

  @Test func fileChangedAMomentAgoIsNotKept() throws {
    try scratch.write([1], to: "a.jpg")
    let young = open(secondsAhead: 0)
    _ = try young.sha256(ofFile: file)
    young.save()
    #expect(try scratch.files() == ["a.jpg"])
  }

  @Test func fileFromTheFutureIsNotKept() throws {
    try scratch.write([1], to: "a.jpg")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: 86_400)], ofItemAtPath: file)
    let index = open()
    _ = try index.sha256(ofFile: file)
    index.save()
    #expect(try scratch.files() == ["a.jpg"])
  }

  @Test(arguments: [[], [0x41], Array("iir digests 1 0\n".utf8), Array("iir digests 2 ".utf8)])
  func damagedIndexIsIgnoredWithOneWarningAndMadeAnew(bytes: [UInt8]) throws {
    try scratch.write([1], to: "a.jpg")
    try scratch.write(bytes, to: "digests.index")
    let first = open()
    #expect(try first.sha256(ofFile: file) == Digest.sha256(of: [1]))
    #expect(try first.sha256(ofFile: file) == Digest.sha256(of: [1]))
    first.save()
    #expect(log.warnings.count == 1)
    #expect(log.warnings.first?.contains("Files are read again.") == true)
    _ = try open().sha256(ofFile: file)
    #expect(log.warnings.count == 1)
  }

  @Test func oneFlippedBitMakesTheWholeIndexUseless() throws {
    let planted = try plantWrongDigest()
    var bytes = try scratch.bytes("digests.index")
    bytes[bytes.count - 20] ^= 1
    try scratch.write(bytes, to: "digests.index")
    #expect(try open().sha256(ofFile: file) != planted)
    #expect(log.warnings.count == 1)
  }

  @Test func folderInPlaceOfTheIndexIsAWarning() throws {
    try scratch.write([1], to: "a.jpg")
    try FileManager.default.createDirectory(atPath: index, withIntermediateDirectories: true)
    let first = open()
    #expect(try first.sha256(ofFile: file) == Digest.sha256(of: [1]))
    first.save()
    #expect(log.warnings.count == 2)
  }

  @Test func runsAtTheSameTimeKeepEachOthersDigests() throws {
    let (one, other) = (open(), open())
    try scratch.write([1], to: "a.jpg")
    try scratch.write([2], to: "b.jpg")
    _ = try one.sha256(ofFile: file)
    _ = try other.sha256(ofFile: scratch.path + "/b.jpg")
    one.save()
    other.save()
    guard case .entries(let entries) = DigestIndexFile.read(index) else {
      Issue.record("the index cannot be read")
      return
    }
    #expect(entries.keys.sorted() == [file, scratch.path + "/b.jpg"])
  }

  @Test func manyThreadsGetTheRightDigests() async throws {
    let index = open()
    for number in 0..<40 {
      try scratch.write([UInt8(number)], to: "\(number).jpg")
    }
    let folder = scratch.path
    let wrong = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<200 {
        group.addTask {
          let byte = UInt8(number % 40)
          if number % 50 == 0 { index.save() }
          return try index.sha256(ofFile: "\(folder)/\(byte).jpg") != Digest.sha256(of: [byte])
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(wrong == 0)
  }

  @Test func whatIsNoFileIsRefused() throws {
    #expect(throws: FileError(operation: "read", path: scratch.path, cause: .notARegularFile)) {
      try open().sha256(ofFile: scratch.path)
    }
    let missing = scratch.path + "/missing"
    #expect(throws: FileError(operation: "open", path: missing, cause: .missing)) {
      try open().sha256(ofFile: missing)
    }
  }

  @Test func pathWithALineBreakIsReadEveryTime() throws {
    try scratch.write([1], to: "a\nb.jpg")
    let first = open()
    #expect(try first.sha256(ofFile: scratch.path + "/a\nb.jpg") == Digest.sha256(of: [1]))
    first.save()
    #expect(try scratch.files() == ["a\nb.jpg"])
  }
}
