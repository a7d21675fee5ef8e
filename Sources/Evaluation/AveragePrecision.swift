/// Returns the area under the precision-recall curve, by the trapezoid rule of Oxford5k.
///
/// The j-th positive, at rank r, adds ½·(j/r + (j+1)/(r+1))/n, where j/r is 1 at rank 0; a positive
/// that was not found adds nothing. This is not the finite-sum average precision of other toolkits.
///
/// - Parameters:
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number n of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func averagePrecision(positiveRanks: [Int], positiveCount: Int) -> Double {
  precondition(
    positiveCount >= 1 && positiveRanks.count <= positiveCount,
    "expected at least \(max(1, positiveRanks.count)) positives, found \(positiveCount)")
  var sum = 0.0
  for (found, rank) in positiveRanks.enumerated() {
    let before = rank == 0 ? 1 : Double(found) / Double(rank)
    let after = Double(found + 1) / Double(rank + 1)
    sum += (before + after) / 2
  }
  return sum / Double(positiveCount)
}

/// Returns the share of positives among the first k images, k no deeper than the last of them.
///
/// With k′ = min(k, 1-based rank of the last positive found), it is the number of positives within
/// k′ over k′, so a query with few positives can reach 1; 0 when no positive was found.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
/// - Returns: a fraction of 1.
public func precision(at cutoff: Int, positiveRanks: [Int]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  guard let last = positiveRanks.last else { return 0 }
  let depth = min(cutoff, last + 1)
  return Double(positiveRanks.count { $0 < depth }) / Double(depth)
}
