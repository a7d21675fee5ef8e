/// Database images in the order in which one query finds them, best first.
///
/// The tie rule of this package: scores descend, and images of equal score stand in the order of
/// their database index. A ranking may be truncated, that is, hold only the best images.
public struct Ranking: Sendable, Equatable {
  /// Database indices, best first; none repeats.
  public let indices: [Int]

  /// The number of images in the database, at least `indices.count`.
  public let databaseSize: Int

  /// Creates a ranking from an order found elsewhere.
  ///
  /// - Parameters:
  ///   - indices: database indices, best first, by the tie rule.
  ///   - databaseSize: the number of images in the database.
  /// - Throws: `EvaluationError` when an index repeats or is outside the database.
  public init(indices: [Int], databaseSize: Int) throws(EvaluationError) {
    precondition(databaseSize >= 0, "expected a size of at least 0, found \(databaseSize)")
    var isRanked = [Bool](repeating: false, count: databaseSize)
    for index in indices {
      guard index >= 0, index < databaseSize else {
        throw .indexOutOfRange(query: nil, index: index, databaseSize: databaseSize)
      }
      guard !isRanked[index] else { throw .repeatedIndex(query: nil, index: index) }
      isRanked[index] = true
    }
    self.indices = indices
    self.databaseSize = databaseSize
  }

  /// Creates the full ranking of a database by its scores: descending, then by index.
  ///
  /// This is the plain reference of the tie rule.
  ///
  /// - Parameter scores: the similarity of each database image with the query.
  /// - Throws: `EvaluationError.scoreNotANumber`.
  public init(scores: [Float]) throws(EvaluationError) {
    for (index, score) in scores.enumerated() {
      guard !score.isNaN else { throw .scoreNotANumber(index: index) }
    }
    indices = scores.indices.sorted {
      scores[$0] == scores[$1] ? $0 < $1 : scores[$0] > scores[$1]
    }
    databaseSize = scores.count
  }
}
