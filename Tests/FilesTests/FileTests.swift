import Failures
import Files
import Foundation
import TestSupport
import Testing

@Suite struct DigestTests {
  @Test func digestsAreThoseOfTheStandard() {
    // FIPS 180-4, the examples "abc" and the empty message.
    #expect(
      Digest.sha256(of: "abc")
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      Digest.sha256(of: [UInt8]())
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func aFileOfSeveralPiecesHasTheDigestOfItsBytes() throws {
    let scratch = try Scratch()
    let bytes = (0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try scratch.write(bytes, to: "large")
    #expect(try Digest.sha256(ofFile: scratch.path + "/large") == Digest.sha256(of: bytes))
  }

  @Test func whatIsNoFileIsRefused() throws {
    let scratch = try Scratch()
    #expect(
      throws: FileError(operation: "read", path: scratch.path, cause: .notARegularFile)
    ) {
      try Digest.sha256(ofFile: scratch.path)
    }
    let missing = scratch.path + "/missing"
    #expect(throws: FileError(operation: "open", path: missing, cause: .missing)) {
      try Digest.sha256(ofFile: missing)
    }
  }
}

@Suite struct AtomicFileTests {
  @Test func aFileIsMadeAndReplacedAndNothingElseIsLeft() throws {
    let scratch = try Scratch()
    try AtomicFile.write("first, and longer", to: scratch.path + "/table.md")
    try AtomicFile.write("second", to: scratch.path + "/table.md")
    #expect(try scratch.bytes("table.md") == Array("second".utf8))
    #expect(try scratch.files() == ["table.md"])
  }

  @Test func aFolderALinkAndADeviceAreRefused() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "real")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: "real")
    try FileManager.default.createDirectory(
      atPath: scratch.path + "/folder", withIntermediateDirectories: true)
    #expect(refusal(scratch.path + "/link")?.cause == .notARegularFile)
    #expect(refusal(scratch.path + "/folder")?.cause == .notARegularFile)
    #expect(refusal("/dev/null")?.cause == .notARegularFile)
    #expect(try scratch.bytes("real") == [1])
  }

  @Test func severalFilesAreReplacedTogetherOrNotAtAll() throws {
    let scratch = try Scratch()
    let names = ["a", "b", "c"]
    try AtomicFile.write(names.map { ([1], "\(scratch.path)/\($0)") })
    #expect(try names.map { try scratch.bytes($0) } == [[1], [1], [1]])
    // Nothing can replace a folder, so the others keep what they hold.
    for refused in names {
      let path = "\(scratch.path)/\(refused)"
      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(throws: FileError.self) {
        try AtomicFile.write(names.map { ([2], "\(scratch.path)/\($0)") })
      }
      let others = names.filter { $0 != refused }
      #expect(try others.map { try scratch.bytes($0) } == [[1], [1]])
      try FileManager.default.removeItem(atPath: path)
      #expect(try scratch.files() == others)
      try AtomicFile.write([1], to: path)
    }
  }

  @Test func aPathBelowAFileOrAMissingFolderSaysWhy() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "real")
    #expect(refusal(scratch.path + "/real/x")?.cause == .notADirectory)
    #expect(
      refusal(scratch.path + "/missing/x")
        == FileError(operation: "write", path: scratch.path + "/missing/x", cause: .missingFolder))
  }

  @Test func onlyTemporariesOfProcessesThatAreGoneAreRemoved() throws {
    let scratch = try Scratch()
    let running = ".iir-\(ProcessInfo.processInfo.processIdentifier)-1.tmp"
    // Linux numbers processes up to 2^22 at most.
    let names = [".iir-999999999-1.tmp", running, ".iir-x-1.tmp", "iir-999999999-1.tmp"]
    for name in names { try scratch.write([1], to: name) }
    try AtomicFile.removeStaleTemporaries(in: scratch.path)
    #expect(try scratch.files() == [running, ".iir-x-1.tmp", "iir-999999999-1.tmp"].sorted())
  }

  @Test func messagesSayWhatToTry() {
    #expect(
      FileError(operation: "write", path: "/a/b", cause: .noSpace).description
        == "Could not write '/a/b': the disk is full; free some space or choose another folder.")
  }

  private func refusal(_ path: String) -> FileError? {
    do throws(FileError) {
      try AtomicFile.write([2], to: path)
      return nil
    } catch {
      return error
    }
  }
}
