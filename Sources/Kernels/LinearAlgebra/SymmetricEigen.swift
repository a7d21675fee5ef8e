internal import CFeatureMaps
public import Failures

/// Why a matrix could not be decomposed.
public enum EigenError: Failure, Equatable {
  /// An element is NaN or infinite.
  case notFinite(row: Int, column: Int)

  /// An eigenvalue was still not found after sixty steps.
  case notConverged(size: Int)

  /// A computation is a part of a stage.
  public var kind: FailureKind { .stageFailed }

  /// The matrix, by its size where that is known.
  public var subject: String {
    switch self {
    case .notFinite: "the matrix"
    case .notConverged(let size): "a \(size)×\(size) matrix"
    }
  }

  /// Why it has no decomposition.
  public var reason: String {
    switch self {
    case .notFinite(let row, let column):
      "the element in row \(row), column \(column) is not a finite number"
    case .notConverged: "an eigenvalue was not found after sixty steps"
    }
  }

  /// What failed, and why.
  public var statement: String { "Could not decompose \(subject): \(reason)" }

  /// What to try.
  public var advice: String {
    switch self {
    case .notFinite: "Check the values it was computed from."
    case .notConverged: "Check the matrix for extreme values."
    }
  }
}

/// Eigenvalues and eigenvectors of a symmetric matrix, the largest first.
public struct SymmetricEigen: Sendable, Equatable {
  /// The eigenvalues, descending.
  public let values: [Double]

  /// The unit-length eigenvectors, (eigenvalue, component): row i belongs to `values[i]`.
  ///
  /// The component of largest magnitude, the first of equal ones, is positive in each row.
  public let vectors: SquareMatrix
}

/// Returns the eigenvalues and eigenvectors of a symmetric matrix.
///
/// They are computed in double precision: whitening divides by the square roots of eigenvalues that
/// are a hundred thousand times smaller than the largest, whose rounding they bear. By Householder's
/// reduction and implicit QL steps (Golub and Van Loan, *Matrix Computations*, 4th edition, sections 8.3.1
/// and 8.3.3), in an order that the size alone decides: the same bits on every processor with AVX2 and FMA,
/// at any number of threads.
///
/// - Parameter matrix: symmetric.
/// - Returns: as many eigenvalues as rows, the largest first, each with its vector.
/// - Throws: `EigenError` for an element that is not finite, or when a step does not converge.
/// - Complexity: O(size³).
public func symmetricEigen(_ matrix: SquareMatrix) throws(EigenError) -> SymmetricEigen {
  try requireFinite(matrix)
  let size = matrix.size
  var reduced = matrix.elements
  var vectors = reduced
  var values = [Double](repeating: 0, count: size)
  let threads = Int32(clamping: ComputeThreads.count)
  let isFound = unsafe withWorkingMemory(of: eigen_scratch_count(size)) { memory in
    unsafe eigen_symmetric(size, &reduced, &values, &vectors, memory, threads)
  }
  guard isFound else { throw .notConverged(size: size) }
  return ordered(values: values, vectors: SquareMatrix(size: size, elements: vectors))
}

/// Returns what `symmetricEigen` returns, by Jacobi rotations.
///
/// Golub and Van Loan, *Matrix Computations*, 4th edition, section 8.5.
///
/// - Parameter matrix: symmetric.
/// - Returns: as many eigenvalues as rows, the largest first, each with its vector.
/// - Throws: `EigenError` for an element that is not finite.
public func referenceSymmetricEigen(_ matrix: SquareMatrix) throws(EigenError) -> SymmetricEigen {
  try requireFinite(matrix)
  let size = matrix.size
  var a = (0..<size).map { row in Array(matrix.elements[row * size..<(row + 1) * size]) }
  var v = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0.0 } }
  for _ in 0..<30 {
    for p in 0..<size {
      for q in p + 1..<max(size, p + 1) where abs(a[p][q]) > 1e-300 {
        rotate(&a, &v, p, q)
      }
    }
  }
  return ordered(
    values: (0..<size).map { a[$0][$0] },
    vectors: SquareMatrix(size: size, elements: v.flatMap(\.self)))
}

/// Turns the axes p and q so that a[p][q] becomes 0; the rows of v follow.
private func rotate(_ a: inout [[Double]], _ v: inout [[Double]], _ p: Int, _ q: Int) {
  let ratio = (a[q][q] - a[p][p]) / (2 * a[p][q])
  let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
  let cosine = 1 / (tangent * tangent + 1).squareRoot()
  let sine = tangent * cosine
  for k in a.indices {
    (a[k][p], a[k][q]) = (
      cosine * a[k][p] - sine * a[k][q], sine * a[k][p] + cosine * a[k][q]
    )
  }
  for k in a.indices {
    (a[p][k], a[q][k]) = (
      cosine * a[p][k] - sine * a[q][k], sine * a[p][k] + cosine * a[q][k]
    )
    (v[p][k], v[q][k]) = (
      cosine * v[p][k] - sine * v[q][k], sine * v[p][k] + cosine * v[q][k]
    )
  }
}

private func requireFinite(_ matrix: SquareMatrix) throws(EigenError) {
  if let index = matrix.elements.firstIndex(where: { !$0.isFinite }) {
    throw .notFinite(row: index / matrix.size, column: index % matrix.size)
  }
}

/// Returns the pairs by descending value, each vector's sign made canonical.
private func ordered(values: [Double], vectors: SquareMatrix) -> SymmetricEigen {
  let size = vectors.size
  let order = values.indices.sorted { values[$0] > values[$1] }
  var elements: [Double] = []
  elements.reserveCapacity(vectors.elements.count)
  for index in order {
    let row = vectors.elements[index * size..<(index + 1) * size]
    let largest = row.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
    elements.append(contentsOf: largest < 0 ? row.map { -$0 } : Array(row))
  }
  return SymmetricEigen(
    values: order.map { values[$0] }, vectors: SquareMatrix(size: size, elements: elements))
}
