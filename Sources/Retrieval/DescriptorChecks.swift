import Kernels
import Tensors

/// Throws for the first row that holds NaN, infinity, or values whose squares overflow.
func requireFinite(_ descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) {
  _ = try longestRow(of: descriptors, role: role)
}

/// Returns the length of the longest row, or throws for the first one that is not finite.
func longestRow(of descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) -> Float {
  var longest: Float = 0
  for row in 0..<descriptors.rows {
    let elements = descriptors.elements.span.extracting(
      descriptors.elementRange(row..<row + 1))
    let squared = fixedOrderDot(elements, elements)
    guard squared.isFinite else { throw .notFinite(role: role, row: row) }
    longest = max(longest, squared)
  }
  return longest.squareRoot()
}

extension Matrix {
  /// Where the elements of some rows stand.
  func elementRange(_ rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * columns..<rows.upperBound * columns
  }
}
