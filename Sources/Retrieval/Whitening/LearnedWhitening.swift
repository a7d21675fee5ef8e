import Kernels
public import Tensors

extension Projection {
  /// Learns a whitening from pairs of images of the same object.
  ///
  /// With m the mean of the queries and S the mean of (q − p)(q − p)ᵀ over the pairs, W is the inverse
  /// of S's lower Cholesky factor, and V the eigenvectors of the scatter of W(x − m) over all
  /// descriptors; a descriptor becomes l2n(Vᵀ W (x − m)). Radenović et al. 2019, learned
  /// whitening, as cirtorch's `whitenlearn` computes it. Where S is not positive definite, 1e-10 is
  /// added to its diagonal, then ten times as much until it is.
  ///
  /// The component of largest magnitude of each row of V is positive, so equal data give equal signs.
  ///
  /// - Parameters:
  ///   - descriptors: (image, dimension).
  ///   - queries: the row of each pair's query.
  ///   - positives: the row of each pair's other image.
  ///   - dimension: how many directions to keep, or nil for all.
  /// - Throws: `RetrievalError` for descriptors that are not finite, no pairs, a pair that names no
  ///   row, and a dimension above theirs.
  /// - Complexity: O((images + pairs) × dimension² + dimension³), in double precision.
  public init(
    learntFrom descriptors: Matrix, queries: [Int], positives: [Int], dimension: Int? = nil
  ) throws(RetrievalError) {
    precondition(
      queries.count == positives.count,
      "expected a positive for each of \(queries.count) queries, found \(positives.count)")
    guard !queries.isEmpty else { throw .noPairs }
    for row in queries + positives where !(0..<descriptors.rows).contains(row) {
      throw .noSuchRow(row, count: descriptors.rows)
    }
    let size = descriptors.columns
    let kept = dimension ?? size
    guard size > 0, (1...size).contains(kept) else {
      throw .tooManyDimensions(requested: kept, available: size)
    }
    try requireFinite(descriptors, role: .training)

    let mean = columnMeans(descriptors, rows: queries)
    let values = descriptors.elements
    var differences = SquareMatrix(scatterOf: queries.count, size: size) { pair, column in
      Double(values[queries[pair] * size + column])
        - Double(values[positives[pair] * size + column])
    }
    differences.scale(by: 1 / Double(queries.count))
    let inverse = try inverseFactor(differences)
    let scatter = SquareMatrix(scatterOf: descriptors.rows, size: size) { row, column in
      Double(values[row * size + column]) - Double(mean[column])
    }
    let axes: SquareMatrix
    do {
      axes = try symmetricEigen(
        inverse.times(scatter).times(inverse, transposingRight: true)
      ).vectors
    } catch {
      throw .decomposition(error)
    }
    let product = axes.times(inverse).elements.prefix(kept * size)
    self.init(
      mean: mean,
      matrix: Matrix(rows: kept, columns: size, elements: product.map { Float($0) }))
  }
}

/// Returns the inverse of the Cholesky factor, after as small a ridge as makes the matrix definite.
private func inverseFactor(_ matrix: SquareMatrix) throws(RetrievalError) -> SquareMatrix {
  if let inverse = matrix.inverseCholeskyFactor() { return inverse }
  for exponent in -10...38 {
    var raised = matrix
    raised.addToDiagonal(powerOfTen(exponent))
    if let inverse = raised.inverseCholeskyFactor() { return inverse }
  }
  // Descriptors whose squares fit a Float cannot need a ridge of 1e38.
  preconditionFailure("expected finite differences, found a matrix that no ridge makes definite")
}

private func powerOfTen(_ exponent: Int) -> Double {
  (0..<abs(exponent)).reduce(1) { value, _ in exponent < 0 ? value / 10 : value * 10 }
}
