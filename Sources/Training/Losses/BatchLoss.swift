import Kernels
public import Tensors

/// A loss over all rows of a batch together and the label of each.
public protocol BatchLoss: Sendable {
  /// Returns the loss of a batch, and its gradient.
  ///
  /// Sums are taken in the order of the rows, in double precision.
  ///
  /// - Parameters:
  ///   - rows: (row, dimension), of unit length where the loss does not say otherwise.
  ///   - labels: what each row shows; rows that share one are positives of each other.
  /// - Returns: the value, and the gradient with respect to the rows; 0 and zeros for a batch in which
  ///   no row has a positive.
  func callAsFunction(_ rows: Matrix, labels: [Int]) -> LossResult
}

/// A loss over tuples: a query, what it is to find, and what it is to leave.
protocol TupleLoss: BatchLoss {
  /// The number of negatives that were mined for each query; nil for all wrong rows of the batch.
  var negatives: Int? { get }
}

extension TupleLoss {
  /// Returns the queries of a batch: those that labels make, or the anchors of mined tuples.
  func queries(_ labels: [Int], rows: Int) -> [BatchQuery] {
    negatives.map { tupleQueries(negatives: $0, rows: rows) } ?? batchQueries(labels, rows: rows)
  }
}

/// Returns a loss that reads nothing of a batch but the inner products of its rows.
///
/// - Parameters:
///   - rows: (row, dimension).
///   - labels: one a row.
///   - includingSelf: whether a row finds itself, as a positive.
///   - differentiate: returns the value of the similarities, (row, row), for the queries, at least one;
///     writes into (row, row) zeros how it changes with what the row of a query says of another, and on
///     the diagonal with squared lengths.
/// - Returns: the value and its gradient; 0 and zeros where no row has a positive.
/// - Complexity: three products, and what `differentiate` takes.
func similarityLoss(
  of rows: Matrix, labels: [Int], includingSelf: Bool = false,
  _ differentiate: (Matrix, [BatchQuery], inout MutableSpan<Float>) -> Double
) -> LossResult {
  similarityLoss(
    of: rows, queries: batchQueries(labels, rows: rows.rows, includingSelf: includingSelf),
    differentiate)
}

/// Returns a loss that reads nothing of a batch but the inner products of its rows.
///
/// - Parameters:
///   - rows: (row, dimension).
///   - queries: the rows that look for others.
///   - differentiate: as above.
/// - Returns: the value and its gradient; 0 and zeros without a query.
/// - Complexity: three products, and what `differentiate` takes.
func similarityLoss(
  of rows: Matrix, queries: [BatchQuery],
  _ differentiate: (Matrix, [BatchQuery], inout MutableSpan<Float>) -> Double
) -> LossResult {
  guard !queries.isEmpty else { return .none(like: rows) }
  var rises = Matrix(rows: rows.rows, columns: rows.rows)
  var target = rises.elements.mutableSpan
  let value = differentiate(multiply(rows, rows, transposingRight: true), queries, &target)
  return LossResult(
    value: Float(value),
    gradient: descriptorGradient(similarityGradient: rises, scale: 1, of: rows))
}

extension LossResult {
  /// What a batch gives in which nobody has anything to find.
  static func none(like rows: Matrix) -> LossResult {
    LossResult(value: 0, gradient: Matrix(rows: rows.rows, columns: rows.columns))
  }
}

/// One row of a batch that has something to find among the others.
struct BatchQuery {
  /// The row.
  let row: Int

  /// The rows that share its label, ascending; at least one.
  let positives: [Int]

  /// The rows of other labels, ascending.
  let negatives: [Int]
}

/// Returns the anchors of a batch of mined tuples, whose rows are an anchor, its positive and its negatives in
/// turn.
///
/// - Parameters:
///   - negatives: the number of negatives of a tuple, at least 1.
///   - rows: the number of rows, a multiple of what a tuple has.
/// - Returns: one query a tuple.
func tupleQueries(negatives: Int, rows: Int) -> [BatchQuery] {
  let size = 2 + negatives
  precondition(
    rows.isMultiple(of: size), "expected tuples of \(size) rows, found \(rows) rows")
  return stride(from: 0, to: rows, by: size).map { anchor in
    BatchQuery(
      row: anchor, positives: [anchor + 1], negatives: Array(anchor + 2..<anchor + size))
  }
}

/// Returns the rows of a batch that have positives, ascending; the others look for nothing.
///
/// - Parameters:
///   - labels: one a row.
///   - rows: the number of rows.
///   - includingSelf: whether a row is a positive of its own.
/// - Returns: one query a row that has positives.
func batchQueries(_ labels: [Int], rows: Int, includingSelf: Bool = false) -> [BatchQuery] {
  precondition(labels.count == rows, "expected \(rows) labels, found \(labels.count)")
  return labels.indices.compactMap { row in
    let query = BatchQuery(
      row: row,
      positives: labels.indices.filter {
        labels[$0] == labels[row] && ($0 != row || includingSelf)
      },
      negatives: labels.indices.filter { labels[$0] != labels[row] })
    return query.positives.isEmpty ? nil : query
  }
}
