import Files
import Foundation
import Synchronization
import TestSupport
import Testing

/// A file under an atomic writer is whole at every moment.
@Suite struct AtomicFileLawTests {
  @Test(arguments: [0, 1, 4095, 4096, 65_537])
  func whatIsWrittenIsThereToTheByte(count: Int) throws {
    let scratch = try Scratch()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try AtomicFile.write(bytes, to: scratch.path + "/x")
    #expect(try scratch.bytes("x") == bytes)
    #expect(try FileStatus(at: scratch.path + "/x").size == count)
    let file = try FileDescriptor(opening: scratch.path + "/x")
    let size = try file.regularFileSize()
    #expect(size == count)
  }

  @Test func readersSeeOneContentOrTheOtherAndNoMixture() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/x"
    let contents = (0..<4).map { [UInt8](repeating: UInt8($0), count: 40_000 + 1000 * $0) }
    try AtomicFile.write(contents[0], to: path)
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { worker in
      do {
        for round in 0..<8 {
          if worker < 2 {
            try AtomicFile.write(contents[(round + worker) % 4], to: path)
          } else {
            let file = try FileDescriptor(opening: path)
            let size = try file.regularFileSize()
            let found = try file.readAll(count: size)
            if !contents.contains(found) { failures.withLock { $0.append("\(size) bytes") } }
          }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try scratch.files() == ["x"])
  }

  @Test func aTargetThatIsOnlyCheckedIsLeftAsItWas() throws {
    let scratch = try Scratch()
    try scratch.write([1, 2], to: "there")
    try AtomicFile.checkTarget(scratch.path + "/there")
    try AtomicFile.checkTarget(scratch.path + "/new")
    #expect(try scratch.files() == ["there"])
    #expect(try scratch.bytes("there") == [1, 2])
  }

  @Test func aTemporaryThatIsNeverPublishedGoes() throws {
    let scratch = try Scratch()
    func begin() throws {
      let file = try TemporaryFile(beside: scratch.path + "/x")
      try file.fill(with: [1, 2, 3])
      #expect(try scratch.files().count == 1)
      try file.verify(digest: Digest.sha256(of: [1, 2, 3]))
      do throws(FileError) {
        try file.verify(digest: Digest.sha256(of: [1, 2]))
        Issue.record("expected another digest to be refused")
      } catch {
        #expect(error.cause == .changed)
      }
    }
    try begin()
    #expect(try scratch.files() == [])
  }

  @Test(
    arguments: [
      (".iir-12-3.tmp", 12), (".iir-1-1.tmp", 1), (".iir-0-1.tmp", nil), (".iir--4-1.tmp", nil),
      (".iir-12-3.tmpx", nil), ("iir-12-3.tmp", nil), (".iir-12.tmp", nil), (".iir-1-2-3.tmp", nil),
      (".iir-99999999999999-1.tmp", nil), ("", nil),
    ] as [(String, Int32?)])
  func theOwnerOfATemporaryStandsInItsName(name: String, owner: Int32?) {
    #expect(TemporaryFile.owner(of: name) == owner)
  }
}

/// Paths and what they are made of.
@Suite struct PathLawTests {
  @Test(arguments: [
    ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b.c", "/a", "b.c"),
    ("a/", "a", ""), ("/", "/", ""), ("../x", "..", "x"), ("a//b", "a/", "b"), ("é/ü", "é", "ü"),
  ])
  func aPathIsItsFolderAndItsName(path: String, folder: String, name: String) {
    #expect(Folder.parent(of: path) == folder)
    #expect(Folder.name(of: path) == name)
  }

  @Test func theNearestFolderIsTheDeepestThatIsThere() throws {
    let scratch = try Scratch()
    try Folder.create(scratch.path + "/a/b")
    #expect(try Folder.nearest(to: scratch.path + "/a/b/c/d") == scratch.path + "/a/b")
    #expect(try Folder.nearest(to: scratch.path + "/a/x") == scratch.path + "/a")
    #expect(try Folder.nearest(to: scratch.path + "/a") == scratch.path + "/a")
  }

  @Test func theRealPathFollowsEveryLink() throws {
    let scratch = try Scratch()
    try Folder.create(scratch.path + "/a/b")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/l", withDestinationPath: "a")
    let real = try Folder.realPath(of: scratch.path)
    #expect(try Folder.realPath(of: scratch.path + "/l/b/../b/.") == "\(real)/a/b")
    #expect(throws: FileError.self) { try Folder.realPath(of: scratch.path + "/none") }
  }

  @Test func kindsAreToldWithoutFollowingLinks() throws {
    let scratch = try Scratch()
    try scratch.write([1], to: "file")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path + "/link", withDestinationPath: "file")
    let kinds = try ["file", "link", "none", ""].map { try FileKind(at: "\(scratch.path)/\($0)") }
    #expect(kinds == [.regular, .other, .missing, .directory])
    #expect(try FileStatus(at: scratch.path + "/none").kind == .missing)
  }

  @Test func namesAreListedInOrderAndAFolderThatIsNotThereHasNone() throws {
    let scratch = try Scratch()
    for name in ["b", "a", ".c", "é"] { try scratch.write([], to: name) }
    #expect(try Folder.names(in: scratch.path) == [".c", "a", "b", "é"])
    #expect(try Folder.names(in: scratch.path + "/none") == [])
    #expect(throws: FileError.self) { try Folder.names(in: scratch.path + "/a") }
  }

  @Test func renewingAFileSetsItsTimeAndNothingElse() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/x"
    try scratch.write([1, 2], to: "x")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1000)], ofItemAtPath: path)
    #expect(try FileStatus(at: path).modified == 1000)
    try FileStatus.renew(path)
    #expect(abs(try FileStatus(at: path).modified - FileStatus.now) <= 2)
    #expect(try scratch.bytes("x") == [1, 2])
  }
}

/// Digests as they are written.
@Suite struct DigestLawTests {
  @Test(arguments: [0, 1, 55, 56, 63, 64, 65, 65_535, 65_536, 65_537, 131_072])
  func aFileHasTheDigestOfItsBytesAtEveryBoundary(count: Int) throws {
    let scratch = try Scratch()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 131) }
    try scratch.write(bytes, to: "x")
    let digest = try Digest.sha256(ofFile: scratch.path + "/x")
    #expect(digest == Digest.sha256(of: bytes))
    #expect(Digest.isDigest(digest))
  }

  @Test func onlySixtyFourSmallHexadecimalDigitsAreADigest() {
    let digest = Digest.sha256(of: "a")
    #expect(!Digest.isDigest(String(digest.dropLast())))
    #expect(!Digest.isDigest(digest + "0"))
    #expect(!Digest.isDigest(digest.uppercased()))
    #expect(!Digest.isDigest(String(digest.dropLast()) + "g"))
    #expect(!Digest.isDigest(String(repeating: "é", count: 32)))
    #expect(!Digest.isDigest(""))
  }

  @Test func theEmptyTextAndNoBytesAreOne() {
    #expect(Digest.sha256(of: "") == Digest.sha256(of: [UInt8]()))
    #expect(Digest.sha256(of: "é") != Digest.sha256(of: "e\u{301}"))
  }
}
