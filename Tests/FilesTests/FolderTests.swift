import Files
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct FolderTests {
  private let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(scratch.path)/\(name)", withDestinationPath: target)
  }

  private func refusal(
    _ work: (String) throws(FileError) -> Void, _ path: String
  ) -> FileError? {
    do throws(FileError) {
      try work(path)
      return nil
    } catch {
      return error
    }
  }

  @Test func aFolderIsMadeWithThoseAboveIt() throws {
    try Folder.create(scratch.path + "/a/b//c/")
    #expect(try Folder.exists(scratch.path + "/a/b/c"))
    try Folder.create(scratch.path + "/a/b/c")
  }

  @Test func aFolderThatOthersMakeMeanwhileIsNoMistake() {
    let root = scratch.path
    let mistakes = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      for round in 0..<2_000 {
        do throws(FileError) {
          try Folder.checkUsable("\(root)/\(round)/a")
          try Folder.create("\(root)/\(round)/a")
        } catch {
          mistakes.withLock { $0.append("\(error)") }
        }
      }
    }
    #expect(mistakes.withLock { $0 } == [])
  }

  @Test(arguments: [".", "/", "./", "//", ".."])
  func whatIsAlwaysThereIsLeftAlone(path: String) throws {
    try Folder.create(path)
    #expect(try Folder.nearest(to: path) == path)
  }

  @Test func aLinkToAFolderIsOne() throws {
    try Folder.create(scratch.path + "/real")
    try link("link", to: "real")
    try Folder.create(scratch.path + "/link/below")
    #expect(try Folder.exists(scratch.path + "/real/below"))
    try Folder.checkWritable(scratch.path + "/link")
  }

  @Test func anEmptyPathIsRefused() {
    let expected = FileError(operation: "use", path: "", cause: .emptyPath)
    #expect(refusal(Folder.create, "") == expected)
    #expect(refusal(Folder.checkWritable, "") == expected)
    #expect(refusal(AtomicFile.checkTarget, "")?.cause == .emptyPath)
  }

  @Test func aFileIsNoFolderAndHoldsNone() throws {
    try scratch.write([1], to: "file")
    for path in ["/file", "/file/below", "/file/below/it"] {
      #expect(refusal(Folder.create, scratch.path + path)?.cause == .notADirectory)
      #expect(refusal(Folder.checkWritable, scratch.path + path)?.cause == .notADirectory)
      #expect(refusal(Folder.checkUsable, scratch.path + path)?.cause == .notADirectory)
    }
    #expect(try scratch.bytes("file") == [1])
  }

  @Test func aLinkToNothingIsRefusedAndNamed() throws {
    try link("dangling", to: "nowhere")
    let link = scratch.path + "/dangling"
    let expected = FileError(operation: "use", path: link, cause: .danglingLink)
    #expect(refusal(Folder.create, link) == expected)
    #expect(refusal(Folder.create, link + "/x/y") == expected)
    #expect(refusal(Folder.checkWritable, link + "/x/y") == expected)
    #expect(refusal(AtomicFile.checkTarget, link + "/x")?.cause == .danglingLink)
  }

  @Test func linksInACircleAreRefused() throws {
    try link("first", to: "second")
    try link("second", to: "first")
    for path in ["/first", "/first/x/y"] {
      #expect(refusal(Folder.create, scratch.path + path)?.cause == .circularLink)
      #expect(refusal(Folder.checkWritable, scratch.path + path)?.cause == .circularLink)
    }
  }

  /// Root is told that nothing is there, and everybody else that it is not permitted.
  @Test(.enabled("there is a /proc", { FileManager.default.fileExists(atPath: "/proc/self") }))
  func wherePathsAreNotMadeByUsersTheSearchEnds() {
    for path in ["/proc/x", "/proc/x/y"] {
      let causes: [FileError.Cause?] = [.notCreatable, .permission]
      #expect(causes.contains(refusal(Folder.create, path)?.cause))
      #expect(causes.contains(refusal(Folder.checkWritable, path)?.cause))
    }
    #expect(
      [.notCreatable, .permission].contains(refusal(AtomicFile.checkTarget, "/proc/x")?.cause))
  }

  @Test func lookingLeavesNothingBehind() throws {
    try Folder.checkWritable(scratch.path + "/a/b")
    try Folder.checkUsable(scratch.path + "/a/b")
    try Folder.checkWritable(scratch.path)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.path) == [])
    #expect(try Folder.nearest(to: scratch.path + "/a/b") == scratch.path)
  }

  @Test func aNameThatIsTooLongIsRefused() {
    let path = scratch.path + "/" + String(repeating: "x", count: 300)
    #expect(refusal(Folder.create, path)?.cause == .other(code: ENAMETOOLONG))
    #expect(refusal(Folder.checkWritable, path + "/y")?.cause == .other(code: ENAMETOOLONG))
  }

  @Test func visibleFilesAreFoundInAllFoldersButNotThroughLinks() throws {
    try Folder.create(scratch.path + "/a/b")
    try Folder.create(scratch.path + "/.hidden")
    for name in ["one", "a/two", "a/b/three", "a/.four", ".hidden/five"] {
      try scratch.write([1], to: name)
    }
    try link("six", to: "one")
    try link("a/c", to: "b")
    #expect(try Folder.visibleFiles(below: scratch.path).sorted() == ["a/b/three", "a/two", "one"])
    #expect(
      refusal(
        { (path) throws(FileError) in _ = try Folder.visibleFiles(below: path) },
        scratch.path + "/none")?.cause == .missing)
  }
}
