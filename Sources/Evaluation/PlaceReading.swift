/// Another reading of where positives stand than the usual one, which takes junk out of a ranking and leaves
/// images of equal score in the order of the database.
public enum PlaceReading: String, Sendable, Hashable, CaseIterable {
  /// Junk is left in, and is as wrong as any image that is no positive.
  ///
  /// So bob-retrieval works out its reciprocal ranks (`retrieval/utils.py`: before junk is taken out).
  case withJunk = "with-junk"

  /// Junk is taken out, and of images of equal score the positives come first: no order of them gives more.
  case bestTies = "best-ties"

  /// Junk is taken out, and of images of equal score the positives come last: no order of them gives less.
  case worstTies = "worst-ties"

  /// Whether scores have to be known.
  public var needsScores: Bool { self != .withJunk }

  /// What is done, in a few words.
  public var definition: String {
    switch self {
    case .withJunk: "junk left in"
    case .bestTies: "positives first among equal scores"
    case .worstTies: "positives last among equal scores"
    }
  }

  /// Returns where positives stand.
  ///
  /// - Parameters:
  ///   - ranking: the images found, best first; may be truncated. Of equal scores only images that were
  ///     found trade places.
  ///   - relevance: what counts; its indices are within the ranking's database.
  ///   - scores: the score of each image of the ranking; nil where they are not known, which `withJunk`
  ///     alone allows.
  /// - Returns: ascending 0-based ranks, one for each positive that the ranking holds.
  func positiveRanks(
    in ranking: Ranking, relevance: Relevance, scores: ArraySlice<Float>?
  ) -> [Int] {
    if self == .withJunk {
      return Evaluation.positiveRanks(
        in: ranking, relevance: Relevance(positives: relevance.positives, junk: []))
    }
    guard let scores else { preconditionFailure("expected scores, found none") }
    var (ranks, start): ([Int], Int) = ([], 0)
    for group in tiedGroups(in: ranking, relevance: relevance, scores: scores) {
      let first = self == .bestTies ? start : start + group.size - group.positives
      ranks += first..<first + group.positives
      start += group.size
    }
    return ranks
  }
}

/// Returns the groups of equal scores of a ranking, junk taken out, best first.
///
/// - Parameters:
///   - ranking: the images found, best first; may be truncated.
///   - relevance: what counts; its indices are within the ranking's database.
///   - scores: the score of each image of the ranking.
/// - Returns: the size of each group and the number of positives in it.
func tiedGroups(
  in ranking: Ranking, relevance: Relevance, scores: ArraySlice<Float>
) -> [RandomBlock] {
  precondition(
    scores.count == ranking.indices.count,
    "expected \(ranking.indices.count) scores, found \(scores.count)")
  var isJunk = [Bool](repeating: false, count: ranking.databaseSize)
  for index in relevance.junk { isJunk[index] = true }
  var isPositive = [Bool](repeating: false, count: ranking.databaseSize)
  for index in relevance.positives { isPositive[index] = true }
  var groups: [RandomBlock] = []
  var last: Float?
  for (index, score) in zip(ranking.indices, scores) where !isJunk[index] {
    let group = score == last ? groups.removeLast() : RandomBlock(size: 0, positives: 0)
    groups.append(
      RandomBlock(size: group.size + 1, positives: group.positives + (isPositive[index] ? 1 : 0)))
    last = score
  }
  return groups
}

/// Returns the average precision of the first k images, where images of equal score are found at once.
///
/// Of the first k images each group of equal scores is one threshold: its positives add the precision behind
/// the whole group, as `average_precision_score` of scikit-learn has it. The sum is divided by min(k, n). This
/// is the mAP@1k of ILIAS (`evaluation/src/dataset.py`: the step-wise average precision of the first k, times
/// the share of positives found); where all scores differ it is `truncatedAveragePrecision`. Positives of equal
/// score behind a wrong image are worth more by it than in any order.
///
/// - Parameters:
///   - cutoff: k, at least 1.
///   - isPositive: whether each image found is a positive, best first, junk taken out.
///   - scores: the score of each of them.
///   - positiveCount: the number n of positives, found or not; at least 1.
/// - Returns: a fraction of 1.
public func tiedAveragePrecision(
  at cutoff: Int, isPositive: [Bool], scores: [Float], positiveCount: Int
) -> Double {
  precondition(cutoff >= 1, "expected a cutoff of at least 1, found \(cutoff)")
  precondition(
    scores.count == isPositive.count, "expected \(isPositive.count) scores, found \(scores.count)")
  requirePositives(positiveCount, found: isPositive.count(where: \.self))
  let depth = min(cutoff, isPositive.count)
  var (sum, found, held) = (0.0, 0, 0)
  for place in 0..<depth {
    if isPositive[place] { held += 1 }
    guard place + 1 == depth || scores[place + 1] != scores[place] else { continue }
    found += held
    sum += Double(held) * Double(found) / Double(place + 1)
    held = 0
  }
  return sum / Double(min(cutoff, positiveCount))
}
