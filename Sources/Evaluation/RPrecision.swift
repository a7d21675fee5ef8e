/// Returns the share of positives among the first R images, where R is the number of positives.
///
/// It is trec_eval's `Rprec`, and the R-precision of Musgrave et al. 2020, "A metric learning reality check",
/// section 3.2.
///
/// - Parameters:
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number R of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func rPrecision(positiveRanks: [Int], positiveCount: Int) -> Double {
  requirePositives(positiveCount, found: positiveRanks.count)
  return Double(positiveRanks.count { $0 < positiveCount }) / Double(positiveCount)
}

/// Returns the expected share of positives among the first R images, as `rPrecision` has it.
///
/// - Parameter blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
public func expectedRPrecision(_ blocks: [RandomBlock]) -> Double {
  let count = positiveCount(of: blocks)
  return expectedPositives(among: count, blocks) / Double(count)
}
