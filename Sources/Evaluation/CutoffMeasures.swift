/// Returns the average precision of the first k images, a finite sum.
///
/// The j-th positive among them, counted from 1 and at the 1-based rank r, adds j/r; the sum is divided by
/// min(k, n), so that a ranking that begins with positives reaches 1 (Weyand et al. 2020, "Google Landmarks
/// Dataset v2", the retrieval metric mAP@100). Unlike `averagePrecision` it takes no trapezoids, so the two
/// differ even where k is the whole database.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number n of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func truncatedAveragePrecision(
  at cutoff: Int, positiveRanks: [Int], positiveCount: Int
) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  precondition(
    positiveCount >= 1 && positiveRanks.count <= positiveCount,
    "expected at least \(max(1, positiveRanks.count)) positives, found \(positiveCount)")
  var sum = 0.0
  for (found, rank) in positiveRanks.enumerated() where rank < cutoff {
    sum += Double(found + 1) / Double(rank + 1)
  }
  return sum / Double(min(cutoff, positiveCount))
}

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

/// Returns the expected average precision of the first k images, as `truncatedAveragePrecision` has it.
///
/// By linearity it is a sum over places before k: the probability of a positive there, times the precision
/// that is expected after it (see `expectedAveragePrecision`).
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(min(k, images)).
public func expectedTruncatedAveragePrecision(at cutoff: Int, _ blocks: [RandomBlock]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  let positiveCount = blocks.reduce(0) { $0 + $1.positives }
  precondition(positiveCount >= 1, "expected at least 1 positive, found none")
  var (sum, rank, found) = (0.0, 0, 0)
  for block in blocks where block.size > 0 && rank < cutoff {
    let share = Double(block.positives) / Double(block.size)
    let others = block.size == 1 ? 0 : Double(block.positives - 1) / Double(block.size - 1)
    // Without a positive nothing is added, and the share of others has no meaning.
    for place in 0..<(block.positives > 0 ? min(block.size, cutoff - rank) : 0) {
      let expected = Double(found) + Double(place) * others
      sum += share * (expected + 1) / Double(rank + place + 1)
    }
    rank += block.size
    found += block.positives
  }
  return sum / Double(min(cutoff, positiveCount))
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
