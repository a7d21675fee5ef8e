/// Where the positives of one query stand once the junk is taken out: all that measures are worked out from.
public enum PositivePlaces: Sendable, Hashable {
  /// The ascending 0-based ranks of the positives that were found, and how many there are, found or not.
  case ranked([Int], positiveCount: Int)

  /// The blocks of an order that chance decides, best first: values are expected ones.
  case random([RandomBlock])

  /// The number of positives, found or not.
  var positiveCount: Int {
    switch self {
    case .ranked(_, let positiveCount): positiveCount
    case .random(let blocks): blocks.reduce(0) { $0 + $1.positives }
    }
  }

  /// Returns the value of a measure, a fraction of 1; there has to be a positive.
  func value(of measure: Measure) -> Double {
    switch self {
    case .ranked(let ranks, let count):
      measure.value(positiveRanks: ranks, positiveCount: count)
    case .random(let blocks): measure.expectedValue(blocks)
    }
  }
}

/// The score of one query in one setting, fractions of 1.
public struct QueryScore: Sendable, Hashable {
  /// Where the positives stand; there is at least one.
  public let places: PositivePlaces

  /// Creates the score of a query, or returns nil when it has no positive.
  package init?(_ places: PositivePlaces) {
    guard places.positiveCount > 0 else { return nil }
    self.places = places
  }

  /// Scores one ranking, or returns nil when the query has no positive.
  ///
  /// - Parameters:
  ///   - ranking: the images found, best first; may be truncated.
  ///   - relevance: what counts; its indices are within the ranking's database.
  ///   - reading: how it is read where positives stand; junk is taken out, and equal scores stand as they are
  ///     ranked, unless given.
  ///   - scores: the score of each image of the ranking, where the reading needs them.
  /// - Complexity: O(database images).
  public init?(
    ranking: Ranking, relevance: Relevance, reading: PlaceReading? = nil,
    scores: ArraySlice<Float>? = nil
  ) {
    guard !relevance.positives.isEmpty else { return nil }
    let ranks =
      reading?.positiveRanks(in: ranking, relevance: relevance, scores: scores)
      ?? positiveRanks(in: ranking, relevance: relevance)
    places = .ranked(ranks, positiveCount: relevance.positives.count)
  }

  /// Returns the value of a measure, a fraction of 1.
  public func value(of measure: Measure) -> Double { places.value(of: measure) }

  /// The area under the precision-recall curve.
  public var averagePrecision: Double { value(of: .averagePrecision) }
}

/// Returns the value of each score; nil where there is none.
///
/// Where chance decides, most queries have the same score, and it takes as long as the database is large: equal
/// ones are worked out once.
func values<Score: Hashable>(
  of scores: [Score?], places: (Score) -> PositivePlaces, _ value: (Score) -> Double
) -> [Double?] {
  var known: [Score: Double] = [:]
  return scores.map { score in
    guard let score else { return nil }
    guard case .random = places(score) else { return value(score) }
    if let found = known[score] { return found }
    let worth = value(score)
    known[score] = worth
    return worth
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
