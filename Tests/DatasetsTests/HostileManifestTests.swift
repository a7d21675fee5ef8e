import Datasets
import Failures
import Foundation
import Testing

@Suite struct HostileManifestTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("", to: "set/a.jpg")
  }

  private func refusal(_ manifest: Data) throws -> DatasetError {
    let path = try folder.write(manifest, to: "set/manifest.csv")
    let error = #expect(throws: DatasetError.self) { try Manifest.read(path) }
    return try #require(error)
  }

  private func refusal(_ manifest: String) throws -> DatasetError {
    try refusal(Data(manifest.utf8))
  }

  @Test func linkOutOfTheFolderIsRefused() throws {
    try folder.write("secret", to: "secret.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/set/b.jpg", withDestinationPath: "\(folder.path)/secret.jpg")
    let error = try refusal("path,instance\na.jpg,x\nb.jpg,x\n")
    #expect(error.location == .line(3))
    #expect(error.problem == "the link b.jpg leads out of the manifest's folder")
  }

  /// Swift takes a "/" and the mark behind it for one character; the system takes them for a folder.
  @Test(arguments: [
    "../\u{301}b.jpg", "/\u{301}b.jpg", "sub/../\u{301}/../../b.jpg", "..\u{2F}\u{308}",
  ])
  func aMarkUponASlashHidesNoFolder(name: String) throws {
    try folder.write("secret", to: "\u{301}b.jpg")
    let error = try refusal("path,instance\na.jpg,x\n\(name),x\n")
    #expect(error.location == .line(3))
    #expect(error.problem.contains("does not stay within"))
  }

  @Test func aNameThatDrivesTheTerminalIsSpeltOut() throws {
    let error = try refusal("path,instance\n../\u{1B}[31mb.jpg,x\n")
    #expect(error.description.contains("'../\\u{1B}[31mb.jpg' does not stay within"))
  }

  @Test func linkedFolderThatLeavesIsRefused() throws {
    try folder.write("secret", to: "outside/secret.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/set/sub", withDestinationPath: "../outside")
    #expect(try refusal("path,instance\nsub/secret.jpg,x\n").location == .line(2))
  }

  @Test func linkWithinTheFolderIsRead() throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/set/b.jpg", withDestinationPath: "a.jpg")
    let path = try folder.write("path,instance\nb.jpg,x\n", to: "set/manifest.csv")
    #expect(try Manifest.read(path).images.map(\.name) == ["b.jpg"])
  }

  @Test func zeroByteInAPathIsRefused() throws {
    #expect(try refusal("path,instance\na.jpg\0.png,x\n").location == .line(2))
  }

  @Test func hugeFieldIsNotRepeatedInTheMessage() throws {
    let error = try refusal("path,instance\n/\(String(repeating: "a", count: 5_000_000)),x\n")
    #expect(error.location == .line(2))
    #expect(error.description.utf8.count < 1_000)
  }

  @Test func manyEmptyLinesAreNoImages() throws {
    let path = try folder.write(
      "path,instance\n" + String(repeating: "\r\n", count: 200_000), to: "set/manifest.csv")
    #expect(try Manifest.read(path).images.isEmpty)
  }

  @Test func bytesThatAreNotTextAreRefused() throws {
    let error = try refusal(Data("path,instance\na".utf8) + [0xFF, 0xFE] + Data(".jpg,x\n".utf8))
    #expect(error.problem == "the file is not UTF-8 text")
  }

  @Test func textInUTF16IsRefused() throws {
    let text = try #require("path,instance\na.jpg,x\n".data(using: .utf16))
    #expect(try refusal(text).problem == "the file is not UTF-8 text")
  }

  @Test func folderInPlaceOfTheManifestIsRefused() throws {
    let error = #expect(throws: DatasetError.self) { try Manifest.read("\(folder.path)/set") }
    #expect(error?.problem == "this is not a regular file")
  }

  @Test func inventoryHoldsEveryWrongLine() throws {
    try folder.write(
      "path,instance\n../a,x\na.jpg,x\na.jpg,y\nb.jpg,x,z\nc.jpg,x\n", to: "set/manifest.csv")
    let inventory = try DatasetInventory.take("set", root: folder.path)
    #expect(inventory.problems.map(\.location) == [.line(2), .line(4), .line(5)])
    #expect(inventory.missingNames == ["c.jpg"])
    #expect(inventory.dataset.manifest?.database.map(\.name) == ["a.jpg", "c.jpg"])
  }
}
