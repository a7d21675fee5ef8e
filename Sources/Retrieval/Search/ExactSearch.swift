import Kernels
public import Tensors

/// Exhaustive search by dot product.
///
/// A fast product finds the candidates, and each candidate is scored again by a dot product that sums
/// in one fixed order. So equal database rows score exactly equal wherever they stand, and the result
/// depends neither on the block size nor on the number of threads.
public struct ExactSearch: Sendable, Equatable {
  /// How many database images of each query to return, at least 1.
  public let top: Int

  /// How many database images a thread compares at a time, at least 1, or nil for as many as suit its
  /// cache.
  public let blockSize: Int?

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - top: how many database images of each query to return, at least 1; above the size of the
  ///     database, all of it is returned.
  ///   - blockSize: how many database images a thread compares at a time, at least 1, or nil for as many
  ///     as suit its cache. Results do not depend on it.
  public init(top: Int, blockSize: Int? = nil) {
    precondition(
      top >= 1 && blockSize ?? 1 >= 1,
      "expected at least 1 of each, found \(top) and \(blockSize ?? 1)")
    self.top = top
    self.blockSize = blockSize
  }

  /// Returns the most similar database images of each query.
  ///
  /// - Parameters:
  ///   - queries: unit-length descriptors, (query, dimension).
  ///   - database: unit-length descriptors, (image, dimension).
  /// - Returns: by score descending, then database index ascending.
  /// - Throws: `RetrievalError.notFinite` naming the first row with NaN or infinity,
  ///   `.dimensionMismatch` for tables of different models.
  /// - Complexity: O(queries × images × dimension); memory beside the tables is a copy of 256 queries
  ///   and, for each thread, 256 × `blockSize` scores and a few times `top` candidates a query, or
  ///   512 × images scores when `top` is at least a quarter of them.
  public func callAsFunction(
    queries: Matrix, database: Matrix
  ) throws(RetrievalError) -> Rankings {
    try self(queries: queries, database: .float32(database))
  }

  /// Returns the most similar images of each query from a database that may be kept in 16 bits.
  ///
  /// - Parameters:
  ///   - queries: unit-length descriptors, (query, dimension).
  ///   - database: unit-length descriptors, (image, dimension).
  /// - Returns: what the search of the widened database returns, bit for bit.
  /// - Throws: the same errors.
  /// - Complexity: the same; for each thread also `blockSize` widened rows, or 256 of the candidates.
  public func callAsFunction(
    queries: Matrix, database: DescriptorValues
  ) throws(RetrievalError) -> Rankings {
    guard queries.columns == database.columns else {
      throw .dimensionMismatch(expected: database.columns, found: queries.columns)
    }
    let queryLength = try longestRow(of: queries, role: .query)
    let depth = min(top, database.rows)
    let search = CandidateSearch(database: database, depth: depth, blockSize: blockSize)
    var imageLength: Float?
    var ranked: [Scored] = []
    ranked.reserveCapacity(queries.rows * depth)
    // Without queries too, so that a damaged database is found.
    for start in stride(from: 0, to: max(1, queries.rows), by: queryBlockSize) {
      let block = start..<min(start + queryBlockSize, queries.rows)
      if block.isEmpty || queries.columns == 0 || 4 * depth >= database.rows {
        // Most images would be rescored, so the matrix product in fixed order is the shorter way.
        let scores = try fixedOrderScores(
          queries: queries.selectingRows(block), database: database, checksRows: start == 0)
        ranked += best(depth, ofQueries: block.count, scores)
      } else {
        ranked += try search(
          queries, block, queryLength: queryLength, imageLength: &imageLength)
      }
    }
    return Rankings(
      queryCount: queries.rows, depth: depth, indices: ranked.map(\.index),
      scores: ranked.map(\.score))
  }

  /// Returns the scores of every query and image, by a product in fixed order.
  ///
  /// - Parameters:
  ///   - queries: of one block.
  ///   - database: all of it.
  ///   - checksRows: whether a row that is not finite is looked for, once for all blocks.
  /// - Returns: (query, image), in pieces of images that follow each other.
  /// - Throws: `RetrievalError.notFinite` naming the first such row.
  private func fixedOrderScores(
    queries: Matrix, database: DescriptorValues, checksRows: Bool
  ) throws(RetrievalError) -> [Matrix] {
    let pieces = parallelMap(rowsOf: database.rows) { rows in
      var scratch: [Float] = []
      return database.withRows(rows, scratch: &scratch) { values in
        let bad =
          checksRows && database.columns > 0
          ? longestSquare(of: values, dimension: database.columns).bad.map { rows.lowerBound + $0 }
          : nil
        let shape = ProductShape(
          rows: queries.rows, inner: queries.columns, columns: rows.count)
        return (
          bad: bad,
          scores: fixedOrderMultiply(
            queries.elements.span, transposedRight: values, shape: shape)
        )
      }
    }
    if let bad = pieces.lazy.compactMap(\.bad).first { throw .notFinite(role: .database, row: bad) }
    return pieces.map(\.scores)
  }
}

/// Returns the result of `ExactSearch` by scoring and sorting everything.
///
/// - Parameters:
///   - queries: unit-length descriptors, (query, dimension).
///   - database: unit-length descriptors, (image, dimension).
///   - top: how many database images of each query to return.
/// - Returns: by score descending, then database index ascending.
public func referenceExactSearch(queries: Matrix, database: Matrix, top: Int) -> Rankings {
  let depth = min(top, database.rows)
  var ranked: [Scored] = []
  for query in 0..<queries.rows {
    let scored = (0..<database.rows).map { index in
      Scored(
        index: Int32(index),
        score: referenceFixedOrderDot(Array(queries.row(query)), Array(database.row(index))))
    }
    ranked += scored.sorted(by: precedes).prefix(depth)
  }
  return Rankings(
    queryCount: queries.rows, depth: depth, indices: ranked.map(\.index),
    scores: ranked.map(\.score))
}

/// How many queries are compared at a time.
private let queryBlockSize = 256
