/// Returns the average precision of a whole ranking as a finite sum.
///
/// The j-th positive, counted from 1 and at the 1-based rank r, adds j/r; the sum is divided by n. It is the
/// area of rectangles below the precision-recall curve (`compute_rectangular_ap` in the code of AMES, Suma et
/// al. 2024), what scikit-learn, trec_eval (`map`) and ranx call average precision, and at least that of
/// trapezoids, which is `averagePrecision`.
///
/// - Parameters:
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number n of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func rectangularAveragePrecision(positiveRanks: [Int], positiveCount: Int) -> Double {
  requirePositives(positiveCount, found: positiveRanks.count)
  return precisionSum(at: .max, positiveRanks: positiveRanks) / Double(positiveCount)
}

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
  requirePositives(positiveCount, found: positiveRanks.count)
  return precisionSum(at: cutoff, positiveRanks: positiveRanks)
    / Double(min(cutoff, positiveCount))
}

/// Returns the average precision of the first k images, divided by all positives.
///
/// The sum is that of `truncatedAveragePrecision`, the divisor is n also where k is smaller, so that at most
/// k/n can be reached. This is trec_eval's `map_cut_k` (`m_map_cut.c`), which MTEB and MIEB report as
/// `map_at_k`.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number n of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func cutAveragePrecision(
  at cutoff: Int, positiveRanks: [Int], positiveCount: Int
) -> Double {
  requirePositives(positiveCount, found: positiveRanks.count)
  return precisionSum(at: cutoff, positiveRanks: positiveRanks) / Double(positiveCount)
}

/// Returns the average precision of the first R images, where R is the number of positives.
///
/// It is `truncatedAveragePrecision` at the query's own R: MAP@R of Musgrave et al. 2020, "A metric learning
/// reality check", section 3.2.
///
/// - Parameters:
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number R of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func averagePrecisionAtR(positiveRanks: [Int], positiveCount: Int) -> Double {
  truncatedAveragePrecision(
    at: positiveCount, positiveRanks: positiveRanks, positiveCount: positiveCount)
}

/// Returns the sum of the precisions at the positives among the first images.
private func precisionSum(at cutoff: Int, positiveRanks: [Int]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  var sum = 0.0
  for (found, rank) in positiveRanks.enumerated() where rank < cutoff {
    sum += Double(found + 1) / Double(rank + 1)
  }
  return sum
}

/// Requires a positive, and no more found than there are.
func requirePositives(_ count: Int, found: Int) {
  precondition(
    count >= 1 && found <= count, "expected at least \(max(1, found)) positives, found \(count)")
}

// MARK: Expected values

/// Returns the expected average precision of a whole ranking, as `rectangularAveragePrecision` has it.
///
/// - Parameter blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(images).
public func expectedRectangularAveragePrecision(_ blocks: [RandomBlock]) -> Double {
  expectedPrecisionSum(at: .max, blocks) / Double(positiveCount(of: blocks))
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
  expectedPrecisionSum(at: cutoff, blocks) / Double(min(cutoff, positiveCount(of: blocks)))
}

/// Returns the expected average precision of the first k images, as `cutAveragePrecision` has it.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(min(k, images)).
public func expectedCutAveragePrecision(at cutoff: Int, _ blocks: [RandomBlock]) -> Double {
  expectedPrecisionSum(at: cutoff, blocks) / Double(positiveCount(of: blocks))
}

/// Returns the expected average precision of the first R images, as `averagePrecisionAtR` has it.
///
/// - Parameter blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(positives).
public func expectedAveragePrecisionAtR(_ blocks: [RandomBlock]) -> Double {
  expectedTruncatedAveragePrecision(at: positiveCount(of: blocks), blocks)
}

/// Returns the number of positives in all blocks, at least 1.
func positiveCount(of blocks: [RandomBlock]) -> Int {
  let count = blocks.reduce(0) { $0 + $1.positives }
  precondition(count >= 1, "expected at least 1 positive, found none")
  return count
}

/// Returns the expected sum of the precisions at the positives among the first images.
private func expectedPrecisionSum(at cutoff: Int, _ blocks: [RandomBlock]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
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
  return sum
}
