/// Returns whether a positive is among the first k images, as 1 or 0, so that its mean is a share of queries.
///
/// This is the recall@k of metric learning (Jégou et al. 2011, "Product quantization for nearest neighbor
/// search", section V, as recall@R; Oh Song et al. 2016, "Deep metric learning via lifted structured feature
/// embedding", section 6, as Recall@K), and not the share of positives that were found.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
/// - Returns: 1 or 0.
public func recall(at cutoff: Int, positiveRanks: [Int]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  return positiveRanks.first.map { $0 < cutoff } == true ? 1 : 0
}

/// Returns the probability that a positive is among the first k images, which is the expected `recall`.
///
/// Of a block's n images with R positives, none of the first t is a positive with the probability
/// Π (n − t − i)/(n − i) over i < R (the hypergeometric distribution).
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - blocks: the blocks, best first.
/// - Returns: a fraction of 1.
/// - Complexity: O(positives).
public func expectedRecall(at cutoff: Int, _ blocks: [RandomBlock]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  var (left, none) = (cutoff, 1.0)
  for block in blocks where left > 0 {
    let taken = min(left, block.size)
    for i in 0..<block.positives {
      none *= Double(max(0, block.size - taken - i)) / Double(block.size - i)
    }
    left -= taken
  }
  return 1 - none
}
