import Kernels
public import Tensors

/// The supervised contrastive loss.
///
/// Khosla et al. 2020, "Supervised Contrastive Learning", equation 2 (L_out): each row must find every
/// other row of its label among all other rows of the batch. The factor τ/τ₀ of the authors' code, which
/// the equation lacks, is left out. With one positive a row it is NT-Xent.
///
/// Its minimum on a batch whose rows have P positives each tends to ln P with the temperature: positives
/// share the certainty.
public struct SupCon: BatchLoss, Hashable {
  /// What similarities are divided by, above 0; 0.1 is usual.
  public let temperature: Float

  /// Creates the loss.
  ///
  /// - Parameter temperature: what similarities are divided by, above 0.
  public init(temperature: Float) {
    precondition(temperature > 0, "expected a temperature above 0, found \(temperature)")
    self.temperature = temperature
  }

  /// Returns the mean loss over the rows that have positives, and its gradient.
  ///
  /// - Parameters:
  ///   - projections: the head's output, not yet of unit length, (row, dimension).
  ///   - labels: what each row shows.
  /// - Returns: the value, and the gradient with respect to the projections, (row, dimension).
  /// - Complexity: O(rows² × dimension), three products.
  public func callAsFunction(_ projections: Matrix, labels: [Int]) -> LossResult {
    let rows = projections.rows
    let queries = batchQueries(labels, rows: rows)
    guard !queries.isEmpty else { return .none(like: projections) }
    let unit = l2Normalize(projections)
    let inverse = 1 / temperature
    var logits = multiply(unit, unit, transposingRight: true)
    logits.scale(by: inverse)
    var rises = Matrix(rows: rows, columns: rows)
    var target = rises.elements.mutableSpan
    var total = 0.0
    for query in queries {
      let indices = query.row * rows..<(query.row + 1) * rows
      for index in indices { target[index] = logits.elements[index] }
      target[query.row * rows + query.row] = -.infinity
      let logSum = softmaxInPlace(&target, indices)
      let share = 1 / Float(query.positives.count)
      var found = 0.0
      for positive in query.positives {
        found += Double(logits[query.row, positive])
        target[indices.lowerBound + positive] -= share
      }
      total += Double(logSum) - found / Double(query.positives.count)
    }
    let unitGradient = descriptorGradient(
      similarityGradient: rises, scale: inverse / Float(queries.count), of: unit)
    return LossResult(
      value: Float(total / Double(queries.count)),
      gradient: l2NormalizeBackward(input: projections, outputGradient: unitGradient))
  }
}
