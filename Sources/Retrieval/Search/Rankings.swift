public import Tensors

/// The best database images of each query, best first.
///
/// The order is by score, descending, then by database index, ascending.
public struct Rankings: Sendable, Equatable {
  /// The number of queries.
  public let queryCount: Int

  /// The number of database images listed for each query.
  public let depth: Int

  /// Database indices, (query, rank), row by row.
  public let indices: [Int32]

  /// The scores of those images, (query, rank), row by row; larger is more similar.
  public let scores: [Float]

  /// Creates rankings.
  ///
  /// - Parameters:
  ///   - queryCount: the number of queries.
  ///   - depth: the number of database images listed for each query.
  ///   - indices: database indices, (query, rank), row by row.
  ///   - scores: the scores of those images, (query, rank), row by row.
  public init(queryCount: Int, depth: Int, indices: [Int32], scores: [Float]) {
    precondition(
      indices.count == queryCount * depth && scores.count == queryCount * depth,
      "expected \(queryCount)×\(depth) indices and scores, "
        + "found \(indices.count) and \(scores.count)")
    self.queryCount = queryCount
    self.depth = depth
    self.indices = indices
    self.scores = scores
  }

  /// Returns the database indices of one query, best first.
  public func indices(ofQuery query: Int) -> ArraySlice<Int32> {
    indices[query * depth..<(query + 1) * depth]
  }

  /// Returns the scores of one query's images, descending.
  public func scores(ofQuery query: Int) -> ArraySlice<Float> {
    scores[query * depth..<(query + 1) * depth]
  }
}

extension Rankings {
  /// Creates the rankings that scores of all images give.
  ///
  /// - Parameters:
  ///   - scores: (query, image), larger is more similar, none of them NaN.
  ///   - top: how many images of each query to list; above their number, all of them.
  /// - Complexity: O(queries × images × log images).
  public init(scores: Matrix, top: Int) {
    let depth = min(top, scores.columns)
    let ranked = best(depth, ofQueries: scores.rows, [scores])
    self.init(
      queryCount: scores.rows, depth: depth, indices: ranked.map(\.index),
      scores: ranked.map(\.score))
  }
}

/// Returns the images of the best scores, query by query, best first.
///
/// - Parameters:
///   - depth: how many of each query.
///   - queries: how many queries there are.
///   - scores: (query, image), in pieces of images that follow each other.
/// - Returns: (query, rank), row by row.
func best(_ depth: Int, ofQueries queries: Int, _ scores: [Matrix]) -> [Scored] {
  parallelMap(queries) { query in
    zip(Int32(0)..., scores.lazy.map { $0.row(query) }.joined())
      .map { Scored(index: $0, score: $1) }
      .sorted(by: precedes).prefix(depth)
  }.flatMap(\.self)
}
