import Glibc
import Kernels
public import Tensors

/// Replaces a descriptor by a weighted mean of itself and its nearest neighbours.
///
/// With neighbours dⱼ of similarity sⱼ, q becomes l2n((q + Σ max(sⱼ, 0)^α dⱼ)/(k + 1)). An exponent α
/// of 0 is average query expansion (Chum et al. 2007), a larger one α-query expansion (Radenović et al.
/// 2019). Neighbours are ranked as `ExactSearch` ranks them and summed in that order, so results depend
/// neither on the threads nor, but for equal similarities, on the order of the database.
public struct QueryExpansion: Sendable, Hashable {
  /// How many neighbours enter the mean, at least 0; above the size of the database, all of it.
  public let neighbours: Int

  /// The power α of a neighbour's similarity that it is weighted with, at least 0.
  public let exponent: Float

  /// Creates an expansion.
  ///
  /// - Parameters:
  ///   - neighbours: how many neighbours enter the mean, at least 0; 0 changes nothing.
  ///   - exponent: the power α of a neighbour's similarity, at least 0; 0 weights all alike.
  public init(neighbours: Int, exponent: Float = 0) {
    precondition(
      neighbours >= 0 && exponent >= 0,
      "expected at least 0 of each, found \(neighbours) and \(exponent)")
    self.neighbours = neighbours
    self.exponent = exponent
  }

  /// Returns the expanded queries.
  ///
  /// A query that is itself in the database is its own neighbour there.
  ///
  /// - Parameters:
  ///   - queries: unit-length descriptors, (query, dimension).
  ///   - database: unit-length descriptors, (image, dimension).
  /// - Returns: (query, dimension), of unit length; the queries as they are with 0 neighbours.
  /// - Throws: what `ExactSearch` throws.
  /// - Complexity: that of `ExactSearch`.
  public func callAsFunction(
    queries: Matrix, database: Matrix
  ) throws(RetrievalError) -> Matrix {
    let depth = min(neighbours, database.rows)
    guard depth > 0 else { return queries }
    let rankings = try ExactSearch(top: depth)(queries: queries, database: database)
    return mean(queries, database) { query in
      Array(zip(rankings.indices(ofQuery: query), rankings.scores(ofQuery: query)))
    }
  }

  /// Returns the database, each image expanded by its neighbours in the database.
  ///
  /// Database-side augmentation (Turcot and Lowe 2009; weighted: Gordo et al. 2017). An image is not
  /// one of its own neighbours: it enters the mean once, with weight 1.
  ///
  /// - Parameter database: unit-length descriptors, (image, dimension).
  /// - Returns: (image, dimension), of unit length; the database as it is with 0 neighbours.
  /// - Throws: what `ExactSearch` throws.
  /// - Complexity: that of `ExactSearch` with a query an image.
  public func augment(_ database: Matrix) throws(RetrievalError) -> Matrix {
    let depth = min(neighbours, database.rows - 1)
    guard depth > 0 else { return database }
    let rankings = try ExactSearch(top: depth + 1)(queries: database, database: database)
    return mean(database, database) { image in
      let ranked = zip(rankings.indices(ofQuery: image), rankings.scores(ofQuery: image))
      return Array(ranked.filter { $0.0 != image }.prefix(depth))
    }
  }

  private func mean(
    _ descriptors: Matrix, _ database: Matrix, _ ranked: (Int) -> [(Int32, Float)]
  ) -> Matrix {
    var means = descriptors
    let size = descriptors.columns
    for row in 0..<descriptors.rows {
      var sums = descriptors.row(row).map { Double($0) }
      let neighbours = ranked(row)
      for (image, similarity) in neighbours {
        let weight = Double(pow(max(similarity, 0), exponent))
        let start = Int(image) * size
        for column in sums.indices {
          sums[column] += weight * Double(database.elements[start + column])
        }
      }
      let count = Double(neighbours.count + 1)
      for column in sums.indices { means[row, column] = Float(sums[column] / count) }
    }
    return l2Normalize(means)
  }
}
