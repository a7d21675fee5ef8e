import Datasets
import Evaluation
import Testing

@Suite struct RetrievalDatasetTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func revisited(
    _ database: [String], _ queries: [(name: String, easy: [Int], hard: [Int])]
  ) throws -> GroundTruth {
    try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: database,
      queries: queries.map {
        QueryTruth(
          name: $0.name, box: PixelBounds(x1: 1, y1: 1, x2: 9, y2: 9),
          lists: .revisited(easy: $0.easy, hard: $0.hard, junk: []))
      })
  }

  private func write(_ truth: GroundTruth, dataset: String) throws -> RetrievalLayout {
    let layout = RetrievalLayout(root: folder.path, name: dataset)
    try GroundTruthFile.write(truth, to: layout.groundTruthFile)
    try folder.createImages(
      truth.databaseNames + truth.queries.map(\.name), dataset: dataset)
    return layout
  }

  private func refusal(_ dataset: String) throws -> DatasetError {
    let error = #expect(throws: DatasetError.self) {
      try RetrievalDataset.read(dataset, root: folder.path)
    }
    return try #require(error)
  }

  @Test func miniDatasetHasBothProtocols() throws {
    let truth = try revisited(["z", "a"], [("keble_1", [0], []), ("keble_2", [0], [])])
    let layout = try write(truth, dataset: "mini-oxford")
    let classic = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: ["a", "keble_1", "keble_2", "z"],
      queries: ["keble_1", "keble_2"].map {
        QueryTruth(
          name: $0, box: PixelBounds(x1: 1, y1: 1, x2: 9, y2: 9),
          lists: .classic(good: [1, 2], ok: [3], junk: []))
      })
    try ClassicGroundTruth.write(
      classic, landmarks: ["keble", "keble"], to: layout.groundTruthFolder)
    let dataset = try RetrievalDataset.read("mini-oxford", root: folder.path)
    #expect(dataset.evaluationProtocols == [.revisited, .classic])
    #expect(dataset.revisited?.database.map(\.name) == ["z", "a"])
    #expect(dataset.revisited?.groundTruth == truth)
    #expect(dataset.classic?.database.map(\.name) == ["a", "keble_1", "keble_2", "z"])
    #expect(dataset.classic?.groundTruth == classic)
    #expect(dataset.classic?.queries.map(\.instance) == ["keble", "keble"])
  }

  @Test func queryRecordsCarryFileAndBox() throws {
    let layout = try write(
      try revisited(["a"], [("keble_1", [0], [])]), dataset: "roxford5k")
    let query = try #require(
      try RetrievalDataset.read("roxford5k", root: folder.path).revisited?.queries.first)
    #expect(
      query
        == ImageRecord(
          name: "keble_1", path: "\(layout.folder)/jpg/keble_1.jpg",
          box: PixelBounds(x1: 1, y1: 1, x2: 9, y2: 9), instance: "keble"))
  }

  @Test func queriesOfOneLandmarkShareMostOfTheirAnswers() throws {
    let truth = try revisited(
      ["a", "b", "c", "d", "e", "f"],
      [
        ("all_souls_000013", [0, 1], [2]), ("keble_000245", [3, 4], []),
        ("oxford_002985", [1], [2]), ("oxford_003335", [4], [5, 3]), ("all_souls_000026", [0], []),
        ("oxford_000545", [], []),
      ])
    _ = try write(truth, dataset: "roxford5k")
    let task = try #require(
      try RetrievalDataset.read("roxford5k", root: folder.path).revisited)
    #expect(
      task.queries.map(\.instance) == [
        "all_souls", "keble", "all_souls", "keble", "all_souls", "oxford",
      ])
    #expect(task.queryClusters == [0, 1, 0, 1, 0, 2])
  }

  @Test func differentLandmarksHaveDifferentNames() throws {
    let truth = try revisited(["a", "b"], [("balliol_1", [0], []), ("balliol_2", [1], [])])
    _ = try write(truth, dataset: "roxford5k")
    let task = try #require(
      try RetrievalDataset.read("roxford5k", root: folder.path).revisited)
    #expect(task.queries.map(\.instance) == ["balliol", "balliol (2)"])
  }

  @Test func classicFileNamesDecideWhatShowsTheSameLandmark() throws {
    let truth = try revisited(["a", "b"], [("q_1", [0], []), ("q_2", [1], [])])
    let layout = try write(truth, dataset: "mini-oxford")
    let classic = try GroundTruth(
      evaluationProtocol: .classic, databaseNames: ["a", "b", "q_1", "q_2"],
      queries: ["q_1", "q_2"].map {
        QueryTruth(
          name: $0, box: PixelBounds(x1: 0, y1: 0, x2: 9, y2: 9),
          lists: .classic(good: [], ok: [0], junk: []))
      })
    try ClassicGroundTruth.write(
      classic, landmarks: ["tower", "tower"], to: layout.groundTruthFolder)
    let dataset = try RetrievalDataset.read("mini-oxford", root: folder.path)
    #expect(dataset.revisited?.queries.map(\.instance) == ["tower", "tower"])
  }

  @Test func listingHasQueriesFirstAndEachRoleByName() throws {
    let truth = try revisited(["z", "a"], [("y", [0], []), ("b", [1], [])])
    _ = try write(truth, dataset: "d")
    let listing = try RetrievalDataset.read("d", root: folder.path).listing
    #expect(listing.map(\.name) == ["b", "y", "a", "z"])
    #expect(listing.map(\.role) == [.query, .query, .database, .database])
    #expect(listing.first?.path == "\(folder.path)/d/jpg/b.jpg")
  }

  @Test func damagedParisImagesAreLeftOutByName() throws {
    try folder.createImages(["paris_a_1", "paris_louvre_000136"], dataset: "paris6k")
    try folder.write("paris_a_1 0 0 9 9\n", to: "paris6k/groundtruth/a_1_query.txt")
    for list in ["good", "ok", "junk"] {
      try folder.write("", to: "paris6k/groundtruth/a_1_\(list).txt")
    }
    let dataset = try RetrievalDataset.read("paris6k", root: folder.path)
    #expect(dataset.excludedNames == ["paris_louvre_000136"])
    #expect(dataset.classic?.database.map(\.name) == ["paris_a_1"])
  }

  @Test func twentyParisImagesAreKnownToBeDamaged() {
    #expect(KnownDamage.parisNames.count == 20)
  }

  @Test func missingMiniDatasetNamesTheCommandThatMakesIt() throws {
    let error = try refusal("mini-oxford")
    #expect(error.code == .missing)
    #expect(error.path == "\(folder.path)/mini-oxford")
    #expect(error.advice.contains("iir dataset generate --data \(folder.path)"))
  }

  @Test func missingRealDatasetNamesItsSource() throws {
    let error = try refusal("roxford5k")
    #expect(error.advice.contains("https://www.robots.ox.ac.uk/~vgg/data/oxbuildings/"))
    #expect(error.advice.contains("gnd_roxford5k.pkl"))
  }

  @Test func imagesWithoutGroundTruthAreRefused() throws {
    try folder.createImages(["a"], dataset: "d")
    #expect(try refusal("d").problem == "there is neither gnd_d.pkl nor a folder groundtruth")
  }

  @Test func imagesInOtherFormatsAndInFoldersOfTheArchiveAreFound() throws {
    let truth = try revisited(["a", "b", "c"], [("q", [0], [])])
    let layout = RetrievalLayout(root: folder.path, name: "rparis6k")
    try GroundTruthFile.write(truth, to: layout.groundTruthFile)
    for file in ["a.JPG", "paris/louvre/b.jpeg", "q.png", "general/c.jpg", ".DS_Store", "x.txt"] {
      try folder.write("", to: "rparis6k/jpg/\(file)")
    }
    let task = try #require(try RetrievalDataset.read("rparis6k", root: folder.path).revisited)
    #expect(
      task.database.map { $0.path.dropFirst(layout.imageFolder.count) }
        == ["/a.JPG", "/paris/louvre/b.jpeg", "/general/c.jpg"])
  }

  @Test func aFolderOfNoKnownLayoutSaysWhatIsMissing() throws {
    #expect(try refusal("nowhere").path == "\(folder.path)/nowhere")
    try folder.write("", to: "one/mug/a.jpg")
    #expect(try refusal("one").problem.hasPrefix("it holds one folder of images, and two"))
    try folder.write("", to: "empty/notes.txt")
    #expect(try refusal("empty").problem == "it holds no images in a layout that is known")
  }

  @Test func twoFilesOfOneNameAreRefused() throws {
    _ = try write(try revisited(["a"], [("q", [0], [])]), dataset: "d")
    try folder.write("", to: "d/jpg/sub/a.png")
    #expect(try refusal("d").problem == "a.jpg and sub/a.png cannot be told apart")
  }

  @Test func picturesBelowTheSecondLevelSayWhatIsExpected() throws {
    _ = try write(try revisited(["a"], [("q", [0], [])]), dataset: "d")
    try folder.write("", to: "d/jpg/x/y/z/b.jpg")
    let refusal = try refusal("d")
    #expect(refusal.problem == "the picture x/y/z/b.jpg lies too deep to be found")
    #expect(refusal.advice.contains("manifest.csv") && !refusal.advice.contains("mv"))
  }

  @Test func missingImagesOfClassicListsAreCountedTogether() throws {
    try folder.createImages(["a_1"], dataset: "d")
    try folder.write("oxc1_a_1 0 0 9 9\n", to: "d/groundtruth/a_1_query.txt")
    for (list, text) in [("good", "b\nc\n"), ("ok", "a_1\n"), ("junk", "d\r\n")] {
      try folder.write(text, to: "d/groundtruth/a_1_\(list).txt")
    }
    #expect(try refusal("d").problem == "3 images of the ground truth are missing: b, c, d")
    let inventory = try DatasetInventory.take("d", root: folder.path)
    #expect(inventory.missingNames == ["b", "c", "d"])
    #expect(inventory.imageFileCount == 1)
  }

  @Test func releaseIsToldByANoteOnly() throws {
    let path = "\(folder.path)/d"
    #expect(try DatasetRelease.read(path) == nil)
    try folder.write("face-blurred\nfrom oxbuild_images-v1.tgz\n", to: "d/release.txt")
    #expect(try DatasetRelease.read(path) == .faceBlurred)
    try folder.write("2007\n", to: "d/release.txt")
    let error = #expect(throws: DatasetError.self) { try DatasetRelease.read(path) }
    #expect(error?.problem == "'2007' is not the name of a release")
  }

  @Test func countsOfTheBenchmarksAgreeWithEachOther() throws {
    let oxford = try #require(KnownDataset.named("roxford5k"))
    let paris = try #require(KnownDataset.named("rparis6k"))
    #expect((oxford.databaseCount ?? 0) + (oxford.queryCount ?? 0) == oxford.imageFileCount)
    #expect(
      (paris.databaseCount ?? 0) + (paris.queryCount ?? 0) + KnownDamage.parisNames.count
        == paris.imageFileCount)
  }

  @Test func missingImagesAreCountedAndTheFirstThreeNamed() throws {
    let truth = try revisited(["e", "d", "c", "b", "a"], [("q", [0], [])])
    let layout = RetrievalLayout(root: folder.path, name: "d")
    try GroundTruthFile.write(truth, to: layout.groundTruthFile)
    try folder.createImages(["c"], dataset: "d")
    #expect(
      try refusal("d").problem == "5 images of the ground truth are missing: a, b, d …")
  }
}
