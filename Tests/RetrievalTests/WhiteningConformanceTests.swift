import Glibc
import Kernels
import Retrieval
import Tensors
import Testing

/// Every whitening under one face, fitted to twelve pairs of rows 2i and 2i + 1 and sixteen others.
enum WhiteningCase: Sendable, CaseIterable, CustomTestStringConvertible {
  case pca
  case pcaWithFloor
  case pcaOfAQuarter
  case rotation
  case learnt

  var testDescription: String {
    switch self {
    case .pca: "PCA, power ½"
    case .pcaWithFloor: "PCA, power ½, floor"
    case .pcaOfAQuarter: "PCA, power ¼"
    case .rotation: "PCA, power 0"
    case .learnt: "learnt from pairs"
    }
  }

  static let unlearnt = allCases.filter { $0 != .learnt }

  /// The power of the variances that is divided by.
  var power: Float {
    switch self {
    case .pcaOfAQuarter: 0.25
    case .rotation: 0
    default: 0.5
    }
  }

  /// Returns the projection that training descriptors give.
  func fit(_ training: Matrix, dimension: Int? = nil) throws(RetrievalError) -> Projection {
    guard self == .learnt else {
      return try PCAWhitening(
        fitting: training, dimension: dimension, floor: self == .pcaWithFloor ? 0.1 : 0,
        power: power
      ).projection
    }
    let pairs = Array(0..<12)
    return try Projection(
      learntFrom: training, queries: pairs.map { 2 * $0 }, positives: pairs.map { 2 * $0 + 1 },
      dimension: dimension)
  }
}

/// What every whitening keeps to.
@Suite struct WhiteningConformanceTests {
  private static let size = 6

  /// Descriptors about (1, 1, …), long along some axes and short along others.
  private let training: Matrix
  private let others: Matrix

  init() {
    var drawn = randomMatrix(46, Self.size, seed: 60)
    for row in 0..<46 {
      for column in 0..<Self.size {
        drawn[row, column] = 1 + drawn[row, column] * (1 + Float(column)) / 3
      }
    }
    training = drawn.selectingRows(0..<40)
    others = drawn.selectingRows(40..<46)
  }

  @Test(arguments: WhiteningCase.allCases)
  func whitenedRowsHaveUnitLength(whitening: WhiteningCase) throws {
    let whitened = try whitening.fit(training)(others)
    #expect(whitened.rows == 6 && whitened.columns == Self.size)
    #expect(largestDifference(rowLengths(whitened), [1, 1, 1, 1, 1, 1]) < 1e-4)
  }

  @Test(arguments: WhiteningCase.allCases)
  func aRowIsWhitenedOnItsOwn(whitening: WhiteningCase) throws {
    let projection = try whitening.fit(training)
    #expect(projection(others.selectingRows([4])) == projection(others).selectingRows([4]))
  }

  @Test(arguments: WhiteningCase.allCases)
  func theMeanGoesToTheOrigin(whitening: WhiteningCase) throws {
    let projection = try whitening.fit(training)
    let mean = Matrix(rows: 1, columns: Self.size, elements: projection.mean)
    #expect(projection.project(mean) == Matrix(rows: 1, columns: Self.size))
  }

  @Test(arguments: WhiteningCase.allCases)
  func whereTheDescriptorsStandDoesNotMatter(whitening: WhiteningCase) throws {
    let moved = try whitening.fit(changed(training) { $0 + 16 })
    #expect(try distance(moved(changed(others) { $0 + 16 }), whitening) < 1e-3)
  }

  @Test(arguments: WhiteningCase.allCases, [Float(0.001), 8, 1000])
  func howLongTheDescriptorsAreDoesNotMatter(whitening: WhiteningCase, scale: Float) throws {
    let longer = try whitening.fit(changed(training) { $0 * scale })
    #expect(try distance(longer(changed(others) { $0 * scale }), whitening) < 1e-3)
  }

  @Test(arguments: WhiteningCase.allCases)
  func theAxesTheyAreGivenInDoNotMatter(whitening: WhiteningCase) throws {
    let projection = try whitening.fit(turned(training))
    #expect(try distance(projection(turned(others)), whitening) < 1e-4)
  }

  @Test(arguments: WhiteningCase.allCases)
  func theOrderOfTrainingDoesNotMatter(whitening: WhiteningCase) throws {
    // The twelve pairs in another order, and the rows without a partner backwards.
    var order: [Int] = []
    for place in 0..<12 {
      let pair = place * 7 % 12
      order += [2 * pair, 2 * pair + 1]
    }
    order += (24..<40).reversed()
    let shuffled = training.selectingRows(order)
    #expect(try distance(whitening.fit(shuffled)(others), whitening) < 1e-4)
  }

  @Test(arguments: WhiteningCase.allCases, 1...6)
  func fewerDirectionsAreTheFirstOfAll(whitening: WhiteningCase, kept: Int) throws {
    let all = try whitening.fit(training)
    let few = try whitening.fit(training, dimension: kept)
    #expect(try all.keeping(kept) == few)
    let first = all.project(others).elements.enumerated().filter { $0.offset % 6 < kept }
    #expect(few.project(others).elements == first.map(\.element))
  }

  @Test(arguments: WhiteningCase.allCases, [0, 7, -1])
  func otherNumbersOfDirectionsAreRefused(whitening: WhiteningCase, kept: Int) throws {
    let expected = RetrievalError.tooManyDimensions(requested: kept, available: 6)
    #expect(throws: expected) { try whitening.fit(training, dimension: kept) }
    let all = try whitening.fit(training)
    #expect(throws: expected) { try all.keeping(kept) }
  }

  @Test(arguments: WhiteningCase.allCases, [Float.nan, .infinity])
  func damageIsNamed(whitening: WhiteningCase, value: Float) {
    var damaged = training
    damaged[31, 2] = value
    damaged[17, 5] = value
    #expect(throws: RetrievalError.notFinite(role: .training, row: 17)) {
      try whitening.fit(damaged)
    }
  }

  @Test(arguments: WhiteningCase.unlearnt)
  func variancesAreThoseOfThePower(whitening: WhiteningCase) throws {
    let floor: Float = whitening == .pcaWithFloor ? 0.1 : 0
    let fitted = try PCAWhitening(fitting: training, floor: floor, power: whitening.power)
    let covariance = scatter(fitted.project(training), count: 40)
    let largest = try #require(fitted.variances.first)
    for row in 0..<Self.size {
      for column in 0..<Self.size {
        let variance = fitted.variances[row]
        let raised = max(variance, floor * largest)
        let expected = row == column ? variance * pow(raised, -2 * whitening.power) : 0
        // Forty products of order 1, of directions up to 3 long.
        #expect(abs(covariance[row, column] - expected) < 2e-5, "\(row), \(column)")
      }
    }
  }

  @Test func rotationKeepsInnerProducts() throws {
    let rotation = try WhiteningCase.rotation.fit(training)
    let rotated = rotation.project(others)
    var expected = others
    for row in 0..<6 {
      for column in 0..<Self.size { expected[row, column] -= rotation.mean[column] }
    }
    #expect(largestDifference(products(rotated), products(expected)) < 2e-5)
  }

  @Test func learntWhiteningMakesPairsDifferAlike() throws {
    let projected = try WhiteningCase.learnt.fit(training).project(training)
    var differences = Matrix(rows: 12, columns: Self.size)
    for pair in 0..<12 {
      for column in 0..<Self.size {
        differences[pair, column] = projected[2 * pair, column] - projected[2 * pair + 1, column]
      }
    }
    let found = scatter(differences, count: 12).elements
    let identity = (0..<36).map { Float($0 % 7 == 0 ? 1 : 0) }
    #expect(largestDifference(found, identity) < 5e-5)
  }

  @Test func learntDirectionsAreOrderedByTheirScatter() throws {
    let projected = try WhiteningCase.learnt.fit(training).project(training)
    let scatter = scatter(projected, count: 40)
    let diagonal = (0..<Self.size).map { scatter[$0, $0] }
    #expect(zip(diagonal, diagonal.dropFirst()).allSatisfy { $0 >= $1 })
    let rest = scatter.elements.indices.filter { $0 % 7 != 0 }.map { scatter.elements[$0] }
    #expect(largestDifference(rest, Array(repeating: 0, count: 30)) < 1e-4 * diagonal[0])
  }

  @Test(arguments: WhiteningCase.allCases)
  func theLargestPartOfADirectionIsPositive(whitening: WhiteningCase) throws {
    let matrix = try whitening.fit(training).matrix
    let largest = (0..<Self.size).map { row in
      matrix.row(row).reduce(Float(0)) { abs($1) > abs($0) ? $1 : $0 }
    }
    #expect(largest.allSatisfy { $0 > 0 })
  }

  /// Returns the largest change of a whitened row's products with the others.
  private func distance(_ found: Matrix, _ whitening: WhiteningCase) throws -> Float {
    largestDifference(products(found), products(try whitening.fit(training)(others)))
  }

  private func products(_ matrix: Matrix) -> [Float] {
    multiply(matrix, matrix, transposingRight: true).elements
  }

  /// Returns the products of columns over a number of rows.
  private func scatter(_ matrix: Matrix, count: Int) -> Matrix {
    var scatter = multiply(matrix, matrix, transposingLeft: true)
    scatter.scale(by: 1 / Float(count))
    return scatter
  }

  private func changed(_ matrix: Matrix, _ change: (Float) -> Float) -> Matrix {
    Matrix(rows: matrix.rows, columns: matrix.columns, elements: matrix.elements.map(change))
  }

  /// Returns descriptors in other axes: each two of them turned by the same angle.
  private func turned(_ matrix: Matrix) -> Matrix {
    var turned = matrix
    for row in 0..<matrix.rows {
      for column in stride(from: 0, to: Self.size, by: 2) {
        let (x, y) = (matrix[row, column], matrix[row, (column + 3) % Self.size])
        turned[row, column] = 0.6 * x - 0.8 * y
        turned[row, column + 1] = 0.8 * x + 0.6 * y
      }
    }
    return turned
  }
}
