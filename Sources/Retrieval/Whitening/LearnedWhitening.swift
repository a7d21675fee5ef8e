import Kernels
public import Tensors

extension Projection {
  /// Learns a whitening from pairs of images of the same object.
  ///
  /// With m the mean of the queries and S = U Λ Uᵀ the mean of (q − p)(q − p)ᵀ over the pairs,
  /// W = Λ^-½ Uᵀ makes pairs differ equally in all directions, and V holds the eigenvectors of the
  /// scatter of W(x − m) over all descriptors; a descriptor becomes l2n(Vᵀ W (x − m)). Radenović et al.
  /// 2019, learned whitening. In cirtorch's `whitenlearn` W is the inverse of S's Cholesky factor,
  /// which differs by a rotation that V takes back.
  ///
  /// Only directions in which pairs differ are kept. With fewer pairs than dimensions cirtorch adds a
  /// ridge to S, 1e-10 or more, and the directions without differences, grown to 1e5, then rule every
  /// comparison.
  ///
  /// The component of largest magnitude of each row is positive, so equal data give equal signs.
  ///
  /// - Parameters:
  ///   - descriptors: (image, dimension).
  ///   - queries: the row of each pair's query.
  ///   - positives: the row of each pair's other image.
  ///   - dimension: how many directions to keep, or nil for all in which pairs differ.
  /// - Throws: `RetrievalError` for descriptors that are not finite, no pairs, a pair that names no
  ///   row, and a dimension above theirs, or above the number of directions in which pairs differ.
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
    let requested = dimension ?? 1
    guard size > 0, (1...size).contains(requested) else {
      throw .tooManyDimensions(requested: requested, available: size)
    }
    try requireFinite(descriptors, role: .training)

    let mean = columnMeans(descriptors, rows: queries)
    let whitener = try PairWhitener(descriptors, queries: queries, positives: positives)
    guard requested <= whitener.spanned else {
      throw .tooFewDirections(
        requested: requested, spanned: whitener.spanned, by: .pairs(queries.count))
    }
    let values = descriptors.elements
    let scatter = SquareMatrix(scatterOf: descriptors.rows, size: size) { row, column in
      Double(values[row * size + column]) - Double(mean[column])
    }
    let axes = try eigen(
      whitener.matrix.times(scatter).times(whitener.matrix, transposingRight: true)
    ).vectors
    let kept = dimension ?? whitener.spanned
    let directions = axes.times(whitener.matrix).elements.prefix(kept * size)
    self.init(
      mean: mean,
      matrix: Matrix(
        rows: kept, columns: size,
        elements: (0..<kept).flatMap { row in
          withCanonicalSign(directions[row * size..<(row + 1) * size]).map { Float($0) }
        }))
  }
}

/// What makes pairs differ equally in all directions in which they differ.
private struct PairWhitener {
  /// Λ^-½ Uᵀ, a direction a row; zeros for directions without differences, which come last.
  let matrix: SquareMatrix

  /// The number of directions in which pairs differ.
  let spanned: Int

  init(_ descriptors: Matrix, queries: [Int], positives: [Int]) throws(RetrievalError) {
    let size = descriptors.columns
    let values = descriptors.elements
    var differences = SquareMatrix(scatterOf: queries.count, size: size) { pair, column in
      Double(values[queries[pair] * size + column])
        - Double(values[positives[pair] * size + column])
    }
    differences.scale(by: 1 / Double(queries.count))
    let decomposed = try eigen(differences)
    let least = roundingVariance(of: descriptors)
    spanned = decomposed.values.count { $0 > least }
    var elements = decomposed.vectors.elements
    for (row, value) in decomposed.values.enumerated() {
      let scale = value > least ? 1 / value.squareRoot() : 0
      for index in row * size..<(row + 1) * size { elements[index] *= scale }
    }
    matrix = SquareMatrix(size: size, elements: elements)
  }
}

private func eigen(_ matrix: SquareMatrix) throws(RetrievalError) -> SymmetricEigen {
  do {
    return try symmetricEigen(matrix)
  } catch {
    throw .decomposition(error)
  }
}

/// Returns a vector, turned round where its component of largest magnitude is negative.
private func withCanonicalSign(_ vector: ArraySlice<Double>) -> [Double] {
  let largest = vector.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
  return largest < 0 ? vector.map { -$0 } : Array(vector)
}
