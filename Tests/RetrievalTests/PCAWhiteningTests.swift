import Kernels
import Retrieval
import Tensors
import Testing

/// What Tests/Reference/make_whitening_golden.py writes into whitening.json.
private struct WhiteningGolden: Decodable {
  let name: String
  let rows: Int
  let kept: Int
  let floor: Float
  let power: Float
  let decay: Double
  let mean: [Float]
  let variances: [Float]
  let axesAreUnique: Bool
  let whitened: [Float]
  let products: [Float]

  var training: Matrix { descriptors("whitening \(name)", rows) }

  var others: Matrix { descriptors("whitening \(name) others", 4) }

  private func descriptors(_ name: String, _ rows: Int) -> Matrix {
    guard decay < 1 else { return Matrix(draws(name, [rows, 24], offset: 0.25)) }
    var matrix = Matrix(draws(name, [rows, 8], offset: 0.25))
    for row in 0..<rows {
      let axes = matrix.row(row).map { Double($0) }
      for column in 0..<8 {
        var (sum, length) = (0.0, 1.0)
        for axis in 0..<8 {
          sum +=
            (axis & column).nonzeroBitCount.isMultiple(of: 2)
            ? axes[axis] * length : -axes[axis] * length
          length *= decay
        }
        matrix[row, column] = Float(sum)
      }
    }
    return matrix
  }
}

@Suite struct PCAWhiteningTests {
  @Test(arguments: 0..<7)
  func whiteningEqualsNumPy(index: Int) throws {
    let expected = try golden("whitening", as: [WhiteningGolden].self)[index]
    let whitening = try PCAWhitening(
      fitting: expected.training, dimension: expected.kept, floor: expected.floor,
      power: expected.power)
    #expect(relativeDifference(whitening.projection.mean, expected.mean) < 1e-6)
    #expect(relativeDifference(whitening.variances, expected.variances) < 1e-6)
    let whitened = whitening(expected.others)
    let products = multiply(whitened, whitened, transposingRight: true)
    #expect(relativeDifference(products.elements, expected.products) < 1e-5)
    guard expected.axesAreUnique else { return }
    let golden = Matrix(rows: 4, columns: expected.kept, elements: expected.whitened)
    #expect(
      relativeDifference(withSigns(of: golden, whitened).elements, golden.elements) < 1e-5)
  }

  @Test(arguments: [0, 1])
  func whitenedTrainingDataHaveIdentityCovariance(index: Int) throws {
    // Variances a factor of 26,000 apart, all of them kept; then the largest three.
    let expected = try golden("whitening", as: [WhiteningGolden].self)[index]
    let training = expected.training
    let whitened = try PCAWhitening(fitting: training, dimension: expected.kept, floor: 0)
      .project(training)
    var covariance = multiply(whitened, whitened, transposingLeft: true)
    covariance.scale(by: 1 / Float(training.rows))
    let identity = (0..<expected.kept * expected.kept).map {
      Float($0 % (expected.kept + 1) == 0 ? 1 : 0)
    }
    #expect(largestDifference(covariance.elements, identity) < 1e-5)
  }

  @Test func whitenedDescriptorsHaveUnitLength() throws {
    let training = randomMatrix(50, 6, seed: 3)
    let whitened = try PCAWhitening(fitting: training)(training)
    let lengths = (0..<50).map { row in
      whitened.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
    }
    #expect(largestDifference(lengths, Array(repeating: 1, count: 50)) < 1e-4)
  }

  @Test func resultOfARowDoesNotDependOnTheOthers() throws {
    let training = randomMatrix(64, 21, seed: 4)
    let whitening = try PCAWhitening(fitting: training, dimension: 13)
    let all = whitening(training)
    #expect(whitening(training.selectingRows([40])) == all.selectingRows([40]))
    #expect(whitening(training.selectingRows(5..<22)) == all.selectingRows(5..<22))
  }

  @Test func variancesBelowTheFloorAreRaisedToIt() throws {
    // Variances 4 and 0.01 along the axes; a floor of a quarter raises the second to 1.
    let training = Matrix(rows: 4, columns: 2, elements: [2, 0.1, 2, -0.1, -2, 0.1, -2, -0.1])
    let whitening = try PCAWhitening(fitting: training, floor: 0.25)
    #expect(largestDifference(whitening.variances, [4, 0.01]) < 1e-6)
    #expect(largestDifference(whitening.projection.matrix.elements, [0.5, 0, 0, 1]) < 1e-6)
  }

  @Test func fewerImagesThanDimensionsGiveFiniteDescriptors() throws {
    let whitened = try PCAWhitening(fitting: randomMatrix(5, 16, seed: 5))(
      randomMatrix(3, 16, seed: 6))
    #expect(whitened.elements.allSatisfy { $0.isFinite })
  }

  @Test func damagedTrainingRowIsNamed() {
    var training = randomMatrix(5, 3, seed: 7)
    training[3, 1] = .nan
    #expect(throws: RetrievalError.notFinite(role: .training, row: 3)) {
      try PCAWhitening(fitting: training)
    }
  }

  @Test func impossibleFitsAreErrors() {
    #expect(throws: RetrievalError.tooFewDescriptors(found: 1)) {
      try PCAWhitening(fitting: randomMatrix(1, 3, seed: 8))
    }
    #expect(throws: RetrievalError.tooManyDimensions(requested: 4, available: 3)) {
      try PCAWhitening(fitting: randomMatrix(9, 3, seed: 8), dimension: 4)
    }
    #expect(throws: RetrievalError.noVariance) {
      try PCAWhitening(fitting: Matrix(rows: 4, columns: 2))
    }
  }
}

/// Returns the descriptors, each axis turned round where it points away from that of others.
private func withSigns(of others: Matrix, _ descriptors: Matrix) -> Matrix {
  var result = descriptors
  for column in 0..<result.columns {
    let product = (0..<result.rows).reduce(Float(0)) { sum, row in
      sum + result[row, column] * others[row, column]
    }
    guard product < 0 else { continue }
    for row in 0..<result.rows { result[row, column] = -result[row, column] }
  }
  return result
}
