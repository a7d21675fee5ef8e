/// Returns the normalised discounted cumulative gain of the first k images, a positive being worth 1.
///
/// A positive at the 1-based rank r ≤ k adds 1/log₂(r + 1); the sum is divided by that of a ranking which
/// begins with min(k, n) positives (Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR
/// techniques"; trec_eval's `ndcg_cut`, and the `ndcg_at_k` of MTEB).
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - positiveRanks: ascending 0-based ranks of the positives found, junk taken out.
///   - positiveCount: the number n of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func discountedGain(at cutoff: Int, positiveRanks: [Int], positiveCount: Int) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  requirePositives(positiveCount, found: positiveRanks.count)
  let gain = positiveRanks.prefix { $0 < cutoff }.reduce(0) { $0 + discount(atRank: $1) }
  return gain / idealGain(min(cutoff, positiveCount))
}

/// Returns the expected discounted gain of the first k images, as `discountedGain` has it.
///
/// By linearity it is a sum over places before k: the probability of a positive there, times its discount.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(min(k, images)).
public func expectedDiscountedGain(at cutoff: Int, _ blocks: [RandomBlock]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  var (gain, rank) = (0.0, 0)
  for block in blocks where block.size > 0 && rank < cutoff {
    let share = Double(block.positives) / Double(block.size)
    for place in 0..<(block.positives > 0 ? min(block.size, cutoff - rank) : 0) {
      gain += share * discount(atRank: rank + place)
    }
    rank += block.size
  }
  return gain / idealGain(min(cutoff, positiveCount(of: blocks)))
}

/// Returns the gain of a ranking that begins with positives.
private func idealGain(_ count: Int) -> Double {
  (0..<count).reduce(0) { $0 + discount(atRank: $1) }
}

/// Returns what a positive at a 0-based rank is worth.
private func discount(atRank rank: Int) -> Double { 1 / binaryLogarithm(of: rank + 2) }

/// Returns log₂ of a whole number, right to 1e-15, from sums and products alone.
///
/// The system's function may differ in the last bit from one C library to the next. Of a number m·2ᵉ with m
/// in ¾ to 1½ it is e + 2·artanh(t)/ln 2 with t = (m − 1)/(m + 1), a series of odd powers of at most 1/5.
///
/// - Parameter number: at least 1.
/// - Returns: the logarithm, at least 0.
package func binaryLogarithm(of number: Int) -> Double {
  precondition(number >= 1, "expected at least 1, found \(number)")
  var significand = Double(number).significand
  var exponent = Double(Double(number).exponent)
  if significand > 1.5 {
    significand /= 2
    exponent += 1
  }
  let ratio = (significand - 1) / (significand + 1)
  var (sum, power) = (0.0, ratio)
  for divisor in stride(from: 1.0, through: 25, by: 2) {
    sum += power / divisor
    power *= ratio * ratio
  }
  return exponent + 2 * sum / 0.693_147_180_559_945_309
}
