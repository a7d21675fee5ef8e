import Datasets
import Doctor
import Evaluation
import Foundation
import Images
import Logging
import Pipeline
import Synchronization
import TestSupport
import Testing

@Suite struct DatasetVerifierTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  /// Writes a picture of 8×6 pixels and returns its bytes.
  @discardableResult
  private func draw(_ file: String, shade: UInt8 = 9) throws -> [UInt8] {
    let image = PixelImage(width: 8, height: 6, pixels: [UInt8](repeating: shade, count: 144))
    let bytes = file.hasSuffix(".png") ? try image.encodedPNG() : try image.encodedJPEG(quality: 90)
    try write(bytes, to: file)
    return bytes
  }

  private func write(_ bytes: some Collection<UInt8>, to file: String) throws {
    let url = URL(filePath: "\(folder.path)/\(file)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
  }

  private func verify(_ name: String, decodes: Bool = true) async throws -> DatasetVerification {
    let options = RunOptions(
      dataRoot: folder.path, weightsRoot: folder.path, cacheDirectory: "\(folder.path)/Cache",
      threads: 2,
      waitsForOthers: true, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await DatasetVerifier(options: options, decodes: decodes) { _ in }.verify(name)
  }

  private func problems(_ found: DatasetVerification) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: found.problems.map { ($0.kind, $0.count) })
  }

  private func writeTruth(_ database: [String], box: PixelBounds?, to name: String) throws {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: database,
      queries: [
        QueryTruth(name: "q", box: box, lists: .revisited(easy: [0], hard: [], junk: []))
      ])
    let layout = RetrievalLayout(root: folder.path, name: name)
    try GroundTruthFile.write(truth, to: layout.groundTruthFile)
  }

  @Test func wholeDatasetIsUsable() async throws {
    for file in ["mug/1.jpg", "mug/2.png", "cup/1.JPG"] { try draw("mine/\(file)") }
    let found = try await verify("mine")
    #expect(found.isUsable)
    #expect(found.layout == "instance-folders")
    #expect(found.imageCount == 3)
    #expect(found.protocols.map(\.name) == ["manifest"])
    #expect(found.protocols.first?.unanswerable == ["manifest": 1])
    #expect(found.release == nil)
    #expect(found.contentDigest?.count == 64)
  }

  @Test func contentDigestChangesWithOnePixelAndWithNothingElse() async throws {
    for file in ["mug/1.jpg", "cup/1.jpg"] { try draw("mine/\(file)") }
    let first = try await verify("mine").contentDigest
    try draw("mine/mug/1.jpg")
    #expect(try await verify("mine").contentDigest == first)
    try draw("mine/mug/1.jpg", shade: 10)
    #expect(try await verify("mine").contentDigest != first)
  }

  @Test func everyKindOfProblemIsCounted() async throws {
    try writeTruth(["a", "b", "c"], box: PixelBounds(x1: 0, y1: 0, x2: 10, y2: 6), to: "mine")
    let bytes = try draw("mine/jpg/a.jpg")
    try draw("mine/jpg/q.jpg")
    try write(bytes.prefix(bytes.count - 40), to: "mine/jpg/b.jpg")
    let found = try await verify("mine")
    #expect(!found.isUsable)
    #expect(problems(found) == ["missing images": 1, "images of no use": 1, "boxes": 1])
    #expect(found.contentDigest == nil)
    #expect(found.problems.first?.examples == ["c"])
    #expect(
      found.problems.last?.examples
        == ["q: the box (0.0, 0.0)-(10.0, 6.0) leaves the image of 8×6 pixels"])
  }

  @Test func headersDoNotShowDamageBehindThem() async throws {
    try writeTruth(["a"], box: PixelBounds(x1: 0, y1: 0, x2: 9, y2: 6), to: "mine")
    let bytes = try draw("mine/jpg/q.jpg")
    try write(bytes.prefix(bytes.count - 4), to: "mine/jpg/a.jpg")
    #expect(try await verify("mine", decodes: false).isUsable)
    #expect(try await problems(verify("mine")) == ["images of no use": 1])
  }

  @Test func tenOfManyProblemsAreWrittenOut() async throws {
    try writeTruth((0..<25).map { "x\($0)" }, box: nil, to: "mine")
    try draw("mine/jpg/q.jpg")
    let group = try #require(try await verify("mine").problems.first)
    #expect(group.count == 25)
    #expect(group.examples.count == 10)
  }

  @Test func countsOfABenchmarkAreCompared() async throws {
    try writeTruth(["a"], box: nil, to: "roxford5k")
    for name in ["a", "q"] { try draw("roxford5k/jpg/\(name).jpg") }
    let found = try await verify("roxford5k")
    #expect(
      found.problems.first?.examples == [
        "1 images in the database, where roxford5k has 4993", "1 queries, where roxford5k has 70",
      ])
    #expect(found.release?.hasPrefix("cannot be told") == true)
    #expect(found.source == "https://www.robots.ox.ac.uk/~vgg/data/oxbuildings/")
  }

  @Test func noteTellsTheRelease() async throws {
    try writeTruth(["a"], box: nil, to: "roxford5k")
    for name in ["a", "q"] { try draw("roxford5k/jpg/\(name).jpg") }
    try write("original\n".utf8, to: "roxford5k/release.txt")
    #expect(try await verify("roxford5k").release == "original")
    try write("1999\n".utf8, to: "roxford5k/release.txt")
    #expect(try await problems(verify("roxford5k"))["the lists"] == 1)
  }

  @Test func damagedParisImagesAreNamedAndTolerated() async throws {
    try writeTruth(["a"], box: nil, to: "mine")
    for name in ["a", "q"] { try draw("mine/jpg/\(name).jpg") }
    try write([], to: "mine/jpg/paris_louvre_000136.jpg")
    let found = try await verify("mine")
    #expect(found.isUsable)
    #expect(found.excludedNames == ["paris_louvre_000136"])
  }

  @Test func queryInTheDatabaseIsAProblemOfTheLists() async throws {
    try draw("mine/jpg/q.jpg")
    try writeTruth(["q"], box: nil, to: "mine")
    let found = try await verify("mine")
    #expect(problems(found) == ["the lists": 1])
    #expect(found.problems.first?.examples.first?.contains("so it would find itself") == true)
  }

  @Test func everyWrongLineOfAManifestIsReported() async throws {
    try draw("mine/a.jpg")
    try write(
      "path,instance,x1,y1,x2,y2\na.jpg,x,1,1,50,5\n/b.jpg,x,,,,\nc.jpg,x,,,,\na.jpg,x,,,,\n".utf8,
      to: "mine/manifest.csv")
    #expect(
      try await problems(verify("mine")) == ["the lists": 2, "missing images": 1, "boxes": 1])
  }

  @Test func listOfDistractorsIsVerifiedToo() async throws {
    try write("1/a.jpg\n1/b.jpg\n".utf8, to: "revisitop1m/revisitop1m.txt")
    try draw("revisitop1m/jpg/1/a.jpg")
    let found = try await verify("revisitop1m")
    #expect(found.layout == "distractor-list")
    #expect(found.imageCount == 1)
    #expect(problems(found) == ["missing images": 1])
  }

  @Test func missingDatasetSaysWhereItComesFrom() async throws {
    let found = try await verify("rparis6k")
    #expect(!found.isUsable)
    #expect(found.imageCount == 0)
    #expect(found.problems.first?.examples.first?.contains("the folder does not exist") == true)
  }

  @Test func pathologicalFilesAreProblemsNotCrashes() async throws {
    try draw("mine/cup/1.jpg")
    try write([0xFF, 0xD8, 0xFF], to: "mine/mug/1.jpg")
    try write([], to: "mine/mug/2.jpg")
    try write("hello".utf8, to: "mine/mug/3.png")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/mine/mug/4.jpg", withIntermediateDirectories: true)
    let found = try await verify("mine")
    // The folder 4.jpg is a folder without pictures.
    #expect(problems(found) == ["images of no use": 3])
  }

  @Test func aRefusedImageIsNotCountedAsDecoded() async throws {
    for file in ["mug/1.jpg", "cup/1.jpg", "cup/2.jpg"] { try draw("mine/\(file)") }
    try write(try draw("mine/cup/3.jpg").prefix(200), to: "mine/cup/3.jpg")
    let found = try await verify("mine")
    #expect(found.imageCount == 3)
    #expect(problems(found) == ["images of no use": 1])
  }

  @Test func picturesThatAreNotReadAreCountedByKind() async throws {
    for file in ["mug/1.jpg", "cup/1.jpg"] { try draw("mine/\(file)") }
    #expect(try await verify("mine").passedOver == nil)
    for file in ["mug/2.heic", "cup/2.tif", "cup/3.TIF"] { try write([], to: "mine/\(file)") }
    let found = try await verify("mine")
    #expect(found.isUsable)
    #expect(found.passedOver == ["HEIC": 1, "TIFF": 2])
    #expect(found.notes.contains { $0.contains("not read: 2 TIFF, 1 HEIC") })
  }
}
