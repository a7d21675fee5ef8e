public import Evaluation

/// How one positive of a query fares in a ranking.
public struct PairOutcome: Sendable, Hashable {
  /// The database index of the positive.
  public let image: Int

  /// The share of the wrong images that stand behind it, 0...1: what the pair adds to the area under the
  /// query's ROC curve, times the number of positives.
  ///
  /// Other positives do not count, so it does not depend on how many there are, as a rank or a precision
  /// would.
  public let shareBehind: Double
}

/// Returns how the positives of a query fare.
///
/// - Parameters:
///   - ranking: the images found, best first.
///   - relevance: what counts.
/// - Returns: one outcome for each positive that was found, best first; none where nothing wrong was found.
/// - Complexity: O(database images).
public func pairOutcomes(ranking: Ranking, relevance: Relevance) -> [PairOutcome] {
  enum Role { case wrong, positive, junk }
  var roles = [Role](repeating: .wrong, count: ranking.databaseSize)
  for index in relevance.junk { roles[index] = .junk }
  for index in relevance.positives { roles[index] = .positive }
  var wrong = 0
  var found: [(image: Int, before: Int)] = []
  for index in ranking.indices {
    switch roles[index] {
    case .wrong: wrong += 1
    case .positive: found.append((index, wrong))
    case .junk: break
    }
  }
  guard wrong > 0 else { return [] }
  return found.map {
    PairOutcome(image: $0.image, shareBehind: Double(wrong - $0.before) / Double(wrong))
  }
}
