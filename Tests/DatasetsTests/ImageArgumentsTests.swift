import Datasets
import Foundation
import Testing

/// Images as they are named on a command line.
@Suite struct ImageArgumentsTests {
  private let folder: TemporaryFolder
  private var root: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["p/b.jpg", "p/a.webp", "p/s/c.png", "p/d.gif", "p/__MACOSX/._b.jpg", "q/b.jpg"] {
      try folder.write("", to: name)
    }
  }

  private func names(_ values: String...) throws -> [String] {
    try ImageArguments.read(values).images.map(\.name)
  }

  private func refusal(_ values: String...) throws -> DatasetError {
    try #require(#expect(throws: DatasetError.self) { try ImageArguments.read(values) })
  }

  @Test func aFolderIsItsImagesNamedBelowIt() throws {
    let found = try ImageArguments.read(["\(root)/p"])
    #expect(found.images.map(\.name) == ["a.webp", "b.jpg", "s/c.png"])
    #expect(found.images.map(\.path) == found.images.map { "\(root)/p/\($0.name)" })
    #expect(found.passedOver.counts == ["GIF": 1])
    #expect(try ImageArguments.read(["\(root)/p/"]) == found)
  }

  @Test func filesKeepTheirOrderAndTheNamesGiven() throws {
    let files = ["\(root)/q/b.jpg", "\(root)/p/s/c.png", "\(root)/p/b.jpg", "\(root)/q/b.jpg"]
    #expect(try ImageArguments.read(files).images.map(\.name) == files)
  }

  @Test func listsFoldersAndFilesMix() throws {
    let list = try folder.write("q/b.jpg\n", to: "list")
    #expect(
      try names(list, "\(root)/p/s", "\(root)/p/b.jpg") == ["q/b.jpg", "c.png", "\(root)/p/b.jpg"])
  }

  @Test func aPictureWithoutAnEndingIsKnownByItsFirstBytes() throws {
    let picture = try folder.write(Data([0xff, 0xd8, 0xff, 0xe0]), to: "picture")
    #expect(try names(picture) == [picture])
  }

  @Test func aFileThatEndsLikeAPictureIsNoList() throws {
    let page = try folder.write("p/b.jpg\n", to: "page.jpg")
    #expect(try names(page) == [page])
  }

  @Test func aListThatBeginsLikeAPictureIsAList() throws {
    try folder.write("", to: "BMW/1.jpg")
    #expect(try names(try folder.write("BMW/1.jpg\n", to: "cars")) == ["BMW/1.jpg"])
  }

  @Test func aDashIsAListOnStandardInput() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data("\(root)/p/b.jpg\r\n".utf8))
    try pipe.fileHandleForWriting.close()
    let found = try ImageArguments.read(["-"], standardInput: pipe.fileHandleForReading)
    #expect(found.images.map(\.name) == ["\(root)/p/b.jpg"])
  }

  @Test func twoFoldersWithOneNameAreRefused() throws {
    let refusal = try refusal("\(root)/p", "\(root)/q")
    #expect(refusal.problem == "its image b.jpg would bear the name of one in \(root)/p")
  }

  @Test func whatHoldsNoImageIsRefused() throws {
    try folder.write("", to: "r/notes.txt")
    try folder.write("", to: "g/1.gif")
    #expect(try refusal("\(root)/r").problem == "the folder holds no image")
    #expect(try refusal("\(root)/g").problem == "it holds no picture that is read, only 1 GIF")
    #expect(try refusal("\(root)/none").problem == "there is no such list, folder or image")
    #expect(
      try refusal("\(root)/q/B.JPG").problem
        == "there is no such list, folder or image (b.jpg is there)")
  }
}
