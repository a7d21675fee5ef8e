/// The score of one query in one setting, fractions of 1.
public struct QueryScore: Sendable, Equatable {
  /// The ranks at which precision is measured.
  public static let cutoffs = [1, 5, 10]

  /// The area under the precision-recall curve.
  public let averagePrecision: Double

  /// The precision at each of `cutoffs`.
  public let precisions: [Double]

  /// Creates a score that was found otherwise than from a ranking.
  package init(averagePrecision: Double, precisions: [Double]) {
    precondition(
      precisions.count == Self.cutoffs.count,
      "expected \(Self.cutoffs.count) precisions, found \(precisions.count)")
    self.averagePrecision = averagePrecision
    self.precisions = precisions
  }

  /// Scores one ranking, or nil when the query has no positive.
  ///
  /// - Parameters:
  ///   - ranking: the images found, best first; may be truncated.
  ///   - relevance: what counts; its indices are within the ranking's database.
  /// - Complexity: O(database images).
  public init?(ranking: Ranking, relevance: Relevance) {
    guard !relevance.positives.isEmpty else { return nil }
    let ranks = positiveRanks(in: ranking, relevance: relevance)
    averagePrecision = Evaluation.averagePrecision(
      positiveRanks: ranks, positiveCount: relevance.positives.count)
    precisions = Self.cutoffs.map { precision(at: $0, positiveRanks: ranks) }
  }
}

/// Returns the 0-based ranks at which positives stand once the junk is taken out.
///
/// - Parameters:
///   - ranking: the images found, best first.
///   - relevance: what counts; its indices are within the ranking's database.
/// - Returns: ascending ranks, one for each positive that the ranking holds.
public func positiveRanks(in ranking: Ranking, relevance: Relevance) -> [Int] {
  enum Role { case wrong, positive, junk }
  var roles = [Role](repeating: .wrong, count: ranking.databaseSize)
  for index in relevance.junk { roles[index] = .junk }
  for index in relevance.positives { roles[index] = .positive }
  var ranks: [Int] = []
  ranks.reserveCapacity(relevance.positives.count)
  var rank = 0
  for index in ranking.indices where roles[index] != .junk {
    if roles[index] == .positive { ranks.append(rank) }
    rank += 1
  }
  return ranks
}

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
