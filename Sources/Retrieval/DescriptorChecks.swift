import Dispatch
import Kernels
import Synchronization
import Tensors

/// Throws for the first row that holds NaN, infinity, or values whose squares overflow.
func requireFinite(_ descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) {
  _ = try longestRow(of: descriptors, role: role)
}

/// Returns the length of the longest row, or throws for the first one that is not finite.
func longestRow(of descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) -> Float {
  try longestRow(of: descriptors, among: 0..<descriptors.rows, role: role)
}

/// Returns the length of the longest of some rows, or throws for the first one that is not finite.
///
/// The rows are shared among as many threads as the linear algebra has; the result does not depend
/// on their number.
func longestRow(
  of descriptors: Matrix, among rows: Range<Int>, role: DescriptorRole
) throws(RetrievalError) -> Float {
  let pieceCount = max(1, min(LinearAlgebraThreads.count, rows.count / rowsWorthAThread))
  let bounds = (0...pieceCount).map { rows.lowerBound + $0 * rows.count / pieceCount }
  let found = Mutex((longest: Float(0), bad: Int?.none))
  DispatchQueue.concurrentPerform(iterations: pieceCount) { piece in
    let (longest, bad) = longestSquare(of: descriptors, among: bounds[piece]..<bounds[piece + 1])
    found.withLock { found in
      found.longest = max(found.longest, longest)
      if let bad { found.bad = min(found.bad ?? bad, bad) }
    }
  }
  let (longest, bad) = found.withLock { $0 }
  if let bad { throw .notFinite(role: role, row: bad) }
  return longest.squareRoot()
}

/// Below this many rows, waking a thread takes longer than reading them.
private let rowsWorthAThread = 64

/// Returns the largest squared length, and the first row whose squared length is not finite.
private func longestSquare(
  of descriptors: Matrix, among rows: Range<Int>
) -> (longest: Float, bad: Int?) {
  var longest: Float = 0
  for row in rows {
    let elements = descriptors.elements.span.extracting(
      descriptors.elementRange(row..<row + 1))
    let squared = fixedOrderDot(elements, elements)
    guard squared.isFinite else { return (longest, row) }
    longest = max(longest, squared)
  }
  return (longest, nil)
}

extension Matrix {
  /// Where the elements of some rows stand.
  func elementRange(_ rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * columns..<rows.upperBound * columns
  }
}
