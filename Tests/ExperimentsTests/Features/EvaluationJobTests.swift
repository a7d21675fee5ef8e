import Datasets
import DescriptorStore
import Evaluation
import Experiments
import Tensors
import Testing

/// Two queries over four images; the numbers are worked by hand.
@Suite struct EvaluationJobTests {
  private let folder: ScratchFolder
  private let truthPath: String

  init() throws {
    folder = try ScratchFolder()
    truthPath = "\(folder.path)/gnd.pkl"
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a", "b", "c", "d"],
      queries: [
        QueryTruth(name: "q0", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [2])),
        QueryTruth(name: "q1", box: nil, lists: .revisited(easy: [3], hard: [], junk: [])),
      ])
    try GroundTruthFile.write(truth, to: truthPath)
  }

  private func result(
    _ rows: [[Int32]], queries: [String]? = nil, database: [String]? = nil,
    scores: [Float]? = nil, top: Int? = nil
  ) throws -> EvaluationResult {
    let depth = rows[0].count
    let file = RankingFile(
      queryCount: rows.count, depth: depth, indices: rows.flatMap(\.self),
      scores: scores.map { Matrix(rows: rows.count, columns: depth, elements: $0) },
      queryNames: queries, databaseNames: database)
    let path = "\(folder.path)/ranks.h5"
    try AtomicFile.write(try file.encoded(for: path), to: path)
    return try EvaluationJob(truth: .groundTruth(truthPath), source: .ranks(path), top: top)
      .run { _ in }
  }

  private func refusal(
    _ rows: [[Int32]], queries: [String]? = nil, database: [String]? = nil, scores: [Float]? = nil
  ) -> FeatureInputError? {
    #expect(throws: FeatureInputError.self) {
      try result(rows, queries: queries, database: database, scores: scores)
    }
  }

  private func precisions(_ result: EvaluationResult) -> [Double?] {
    result.settings.map(\.meanAveragePrecision)
  }

  @Test func handMadeRankingsScoreAsWorkedOut() throws {
    let result = try result([[2, 0, 3, 1], [0, 3, 1, 2]])
    // q0: easy 1; medium (1 + 7/12)/2; hard 1/4. q1: rank 1 alone gives 1/4; no hard image.
    let medium = (1 + (1.0 / 2 + 2.0 / 3) / 2) / 2
    #expect(precisions(result) == [0.625, (medium + 0.25) / 2, 0.25])
    #expect(result[.hard]?.droppedQueries == ["q1"])
  }

  @Test func rowsInAnotherOrderAreMatchedByName() throws {
    let turned = try result(
      [[3, 0, 2, 1], [1, 3, 0, 2]], queries: ["jpg/q1.jpg", "jpg/q0.jpg"],
      database: ["x/d.jpg", "x/c.jpg", "x/b.jpg", "x/a.jpg"])
    #expect(try turned == result([[2, 0, 3, 1], [0, 3, 1, 2]]))
  }

  @Test func whatAShortRankingLacksWasNotFound() throws {
    #expect(try precisions(result([[2, 0], [0, 3]])) == [0.625, 0.375, 0])
    #expect(try precisions(result([[2, 0, 3, 1], [0, 3, 1, 2]], top: 2)) == [0.625, 0.375, 0])
    #expect(try precisions(result([[2, 0, -1], [0, 3, -1]])) == [0.625, 0.375, 0])
  }

  @Test func anIndexOutsideOfTheDatabaseIsRefused() {
    #expect(
      refusal([[0, 4], [0, 1]])?.problem
        == "row 0, of query q0, holds index 4, and the database has 4 images (0 to 3)")
  }

  @Test func aRepeatedIndexIsRefused() {
    #expect(refusal([[0, 1], [2, 2]])?.problem == "row 1, of query q1, holds index 2 twice")
  }

  @Test func aScoreThatIsNotANumberIsRefused() {
    #expect(
      refusal([[0, 1], [2, 3]], scores: [1, 0.5, 1, .nan])?.problem
        == "row 1, of query q1, has a score for index 3 that is not a number")
  }

  @Test func aTransposedTableIsRecognised() {
    let error = refusal([[2, 0], [0, 3], [3, 1], [1, 2]])
    #expect(error?.problem == "it has 4 rows of 2, and the ground truth has 2 queries")
    #expect(error?.advice.hasPrefix("It looks transposed") == true)
  }

  @Test func namesOfAnotherDatasetAreRefused() {
    let error = refusal([[0, 1], [2, 3]], queries: ["q0", "q2"])
    #expect(error?.path == "\(folder.path)/ranks.h5#queries")
    #expect(error?.problem.hasSuffix("not there (q1), 1 are unknown to it or repeat (q2)") == true)
  }

  @Test func descriptorsAreRankedInTheOrderOfTheGroundTruth() throws {
    // All images are equally similar, so only the order of the ground truth decides.
    func descriptors(_ names: [String], to name: String) throws -> String {
      let path = "\(folder.path)/\(name)"
      let file = DescriptorFile(
        descriptors: DescriptorMatrix(
          names: names,
          values: Matrix(
            rows: names.count, columns: 2, elements: names.flatMap { _ in [Float(1), 0] })))
      try AtomicFile.write(try file.encoded(for: path), to: path)
      return path
    }
    let queries = try descriptors(["q1", "q0"], to: "q.h5")
    let databases = [
      try descriptors(["d", "b"], to: "1.h5"), try descriptors(["c", "a"], to: "2.h5"),
    ]
    let job = EvaluationJob(
      truth: .groundTruth(truthPath),
      source: .descriptors(databases: databases, queries: queries))
    #expect(try job.run { _ in } == result([[0, 1, 2, 3], [0, 1, 2, 3]]))
  }

  @Test func imagesOfAManifestFindThoseOfTheirInstanceButNotThemselves() throws {
    let manifest = try folder.write(
      "path,instance\na.jpg,x\nb.jpg,x\nc.jpg,y\n", to: "manifest.csv")
    let names = ["a.jpg", "b.jpg", "c.jpg"]
    let path = "\(folder.path)/ranks.h5"
    let file = RankingFile(
      queryCount: 3, depth: 3, indices: [0, 1, 2, 1, 2, 0, 2, 0, 1], scores: nil,
      queryNames: names, databaseNames: names)
    try AtomicFile.write(try file.encoded(for: path), to: path)
    let result = try EvaluationJob(truth: .manifest(manifest, split: nil), source: .ranks(path))
      .run { _ in }
    #expect(result[.manifest]?.scores.map { $0?.averagePrecision } == [1, 0.25, nil])
  }

  @Test func theColumnSplitTellsQueriesFromTheDatabase() throws {
    let manifest = try folder.write(
      "path,instance,split\nq.jpg,x,query\na.jpg,x,database\nb.jpg,y,database\n",
      to: "manifest.csv")
    let path = "\(folder.path)/ranks.h5"
    let file = RankingFile(
      queryCount: 1, depth: 2, indices: [1, 0], scores: nil, queryNames: nil, databaseNames: nil)
    try AtomicFile.write(try file.encoded(for: path), to: path)
    let result = try EvaluationJob(truth: .manifest(manifest, split: nil), source: .ranks(path))
      .run { _ in }
    #expect(result.queryNames == ["q.jpg"])
    #expect(precisions(result) == [0.25])
  }
}
