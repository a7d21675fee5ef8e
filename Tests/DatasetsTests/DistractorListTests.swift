import Datasets
import Failures
import Foundation
import Testing

@Suite struct DistractorListTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func write(_ text: String) throws -> String {
    try folder.write(text, to: "revisitop1m/revisitop1m.txt")
  }

  private func refusal(_ text: String) throws -> DatasetError {
    let path = try write(text)
    let error = #expect(throws: DatasetError.self) { try DistractorList.read(path) }
    return try #require(error)
  }

  @Test func linesBecomePathsBelowTheImageFolder() throws {
    let images = try DistractorList.read(try write("0/a.jpg\n1/b\n\n2/c.PNG\n"))
    let jpg = "\(folder.path)/revisitop1m/jpg"
    #expect(images.map(\.name) == ["0/a.jpg", "1/b", "2/c.PNG"])
    #expect(images.map(\.path) == ["\(jpg)/0/a.jpg", "\(jpg)/1/b.jpg", "\(jpg)/2/c.PNG"])
  }

  @Test func windowsLinesAndAMarkAreRead() throws {
    let images = try DistractorList.read(try write("\u{FEFF}a.jpg\r\nb.jpg\t \r\n"))
    #expect(images.map(\.name) == ["a.jpg", "b.jpg"])
  }

  @Test(arguments: ["/etc/passwd", "../a.jpg", "x/../../a", ".."])
  func pathOutsideTheFolderIsRefused(path: String) throws {
    #expect(try refusal("a.jpg\n\(path)\n").location == .line(2))
  }

  @Test func zeroByteIsRefused() throws {
    #expect(try refusal("a.jpg\nb\0c.jpg\n").location == .line(2))
  }

  @Test func overlongLineIsRefusedAndNotRepeated() throws {
    let error = try refusal("a.jpg\n\(String(repeating: "b", count: 1_000_000))\n")
    #expect(error.location == .line(2))
    #expect(error.description.utf8.count < 1_000)
  }

  @Test func repeatedImageIsRefused() throws {
    #expect(try refusal("a.jpg\nb.jpg\na.jpg\n").problem == "the image a.jpg is already on line 1")
  }

  @Test func emptyListIsRefused() throws {
    #expect(try refusal("\n\r\n").problem == "the list names no image")
  }

  @Test func absentFilesAndLinksOutAreFoundOnRequest() throws {
    let images = try DistractorList.read(try write("a.jpg\nb.jpg\nc.jpg\n"))
    let jpg = try folder.write("", to: "revisitop1m/jpg/a.jpg").dropLast("/a.jpg".count)
    try folder.write("", to: "secret.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: "\(jpg)/c.jpg", withDestinationPath: "../../secret.jpg")
    let located = try DistractorList.locate(images, folder: String(jpg))
    #expect(located.found == [images[0]])
    #expect(located.missing.map(\.name) == ["b.jpg", "c.jpg"])
  }
}
