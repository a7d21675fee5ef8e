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

  /// How many database images a thread compares at a time, at least 1.
  public let blockSize: Int

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - top: how many database images of each query to return, at least 1; above the size of the
  ///     database, all of it is returned.
  ///   - blockSize: how many database images a thread compares at a time, at least 1; a few dozen, so
  ///     that they stay in its cache until all queries have seen them.
  public init(top: Int, blockSize: Int = 48) {
    precondition(
      top >= 1 && blockSize >= 1, "expected at least 1 of each, found \(top) and \(blockSize)")
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
  ///   256 × images scores when `top` is at least a quarter of them.
  public func callAsFunction(
    queries: Matrix, database: Matrix
  ) throws(RetrievalError) -> Rankings {
    try requireEqualDimensions(queries, database)
    let queryLength = try longestRow(of: queries, role: .query)
    let depth = min(top, database.rows)
    let search = CandidateSearch(depth: depth, blockSize: blockSize)
    var ranked: [Scored] = []
    ranked.reserveCapacity(queries.rows * depth)
    for start in stride(from: 0, to: queries.rows, by: queryBlockSize) {
      let block = start..<min(start + queryBlockSize, queries.rows)
      if 4 * depth >= database.rows || queries.columns == 0 {
        // Most images would be rescored, so the matrix product in fixed order is the shorter way.
        if start == 0 { try requireFinite(database, role: .database) }
        ranked += rankAll(queries.selectingRows(block), database, depth: depth)
      } else {
        let lists = try search(queries, block, queryLength: queryLength, database)
        ranked += rank(lists, queries, block, database)
      }
    }
    if queries.rows == 0 { try requireFinite(database, role: .database) }
    return Rankings(
      queryCount: queries.rows, depth: depth, indices: ranked.map(\.index),
      scores: ranked.map(\.score))
  }

  /// Returns each query's best after scoring every image in fixed order.
  private func rankAll(_ queries: Matrix, _ database: Matrix, depth: Int) -> [Scored] {
    let scores = fixedOrderMultiply(queries, transposedRight: database)
    return (0..<queries.rows).flatMap { query in
      zip(Int32(0)..., scores.row(query)).map { Scored(index: $0, score: $1) }
        .sorted(by: precedes).prefix(depth)
    }
  }

  /// Returns each query's best after scoring only its candidates in fixed order.
  private func rank(
    _ lists: [CandidateList], _ queries: Matrix, _ block: Range<Int>, _ database: Matrix
  ) -> [Scored] {
    zip(block, lists).flatMap { query, list in
      let descriptor = queries.elementRange(query..<query + 1)
      return list.items.map { item in
        let image = Int(item.index)
        let score = fixedOrderDot(
          queries.elements.span.extracting(descriptor),
          database.elements.span.extracting(database.elementRange(image..<image + 1)))
        return Scored(index: item.index, score: score)
      }
      .sorted(by: precedes).prefix(list.depth)
    }
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

private func requireEqualDimensions(
  _ queries: Matrix, _ database: Matrix
) throws(RetrievalError) {
  guard queries.columns == database.columns else {
    throw .dimensionMismatch(expected: database.columns, found: queries.columns)
  }
}
