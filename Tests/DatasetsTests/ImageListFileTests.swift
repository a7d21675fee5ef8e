import Datasets
import Failures
import Foundation
import Testing

@Suite struct ImageListFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.jpg", "sub/b c.jpg", " d.jpg"] { try folder.write("", to: name) }
  }

  private func refusal(of list: Data) throws -> DatasetError? {
    let path = try folder.write(list, to: "list.txt")
    return #expect(throws: DatasetError.self) { try ImageListFile.read(path) }
  }

  @Test func namesAreTheLinesAsWritten() throws {
    let path = try folder.write("a.jpg\nsub/b c.jpg\n d.jpg\n", to: "list.txt")
    let records = try ImageListFile.read(path)
    #expect(records.map(\.name) == ["a.jpg", "sub/b c.jpg", " d.jpg"])
    #expect(records.map(\.path) == records.map { "\(folder.path)/\($0.name)" })
  }

  @Test func linesMayRepeatEndWithCRLFAndBeBlank() throws {
    let path = try folder.write("\u{FEFF}a.jpg\r\n\r\n \t\na.jpg", to: "list.txt")
    #expect(try ImageListFile.read(path).map(\.name) == ["a.jpg", "a.jpg"])
  }

  @Test func absolutePathsStayAsTheyAre() throws {
    let image = "\(folder.path)/a.jpg"
    let path = try folder.write("\(image)\n", to: "sub/list.txt")
    #expect(try ImageListFile.read(path).map(\.path) == [image])
  }

  @Test func anEndlessLineIsNotQuotedToItsEnd() throws {
    let error = try refusal(of: Data(repeating: UInt8(ascii: "a"), count: 200_000))
    let message = try #require(error).description
    #expect(message.utf8.count < 4_000)
    #expect(message.hasSuffix("Paths are relative to the list's folder; are all images there?"))
  }

  @Test func missingImagesAreCountedAndNamed() throws {
    let error = try refusal(of: Data("x.jpg\na.jpg\ny.jpg\nx.jpg\n".utf8))
    #expect(error?.code == .missing)
    #expect(error?.problem == "2 images of the list are missing: x.jpg, y.jpg")
  }

  @Test func aListWithoutImagesIsRefused() throws {
    #expect(try refusal(of: Data("\n\n".utf8))?.problem == "the list names no image")
  }

  @Test func aControlCharacterIsReportedWithItsLine() throws {
    #expect(try refusal(of: Data("a.jpg\n\u{0}b\n".utf8))?.location == .line(2))
  }

  @Test func anotherEncodingIsRefused() throws {
    #expect(try refusal(of: Data([0xE9, 0x0A]))?.problem == "the file is not UTF-8 text")
  }

  @Test func aManifestMayBeReadWithoutItsImages() throws {
    let path = try folder.write("path,instance\nnowhere.jpg,x\n", to: "m.csv")
    #expect(throws: DatasetError.self) { try Manifest.read(path) }
    #expect(try Manifest.read(path, needsImages: false).images.map(\.name) == ["nowhere.jpg"])
  }
}
