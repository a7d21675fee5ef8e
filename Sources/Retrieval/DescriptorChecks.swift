import Tensors

/// Throws for the first row that holds NaN, infinity, or values whose squares overflow.
func requireFinite(_ descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) {
  _ = try longestRow(of: descriptors, role: role)
}

/// Returns the length of the longest row, or throws for the first one that is not finite.
func longestRow(of descriptors: Matrix, role: DescriptorRole) throws(RetrievalError) -> Float {
  var longest: Float = 0
  for row in 0..<descriptors.rows {
    let squared = squaredLength(
      descriptors.elements.span.extracting(descriptors.elementRange(row..<row + 1)))
    guard squared.isFinite else { throw .notFinite(role: role, row: row) }
    longest = max(longest, squared)
  }
  return longest.squareRoot()
}

/// Sums in eight lanes, so that the check costs little beside the search.
private func squaredLength(_ row: Span<Float>) -> Float {
  var sums = SIMD8<Float>()
  let whole = row.count / 8 * 8
  for start in stride(from: 0, to: whole, by: 8) {
    var values = SIMD8<Float>()
    for lane in 0..<8 { values[lane] = row[start + lane] }
    sums += values * values
  }
  var sum = sums.sum()
  for index in whole..<row.count { sum += row[index] * row[index] }
  return sum
}

extension Matrix {
  /// Where the elements of some rows stand.
  func elementRange(_ rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * columns..<rows.upperBound * columns
  }
}
