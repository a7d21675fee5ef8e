import Foundation
import Kernels
import Tensors
import Testing

@Suite struct SymmetricEigenTests {
  @Test func diagonalMatrixGivesItsEntriesDescending() throws {
    let eigen = try symmetricEigen(
      SquareMatrix(size: 3, elements: [1, 0, 0, 0, 5, 0, 0, 0, 3]))
    #expect(eigen.values == [5, 3, 1])
    #expect(eigen.vectors.elements == [0, 1, 0, 0, 0, 1, 1, 0, 0])
  }

  @Test func handWorkedMatrixHasItsKnownVectors() throws {
    // [[2, -1], [-1, 2]] has 3 with (1, -1)/√2 and 1 with (1, 1)/√2.
    let eigen = try symmetricEigen(SquareMatrix(size: 2, elements: [2, -1, -1, 2]))
    #expect(largestDifference(eigen.values, [3, 1]) < 1e-15)
    let half = 0.5.squareRoot()
    let vectors = eigen.vectors.elements
    #expect(largestDifference(vectors.map(abs), [half, half, half, half]) < 1e-15)
    #expect(vectors[0] * vectors[1] < 0)
    #expect(vectors[2] > 0 && vectors[3] > 0)
  }

  @Test func largestComponentOfEachVectorIsPositive() throws {
    let eigen = try symmetricEigen(covariance(size: 12))
    let largest = (0..<12).map { row in
      eigen.vectors.elements[row * 12..<(row + 1) * 12].max { abs($0) < abs($1) } ?? 0
    }
    #expect(largest.allSatisfy { $0 > 0 })
  }

  /// As a covariance of fewer descriptors than dimensions: most eigenvalues are rounding errors.
  @Test(arguments: [
    (size: 128, rank: 40), (size: 128, rank: 1), (size: 65, rank: 64), (size: 33, rank: 0),
  ])
  func matricesWithoutFullRankAreDecomposed(size: Int, rank: Int) throws {
    for seed in 0..<8 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, purpose: "rank test")
      let vectors = Tensor(normal: [max(rank, 1), size], deviation: 1, using: &generator).elements
      let matrix = SquareMatrix(scatterOf: rank, size: size) { Double(vectors[$0 * size + $1]) }
      let eigen = try symmetricEigen(matrix)
      #expect(
        eigen.values.dropFirst(rank).allSatisfy { abs($0) <= 1e-12 * max(1, eigen.values[0]) })
      #expect(eigen.values.prefix(rank).allSatisfy { $0 > 1e-6 })
      #expect(largestDifference(rebuilt(eigen), matrix.elements) < 1e-12 * max(1, eigen.values[0]))
    }
  }

  /// Eigenvalues over forty orders of magnitude, at the top, at the bottom and mixed.
  @Test func gradedMatricesAreDecomposed() throws {
    for (index, order) in [(0..<40).map { $0 }, (0..<40).reversed(), (0..<40).map { $0 * 17 % 40 }]
      .enumerated()
    {
      var generator = SeededGenerator(seed: UInt64(index), purpose: "graded test")
      let noise = Tensor(normal: [40, 40], deviation: 1, using: &generator).elements.map(
        Double.init)
      var elements = [Double](repeating: 0, count: 1600)
      for row in 0..<40 {
        for column in 0..<40 {
          let scale = pow(10, -0.5 * Double(order[row] + order[column]))
          elements[row * 40 + column] =
            (noise[row * 40 + column] + noise[column * 40 + row]) * scale
        }
      }
      let matrix = SquareMatrix(size: 40, elements: elements)
      let eigen = try symmetricEigen(matrix)
      #expect(largestDifference(rebuilt(eigen), elements) < 1e-13)
    }
  }

  /// Returns the matrix whose decomposition it is.
  private func rebuilt(_ eigen: SymmetricEigen) -> [Double] {
    let size = eigen.values.count
    var scaled = eigen.vectors.elements
    for row in 0..<size {
      for column in 0..<size { scaled[row * size + column] *= eigen.values[row] }
    }
    let vectors = eigen.vectors.elements
    return (0..<size * size).map { place in
      (0..<size).reduce(0) {
        $0 + vectors[$1 * size + place / size] * scaled[$1 * size + place % size]
      }
    }
  }

  @Test(arguments: [1, 2, 5, 24])
  func fastDecompositionEqualsTheReference(size: Int) throws {
    let matrix = covariance(size: size)
    let fast = try symmetricEigen(matrix)
    let reference = try referenceSymmetricEigen(matrix)
    // Double precision over eigenvalues of up to about 5, with gaps well above its rounding.
    #expect(largestDifference(fast.values, reference.values) < 1e-13)
    #expect(largestDifference(fast.vectors.elements, reference.vectors.elements) < 1e-11)
  }

  @Test func vectorsRebuildTheMatrix() throws {
    let matrix = covariance(size: 40)
    let eigen = try symmetricEigen(matrix)
    var rebuilt = [Double](repeating: 0, count: 1600)
    for (value, index) in zip(eigen.values, 0...) {
      let vector = Array(eigen.vectors.elements[index * 40..<(index + 1) * 40])
      for place in 0..<1600 { rebuilt[place] += value * vector[place / 40] * vector[place % 40] }
    }
    #expect(largestDifference(rebuilt, matrix.elements) < 1e-13)
  }

  /// Matrices whose eigenvectors are not unique: what must hold is that they are orthonormal, that each
  /// belongs to its value, and that the values are those given.
  @Test(arguments: [
    [0, 0, 0], [2, 2, 2, 2], [5, 2, 2, 0], [4, 0, 0, 0, 0], [3, 3, -1, -1], [7],
  ])
  func repeatedAndZeroEigenvaluesHaveOrthonormalVectors(values: [Double]) throws {
    let size = values.count
    let matrix = turned(values)
    let eigen = try symmetricEigen(matrix)
    let rows = (0..<size).map { Array(eigen.vectors.elements[$0 * size..<($0 + 1) * size]) }
    #expect(largestDifference(eigen.values, values) < 1e-14)
    for (first, row) in rows.enumerated() {
      let products = rows.map { zip(row, $0).reduce(0) { $0 + $1.0 * $1.1 } }
      #expect(largestDifference(products, rows.indices.map { $0 == first ? 1 : 0 }) < 1e-14)
      let image = (0..<size).map { place in
        row.indices.reduce(0) { $0 + matrix.elements[place * size + $1] * row[$1] }
      }
      #expect(largestDifference(image, row.map { $0 * eigen.values[first] }) < 1e-14)
    }
  }

  @Test func smallEigenvaluesKeepTheirDigits() throws {
    // Turned by 45 degrees: (1 + 1e-10)/2 on the diagonal and (1 − 1e-10)/2 beside it.
    let eigen = try symmetricEigen(
      SquareMatrix(
        size: 2, elements: [0.500_000_000_05, 0.499_999_999_95, 0.499_999_999_95, 0.500_000_000_05])
    )
    #expect(abs(eigen.values[1] - 1e-10) < 1e-15)
  }

  @Test func elementThatIsNotFiniteIsNamed() {
    let matrix = SquareMatrix(size: 2, elements: [1, 0, .nan, 1])
    #expect(throws: EigenError.notFinite(row: 1, column: 0)) { try symmetricEigen(matrix) }
  }

  /// Returns a matrix with the given eigenvalues, its axes turned by a reflection: H·D·H with
  /// H = 1 − 2·u·uᵀ and a unit vector u whose parts grow.
  private func turned(_ values: [Double]) -> SquareMatrix {
    let size = values.count
    let length = (0..<size).reduce(0.0) { $0 + Double(($1 + 1) * ($1 + 1)) }
    func reflection(_ row: Int, _ column: Int) -> Double {
      (row == column ? 1 : 0) - 2 * Double((row + 1) * (column + 1)) / length
    }
    let elements = (0..<size * size).map { place in
      var sum = 0.0
      for middle in 0..<size {
        let scaled = reflection(place / size, middle) * values[middle]
        sum += scaled * reflection(middle, place % size)
      }
      return sum
    }
    return SquareMatrix(size: size, elements: elements)
  }

  private func covariance(size: Int) -> SquareMatrix {
    let count = 2 * size + 1
    let data = randomMatrix(count, size, seed: UInt64(size), deviation: 0.5)
    var product = SquareMatrix(scatterOf: count, size: size) { Double(data[$0, $1]) }
    product.scale(by: 1 / Double(size))
    return product
  }
}

private func largestDifference(_ first: [Double], _ second: [Double]) -> Double {
  guard first.count == second.count else { return .infinity }
  return zip(first, second).reduce(0) { max($0, abs($1.0 - $1.1)) }
}
