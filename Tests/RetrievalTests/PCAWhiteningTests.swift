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

  @Test(arguments: [2, 3, 5, 16], [(floor: Float(0), power: Float(0.5)), (1e-5, 0.5), (0, 0.25)])
  func imagesGiveOneDirectionLessThanTheirNumber(
    images: Int, variant: (floor: Float, power: Float)
  ) throws {
    let training = randomMatrix(images, 16, seed: 5)
    let all = try PCAWhitening(fitting: training, floor: variant.floor, power: variant.power)
    #expect(all.variances.count == images - 1)
    #expect(
      throws: RetrievalError.tooFewDirections(
        requested: images, spanned: images - 1, by: .descriptors(images))
    ) {
      try PCAWhitening(
        fitting: training, dimension: images, floor: variant.floor, power: variant.power)
    }
  }

  @Test func constantEqualAndRepeatedColumnsAddNoDirection() throws {
    // Five columns of signal, one constant, one that is never active, and two repeated.
    var training = Matrix(rows: 40, columns: 9)
    let signal = randomMatrix(40, 5, seed: 9)
    for row in 0..<40 {
      for column in 0..<5 { training[row, column] = signal[row, column] }
      training[row, 5] = 0.7
      training[row, 7] = signal[row, 1]
      training[row, 8] = signal[row, 0] - signal[row, 3]
    }
    #expect(try PCAWhitening(fitting: training).variances.count == 5)
  }

  @Test(arguments: [Float(1e-3), 1, 1e4])
  func theNumberOfDirectionsDoesNotDependOnTheScale(scale: Float) throws {
    var training = randomMatrix(12, 8, seed: 10)
    for index in training.elements.indices { training.elements[index] *= scale }
    #expect(try PCAWhitening(fitting: training).variances.count == 8)
    let few = training.selectingRows([0, 1, 2, 0, 1, 2, 2])
    #expect(try PCAWhitening(fitting: few).variances.count == 2)
  }

  @Test func renamedFilesAreWhitenedTheSame() throws {
    // Names decide the order of the rows, and so the rounding of sums.
    let training = randomMatrix(6, 16, seed: 11)
    let queries = randomMatrix(5, 16, seed: 12)
    let products = try [[0, 1, 2, 3, 4, 5], [3, 5, 0, 4, 2, 1]].map { order in
      let whitened = try PCAWhitening(fitting: training.selectingRows(order))(queries)
      return multiply(whitened, whitened, transposingRight: true).elements
    }
    #expect(largestDifference(products[0], products[1]) < 1e-5)
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
