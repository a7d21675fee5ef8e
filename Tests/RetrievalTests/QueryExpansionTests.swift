import Kernels
import Retrieval
import Tensors
import Testing

private struct ExpansionGolden: Decodable {
  let neighbours: Int
  let exponent: Float
  let queries: [Float]
  let database: [Float]
}

@Suite struct QueryExpansionTests {
  let database = goldenDescriptors("expansion database", 30, 6)
  let queries = goldenDescriptors("expansion queries", 4, 6)

  @Test(arguments: 0..<5)
  func expansionEqualsNumPy(index: Int) throws {
    let expected = try golden("expansion", as: [ExpansionGolden].self)[index]
    let expansion = QueryExpansion(
      neighbours: expected.neighbours, exponent: expected.exponent)
    let found = try expansion(queries: queries, database: database)
    #expect(relativeDifference(found.elements, expected.queries) < 1e-5)
    let augmented = try expansion.augment(database).selectingRows(0..<3)
    #expect(relativeDifference(augmented.elements, expected.database) < 1e-5)
  }

  @Test func averageExpansionIsTheMeanOfTheQueryAndItsBest() throws {
    let database = Matrix(rows: 3, columns: 2, elements: [0, 1, 0.6, 0.8, -1, 0])
    let found = try QueryExpansion(neighbours: 1)(
      queries: Matrix(rows: 1, columns: 2, elements: [1, 0]), database: database)
    // (1.6, 0.8) over its length.
    #expect(largestDifference(found.elements, [0.894_427_2, 0.447_213_6]) < 2e-6)
  }

  @Test func noNeighboursChangeNothing() throws {
    let expansion = QueryExpansion(neighbours: 0, exponent: 3)
    #expect(try expansion(queries: queries, database: database) == queries)
    #expect(try expansion.augment(database) == database)
  }

  @Test func anEmptyDatabaseChangesNothing() throws {
    let expansion = QueryExpansion(neighbours: 5)
    let empty = Matrix(rows: 0, columns: 6)
    #expect(try expansion(queries: queries, database: empty) == queries)
    #expect(try expansion.augment(empty) == empty)
    #expect(try expansion.augment(queries.selectingRows([0])) == queries.selectingRows([0]))
  }

  @Test func theOrderOfTheDatabaseChangesNothing() throws {
    let order = (0..<30).map { $0 * 7 % 30 }
    let shuffled = database.selectingRows(order)
    let expansion = QueryExpansion(neighbours: 6, exponent: 2)
    #expect(
      try expansion(queries: queries, database: shuffled)
        == expansion(queries: queries, database: database))
    #expect(try expansion.augment(shuffled) == expansion.augment(database).selectingRows(order))
  }

  @Test func anImageIsNotItsOwnNeighbour() throws {
    // Its copy is: two equal rows stay where they are, the third moves to them.
    let rows = Matrix(rows: 3, columns: 2, elements: [1, 0, 1, 0, 0.6, 0.8])
    let found = try QueryExpansion(neighbours: 1).augment(rows)
    #expect(largestDifference(Array(found.row(0)), [1, 0]) < 2e-6)
    #expect(largestDifference(Array(found.row(2)), [0.894_427_2, 0.447_213_6]) < 2e-6)
  }

  @Test func neighboursThatPointAwayCountNothing() throws {
    let query = Matrix(rows: 1, columns: 2, elements: [1, 0])
    let opposite = Matrix(rows: 1, columns: 2, elements: [-1, 0])
    let found = try QueryExpansion(neighbours: 1, exponent: 0.5)(
      queries: query, database: opposite)
    #expect(largestDifference(found.elements, [1, 0]) < 3e-6)
  }

  @Test func damagedRowIsNamed() {
    var damaged = database
    damaged[9, 2] = .nan
    #expect(throws: RetrievalError.notFinite(role: .database, row: 9)) {
      try QueryExpansion(neighbours: 2)(queries: queries, database: damaged)
    }
  }
}
