/// Returns the rank of each value among all of them, the smallest first.
///
/// Equal values share the mean of the ranks that they take up together ("midranks"), so that a value's
/// rank does not depend on the order of the list.
///
/// - Parameter values: any finite numbers.
/// - Returns: ranks from 1 to the number of values.
/// - Complexity: O(n log n).
public func midranks(_ values: [Double]) -> [Double] {
  let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
  var ranks = [Double](repeating: 0, count: values.count)
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
    start = end
  }
  return ranks
}

/// Returns the ranks of values with mean 0 and deviation 1 (divisor n), or nil where all are equal.
func standardisedRanks(_ values: [Double]) -> [Double]? {
  let ranks = midranks(values)
  guard !ranks.isEmpty else { return nil }
  let count = Double(ranks.count)
  // The mean of ranks is known without summing them.
  let centre = (count + 1) / 2
  let variance = ranks.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / count
  guard variance > 0 else { return nil }
  let deviation = variance.squareRoot()
  return ranks.map { ($0 - centre) / deviation }
}
