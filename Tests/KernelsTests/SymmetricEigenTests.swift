import Kernels
import Tensors
import Testing

@Suite struct SymmetricEigenTests {
  @Test func diagonalMatrixGivesItsEntriesDescending() throws {
    let eigen = try symmetricEigen(
      Matrix(rows: 3, columns: 3, elements: [1, 0, 0, 0, 5, 0, 0, 0, 3]))
    #expect(eigen.values == [5, 3, 1])
    #expect(eigen.vectors.elements == [0, 1, 0, 0, 0, 1, 1, 0, 0])
  }

  @Test func handWorkedMatrixHasItsKnownVectors() throws {
    // [[2, -1], [-1, 2]] has 3 with (1, -1)/√2 and 1 with (1, 1)/√2.
    let eigen = try symmetricEigen(Matrix(rows: 2, columns: 2, elements: [2, -1, -1, 2]))
    #expect(largestDifference(eigen.values, [3, 1]) < 1e-6)
    let half = Float(0.5).squareRoot()
    #expect(largestDifference(eigen.vectors.elements.map(abs), [half, half, half, half]) < 1e-6)
    #expect(eigen.vectors[0, 0] * eigen.vectors[0, 1] < 0)
    #expect(eigen.vectors[1, 0] > 0 && eigen.vectors[1, 1] > 0)
  }

  @Test func largestComponentOfEachVectorIsPositive() throws {
    let eigen = try symmetricEigen(covariance(size: 12))
    let largest = (0..<12).map { row in
      eigen.vectors.row(row).max { abs($0) < abs($1) } ?? 0
    }
    #expect(largest.allSatisfy { $0 > 0 })
  }

  @Test(arguments: [1, 2, 5, 24])
  func fastDecompositionEqualsTheReference(size: Int) throws {
    let matrix = covariance(size: size)
    let fast = try symmetricEigen(matrix)
    let reference = try referenceSymmetricEigen(matrix)
    // Float32 rounding over eigenvalues of up to about 5, with gaps well above it.
    #expect(largestDifference(fast.values, reference.values) < 2e-5)
    #expect(largestDifference(fast.vectors.elements, reference.vectors.elements) < 1e-3)
  }

  @Test func vectorsRebuildTheMatrix() throws {
    let matrix = covariance(size: 40)
    let eigen = try symmetricEigen(matrix)
    var scaled = eigen.vectors
    for index in scaled.elements.indices { scaled.elements[index] *= eigen.values[index / 40] }
    let rebuilt = multiply(eigen.vectors, scaled, transposingLeft: true)
    #expect(largestDifference(rebuilt.elements, matrix.elements) < 2e-5)
  }

  @Test func emptyMatrixHasNoValues() throws {
    #expect(try symmetricEigen(Matrix(rows: 0, columns: 0)).values.isEmpty)
  }

  @Test func elementThatIsNotFiniteIsNamed() {
    let matrix = Matrix(rows: 2, columns: 2, elements: [1, 0, .nan, 1])
    #expect(throws: EigenError.notFinite(row: 1, column: 0)) { try symmetricEigen(matrix) }
  }

  private func covariance(size: Int) -> Matrix {
    let data = randomMatrix(2 * size + 1, size, seed: UInt64(size), deviation: 0.5)
    let product = multiply(data, data, transposingLeft: true)
    let share = 1 / Float(size)
    return Matrix(rows: size, columns: size, elements: product.elements.map { $0 * share })
  }
}
