/// Images in uniformly random order, and how many of them are positives.
///
/// A ranking of which only the coarse order is known is a list of blocks: every image of one stands before
/// those of the next. Junk is in no block.
public struct RandomBlock: Sendable, Hashable {
  /// The number of images.
  public let size: Int

  /// The number of positives among them.
  public let positives: Int

  /// Creates a block.
  ///
  /// - Parameters:
  ///   - size: the number of images, at least 0.
  ///   - positives: the number of positives, at most `size`.
  public init(size: Int, positives: Int) {
    precondition(
      positives >= 0 && positives <= size, "expected 0 to \(size) positives, found \(positives)")
    self.size = size
    self.positives = positives
  }

  /// Returns the probability that the last positive stands at a place, counted from 1.
  ///
  /// All positives are among the first s places with the probability Π (s − i)/(n − i) over
  /// i < positives; then the one at s is one of them with positives/s.
  fileprivate func probability(ofLastAt place: Int) -> Double {
    guard positives > 0, place >= positives, place <= size else { return 0 }
    var probability = Double(positives) / Double(place)
    for i in 0..<positives { probability *= Double(place - i) / Double(size - i) }
    return probability
  }
}

/// Returns the expected average precision, by the trapezoid rule of `averagePrecision`.
///
/// By linearity it is a sum over places: the probability of a positive there, times the mean precision
/// before and after it. Where one of a block's R positives stands at its place s, counted from 0, of the
/// s images before it s·(R − 1)/(n − 1) are expected to be right. Of one block with n images that makes
/// (1/n)·Σ ½·(p₀ + p₁) with p₀ = (R − 1)/(n − 1), 1 at rank 0, and p₁ = (r·(R − 1)/(n − 1) + 1)/(r + 1).
///
/// - Parameter blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(images).
public func expectedAveragePrecision(_ blocks: [RandomBlock]) -> Double {
  let positiveCount = blocks.reduce(0) { $0 + $1.positives }
  precondition(positiveCount >= 1, "expected at least 1 positive, found none")
  var (sum, rank, found) = (0.0, 0, 0)
  for block in blocks where block.size > 0 {
    let share = Double(block.positives) / Double(block.size)
    let others = block.size == 1 ? 0 : Double(block.positives - 1) / Double(block.size - 1)
    // Without a positive nothing is added, and the share of others has no meaning.
    for place in 0..<(block.positives > 0 ? block.size : 0) {
      let expected = Double(found) + Double(place) * others
      let before = rank + place == 0 ? 1 : expected / Double(rank + place)
      let after = (expected + 1) / Double(rank + place + 1)
      sum += share * (before + after) / 2
    }
    rank += block.size
    found += block.positives
  }
  return sum / Double(positiveCount)
}

/// Returns the expected precision among the first k images, k no deeper than the last positive, as
/// `precision` has it.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
public func expectedPrecision(at cutoff: Int, _ blocks: [RandomBlock]) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  let positiveCount = blocks.reduce(0) { $0 + $1.positives }
  guard let last = blocks.lastIndex(where: { $0.positives > 0 }) else {
    preconditionFailure("expected at least 1 positive, found none")
  }
  let ahead = blocks[..<last].reduce(0) { $0 + $1.size }
  var precision = expectedPositives(among: cutoff, blocks) / Double(cutoff)
  // Where the last positive stands before k, they are divided by its rank and not by k.
  for rank in (ahead + 1)..<max(min(cutoff, ahead + blocks[last].size + 1), ahead + 1) {
    precision +=
      blocks[last].probability(ofLastAt: rank - ahead) * Double(positiveCount)
      * (1 / Double(rank) - 1 / Double(cutoff))
  }
  return precision
}

/// Returns the expected number of positives among the first images.
///
/// - Parameters:
///   - count: how many images, at least 0; more than there are means all.
///   - blocks: the blocks, best first.
/// - Returns: 0 to the number of positives.
func expectedPositives(among count: Int, _ blocks: [RandomBlock]) -> Double {
  var left = count
  var expected = 0.0
  for block in blocks where block.size > 0 && left > 0 {
    let taken = min(left, block.size)
    expected +=
      taken == block.size
      ? Double(block.positives)
      : Double(block.positives) * Double(taken) / Double(block.size)
    left -= taken
  }
  return expected
}
