import Kernels
public import Tensors

/// An affine map of descriptors: what every whitening comes down to, and all that is stored of it.
///
/// A descriptor x becomes matrix · (x − mean) + offset, and then unit-length.
public struct Projection: Sendable, Equatable {
  /// What is subtracted from a descriptor first.
  public let mean: [Float]

  /// The directions, (dimension kept, dimension given), the most important first.
  public let matrix: Matrix

  /// What is added last; zeros but for layers that were trained with a bias.
  public let offset: [Float]

  /// Creates a projection.
  ///
  /// - Parameters:
  ///   - mean: one value a dimension given.
  ///   - matrix: (dimension kept, dimension given).
  ///   - offset: one value a dimension kept, or nil for zeros.
  public init(mean: [Float], matrix: Matrix, offset: [Float]? = nil) {
    let offset = offset ?? Array(repeating: 0, count: matrix.rows)
    precondition(
      mean.count == matrix.columns && offset.count == matrix.rows,
      "expected \(matrix.columns) means and \(matrix.rows) offsets, "
        + "found \(mean.count) and \(offset.count)")
    self.mean = mean
    self.matrix = matrix
    self.offset = offset
  }

  /// Returns the projected descriptors, of unit length.
  ///
  /// - Parameter descriptors: (image, dimension given).
  /// - Returns: (image, dimension kept). A row's result depends on that row alone, bit for bit.
  /// - Complexity: O(images × dimension kept × dimension given), shared among the threads of the linear
  ///   algebra; memory beside the result is that of a few thousand rows.
  public func callAsFunction(_ descriptors: Matrix) -> Matrix {
    project(descriptors) { l2Normalize($0) }
  }

  /// Returns the projected descriptors, not yet of unit length.
  ///
  /// - Parameter descriptors: (image, dimension given).
  /// - Returns: (image, dimension kept). A row's result depends on that row alone, bit for bit.
  public func project(_ descriptors: Matrix) -> Matrix { project(descriptors) { $0 } }

  private func project(
    _ descriptors: Matrix, finish: @Sendable (Matrix) -> Matrix
  ) -> Matrix {
    precondition(
      descriptors.columns == mean.count,
      "expected descriptors of \(mean.count) dimensions, found \(descriptors.columns)")
    var elements: [Float] = []
    elements.reserveCapacity(descriptors.rows * matrix.rows)
    for start in stride(from: 0, to: descriptors.rows, by: rowsAtOnce) {
      let count = min(rowsAtOnce, descriptors.rows - start)
      let pieces = parallelMap(rowsOf: count) { rows in
        finish(projectPiece(descriptors.selectingRows(rows.lazy.map { start + $0 })))
      }
      for piece in pieces { elements += piece.elements }
    }
    return Matrix(rows: descriptors.rows, columns: matrix.rows, elements: elements)
  }

  private func projectPiece(_ descriptors: Matrix) -> Matrix {
    let centred = centred(descriptors, on: mean)
    var projected = fixedOrderMultiply(
      centred.elements.span, transposedRight: matrix.elements.span,
      shape: ProductShape(rows: centred.rows, inner: mean.count, columns: matrix.rows))
    guard offset.contains(where: { $0 != 0 }) else { return projected }
    var values = projected.elements.mutableSpan
    for index in values.indices { values[index] += offset[index % offset.count] }
    return projected
  }

  /// Returns the projection to the first directions only.
  ///
  /// - Parameter dimension: how many to keep, at least 1.
  /// - Returns: what projects to the first `dimension` values of what this one projects to.
  /// - Throws: `RetrievalError.tooManyDimensions` above the number there is.
  public func keeping(_ dimension: Int) throws(RetrievalError) -> Projection {
    guard (1...max(1, matrix.rows)).contains(dimension), matrix.rows > 0 else {
      throw .tooManyDimensions(requested: dimension, available: matrix.rows)
    }
    return Projection(
      mean: mean, matrix: matrix.selectingRows(0..<dimension),
      offset: Array(offset[..<dimension]))
  }
}

/// How many rows are projected before their results are put together.
private let rowsAtOnce = 8192

/// Returns the rows less the mean.
func centred(_ matrix: Matrix, on mean: [Float]) -> Matrix {
  var result = matrix
  var values = result.elements.mutableSpan
  for row in 0..<matrix.rows {
    for column in mean.indices { values[row * mean.count + column] -= mean[column] }
  }
  return result
}

/// Returns the mean of some rows, each counted as often as it is named; at least one.
func columnMeans(_ matrix: Matrix, rows: some Sequence<Int>) -> [Float] {
  var means = [Double](repeating: 0, count: matrix.columns)
  var sums = means.mutableSpan
  var count = 0.0
  let values = matrix.elements.span
  for row in rows {
    for column in sums.indices { sums[column] += Double(values[row * sums.count + column]) }
    count += 1
  }
  return means.map { Float($0 / count) }
}
