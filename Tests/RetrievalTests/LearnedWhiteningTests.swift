import Kernels
import Retrieval
import Tensors
import Testing

private struct LearnedGolden: Decodable {
  let rows: Int
  let columns: Int
  let queries: [Int]
  let positives: [Int]
  let kept: Int
  let mean: [Float]
  let matrix: [Float]
  let whitened: [Float]
}

@Suite struct LearnedWhiteningTests {
  @Test(arguments: 0..<4)
  func whiteningEqualsNumPy(index: Int) throws {
    let expected = try golden("learned_whitening", as: [LearnedGolden].self)[index]
    let whitening = try learn(expected)
    let others = goldenDescriptors("whitening others", 4, expected.columns)
    #expect(relativeDifference(whitening.mean, expected.mean) < 1e-6)
    #expect(relativeDifference(whitening.matrix.elements, expected.matrix) < 1e-5)
    #expect(relativeDifference(whitening(others).elements, expected.whitened) < 1e-5)
  }

  @Test(arguments: [1, 3, 4, 5, 7])
  func pairsGiveNoMoreDirectionsThanTheyDifferIn(pairs: Int) throws {
    let table = randomMatrix(20, 8, seed: 20)
    let (queries, positives) = (Array(0..<pairs), Array(10..<10 + pairs))
    let all = try Projection(learntFrom: table, queries: queries, positives: positives)
    #expect(all.matrix.rows == pairs)
    // Not a direction of the few is blown up beside the others.
    #expect(rowLengths(all.matrix).allSatisfy { $0 < 100 })
    #expect(
      throws: RetrievalError.tooFewDirections(
        requested: pairs + 1, spanned: pairs, by: .pairs(pairs))
    ) {
      try Projection(
        learntFrom: table, queries: queries, positives: positives, dimension: pairs + 1)
    }
  }

  @Test func repeatedPairsAddNoDirection() throws {
    let table = randomMatrix(20, 8, seed: 20)
    let whitening = try Projection(
      learntFrom: table, queries: Array(repeating: 0, count: 9),
      positives: [1, 2, 1, 2, 1, 2, 1, 2, 1]
    )
    #expect(whitening.matrix.rows == 2)
  }

  @Test func differencesOfWhitenedPairsHaveIdentityCovariance() throws {
    let table = randomMatrix(400, 7, seed: 21)
    let (queries, positives) = (Array(0..<200), Array(200..<400))
    let whitening = try Projection(learntFrom: table, queries: queries, positives: positives)
    let projected = whitening.project(table)
    var differences = projected.selectingRows(queries)
    for index in differences.elements.indices {
      differences.elements[index] -= projected.elements[200 * 7 + index]
    }
    var covariance = multiply(differences, differences, transposingLeft: true)
    covariance.scale(by: 1 / 200)
    let identity = (0..<49).map { Float($0 % 8 == 0 ? 1 : 0) }
    // Sums of 200 float32 products.
    #expect(largestDifference(covariance.elements, identity) < 1e-4)
  }

  @Test func keepingFewerDirectionsKeepsTheFirst() throws {
    let table = randomMatrix(60, 5, seed: 22)
    let (queries, positives) = (Array(0..<30), Array(30..<60))
    let all = try Projection(learntFrom: table, queries: queries, positives: positives)
    let two = try Projection(
      learntFrom: table, queries: queries, positives: positives, dimension: 2)
    #expect(try all.keeping(2) == two)
  }

  @Test func impossiblePairsAreErrors() {
    let table = randomMatrix(6, 3, seed: 23)
    #expect(throws: RetrievalError.noPairs) {
      try Projection(learntFrom: table, queries: [], positives: [])
    }
    #expect(throws: RetrievalError.noSuchRow(6, count: 6)) {
      try Projection(learntFrom: table, queries: [0], positives: [6])
    }
    #expect(throws: RetrievalError.tooManyDimensions(requested: 4, available: 3)) {
      try Projection(learntFrom: table, queries: [0], positives: [1], dimension: 4)
    }
  }

  @Test func damagedTrainingRowIsNamed() {
    var table = randomMatrix(6, 3, seed: 24)
    table[5, 0] = .infinity
    #expect(throws: RetrievalError.notFinite(role: .training, row: 5)) {
      try Projection(learntFrom: table, queries: [0], positives: [1])
    }
  }

  @Test func equalPairsAreAnError() {
    let table = randomMatrix(6, 3, seed: 25)
    #expect(throws: RetrievalError.tooFewDirections(requested: 1, spanned: 0, by: .pairs(2))) {
      try Projection(learntFrom: table, queries: [0, 1], positives: [0, 1])
    }
  }

  private func learn(_ sizes: LearnedGolden) throws -> Projection {
    try Projection(
      learntFrom: goldenDescriptors(
        "whitening \(sizes.rows)", sizes.rows, sizes.columns, offset: 0.25),
      queries: sizes.queries, positives: sizes.positives, dimension: sizes.kept)
  }
}

@Suite struct WhiteningPowerTests {
  @Test func aPowerOfZeroOnlyTurns() throws {
    let table = randomMatrix(50, 6, seed: 26)
    let turned = try PCAWhitening(fitting: table, floor: 0, power: 0).projection.matrix
    let products = multiply(turned, turned, transposingRight: true)
    #expect(
      largestDifference(products.elements, (0..<36).map { $0 % 7 == 0 ? 1 : 0 }) < 1e-5)
  }

  @Test func varianceAlongAnAxisIsRaisedToOneLessTwicePower() throws {
    let table = randomMatrix(300, 4, seed: 27)
    let whitening = try PCAWhitening(fitting: table, floor: 0, power: 0.25)
    let projected = whitening.project(table)
    let scatter = multiply(projected, projected, transposingLeft: true)
    let found = (0..<4).map { scatter[$0, $0] / 300 }
    #expect(largestDifference(found, whitening.variances.map { $0.squareRoot() }) < 1e-4)
  }
}

@Suite struct ProjectionTests {
  @Test func offsetIsAddedLast() {
    let projection = Projection(
      mean: [1, 1], matrix: Matrix(rows: 2, columns: 2, elements: [2, 0, 0, 3]), offset: [1, -1])
    let projected = projection.project(Matrix(rows: 2, columns: 2, elements: [2, 2, 1, 1]))
    #expect(projected.elements == [3, 2, 1, -1])
  }

  @Test func aRowDoesNotDependOnTheOthers() {
    let projection = Projection(
      mean: randomMatrix(1, 19, seed: 1).elements, matrix: randomMatrix(11, 19, seed: 2),
      offset: randomMatrix(1, 11, seed: 3).elements)
    let table = randomMatrix(40, 19, seed: 4)
    #expect(projection(table.selectingRows([17])) == projection(table).selectingRows([17]))
  }

  @Test func moreDirectionsThanThereAreIsAnError() {
    let projection = Projection(mean: [0], matrix: Matrix(rows: 1, columns: 1))
    #expect(throws: RetrievalError.tooManyDimensions(requested: 2, available: 1)) {
      try projection.keeping(2)
    }
  }
}
