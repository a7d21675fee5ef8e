import Foundation
import Kernels
import Retrieval
import Tensors
import Testing

/// What Tests/Reference/make_whitening_golden.py writes into whitening.json.
private struct WhiteningGolden: Decodable {
  struct GoldenMatrix: Decodable {
    let rows: Int
    let columns: Int
    let elements: [Float]

    var matrix: Matrix { Matrix(rows: rows, columns: columns, elements: elements) }
  }

  let training: GoldenMatrix
  let kept: Int
  let floor: Float
  let others: GoldenMatrix
  let mean: [Float]
  let projection: GoldenMatrix
  let variances: [Float]
  let whitened: GoldenMatrix

  static func read() throws -> [WhiteningGolden] {
    let file = Bundle.module.bundleURL.appending(path: "Golden/whitening.json")
    return try JSONDecoder().decode([WhiteningGolden].self, from: Data(contentsOf: file))
  }
}

@Suite struct PCAWhiteningTests {
  @Test(arguments: [0, 1])
  func whiteningEqualsNumPy(index: Int) throws {
    let expected = try WhiteningGolden.read()[index]
    let whitening = try PCAWhitening(
      fitting: expected.training.matrix, dimension: expected.kept, floor: expected.floor)
    // Float32 eigenvectors, divided by deviations down to 0.03.
    #expect(largestDifference(whitening.projection.mean, expected.mean) < 1e-6)
    #expect(largestDifference(whitening.variances, expected.variances) < 1e-6)
    #expect(
      largestDifference(whitening.projection.matrix.elements, expected.projection.elements) < 5e-4)
    #expect(
      largestDifference(
        whitening(expected.others.matrix).elements, expected.whitened.elements) < 2e-5)
  }

  @Test func whitenedTrainingDataHaveIdentityCovariance() throws {
    let mixing = randomMatrix(10, 10, seed: 2)
    let training = multiply(randomMatrix(300, 10, seed: 1), mixing)
    let whitened = try PCAWhitening(fitting: training, dimension: 7).project(training)
    let scatter = multiply(whitened, whitened, transposingLeft: true)
    let identity = (0..<49).map { Float($0 % 8 == 0 ? 1 : 0) }
    // Float32 eigenvectors, blown up by a spread of variances of about a thousand.
    #expect(largestDifference(scatter.elements.map { $0 / 300 }, identity) < 1e-3)
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
