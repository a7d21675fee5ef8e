import Failures
import Kernels
import Retrieval
import Tensors
import Testing

@Suite struct ExactSearchTests {
  @Test func bestImagesComeFirst() throws {
    let database = Matrix(rows: 3, columns: 2, elements: [0, 1, 1, 0, 0.6, 0.8])
    let rankings = try ExactSearch(top: 3)(
      queries: Matrix(rows: 1, columns: 2, elements: [1, 0]), database: database)
    #expect(rankings.indices == [1, 2, 0])
    #expect(rankings.scores == [1, 0.6, 0])
  }

  @Test func equalScoresAreOrderedByIndex() throws {
    let database = Matrix(rows: 4, columns: 2, elements: [0, 1, 1, 0, 0, -1, 1, 0])
    let rankings = try ExactSearch(top: 4)(
      queries: Matrix(rows: 1, columns: 2, elements: [1, 0]), database: database)
    #expect(rankings.indices == [1, 3, 0, 2])
  }

  @Test func topAboveTheDatabaseGivesTheDatabase() throws {
    let database = l2Normalize(randomMatrix(5, 3, seed: 1))
    let rankings = try ExactSearch(top: 100)(queries: database, database: database)
    #expect(rankings.depth == 5)
    #expect(rankings.indices(ofQuery: 2).sorted() == [0, 1, 2, 3, 4])
    #expect(rankings.indices(ofQuery: 2).first == 2)
  }

  @Test(arguments: [30, 997])
  func equalRowsTieExactlyWhereverTheyStand(top: Int) throws {
    // Rows 0, 37, 74 … of 997 are copies of each other, in all positions of gemm's tiles.
    let distinct = l2Normalize(randomMatrix(37, 131, seed: 2))
    let database = distinct.selectingRows((0..<997).map { $0 % 37 })
    let rankings = try ExactSearch(top: top, blockSize: 101)(
      queries: distinct.selectingRows(0..<9), database: database)
    // 997 = 26 · 37 + 35: query 3 has 27 copies in the database, all of them on top.
    let copies = rankings.indices(ofQuery: 3).prefix(27)
    let places = (0..<27).map { Int32(3 + 37 * $0) }
    #expect(Array(copies) == places)
    #expect(Set(rankings.scores(ofQuery: 3).prefix(27)).count == 1)
  }

  @Test func copiesScoreTheSameInEveryPlace() throws {
    let distinct = l2Normalize(randomMatrix(37, 131, seed: 2))
    let database = distinct.selectingRows((0..<997).map { $0 % 37 })
    let rankings = try ExactSearch(top: 997)(
      queries: distinct.selectingRows([3]), database: database)
    #expect(Set(rankings.scores).count == 37)
  }

  @Test(arguments: [(1, 1, 1, 1), (3, 50, 7, 5), (17, 700, 64, 10), (270, 33, 19, 33)])
  func searchEqualsTheReference(queries: Int, images: Int, dimension: Int, top: Int) throws {
    let queries = l2Normalize(randomMatrix(queries, dimension, seed: 3))
    let database = l2Normalize(randomMatrix(images, dimension, seed: 4))
    let found = try ExactSearch(top: top, blockSize: 64)(queries: queries, database: database)
    #expect(found == referenceExactSearch(queries: queries, database: database, top: top))
  }

  @Test func nearTiesAreOrderedAsTheReferenceOrdersThem() throws {
    // Rows that differ in the last bits only: gemm alone could not order them the same way.
    let base = l2Normalize(randomMatrix(1, 97, seed: 5))
    var database = base.selectingRows(Array(repeating: 0, count: 600))
    for row in 0..<600 { database[row, row % 97] *= 1 + Float(row % 5) * 0x1p-22 }
    let found = try ExactSearch(top: 20, blockSize: 128)(queries: base, database: database)
    #expect(found == referenceExactSearch(queries: base, database: database, top: 20))
  }

  @Test(arguments: [1, 7, 64, 499, 500, 5000])
  func resultDoesNotDependOnTheBlockSize(blockSize: Int) throws {
    let queries = l2Normalize(randomMatrix(6, 40, seed: 6))
    let database = l2Normalize(randomMatrix(500, 40, seed: 7))
    let expected = try ExactSearch(top: 25)(queries: queries, database: database)
    let found = try ExactSearch(top: 25, blockSize: blockSize)(
      queries: queries, database: database)
    #expect(found == expected)
  }

  @Test func theOrderOfTheDatabaseChangesOnlyIndices() throws {
    let queries = l2Normalize(randomMatrix(6, 40, seed: 12))
    let database = l2Normalize(randomMatrix(503, 40, seed: 13))
    let order = (0..<503).map { $0 * 31 % 503 }
    let rankings = try ExactSearch(top: 503)(queries: queries, database: database)
    let shuffled = try ExactSearch(top: 503)(
      queries: queries, database: database.selectingRows(order))
    #expect(shuffled.indices.map { Int32(order[Int($0)]) } == rankings.indices)
    #expect(shuffled.scores == rankings.scores)
  }

  @Test func rowsWithoutColumnsAreRankedByIndex() throws {
    let rankings = try ExactSearch(top: 2)(
      queries: Matrix(rows: 1, columns: 0), database: Matrix(rows: 20, columns: 0))
    #expect(rankings.indices == [0, 1])
  }

  @Test func resultOfAQueryDoesNotDependOnTheOthers() throws {
    let queries = l2Normalize(randomMatrix(20, 40, seed: 8))
    let database = l2Normalize(randomMatrix(300, 40, seed: 9))
    let all = try ExactSearch(top: 10)(queries: queries, database: database)
    let alone = try ExactSearch(top: 10)(
      queries: queries.selectingRows([13]), database: database)
    #expect(alone.indices == Array(all.indices(ofQuery: 13)))
    #expect(alone.scores == Array(all.scores(ofQuery: 13)))
  }

  @Test func longDatabaseKeepsOnlyTheBest() throws {
    // Scores rise with the index, the worst order for a list that is cut as it grows.
    let database = Matrix(rows: 5000, columns: 1, elements: (0..<5000).map { Float($0) / 5000 })
    let rankings = try ExactSearch(top: 3, blockSize: 100)(
      queries: Matrix(rows: 1, columns: 1, elements: [1]), database: database)
    #expect(rankings.indices == [4999, 4998, 4997])
  }

  @Test func rowsThatGrowLongerRaiseTheMargin() throws {
    // The longest rows come last, so what was known of the first ones' rounding is too little.
    var database = randomMatrix(3000, 96, seed: 3)
    for row in 0..<3000 {
      let scale: Float = row < 2000 ? 1 : 1000
      for column in 0..<96 { database[row, column] *= scale }
    }
    let queries = randomMatrix(5, 96, seed: 4)
    #expect(
      try ExactSearch(top: 700, blockSize: 128)(queries: queries, database: database)
        == referenceExactSearch(queries: queries, database: database, top: 700))
  }

  @Test func theFirstOfManyDamagedRowsIsNamed() {
    var damaged = randomMatrix(2000, 13, seed: 1)
    for row in [1900, 700, 1200] { damaged[row, 5] = .nan }
    #expect(throws: RetrievalError.notFinite(role: .database, row: 700)) {
      try ExactSearch(top: 1)(queries: randomMatrix(1, 13, seed: 2), database: damaged)
    }
  }

  @Test func damageIsFoundWithoutQueriesToo() {
    var damaged = randomMatrix(9, 13, seed: 1)
    damaged[4, 12] = .infinity
    #expect(throws: RetrievalError.notFinite(role: .database, row: 4)) {
      try ExactSearch(top: 1)(queries: Matrix(rows: 0, columns: 13), database: damaged)
    }
  }

  /// Short and long rankings, several blocks of queries, and more rows than a piece or a chunk.
  @Test(arguments: [(3, 50, 7, 5), (270, 600, 19, 500), (9, 2500, 131, 30), (2, 30, 0, 3)])
  func databaseOf16BitsGivesWhatItsWidenedRowsGive(
    queries: Int, images: Int, dimension: Int, top: Int
  ) throws {
    let queries = l2Normalize(randomMatrix(queries, dimension, seed: 12))
    let half = HalfMatrix(rounding: l2Normalize(randomMatrix(images, dimension, seed: 13)))
    let wide = Matrix(rows: images, columns: dimension, elements: half.elements.map { Float($0) })
    let found = try ExactSearch(top: top)(queries: queries, database: .float16(half))
    #expect(found == referenceExactSearch(queries: queries, database: wide, top: top))
    #expect(DescriptorValues.float16(half).widened() == wide)
  }

  @Test(arguments: [(0, 3), (1, 4), (2, 1), (7, 0), (40, 5), (301, 3)])
  func rowsInAnotherOrderAreThoseSelected(rows: Int, columns: Int) {
    let matrix = randomMatrix(rows, columns, seed: 14)
    var generator = SeededGenerator(seed: UInt64(rows), purpose: "test order")
    let orders = [
      Array(0..<rows), Array((0..<rows).reversed()), (0..<rows).shuffled(using: &generator),
    ]
    for values in [DescriptorValues.float32(matrix), .float16(HalfMatrix(rounding: matrix))] {
      for order in orders {
        var ordered = values
        ordered.reorderRows(order)
        #expect(ordered == values.selectingRows(order))
      }
    }
  }

  @Test(arguments: [1, 2000])
  func aDamagedRowOf16BitsIsNamed(top: Int) {
    var damaged = randomMatrix(2000, 13, seed: 1)
    for row in [1900, 700] { damaged[row, 5] = .infinity }
    #expect(throws: RetrievalError.notFinite(role: .database, row: 700)) {
      try ExactSearch(top: top)(
        queries: randomMatrix(1, 13, seed: 2), database: .float16(HalfMatrix(rounding: damaged)))
    }
  }

  @Test func emptyDatabaseGivesEmptyRankings() throws {
    let rankings = try ExactSearch(top: 3)(
      queries: randomMatrix(2, 4, seed: 1), database: Matrix(rows: 0, columns: 4))
    #expect(rankings == Rankings(queryCount: 2, depth: 0, indices: [], scores: []))
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func damagedRowIsNamed(value: Float) {
    var damaged = randomMatrix(9, 13, seed: 1)
    damaged[4, 12] = value
    let sound = randomMatrix(2, 13, seed: 2)
    #expect(throws: RetrievalError.notFinite(role: .database, row: 4)) {
      try ExactSearch(top: 1)(queries: sound, database: damaged)
    }
    #expect(throws: RetrievalError.notFinite(role: .query, row: 4)) {
      try ExactSearch(top: 1)(queries: damaged, database: sound)
    }
  }

  @Test func tablesOfDifferentModelsCannotBeCompared() {
    #expect(throws: RetrievalError.dimensionMismatch(expected: 4, found: 3)) {
      try ExactSearch(top: 1)(
        queries: randomMatrix(1, 3, seed: 1), database: randomMatrix(1, 4, seed: 1))
    }
  }

  @Test func errorSaysWhichDescriptorAndWhatToTry() {
    let error = RetrievalError.notFinite(role: .database, row: 4)
    #expect(
      error.description == "Could not use database descriptor 4 (counted from 0): it holds a "
        + "value that is NaN, infinite or too large. Extract that image's descriptor again.")
  }
}
