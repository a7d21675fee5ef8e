/// Returns one over the rank of the first positive, counted from 1; 0 when none was found.
///
/// Its mean is the mean reciprocal rank (Voorhees 1999, "The TREC-8 question answering track report").
///
/// - Parameter positiveRanks: ascending 0-based ranks of the positives found.
/// - Returns: a fraction of 1.
public func reciprocalRank(positiveRanks: [Int]) -> Double {
  positiveRanks.first.map { 1 / Double($0 + 1) } ?? 0
}

/// Returns the expected reciprocal rank, as `reciprocalRank` has it.
///
/// The first positive is in the first block that has any. Where s of its n images with R positives went by
/// and none was right, the next is with the probability R/(n − s).
///
/// - Parameter blocks: the blocks, best first; at least one positive in all.
/// - Returns: a fraction of 1.
/// - Complexity: O(images).
public func expectedReciprocalRank(_ blocks: [RandomBlock]) -> Double {
  guard let first = blocks.firstIndex(where: { $0.positives > 0 }) else {
    preconditionFailure("expected at least 1 positive, found none")
  }
  let ahead = blocks[..<first].reduce(0) { $0 + $1.size }
  let block = blocks[first]
  var (sum, none) = (0.0, 1.0)
  for place in 0...(block.size - block.positives) {
    let chance = Double(block.positives) / Double(block.size - place)
    sum += none * chance / Double(ahead + place + 1)
    none *= 1 - chance
  }
  return sum
}
