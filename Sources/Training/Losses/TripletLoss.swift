public import Tensors

/// The triplet loss on squared distances, over all tuples of a batch.
///
/// cirtorch's form (Radenović et al. 2019, "Fine-tuning CNN Image Retrieval with No Human Annotation"):
/// max(0, ‖q − p‖² − ‖q − n‖² + margin), summed over the wrong rows n of a tuple. Every ordered pair of
/// rows of one label is the query and the positive of a tuple that has all wrong rows, unless negatives
/// were mined: then rows are tuples. The value is the mean over tuples. Its minimum is 0: every wrong row
/// farther from the query than each positive by the margin.
public struct TripletLoss: TupleLoss, Hashable {
  /// By how much wrong rows are to be farther, in squared distance; 0.1 in cirtorch.
  public let margin: Float

  /// The number of negatives that were mined for each query; nil for all wrong rows of the batch.
  public let negatives: Int?

  /// Creates the loss.
  ///
  /// - Parameters:
  ///   - margin: by how much wrong rows are to be farther, in squared distance, above 0.
  ///   - negatives: the number of negatives of a tuple, at least 1, where a batch is tuples of a query, its
  ///     positive and its negatives; nil where labels tell.
  public init(margin: Float, negatives: Int? = nil) {
    precondition(margin > 0, "expected a margin above 0, found \(margin)")
    self.margin = margin
    self.negatives = negatives
  }

  /// Returns the mean over tuples, and its gradient.
  ///
  /// - Parameters:
  ///   - rows: unit-length descriptors, (row, dimension).
  ///   - labels: what each row shows; not looked at where negatives were mined.
  /// - Returns: the value, and the gradient with respect to the descriptors, (row, dimension).
  /// - Complexity: O(rows² × dimension), three products, and O(rows² × positives of a row).
  public func callAsFunction(_ rows: Matrix, labels: [Int]) -> LossResult {
    similarityLoss(of: rows, queries: queries(labels, rows: rows.rows)) {
      similarities, queries, gradient in
      differentiate(similarities, queries: queries, gradient: &gradient)
    }
  }

  /// With n_i the squared length of row i, ‖q − p‖² − ‖q − n‖² is n_p − 2·s_qp − n_n + 2·s_qn.
  private func differentiate(
    _ similarities: Matrix, queries: [BatchQuery], gradient: inout MutableSpan<Float>
  ) -> Double {
    let rows = similarities.rows
    let tuples = queries.reduce(0) { $0 + $1.positives.count }
    let share = 1 / Float(tuples)
    var total = 0.0
    // How often a row stands as a positive, less how often as a wrong row.
    var lengths = [Int](repeating: 0, count: rows)
    var farness = [Float](repeating: 0, count: rows)
    var pushes = [Int](repeating: 0, count: rows)
    for query in queries {
      let start = query.row * rows
      for other in 0..<rows {
        farness[other] = similarities[other, other] - 2 * similarities[query.row, other]
        pushes[other] = 0
      }
      for positive in query.positives {
        let bar = farness[positive] + margin
        for negative in query.negatives where bar > farness[negative] {
          total += Double(bar - farness[negative])
          pushes[positive] += 1
          pushes[negative] -= 1
        }
      }
      for other in 0..<rows where pushes[other] != 0 {
        lengths[other] += pushes[other]
        gradient[start + other] = -2 * Float(pushes[other]) * share
      }
    }
    for row in 0..<rows { gradient[row * rows + row] += Float(lengths[row]) * share }
    return total / Double(tuples)
  }
}
