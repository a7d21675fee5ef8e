import Datasets
import Foundation
import Testing

/// Folders as other systems leave them, with pictures of every kind.
@Suite struct BroughtFolderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func write(_ files: String...) throws {
    for file in files { try folder.write("", to: "mine/\(file)") }
  }

  private func read() throws -> RetrievalDataset {
    try RetrievalDataset.read("mine", root: folder.path)
  }

  private func names() throws -> [String] {
    try #require(try read().manifest).database.map(\.name)
  }

  private func refusal() throws -> DatasetError {
    try #require(#expect(throws: DatasetError.self) { try read() })
  }

  @Test func everyEndingOfWhatIsReadCounts() throws {
    try write("a/1.jpg", "a/2.JPEG", "a/3.jpe", "a/4.JFIF", "b/5.Png", "b/6.webp", "b/7.mpo")
    #expect(
      try names() == [
        "a/1.jpg", "a/2.JPEG", "a/3.jpe", "a/4.JFIF", "b/5.Png", "b/6.webp", "b/7.mpo",
      ])
    #expect(try read().passedOver.isEmpty)
  }

  @Test func otherPicturesAreCountedByKind() throws {
    try write(
      "a/1.jpg", "b/1.jpg", "a/2.tif", "a/3.TIFF", "a/4.gif", "b/5.bmp", "b/6.HEIC", "b/7.avif",
      "b/8.jp2", "b/9.jxl", "b/10.NEF", "b/11.dng", "b/notes.txt", "b/film.mp4", "b/.x.gif")
    let passedOver = try read().passedOver
    #expect(
      passedOver.counts == [
        "TIFF": 2, "GIF": 1, "BMP": 1, "HEIC": 1, "AVIF": 1, "JPEG 2000": 1, "JPEG XL": 1,
        "camera raw": 2,
      ])
    #expect(passedOver.inWords.hasPrefix("2 TIFF, 2 camera raw, 1 AVIF, 1 BMP"))
    #expect(try names() == ["a/1.jpg", "b/1.jpg"])
  }

  @Test(arguments: ["mine/a/1.heic mine/b/2.heic", "mine/1.heic mine/2.heic"])
  func aSetOfOtherPicturesSaysSo(files: String) throws {
    for file in files.split(separator: " ") { try folder.write("", to: String(file)) }
    let refusal = try refusal()
    #expect(refusal.problem == "it holds no picture that is read, only 2 HEIC")
    #expect(refusal.advice.hasPrefix("Convert them to PNG or JPEG."))
  }

  @Test func numberedSetsSayItToo() throws {
    try folder.write("", to: "holidays/jpg/100000.tif")
    let error = try #require(
      #expect(throws: DatasetError.self) {
        try RetrievalDataset.read("holidays", root: folder.path)
      })
    #expect(error.problem == "it holds no picture that is read, only 1 TIFF")
  }

  @Test func whatSystemsLeaveIsPassedOver() throws {
    try write(
      "a/1.jpg", "b/1.jpg", "__MACOSX/a/._1.jpg", "__MACOSX/a/deep/er/1.jpg", "@eaDir/a/1.jpg",
      "a/@eaDir/1.jpg/SYNOPHOTO_THUMB_M.jpg", ".AppleDouble/a/1.jpg", ".git/x/y/z/1.jpg",
      ".ipynb_checkpoints/1.jpg", ".DS_Store", "a/.DS_Store", "a/._1.jpg", "b/Thumbs.db",
      "$RECYCLE.BIN/1.jpg", "lost+found/1.jpg")
    #expect(try names() == ["a/1.jpg", "b/1.jpg"])
    #expect(try read().passedOver.isEmpty)
  }

  @Test func foldersCalledLikeImagesAreFolders() throws {
    try write("a.jpg/1.jpg", "b.png/1.jpg", "b.png/2.jpg/notes.txt")
    #expect(try names() == ["a.jpg/1.jpg", "b.png/1.jpg"])
  }

  @Test func aFolderThatLeadsBackIsPassedOver() throws {
    try write("a/1.jpg", "b/1.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/mine/b/again", withDestinationPath: "..")
    #expect(try names() == ["a/1.jpg", "b/1.jpg"])
  }

  @Test(arguments: ["train/mug/1.jpg train/cup/1.jpg", "mug/1.jpg cup/1.jpg cup/x/y/1.gif"])
  func picturesThatLieTooDeepAreNotToBeMoved(files: String) throws {
    for file in files.split(separator: " ") { try write(String(file)) }
    let refusal = try refusal()
    #expect(refusal.problem.hasSuffix("lies too deep to be found"))
    #expect(refusal.advice.contains("one folder of images an instance"))
    #expect(refusal.advice.contains("manifest.csv with the columns path and instance"))
    #expect(!refusal.advice.lowercased().contains("move"))
  }

  @Test func deepFoldersWithoutPicturesDoNoHarm() throws {
    try write("a/1.jpg", "b/1.jpg", "b/x/y/notes.txt")
    #expect(try names() == ["a/1.jpg", "b/1.jpg"])
  }
}
