import Kernels
import Tensors

extension ComputationCheck {
  /// Checks of OpenBLAS: products in all transpositions, and eigenvalue problems.
  ///
  /// The sizes exceed the blocks into which OpenBLAS divides its work, and are multiples of none.
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
      name: "product A\(marks.0)·B\(marks.1), \(rows)×\(inner)×\(columns)", library: "OpenBLAS",
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
      name: "eigenvalues, \(size)×\(size)", library: "OpenBLAS", tolerance: decomposition,
      expected: { try referenceSymmetricEigen(matrix).values },
      found: { try symmetricEigen(matrix).values })
  }

  /// The matrix must come back from its eigenvalues and eigenvectors.
  private static func reconstruction(size: Int) -> ComputationCheck {
    let matrix = randomSymmetric(size)
    return ComputationCheck(
      name: "eigenvectors span the matrix, \(size)×\(size)", library: "OpenBLAS",
      tolerance: decomposition, expected: { matrix.elements },
      found: {
        let eigen = try symmetricEigen(matrix)
        var scaled = eigen.vectors
        for row in 0..<size {
          for column in 0..<size { scaled[row, column] *= eigen.values[row] }
        }
        return referenceMultiply(eigen.vectors, scaled, transposingLeft: true).elements
      })
  }

  private static func orthogonality(size: Int) -> ComputationCheck {
    let matrix = randomSymmetric(size)
    return ComputationCheck(
      name: "eigenvectors are orthonormal, \(size)×\(size)", library: "OpenBLAS",
      tolerance: decomposition,
      expected: {
        (0..<size * size).map { $0 % (size + 1) == 0 ? 1 : 0 }
      },
      found: {
        let vectors = try symmetricEigen(matrix).vectors
        return referenceMultiply(vectors, vectors, transposingRight: true).elements
      })
  }

  /// Sums of a few hundred to a few thousand products of 24-bit significands, in another order: a
  /// few units in the last place each, growing with the square root of their number.
  static let float32Accumulation: Float = 5e-6

  /// Winograd's filtering loses up to one digit more in its transforms (Lavin and Gray 2016).
  static let winograd: Float = 5e-5

  /// LAPACK's divide and conquer errs by a small multiple of size · 2⁻²⁴ (Anderson and others 1999,
  /// *LAPACK Users' Guide*, section 4.7).
  private static let decomposition: Float = 2e-5

  private static func random(_ rows: Int, _ columns: Int, _ purpose: String) -> Matrix {
    var generator = SeededGenerator(seed: 0, purpose: "check \(purpose)")
    return Matrix(Tensor(normal: [rows, columns], deviation: 1, using: &generator))
  }

  private static func randomSymmetric(_ size: Int) -> Matrix {
    var matrix = random(size, size, "symmetric")
    for row in 0..<size {
      for column in 0..<row { matrix[row, column] = matrix[column, row] }
    }
    return matrix
  }
}
