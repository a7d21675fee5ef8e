import Datasets
import Foundation
import Testing

/// Names in lists that differ from those on the disk.
@Suite struct FileNameTests {
  /// "é" as one letter, and as an e with an accent.
  private static let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}")

  /// Three spellings of one letter, none of which is made from another by one rule.
  private static let dotted = ["\u{1e69}", "s\u{323}\u{307}", "\u{1e63}\u{307}"]

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func write(_ files: String...) throws {
    for file in files { try folder.write("", to: file) }
  }

  private func list(_ lines: String...) throws -> [ImageRecord] {
    try ImageListFile.read(folder.write(lines.joined(separator: "\n"), to: "list.txt"))
  }

  private func problem(_ read: () throws -> Void) throws -> String {
    try #require(#expect(throws: DatasetError.self, performing: read)).problem
  }

  @Test(arguments: [(composed, decomposed), (decomposed, composed)])
  func eitherUnicodeFormFindsTheOther(listed: String, there: String) throws {
    try write("\(there)/\(there).jpg")
    let record = try #require(try list("\(listed)/\(listed).jpg").first)
    #expect(record.name.utf8.elementsEqual("\(listed)/\(listed).jpg".utf8))
    #expect(record.path.utf8.elementsEqual("\(folder.path)/\(there)/\(there).jpg".utf8))
  }

  @Test func theSameBytesComeFirst() throws {
    try write("\(Self.composed).jpg", "\(Self.decomposed).jpg")
    for name in [Self.composed, Self.decomposed] {
      let record = try #require(try list("\(name).jpg").first)
      #expect(record.path.utf8.elementsEqual("\(folder.path)/\(name).jpg".utf8))
    }
  }

  @Test func twoFilesInOtherFormsAreAmbiguous() throws {
    try write("\(Self.dotted[1]).jpg", "\(Self.dotted[2]).jpg")
    let problem = try problem { _ = try list("\(Self.dotted[0]).jpg") }
    #expect(problem == "2 files have this name, each in another Unicode form")
  }

  @Test(arguments: [
    ("img.jpg", "IMG.JPG"), ("a", "a.jpg"), ("a.jpg", "a.webp"), ("a.JPG", "a.heic"),
    ("sub/a.png", "sub/A.jpeg"),
  ])
  func whatIsThereInsteadIsSaid(listed: String, there: String) throws {
    try write(there)
    let name = try #require(there.split(separator: "/").last)
    #expect(
      try problem { _ = try list(listed) }
        == "1 images of the list are missing: \(listed) (\(name) is there)")
  }

  @Test func manifestsFindOtherFormsAndSayWhatIsThere() throws {
    try write("set/\(Self.decomposed).jpg", "set/b.png", "set/c.jpg")
    let text = "path,instance\n\(Self.composed).jpg,x\nc.jpg,x\n"
    let found = try Manifest.read(folder.write(text, to: "set/manifest.csv")).images
    #expect(found[0].path.utf8.elementsEqual("\(folder.path)/set/\(Self.decomposed).jpg".utf8))
    let path = try folder.write(text + "b.jpg,x\n", to: "set/manifest.csv")
    #expect(
      try problem { _ = try Manifest.read(path) }
        == "1 images of the manifest are missing: b.jpg (b.png is there)")
  }

  @Test func aLinkInAnotherFormThatLeadsOutIsRefused() throws {
    try write("secret.jpg", "set/c.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/set/\(Self.decomposed).jpg", withDestinationPath: "../secret.jpg")
    let path = try folder.write(
      "path,instance\n\(Self.composed).jpg,x\nc.jpg,x\n", to: "set/manifest.csv")
    #expect(try problem { _ = try Manifest.read(path) }.contains("leads out"))
  }

  @Test func groundTruthsFindOtherFormsAndSayWhatIsThere() throws {
    try write("set/jpg/\(Self.decomposed).jpg", "set/jpg/b.tif")
    try folder.write("\(Self.composed) 0 0 9 9\n", to: "set/groundtruth/a_1_query.txt")
    for (list, text) in [("good", Self.composed), ("ok", "b"), ("junk", "")] {
      try folder.write("\(text)\n", to: "set/groundtruth/a_1_\(list).txt")
    }
    let inventory = try DatasetInventory.take("set", root: folder.path)
    #expect(inventory.missing.map(\.description) == ["b (b.tif is there)"])
    let query = try #require(inventory.dataset.classic?.queries.first)
    #expect(query.path.utf8.elementsEqual("\(folder.path)/set/jpg/\(Self.decomposed).jpg".utf8))
    #expect(inventory.dataset.passedOver.counts == ["TIFF": 1])
  }

  @Test func distractorsFindOtherForms() throws {
    try write("d/jpg/\(Self.decomposed).jpg", "d/jpg/B.JPG")
    let images = try DistractorList.read(
      folder.write("\(Self.composed)\nb\n", to: "d/d.txt"))
    let located = try DistractorList.locate(images, folder: "\(folder.path)/d/jpg")
    let file = try #require(located.found.first)
    #expect(file.path.utf8.elementsEqual("\(folder.path)/d/jpg/\(Self.decomposed).jpg".utf8))
    #expect(located.missing.map(\.description) == ["b (B.JPG is there)"])
  }
}
