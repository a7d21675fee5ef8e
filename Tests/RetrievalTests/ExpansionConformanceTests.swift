import Glibc
import Kernels
import Retrieval
import Tensors
import Testing

/// Every expansion, with the formula of its paper in double precision.
struct ExpansionCase: Sendable, CustomTestStringConvertible {
  let neighbours: Int
  let exponent: Float
  let isOfDatabase: Bool

  var testDescription: String {
    "\(isOfDatabase ? "database" : "query") by \(neighbours), exponent \(exponent)"
  }

  static let all = [false, true].flatMap { isOfDatabase in
    [(1, Float(0)), (1, 3), (4, 0), (4, 1), (10, 3), (100, 0.5), (100, 10)].map {
      ExpansionCase(neighbours: $0.0, exponent: $0.1, isOfDatabase: isOfDatabase)
    }
  }

  private var expansion: QueryExpansion {
    QueryExpansion(neighbours: neighbours, exponent: exponent)
  }

  /// Returns the rows expanded by their neighbours in a database, which they are for its own side.
  func callAsFunction(_ rows: Matrix, _ database: Matrix) throws -> Matrix {
    isOfDatabase
      ? try expansion.augment(rows) : try expansion(queries: rows, database: database)
  }

  /// Returns l2n(q + Σ max(s, 0)^α d) over the nearest.
  ///
  /// Radenović et al. 2019, section 3.5; for the database without the image itself (Gordo et al. 2017).
  func formula(_ rows: Matrix, _ database: Matrix) -> [Float] {
    (0..<rows.rows).flatMap { row -> [Float] in
      let query = rows.row(row).map { Double($0) }
      let others = (0..<database.rows).filter { !isOfDatabase || $0 != row }
      let scored = others.map { image in
        let descriptor = database.row(image).map { Double($0) }
        return (score: zip(query, descriptor).reduce(0) { $0 + $1.0 * $1.1 }, descriptor)
      }
      let nearest = scored.sorted { $0.score > $1.score }.prefix(neighbours)
      let sum = nearest.reduce(query) { sum, other in
        let weight = pow(max(other.score, 0), Double(exponent))
        return zip(sum, other.1).map { $0 + weight * $1 }
      }
      let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return sum.map { Float($0 / length) }
    }
  }
}

/// What every expansion keeps to.
@Suite struct ExpansionConformanceTests {
  private let database = l2Normalize(randomMatrix(40, 12, seed: 50))

  private func rows(_ expansion: ExpansionCase) -> Matrix {
    expansion.isOfDatabase ? database : l2Normalize(randomMatrix(5, 12, seed: 51))
  }

  @Test(arguments: ExpansionCase.all)
  func descriptorsAreThoseOfTheFormula(expansion: ExpansionCase) throws {
    let rows = rows(expansion)
    let found = try expansion(rows, database)
    // Lengths of a mean of up to 41 descriptors, to which 1e-6 is added.
    #expect(largestDifference(found.elements, expansion.formula(rows, database)) < 3e-5)
  }

  @Test(arguments: ExpansionCase.all)
  func expandedDescriptorsHaveUnitLength(expansion: ExpansionCase) throws {
    let found = try expansion(rows(expansion), database)
    #expect(found.rows == rows(expansion).rows && found.columns == 12)
    // The 1e-6 beside the length of a mean over 41 of which the others weigh next to nothing.
    #expect(
      largestDifference(rowLengths(found), Array(repeating: 1, count: found.rows)) < 4.5e-5)
  }

  @Test(arguments: ExpansionCase.all)
  func aRowDoesNotKnowOfOtherQueries(expansion: ExpansionCase) throws {
    guard !expansion.isOfDatabase else { return }
    let rows = rows(expansion)
    let all = try expansion(rows, database)
    #expect(try expansion(rows.selectingRows([3]), database) == all.selectingRows([3]))
  }

  @Test(arguments: ExpansionCase.all)
  func theOrderOfTheDatabaseDoesNotMatter(expansion: ExpansionCase) throws {
    let order = (0..<40).map { $0 * 7 % 40 }
    let shuffled = database.selectingRows(order)
    let found = try expansion(expansion.isOfDatabase ? shuffled : rows(expansion), shuffled)
    let expected = try expansion(rows(expansion), database)
    #expect(found == (expansion.isOfDatabase ? expected.selectingRows(order) : expected))
  }

  @Test(arguments: ExpansionCase.all)
  func turnedAxesTurnTheResult(expansion: ExpansionCase) throws {
    let found = try expansion(turned(rows(expansion)), turned(database))
    let expected = turned(try expansion(rows(expansion), database))
    #expect(largestDifference(found.elements, expected.elements) < 2e-5)
  }

  @Test(arguments: ExpansionCase.all)
  func copiesOfOneImageStayWhereTheyAre(expansion: ExpansionCase) throws {
    let copies = database.selectingRows(Array(repeating: 7, count: 6))
    let found = try expansion(copies, copies)
    #expect(largestDifference(found.elements, copies.elements) < 1e-5)
  }

  @Test(arguments: ExpansionCase.all)
  func oneImageAloneStaysWhereItIs(expansion: ExpansionCase) throws {
    let one = database.selectingRows([11])
    let found = try expansion(one, one)
    #expect(largestDifference(found.elements, one.elements) < 1e-5)
  }

  @Test(arguments: ExpansionCase.all)
  func oneDimensionKeepsItsSign(expansion: ExpansionCase) throws {
    // A query finds its own side first; images of the other side weigh 0, or tie with it at α = 0.
    let line = Matrix(rows: 4, columns: 1, elements: [1, 1, 1, 1])
    let found = try expansion(line, line)
    #expect(largestDifference(found.elements, [1, 1, 1, 1]) < 1e-5)
  }

  @Test(arguments: [Float(0), 1, 3, 50])
  func aQueryThatFindsItselfFirstStaysWhereItIs(exponent: Float) throws {
    let found = try QueryExpansion(neighbours: 1, exponent: exponent)(
      queries: database, database: database)
    #expect(largestDifference(found.elements, database.elements) < 1e-4)
  }

  @Test(arguments: [false, true])
  func largeExponentsLeaveOnlyCopies(isOfDatabase: Bool) throws {
    let expansion = ExpansionCase(neighbours: 10, exponent: 400, isOfDatabase: isOfDatabase)
    let found = try expansion(rows(expansion), database)
    #expect(largestDifference(found.elements, rows(expansion).elements) < 1e-4)
  }

  @Test(arguments: ExpansionCase.all)
  func damageIsNamed(expansion: ExpansionCase) {
    var damaged = database
    damaged[9, 3] = .nan
    #expect(
      throws: RetrievalError.notFinite(
        role: expansion.isOfDatabase ? .query : .database, row: 9)
    ) {
      try expansion(expansion.isOfDatabase ? damaged : rows(expansion), damaged)
    }
  }

  /// Returns descriptors in other axes: the last first, every other one turned round.
  private func turned(_ matrix: Matrix) -> Matrix {
    var turned = matrix
    for row in 0..<matrix.rows {
      for column in 0..<12 {
        let value = matrix[row, 11 - column]
        turned[row, column] = column.isMultiple(of: 2) ? value : -value
      }
    }
    return turned
  }
}
