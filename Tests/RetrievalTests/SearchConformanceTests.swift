import Kernels
import Retrieval
import Tensors
import Testing

/// Every way to rank a database under one face.
struct SearchCase: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// Returns the best images of each query.
  let search: @Sendable (Matrix, Matrix, Int) throws -> Rankings

  static func exact(blockSize: Int?) -> SearchCase {
    SearchCase(testDescription: "exact, blocks of \(blockSize ?? 0)") { queries, database, top in
      try ExactSearch(top: top, blockSize: blockSize)(queries: queries, database: database)
    }
  }

  static let of16Bits = SearchCase(testDescription: "exact, of 16 bits") {
    queries, database, top in
    try ExactSearch(top: top, blockSize: 33)(
      queries: queries, database: .float16(HalfMatrix(rounding: database)))
  }

  static let reference = SearchCase(testDescription: "reference") { queries, database, top in
    referenceExactSearch(queries: queries, database: database, top: top)
  }

  static let ofScores = SearchCase(testDescription: "scores of all images") {
    queries, database, top in
    Rankings(scores: multiply(queries, database, transposingRight: true), top: top)
  }

  /// Those that read descriptors, and so look for damage.
  static let exact = [exact(blockSize: nil), exact(blockSize: 1), exact(blockSize: 64), of16Bits]

  static let all = exact + [reference, ofScores]
}

/// A table of whole numbers, whose dot products are exact in every arithmetic, summed in any order.
struct SearchTable: Sendable, CustomTestStringConvertible {
  let images: Int
  let dimension: Int

  /// The largest magnitude of a number; at 1 most scores are tied.
  let largest: Int

  var testDescription: String { "\(images)×\(dimension), up to \(largest)" }

  /// A row, a column, next to nothing, many ties, and more rows than a block or a piece of work.
  static let all = [
    SearchTable(images: 1, dimension: 1, largest: 3),
    SearchTable(images: 1, dimension: 9, largest: 3),
    SearchTable(images: 40, dimension: 1, largest: 2),
    SearchTable(images: 90, dimension: 3, largest: 1),
    SearchTable(images: 300, dimension: 2, largest: 40),
    SearchTable(images: 700, dimension: 67, largest: 1),
    SearchTable(images: 600, dimension: 131, largest: 60),
  ]

  let database: Matrix
  let queries: Matrix

  /// Scores of every image of each query, as whole numbers.
  private let scores: [[Int]]

  init(images: Int, dimension: Int, largest: Int) {
    func draw(_ rows: Int, _ purpose: String) -> [[Int]] {
      var generator = SeededGenerator(seed: UInt64(images + dimension), purpose: purpose)
      return (0..<rows).map { _ in
        (0..<dimension).map { _ in generator.integer(below: 2 * largest + 1) - largest }
      }
    }
    let (database, queries) = (draw(images, "search database"), draw(6, "search queries"))
    func matrix(_ rows: [[Int]]) -> Matrix {
      Matrix(rows: rows.count, columns: dimension, elements: rows.joined().map { Float($0) })
    }
    self.images = images
    self.dimension = dimension
    self.largest = largest
    self.database = matrix(database)
    self.queries = matrix(queries)
    scores = queries.map { query in
      database.map { row in row.indices.reduce(0) { $0 + query[$1] * row[$1] } }
    }
  }

  /// Returns a plain sort of whole-number scores, ties by index.
  func sorted(top: Int) -> Rankings {
    let ranked = scores.flatMap { scores in
      scores.enumerated().sorted { ($1.element, $0.offset) < ($0.element, $1.offset) }.prefix(top)
    }
    return Rankings(
      queryCount: 6, depth: min(top, images), indices: ranked.map { Int32($0.offset) },
      scores: ranked.map { Float($0.element) })
  }
}

/// What every search keeps to.
@Suite struct SearchConformanceTests {
  @Test(arguments: SearchCase.all, SearchTable.all)
  func ranksAsAPlainSortDoes(search: SearchCase, table: SearchTable) throws {
    for top in [1, 7, table.images, table.images + 100] {
      let found = try search.search(table.queries, table.database, top)
      #expect(found == table.sorted(top: top), "the first \(top)")
    }
  }

  @Test(arguments: SearchCase.all)
  func copiesScoreTheSameWhereverTheyStand(search: SearchCase) throws {
    let distinct = halves(l2Normalize(randomMatrix(23, 71, seed: 40)))
    let database = distinct.selectingRows((0..<500).map { $0 % 23 })
    let found = try search.search(distinct.selectingRows(0..<5), database, 500)
    guard search.testDescription != SearchCase.ofScores.testDescription else { return }
    for query in 0..<5 {
      var scores: [Int: Set<Float>] = [:]
      for (image, score) in zip(found.indices(ofQuery: query), found.scores(ofQuery: query)) {
        scores[Int(image) % 23, default: []].insert(score)
      }
      #expect(scores.count == 23)
      #expect(scores.values.allSatisfy { $0.count == 1 })
    }
  }

  @Test(arguments: SearchCase.all)
  func scoresAreDotProducts(search: SearchCase) throws {
    let queries = l2Normalize(randomMatrix(4, 97, seed: 41))
    let database = halves(l2Normalize(randomMatrix(350, 97, seed: 42)))
    let found = try search.search(queries, database, 20)
    let expected = (0..<4).flatMap { query in
      found.indices(ofQuery: query).map { image in
        zip(queries.row(query), database.row(Int(image))).reduce(Float(0)) { $0 + $1.0 * $1.1 }
      }
    }
    #expect(largestDifference(found.scores, expected) < 1e-6)
  }

  @Test(arguments: SearchCase.all)
  func everyImageIsListedOnceByFallingScore(search: SearchCase) throws {
    let queries = l2Normalize(randomMatrix(3, 20, seed: 43))
    let database = halves(l2Normalize(randomMatrix(400, 20, seed: 44)))
    let found = try search.search(queries, database, 400)
    for query in 0..<3 {
      #expect(found.indices(ofQuery: query).sorted() == Array(0..<400))
      let scores = found.scores(ofQuery: query)
      #expect(zip(scores, scores.dropFirst()).allSatisfy { $0 >= $1 })
    }
  }

  @Test(arguments: SearchCase.all, [1, 10, 99, 100])
  func shortListsBeginLongOnes(search: SearchCase, top: Int) throws {
    let table = SearchTable(images: 399, dimension: 5, largest: 2)
    let whole = try search.search(table.queries, table.database, 399)
    let short = try search.search(table.queries, table.database, top)
    for query in 0..<6 {
      #expect(short.indices(ofQuery: query) == whole.indices(ofQuery: query).prefix(top))
      #expect(short.scores(ofQuery: query) == whole.scores(ofQuery: query).prefix(top))
    }
  }

  @Test(arguments: SearchCase.all)
  func queriesDoNotKnowOfEachOther(search: SearchCase) throws {
    let table = SearchTable(images: 350, dimension: 31, largest: 9)
    let all = try search.search(table.queries, table.database, 12)
    for query in [5, 0, 3] {
      let alone = try search.search(table.queries.selectingRows([query]), table.database, 12)
      #expect(alone.indices == Array(all.indices(ofQuery: query)))
      #expect(alone.scores == Array(all.scores(ofQuery: query)))
    }
  }

  @Test(arguments: SearchCase.all)
  func nothingIsFoundForNoQueryAndInNoDatabase(search: SearchCase) throws {
    let rows = randomMatrix(3, 4, seed: 45)
    let nobody = try search.search(Matrix(rows: 0, columns: 4), rows, 2)
    #expect(nobody == Rankings(queryCount: 0, depth: 2, indices: [], scores: []))
    let nothing = try search.search(rows, Matrix(rows: 0, columns: 4), 2)
    #expect(nothing == Rankings(queryCount: 3, depth: 0, indices: [], scores: []))
  }

  @Test(arguments: SearchCase.exact, [Float.nan, .infinity, -.infinity])
  func damageIsNamed(search: SearchCase, value: Float) {
    var damaged = randomMatrix(300, 11, seed: 46)
    for row in [280, 41, 90] { damaged[row, row % 11] = value }
    let sound = randomMatrix(2, 11, seed: 47)
    for top in [1, 300] {
      #expect(throws: RetrievalError.notFinite(role: .database, row: 41)) {
        try search.search(sound, damaged, top)
      }
      #expect(throws: RetrievalError.notFinite(role: .query, row: 41)) {
        try search.search(damaged, sound, top)
      }
    }
  }

  @Test(arguments: SearchCase.exact)
  func tablesOfOtherModelsAreRefused(search: SearchCase) {
    #expect(throws: RetrievalError.dimensionMismatch(expected: 5, found: 6)) {
      try search.search(randomMatrix(1, 6, seed: 1), randomMatrix(2, 5, seed: 1), 1)
    }
  }

  /// Returns values that 16 bits hold exactly, so that a search of 16 bits is one of the same table.
  private func halves(_ matrix: Matrix) -> Matrix {
    Matrix(
      rows: matrix.rows, columns: matrix.columns,
      elements: matrix.elements.map { Float(Float16($0)) })
  }
}
