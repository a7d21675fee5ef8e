import Datasets
import Evaluation
import Testing

@Suite struct ClassicGroundTruthTests {
  private let folder: TemporaryFolder
  private let database = ["all_souls_000013", "b", "c", "d"]

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("oxc1_all_souls_000013 136.5 34.1 648.5 955.7\n", to: "all_souls_1_query.txt")
    try folder.write("all_souls_000013\n", to: "all_souls_1_good.txt")
    try folder.write("d\r\nb\r\n", to: "all_souls_1_ok.txt")
    try folder.write("", to: "all_souls_1_junk.txt")
  }

  private func refusal() throws -> DatasetError {
    let error = #expect(throws: DatasetError.self) {
      try ClassicGroundTruth.read(folder.path, databaseNames: database)
    }
    return try #require(error)
  }

  @Test func oxfordQueryIsReadWithoutItsPrefix() throws {
    let read = try ClassicGroundTruth.read(folder.path, databaseNames: database)
    #expect(read.landmarks == ["all_souls"])
    #expect(
      read.groundTruth.queries == [
        QueryTruth(
          name: "all_souls_000013", box: PixelBounds(x1: 136.5, y1: 34.1, x2: 648.5, y2: 955.7),
          lists: .classic(good: [0], ok: [3, 1], junk: []))
      ])
  }

  @Test func unknownNameIsGivenWithItsLine() throws {
    try folder.write("d\n\nnobody\n", to: "all_souls_1_ok.txt")
    let error = try refusal()
    #expect(error.path == "\(folder.path)/all_souls_1_ok.txt")
    #expect(error.location == .line(3))
    #expect(error.problem == "the image nobody is not in the database")
  }

  @Test func damagedParisImageIsPassedOver() throws {
    try folder.write("d\nparis_louvre_000136\n", to: "all_souls_1_ok.txt")
    let read = try ClassicGroundTruth.read(folder.path, databaseNames: database)
    #expect(read.groundTruth.queries[0].lists == .classic(good: [0], ok: [3], junk: []))
  }

  @Test func allBeforeTheBoxIsTheNameOfTheQuery() throws {
    try folder.write("oxc1_all souls 13 136.5 34.1 648.5 955.7", to: "all_souls_1_query.txt")
    let read = try ClassicGroundTruth.read(
      folder.path, databaseNames: ["all_souls_000013", "b", "c", "d", "all souls 13"])
    #expect(read.groundTruth.queries.map(\.name) == ["all souls 13"])
    #expect(read.groundTruth.queries[0].box?.x1 == 136.5)
  }

  @Test(arguments: [
    "b 1 2 3", "b 1 2 3 x", "b 30 2 3 4", "", "b 1 2 3 4 5", "1 2 3 4", "b 1 2 3 4\nc 1 2 3 4",
  ])
  func brokenQueryLineIsRefused(line: String) throws {
    try folder.write(line, to: "all_souls_1_query.txt")
    #expect(try refusal().location == .line(1))
  }

  @Test func imageThatIsGoodAndJunkIsRefused() throws {
    try folder.write("b\n", to: "all_souls_1_junk.txt")
    #expect(
      try refusal().problem == "Query all_souls_000013 lists index 1 both as ok and as junk")
  }

  @Test func listWithoutItsQueryIsRefused() throws {
    try folder.write("b\n", to: "keble_1_good.txt")
    let error = try refusal()
    #expect(error.code == .missing)
    #expect(error.path == "\(folder.path)/keble_1_query.txt")
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let truth = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: database,
      queries: [
        QueryTruth(
          name: "b", box: PixelBounds(x1: 0, y1: 0, x2: 96, y2: 72.5),
          lists: .classic(good: [1, 2], ok: [], junk: [3])),
        QueryTruth(
          name: "c", box: PixelBounds(x1: 1, y1: 2, x2: 3, y2: 4),
          lists: .classic(good: [2], ok: [1], junk: [])),
      ])
    let target = "\(folder.path)/groundtruth"
    try ClassicGroundTruth.write(truth, landmarks: ["keble", "keble"], to: target)
    #expect(try folder.text("groundtruth/keble_1_query.txt") == "b 0.0 0.0 96.0 72.5\n")
    let read = try ClassicGroundTruth.read(target, databaseNames: database)
    #expect(read.groundTruth == truth)
    #expect(read.landmarks == ["keble", "keble"])
  }

  @Test func oldFilesAreNotMixedWithNewOnes() throws {
    let truth = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: database, queries: [])
    let error = #expect(throws: DatasetError.self) {
      try ClassicGroundTruth.write(truth, landmarks: [], to: folder.path)
    }
    #expect(error?.code == .inconsistent)
  }
}
