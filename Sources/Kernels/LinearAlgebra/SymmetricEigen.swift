internal import COpenBLAS
public import Tensors

/// Why a matrix could not be decomposed.
public enum EigenError: Error, Equatable, CustomStringConvertible {
  /// An element is NaN or infinite.
  case notFinite(row: Int, column: Int)

  /// LAPACK gave up.
  case notConverged(size: Int, code: Int)

  /// What failed, where, and what to try.
  public var description: String {
    switch self {
    case .notFinite(let row, let column):
      "Could not decompose the matrix: the element in row \(row), column \(column) is not a "
        + "finite number. Check the values it was computed from."
    case .notConverged(let size, let code):
      "Could not decompose a \(size)×\(size) matrix: LAPACK's ssyevd did not converge "
        + "(code \(code)). Check the matrix for extreme values."
    }
  }
}

/// Eigenvalues and eigenvectors of a symmetric matrix, the largest first.
public struct SymmetricEigen: Sendable, Equatable {
  /// The eigenvalues, descending.
  public let values: [Float]

  /// The unit-length eigenvectors, (eigenvalue, component): row i belongs to `values[i]`.
  ///
  /// The component of largest magnitude, the first of equal ones, is positive in each row.
  public let vectors: Matrix
}

/// Returns the eigenvalues and eigenvectors of a symmetric matrix.
///
/// - Parameter matrix: square and symmetric; only the diagonal and what stands right of it is read.
/// - Returns: as many eigenvalues as rows, the largest first, each with its vector.
/// - Throws: `EigenError` for an element that is not finite, or when LAPACK does not converge.
/// - Complexity: O(size³), LAPACK's divide-and-conquer `ssyevd`.
public func symmetricEigen(_ matrix: Matrix) throws(EigenError) -> SymmetricEigen {
  try requireFinite(matrix)
  let size = matrix.rows
  guard size > 0 else { return SymmetricEigen(values: [], vectors: matrix) }
  var vectors = matrix.elements
  var values = [Float](repeating: 0, count: size)
  // The sizes that LAPACK documents for eigenvectors; its own query answers in a Float, which
  // cannot hold them for large matrices.
  var workCount = Int32(1 + 6 * size + 2 * size * size)
  var integerWorkCount = Int32(3 + 5 * size)
  var work = [Float](repeating: 0, count: Int(workCount))
  var integerWork = [Int32](repeating: 0, count: Int(integerWorkCount))
  var job = CChar(UInt8(ascii: "V"))
  // LAPACK counts by columns, so its lower triangle is ours right of the diagonal, and its columns
  // of eigenvectors come back as our rows.
  var triangle = CChar(UInt8(ascii: "L"))
  var order = Int32(size)
  var leading = Int32(size)
  var code: Int32 = 0
  unsafe ssyevd_(
    &job, &triangle, &order, &vectors, &leading, &values, &work, &workCount, &integerWork,
    &integerWorkCount, &code)
  guard code == 0 else { throw .notConverged(size: size, code: Int(code)) }
  return ordered(values: values, vectors: Matrix(rows: size, columns: size, elements: vectors))
}

/// Returns what `symmetricEigen` returns, by Jacobi rotations in double precision.
///
/// Golub and Van Loan, *Matrix Computations*, 4th edition, section 8.5.
///
/// - Parameter matrix: square and symmetric.
/// - Returns: as many eigenvalues as rows, the largest first, each with its vector.
/// - Throws: `EigenError` for an element that is not finite.
public func referenceSymmetricEigen(_ matrix: Matrix) throws(EigenError) -> SymmetricEigen {
  try requireFinite(matrix)
  let size = matrix.rows
  var a = (0..<size).map { row in matrix.row(row).map(Double.init) }
  var v = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0.0 } }
  for _ in 0..<30 {
    for p in 0..<size {
      for q in p + 1..<max(size, p + 1) where abs(a[p][q]) > 1e-300 {
        rotate(&a, &v, p, q)
      }
    }
  }
  return ordered(
    values: (0..<size).map { Float(a[$0][$0]) },
    vectors: Matrix(rows: size, columns: size, elements: v.flatMap { $0.map { Float($0) } }))
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

private func requireFinite(_ matrix: Matrix) throws(EigenError) {
  precondition(
    matrix.rows == matrix.columns,
    "expected a square matrix, found \(matrix.rows)×\(matrix.columns)")
  if let index = matrix.elements.firstIndex(where: { !$0.isFinite }) {
    throw .notFinite(row: index / matrix.columns, column: index % matrix.columns)
  }
}

/// Returns the pairs by descending value, each vector's sign made canonical.
private func ordered(values: [Float], vectors: Matrix) -> SymmetricEigen {
  let order = values.indices.sorted { values[$0] > values[$1] }
  var elements: [Float] = []
  elements.reserveCapacity(vectors.elements.count)
  for index in order {
    let row = vectors.row(index)
    let largest = row.reduce(Float(0)) { abs($1) > abs($0) ? $1 : $0 }
    elements.append(contentsOf: largest < 0 ? row.map { -$0 } : Array(row))
  }
  return SymmetricEigen(
    values: order.map { values[$0] },
    vectors: Matrix(rows: vectors.rows, columns: vectors.columns, elements: elements))
}
