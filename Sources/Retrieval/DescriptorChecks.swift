import Kernels
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
  let pieces = parallelMap(rowsOf: descriptors.rows) { rows in
    let (longest, bad) = longestSquare(
      of: descriptors.elements.span.extracting(descriptors.elementRange(rows)),
      dimension: descriptors.columns)
    return (longest: longest, bad: bad.map { rows.lowerBound + $0 })
  }
  if let bad = pieces.compactMap(\.bad).min() { throw .notFinite(role: role, row: bad) }
  return (pieces.map(\.longest).max() ?? 0).squareRoot()
}

extension Matrix {
  /// Where the elements of some rows stand.
  func elementRange(_ rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * columns..<rows.upperBound * columns
  }
}
