import Arrays
import Datasets
import DescriptorStore
import Evaluation
import Features
import Files
import Tensors
import TestSupport
import Testing

/// Two queries over four images; the numbers are worked by hand.
@Suite struct EvaluationJobTests {
  private let folder: Scratch
  private let truthPath: String

  init() throws {
    folder = try Scratch()
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
  ) -> InputFileError? {
    #expect(throws: InputFileError.self) {
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
      source: .descriptors(
        databases: databases.map { DescriptorSource($0) }, queries: DescriptorSource(queries)))
    #expect(try job.run { _ in } == result([[0, 1, 2, 3], [0, 1, 2, 3]]))
  }

  /// Writes descriptors that lie further and further from (1, 0), or are all that; without names, as
  /// an array of NumPy's.
  private func descriptors(
    _ count: Int, _ names: [String]?, spread: Float = 1.0 / 16, to name: String
  ) throws -> String {
    let path = "\(folder.path)/\(name)"
    let values = Matrix(
      rows: count, columns: 2,
      elements: (0..<count).flatMap { row -> [Float] in
        let cosine = 1 - Float(row) * spread
        return [cosine, (1 - cosine * cosine).squareRoot()]
      })
    let bytes =
      try names.map {
        try DescriptorFile(descriptors: DescriptorMatrix(names: $0, values: values))
          .encoded(for: path)
      } ?? NumPyFile.encoded(values)
    try AtomicFile.write(bytes, to: path)
    return path
  }

  private func scored(
    _ databases: [DescriptorSource], _ queries: DescriptorSource, distractors: Bool
  ) throws -> EvaluationResult {
    try EvaluationJob(
      truth: .groundTruth(truthPath),
      source: .descriptors(databases: databases, queries: queries), hasDistractors: distractors
    ).run { _ in }
  }

  @Test func imagesThatTheGroundTruthDoesNotKnowAreWrongAnswers() throws {
    let database = DescriptorSource(
      try descriptors(6, ["x/1.jpg", "a", "b", "x/2.jpg", "c", "d"], to: "d.h5"))
    let queries = DescriptorSource(try descriptors(1, ["q0"], spread: 0, to: "q.h5"))
    let both = DescriptorSource(try descriptors(2, ["q0", "q1"], spread: 0, to: "both.h5"))
    #expect(throws: InputFileError.self) {
      try scored([database], queries, distractors: true)
    }
    let error = #expect(throws: InputFileError.self) {
      try scored([database], both, distractors: false)
    }
    #expect(error?.problem.contains("2 are unknown to it or repeat (x/1.jpg, x/2.jpg)") == true)
    #expect(error?.advice.contains("--distractors") == true)
    let result = try scored([database], both, distractors: true)
    // q0: a at rank 1 gives (0 + 1/2)/2, and so does b without a. q1: d at rank 5 gives (0 + 1/6)/2.
    #expect(result[.easy]?.scores.map { $0?.averagePrecision } == [0.25, 1.0 / 12])
    #expect(result[.hard]?.scores.first??.averagePrecision == 0.25)
  }

  @Test func aKnownImageThatRepeatsIsNoDistractor() throws {
    let database = DescriptorSource(
      try descriptors(5, ["a", "b", "a", "c", "d"], to: "d.h5"))
    let queries = DescriptorSource(try descriptors(2, ["q0", "q1"], to: "q.h5"))
    let error = #expect(throws: InputFileError.self) {
      try scored([database], queries, distractors: true)
    }
    #expect(error?.problem.contains("1 repeat (a)") == true)
  }

  @Test func rankingsMayHoldDistractorsToo() throws {
    let path = "\(folder.path)/ranks.h5"
    let file = RankingFile(
      queryCount: 2, depth: 5, indices: [4, 0, 1, 2, 3, 3, 4, 0, 1, 2], scores: nil,
      queryNames: ["q0", "q1"], databaseNames: ["a", "b", "c", "d", "x"])
    try AtomicFile.write(try file.encoded(for: path), to: path)
    let job = EvaluationJob(
      truth: .groundTruth(truthPath), source: .ranks(path), hasDistractors: true)
    #expect(try job.run { _ in }[.easy]?.scores.map { $0?.averagePrecision } == [0.25, 1])
    #expect(throws: InputFileError.self) {
      try EvaluationJob(truth: .groundTruth(truthPath), source: .ranks(path)).run { _ in }
    }
  }

  @Test func arraysWithoutNamesStandInTheOrderOfTheGroundTruth() throws {
    let database = try descriptors(4, nil, to: "d.npy")
    let queries = DescriptorSource(try descriptors(2, nil, to: "q.npy"))
    let named = DescriptorSource(try descriptors(4, ["a", "b", "c", "d"], to: "d.h5"))
    let expected = try scored([named], queries, distractors: false)
    #expect(try scored([DescriptorSource(database)], queries, distractors: false) == expected)
    let list = try folder.write("a\r\nb\nc\nd\n", to: "names.txt")
    #expect(
      try scored(
        [DescriptorSource(database, namesFile: list)], queries, distractors: false) == expected)
    let turned = try folder.write("d\nc\nb\na", to: "turned.txt")
    #expect(
      try scored(
        [DescriptorSource(database, namesFile: turned)], queries, distractors: false) != expected)
  }

  @Test func listsOfNamesThatDoNotFitAreRefused() throws {
    let database = try descriptors(4, nil, to: "d.npy")
    let named = try descriptors(4, ["a", "b", "c", "d"], to: "d.h5")
    let queries = DescriptorSource(try descriptors(2, nil, to: "q.npy"))
    func refusal(_ sources: [DescriptorSource]) -> String? {
      #expect(throws: InputFileError.self) {
        try scored(sources, queries, distractors: false)
      }?.problem
    }
    let short = try folder.write("a\nb\n", to: "short.txt")
    #expect(
      refusal([DescriptorSource(database, namesFile: short)])
        == "it has 2 lines, and \(database) has 4 descriptors")
    #expect(
      refusal([DescriptorSource(named, namesFile: short)])
        == "it names its images itself, and \(short) is given too")
    #expect(
      refusal([DescriptorSource(named), DescriptorSource(database)])
        == "it does not name its images, and other files do")
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
