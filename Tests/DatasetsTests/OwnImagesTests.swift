import Datasets
import Evaluation
import Foundation
import Testing

@Suite struct OwnImagesTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func create(_ files: String...) throws {
    for file in files { try folder.write("", to: "mine/\(file)") }
  }

  private func read() throws -> RetrievalTask {
    let dataset = try RetrievalDataset.read("mine", root: folder.path)
    #expect(dataset.evaluationProtocols == [.manifest])
    return try #require(dataset.task(.manifest))
  }

  private func refusal() throws -> DatasetError {
    let error = #expect(throws: DatasetError.self) {
      try RetrievalDataset.read("mine", root: folder.path)
    }
    return try #require(error)
  }

  private func positives(_ task: RetrievalTask) -> [[Int]] {
    task.groundTruth.queries.map { $0.lists.relevance(in: .manifest).positives }
  }

  private func junk(_ task: RetrievalTask) -> [[Int]] {
    task.groundTruth.queries.map { $0.lists.relevance(in: .manifest).junk }
  }

  @Test func folderPerInstanceMakesEveryImageAQueryAndItsOwnJunk() throws {
    try create("mug/2.png", "mug/1.JPG", "cup/a.jpeg", ".git/x.jpg", "readme.txt", "cup/notes.txt")
    let task = try read()
    #expect(task.database.map(\.name) == ["cup/a.jpeg", "mug/1.JPG", "mug/2.png"])
    #expect(task.queries.map(\.instance) == ["cup", "mug", "mug"])
    #expect(positives(task) == [[], [2], [1]])
    #expect(junk(task) == [[0], [1], [2]])
    #expect(task.database[1].path == "\(folder.path)/mine/mug/1.JPG")
  }

  @Test func imageBesideTheInstancesIsRefused() throws {
    try create("mug/1.jpg", "cup/1.jpg", "stray.jpg")
    #expect(try refusal().path == "\(folder.path)/mine/stray.jpg")
  }

  @Test func oneFolderOfImagesIsNoLayout() throws {
    try create("mug/1.jpg", "mug/2.jpg")
    let error = try refusal()
    #expect(error.code == .missing)
    #expect(error.advice.contains("one folder of images an instance, or a manifest.csv"))
  }

  @Test func foldersWithinAnInstanceAreRefused() throws {
    try create("mug/1.jpg", "cup/1.jpg", "cup/deep/2.jpg")
    #expect(try refusal().problem == "the picture cup/deep/2.jpg lies too deep to be found")
  }

  @Test func linkOutOfTheDatasetIsRefused() throws {
    try create("mug/1.jpg", "cup/1.jpg")
    try folder.write("secret", to: "secret.jpg")
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/mine/cup/2.jpg", withDestinationPath: "../../secret.jpg")
    #expect(try refusal().problem == "the link leads out of the dataset's folder")
  }

  @Test func datasetFolderMayItselfBeALink() throws {
    for file in ["mug/1.jpg", "cup/1.jpg"] { try folder.write("", to: "elsewhere/\(file)") }
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/mine", withDestinationPath: "elsewhere")
    #expect(try read().database.map(\.name) == ["cup/1.jpg", "mug/1.jpg"])
  }

  @Test func fileNameThatIsNotTextIsRefused() throws {
    try create("mug/1.jpg", "cup/1.jpg")
    let latin = Array("\(folder.path)/mine/cup/caf".utf8) + [0xE9] + Array(".jpg".utf8)
    let file = unsafe creat(latin.map { CChar(bitPattern: $0) } + [0], 0o600)
    try #require(file >= 0)
    close(file)
    #expect(try refusal().problem == "the name of the file is not UTF-8")
  }

  @Test func manifestSplitsDivideQueriesAndDatabase() throws {
    try create("q.jpg", "d1.jpg", "d2.jpg", "t.jpg")
    try folder.write(
      """
      path,instance,split,x1,y1,x2,y2
      q.jpg,mug,query,1,2,3,4
      d1.jpg,cup,database,,,,
      d2.jpg,mug,database,5,6,7,8
      t.jpg,mug,train,,,,

      """, to: "mine/manifest.csv")
    let task = try read()
    #expect(task.queries.map(\.name) == ["q.jpg"])
    #expect(task.queries[0].box == PixelBounds(x1: 1, y1: 2, x2: 3, y2: 4))
    #expect(task.database.map(\.name) == ["d1.jpg", "d2.jpg"])
    #expect(task.database.map(\.box) == [nil, nil])
    #expect(positives(task) == [[1]])
  }

  @Test func manifestWithoutThoseSplitsSearchesWithEveryImage() throws {
    try create("a.jpg", "b.jpg", "c.jpg")
    try folder.write(
      "path,instance,split\na.jpg,mug,train\nb.jpg,mug,test\nc.jpg,,test\n",
      to: "mine/manifest.csv")
    let task = try read()
    #expect(positives(task) == [[1], [0], []])
    #expect(junk(task) == [[0], [1], [2]])
    #expect(task.queryClusters == [0, 0, 1])
  }

  @Test(arguments: [
    "xmin,ymin,xmax,ymax", "x_1,y_1,x_2,y_2", "Left,Top,Right,Bottom", "x,y,w,h",
    "x,y,width,height",
  ])
  func boxesInOtherColumnsAreNotPassedOver(columns: String) throws {
    try create("a.jpg", "b.jpg")
    try folder.write(
      "path,instance,\(columns)\na.jpg,mug,1,2,3,4\nb.jpg,mug,1,2,3,4\n", to: "mine/manifest.csv")
    let refusal = try refusal()
    #expect(
      refusal.problem
        == "the columns \(columns.split(separator: ",").joined(separator: ", ")) look like a box, and "
        + "would be passed over")
    #expect(refusal.advice.contains("x1, y1, x2, y2"))
  }

  @Test func spacesAroundAnInstanceMakeNoOther() throws {
    try create("a.jpg", "b.jpg", "c.jpg")
    try folder.write(
      "path,instance\na.jpg,mug\nb.jpg,mug \nc.jpg,\u{A0}mug\n", to: "mine/manifest.csv")
    #expect(positives(try read()) == [[1, 2], [0, 2], [0, 1]])
  }

  @Test func queriesWithoutADatabaseAreRefused() throws {
    try create("a.jpg")
    try folder.write("path,instance,split\na.jpg,mug,query\n", to: "mine/manifest.csv")
    #expect(
      try refusal().problem
        == "there are images of the split query, and none of the split database (the column says "
        + "query)")
  }

  @Test func oneHugeInstanceIsRefusedBeforeItsAnswersAreListed() throws {
    let images = (0..<5_000).map { ImageRecord(name: "\($0)", path: "", instance: "x") }
    let error = #expect(throws: DatasetError.self) {
      try RetrievalTask.manifest(LabelledDataset(manifestPath: "m.csv", images: images))
    }
    #expect(error?.problem.hasPrefix("the queries have 25000000 positives") == true)
  }

  @Test func groundTruthGoesBeforeAManifest() throws {
    try create("jpg/a.jpg", "jpg/q.jpg")
    try folder.write("path,instance\njpg/a.jpg,x\n", to: "mine/manifest.csv")
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a"],
      queries: [
        QueryTruth(name: "q", box: nil, lists: .revisited(easy: [0], hard: [], junk: []))
      ])
    try GroundTruthFile.write(truth, to: "\(folder.path)/mine/gnd_mine.pkl")
    #expect(
      try RetrievalDataset.read("mine", root: folder.path).evaluationProtocols == [.revisited])
  }

  @Test func distractorsStandBehindTheDatabase() throws {
    try create("mug/1.jpg", "mug/2.jpg", "cup/1.jpg")
    let task = try read()
    let more = try task.adding(distractors: [ImageRecord(name: "x", path: "/x.jpg")])
    #expect(more.database.map(\.name) == ["cup/1.jpg", "mug/1.jpg", "mug/2.jpg", "x"])
    #expect(positives(more) == positives(task))
    #expect(throws: DatasetError.self) {
      try task.adding(distractors: [ImageRecord(name: "mug/1.jpg", path: "/x.jpg")])
    }
  }
}
