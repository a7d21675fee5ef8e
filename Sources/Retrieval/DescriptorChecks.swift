import Dispatch
import Kernels
import Synchronization
import Tensors

/// Throws for the first row that holds NaN, infinity, or values whose squares overflow.
func requireFinite(_ descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) {
  _ = try longestRow(of: descriptors, role: role)
}

/// Returns the length of the longest row, or throws for the first one that is not finite.
///
/// The rows are shared among as many threads as the linear algebra has; the result does not depend
/// on their number.
func longestRow(of descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) -> Float {
  guard descriptors.columns > 0 else { return 0 }
  let pieceCount = max(1, min(LinearAlgebraThreads.count, descriptors.rows / rowsWorthAThread))
  let bounds = (0...pieceCount).map { $0 * descriptors.rows / pieceCount }
  let found = Mutex((longest: Float(0), bad: Int?.none))
  DispatchQueue.concurrentPerform(iterations: pieceCount) { piece in
    let rows = bounds[piece]..<bounds[piece + 1]
    let (longest, bad) = longestSquare(
      of: descriptors.elements.span.extracting(descriptors.elementRange(rows)),
      dimension: descriptors.columns)
    found.withLock { found in
      found.longest = max(found.longest, longest)
      if let bad { found.bad = min(found.bad ?? .max, rows.lowerBound + bad) }
    }
  }
  let (longest, bad) = found.withLock { $0 }
  if let bad { throw .notFinite(role: role, row: bad) }
  return longest.squareRoot()
}

/// Below this many rows, waking a thread takes longer than reading them.
private let rowsWorthAThread = 64

extension Matrix {
  /// Where the elements of some rows stand.
  func elementRange(_ rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * columns..<rows.upperBound * columns
  }
}
