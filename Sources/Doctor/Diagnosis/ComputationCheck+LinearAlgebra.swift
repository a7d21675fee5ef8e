import Kernels
import Tensors

extension ComputationCheck {
  /// Checks of linear algebra: products in all transpositions, and eigenvalue problems.
  ///
  /// The sizes exceed the blocks into which the kernels divide their work, and are multiples of none.
  static var linearAlgebra: [ComputationCheck] {
    [false, true].flatMap { transposingLeft in
      [false, true].map { product(transposingLeft: transposingLeft, transposingRight: $0) }
    } + [eigenvalues(size: 40), reconstruction(size: 150), orthogonality(size: 150)]
  }

  private static func product(transposingLeft: Bool, transposingRight: Bool) -> ComputationCheck {
    let (rows, inner, columns) = (131, 401, 67)
    let left =
      transposingLeft ? random(inner, rows, "left") : random(rows, inner, "left")
    let right =
      transposingRight ? random(columns, inner, "right") : random(inner, columns, "right")
    let marks = (transposingLeft ? "ᵀ" : "", transposingRight ? "ᵀ" : "")
    return ComputationCheck(
      name: "product A\(marks.0)·B\(marks.1), \(rows)×\(inner)×\(columns)", library: "kernels",
      tolerance: float32Accumulation,
      expected: {
        referenceMultiply(
          left, right, transposingLeft: transposingLeft, transposingRight: transposingRight
        ).elements
      },
      found: {
        multiply(
          left, right, transposingLeft: transposingLeft, transposingRight: transposingRight
        ).elements
      })
  }

  private static func eigenvalues(size: Int) -> ComputationCheck {
    let matrix = randomSymmetric(size)
    return ComputationCheck(
      name: "eigenvalues, \(size)×\(size)", library: "kernels", tolerance: decomposition,
      expected: { try referenceSymmetricEigen(matrix).values.map { Float($0) } },
      found: { try symmetricEigen(matrix).values.map { Float($0) } })
  }

  /// The matrix must come back from its eigenvalues and eigenvectors.
  private static func reconstruction(size: Int) -> ComputationCheck {
    let matrix = randomSymmetric(size)
    return ComputationCheck(
      name: "eigenvectors span the matrix, \(size)×\(size)", library: "kernels",
      tolerance: decomposition, expected: { matrix.elements.map { Float($0) } },
      found: {
        let eigen = try symmetricEigen(matrix)
        let vectors = Matrix(eigen.vectors)
        var scaled = vectors
        for row in 0..<size {
          for column in 0..<size { scaled[row, column] *= Float(eigen.values[row]) }
        }
        return referenceMultiply(vectors, scaled, transposingLeft: true).elements
      })
  }

  private static func orthogonality(size: Int) -> ComputationCheck {
    let matrix = randomSymmetric(size)
    return ComputationCheck(
      name: "eigenvectors are orthonormal, \(size)×\(size)", library: "kernels",
      tolerance: decomposition,
      expected: {
        (0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }
      },
      found: {
        let vectors = try Matrix(symmetricEigen(matrix).vectors)
        return referenceMultiply(vectors, vectors, transposingRight: true).elements
      })
  }

  /// Sums of a few hundred to a few thousand products of 24-bit significands, in another order: a
  /// few units in the last place each, growing with the square root of their number.
  static let float32Accumulation: Float = 5e-6

  /// Winograd's filtering loses up to one digit more in its transforms (Lavin and Gray 2016).
  static let winograd: Float = 5e-5

  /// LAPACK's divide and conquer errs by a small multiple of size · 2⁻⁵³ (Anderson and others 1999,
  /// *LAPACK Users' Guide*, section 4.7), which is nothing beside the float32 that it is compared in.
  private static let decomposition: Float = 2e-6

  private static func random(_ rows: Int, _ columns: Int, _ purpose: String) -> Matrix {
    var generator = SeededGenerator(seed: 0, purpose: "check \(purpose)")
    return Matrix(Tensor(normal: [rows, columns], deviation: 1, using: &generator))
  }

  private static func randomSymmetric(_ size: Int) -> SquareMatrix {
    let matrix = random(size, size, "symmetric")
    return SquareMatrix(
      size: size,
      elements: (0..<size * size).map { place in
        let (row, column) = (place / size, place % size)
        return Double(matrix[min(row, column), max(row, column)])
      })
  }
}

extension Matrix {
  /// Rounds a matrix to float32.
  fileprivate init(_ matrix: SquareMatrix) {
    self.init(
      rows: matrix.size, columns: matrix.size, elements: matrix.elements.map { Float($0) })
  }
}
