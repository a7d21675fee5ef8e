import Kernels
public import Tensors

/// The contrastive cross-entropy of queries, each with one positive key, against the keys of a queue.
///
/// He et al. 2020, eq. 1: −log(exp(q·k₊/τ) / (exp(q·k₊/τ) + Σ exp(q·k/τ))), the sum over the queue.
public struct InfoNCE: Sendable {
  /// What similarities are divided by (τ), above 0; 0.07 in MoCo, 0.2 in MoCo v2.
  public let temperature: Float

  /// Creates the loss.
  ///
  /// - Parameter temperature: what similarities are divided by, above 0.
  public init(temperature: Float) {
    precondition(temperature > 0, "expected a temperature above 0, found \(temperature)")
    self.temperature = temperature
  }

  /// Returns the mean loss over all queries, and its gradient.
  ///
  /// - Parameters:
  ///   - queries: not yet of unit length, (query, dimension), at least one.
  ///   - keys: the positive of each query, of unit length, (query, dimension); a constant.
  ///   - queue: the negatives of all queries, of unit length, (key, dimension); constants.
  /// - Returns: the value, and the gradient with respect to the queries, (query, dimension).
  /// - Complexity: O(queries × keys × dimension), two products of matrices.
  public func callAsFunction(queries: Matrix, keys: Matrix, queue: Matrix) -> LossResult {
    precondition(
      keys.rows == queries.rows && keys.columns == queries.columns
        && queue.columns == queries.columns,
      "expected keys of \(queries.rows)×\(queries.columns), found \(keys.rows)×\(keys.columns) "
        + "and a queue of \(queue.rows)×\(queue.columns)")
    let unit = l2Normalize(queries)
    let negatives = multiply(unit, queue, transposingRight: true)
    var logits = Matrix(rows: queries.rows, columns: queue.rows + 1)
    for row in 0..<logits.rows {
      logits[row, 0] = zip(unit.row(row), keys.row(row)).reduce(0) { $0 + $1.0 * $1.1 }
      let start = row * logits.columns + 1
      logits.elements.replaceSubrange(start..<start + queue.rows, with: negatives.row(row))
    }
    let inverse = 1 / temperature
    logits.scale(by: inverse)
    let entropy = CrossEntropy()(logits, labels: Array(repeating: 0, count: logits.rows))

    var pulls = negatives
    for row in 0..<logits.rows {
      let start = row * queue.rows
      pulls.elements.replaceSubrange(
        start..<start + queue.rows, with: entropy.gradient.row(row).dropFirst())
    }
    var unitGradient = multiply(pulls, queue)
    for row in 0..<keys.rows {
      let pull = entropy.gradient[row, 0]
      for column in 0..<keys.columns { unitGradient[row, column] += pull * keys[row, column] }
    }
    unitGradient.scale(by: inverse)
    return LossResult(
      value: entropy.value,
      gradient: l2NormalizeBackward(input: queries, outputGradient: unitGradient))
  }
}
