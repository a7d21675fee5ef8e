import Kernels
public import Tensors

/// Principal-component whitening: rotates descriptors to their principal axes and gives each the
/// same variance.
///
/// With mean m, covariance C = (X − m)ᵀ(X − m)/N = V Λ Vᵀ and P = Λ^-½ Vᵀ, a descriptor x becomes
/// l2n(P (x − m)). Jégou and Chum 2012, section 4.
public struct PCAWhitening: Sendable, Equatable {
  /// The mean training descriptor.
  public let mean: [Float]

  /// P, (dimension kept, dimension given), axes of largest variance first.
  ///
  /// The component of largest magnitude of each row is positive, so equal data give equal signs.
  public let projection: Matrix

  /// The variance of the training descriptors along each axis kept, descending, before the floor.
  public let variances: [Float]

  /// Creates a whitening from stored values.
  ///
  /// - Parameters:
  ///   - mean: the mean training descriptor.
  ///   - projection: (dimension kept, dimension given).
  ///   - variances: one value a row of the projection.
  public init(mean: [Float], projection: Matrix, variances: [Float]) {
    precondition(
      mean.count == projection.columns && variances.count == projection.rows,
      "expected \(projection.columns) means and \(projection.rows) variances, "
        + "found \(mean.count) and \(variances.count)")
    self.mean = mean
    self.projection = projection
    self.variances = variances
  }

  /// Fits a whitening to training descriptors.
  ///
  /// - Parameters:
  ///   - descriptors: (image, dimension), at least two rows. Fitting on fewer images than dimensions
  ///     is allowed: the floor keeps the empty axes harmless.
  ///   - dimension: how many axes to keep, or nil for all.
  ///   - floor: variances below this share of the largest one are raised to it before the division,
  ///     so that axes without signal are not blown up to noise; 0 for the plain rule.
  /// - Throws: `RetrievalError` for descriptors that are not finite, too few, or all equal, and for
  ///   a dimension above theirs.
  /// - Complexity: O(images × dimension² + dimension³).
  public init(
    fitting descriptors: Matrix, dimension: Int? = nil, floor: Float = 1e-5
  ) throws(RetrievalError) {
    let kept = dimension ?? descriptors.columns
    precondition(floor >= 0 && floor < 1, "expected a floor in 0..<1, found \(floor)")
    guard descriptors.rows >= 2 else { throw .tooFewDescriptors(found: descriptors.rows) }
    guard (1...max(1, descriptors.columns)).contains(kept), descriptors.columns > 0 else {
      throw .tooManyDimensions(requested: kept, available: descriptors.columns)
    }
    try requireFinite(descriptors, role: .training)

    let mean = columnMeans(descriptors)
    let eigen: SymmetricEigen
    do {
      eigen = try symmetricEigen(covariance(descriptors, mean: mean))
    } catch {
      throw .decomposition(error)
    }
    guard let largest = eigen.values.first, largest > 0 else { throw .noVariance }
    var projection = eigen.vectors.selectingRows(0..<kept)
    for row in 0..<kept {
      let scale = 1 / max(eigen.values[row], floor * largest, .leastNormalMagnitude).squareRoot()
      for column in 0..<projection.columns { projection[row, column] *= scale }
    }
    self.init(mean: mean, projection: projection, variances: Array(eigen.values[..<kept]))
  }

  /// Returns the whitened descriptors, of unit length.
  ///
  /// - Parameter descriptors: (image, dimension given).
  /// - Returns: (image, dimension kept). A row's result depends on that row alone, bit for bit.
  /// - Complexity: O(images × dimension kept × dimension given).
  public func callAsFunction(_ descriptors: Matrix) -> Matrix {
    l2Normalize(project(descriptors))
  }

  /// Returns P (x − m) of each descriptor, before it is made unit-length.
  ///
  /// - Parameter descriptors: (image, dimension given).
  /// - Returns: (image, dimension kept); over the training descriptors their covariance is the
  ///   identity, as far as no variance was raised to the floor.
  public func project(_ descriptors: Matrix) -> Matrix {
    precondition(
      descriptors.columns == mean.count,
      "expected descriptors of \(mean.count) dimensions, found \(descriptors.columns)")
    return fixedOrderMultiply(centred(descriptors, on: mean), transposedRight: projection)
  }
}

private func columnMeans(_ matrix: Matrix) -> [Float] {
  var means = [Double](repeating: 0, count: matrix.columns)
  var sums = means.mutableSpan
  let values = matrix.elements.span
  for row in 0..<matrix.rows {
    for column in sums.indices { sums[column] += Double(values[row * sums.count + column]) }
  }
  return means.map { Float($0 / Double(matrix.rows)) }
}

private func centred(_ matrix: Matrix, on mean: [Float]) -> Matrix {
  var result = matrix
  var values = result.elements.mutableSpan
  for row in 0..<matrix.rows {
    for column in mean.indices { values[row * mean.count + column] -= mean[column] }
  }
  return result
}

/// Returns the covariance, divided by the number of rows, (dimension, dimension).
private func covariance(_ matrix: Matrix, mean: [Float]) -> Matrix {
  let deviations = centred(matrix, on: mean)
  var result = multiply(deviations, deviations, transposingLeft: true)
  result.scale(by: 1 / Float(matrix.rows))
  return result
}
