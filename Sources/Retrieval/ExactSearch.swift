import Kernels
public import Tensors

/// Exhaustive search by dot product.
///
/// A matrix product finds the candidates, and each candidate is scored again by a dot product that
/// sums in one fixed order. So equal database rows score exactly equal wherever they stand, and the
/// result depends neither on the block size nor on the number of threads.
public struct ExactSearch: Sendable, Equatable {
  /// How many database images of each query to return, at least 1.
  public let top: Int

  /// How many database images are compared at a time, at least 1.
  public let blockSize: Int

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - top: how many database images of each query to return, at least 1; above the size of the
  ///     database, all of it is returned.
  ///   - blockSize: how many database images are compared at a time, at least 1; bounds the memory.
  public init(top: Int, blockSize: Int = 4096) {
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
  /// - Complexity: O(queries × images × dimension), `sgemm` by blocks; memory beside the tables is
  ///   256 × `blockSize` scores and a few times `top` candidates a query, or 256 × images scores
  ///   when `top` is at least a quarter of them.
  public func callAsFunction(
    queries: Matrix, database: Matrix
  ) throws(RetrievalError) -> Rankings {
    try requireEqualDimensions(queries, database)
    let queryLength = try longestRow(of: queries, role: .query)
    let depth = min(top, database.rows)
    var bound = ScoreBound(queries: queries, queryLength: queryLength)
    var ranked: [Scored] = []
    ranked.reserveCapacity(queries.rows * depth)
    for start in stride(from: 0, to: queries.rows, by: queryBlockSize) {
      let block = start..<min(start + queryBlockSize, queries.rows)
      if 4 * depth >= database.rows {
        // Most images would be rescored, so the matrix product in fixed order is the shorter way.
        try bound.include(0..<database.rows, of: database)
        ranked += rankAll(queries.selectingRows(block), database, depth: depth)
      } else {
        ranked += try rankCandidates(queries, block, database, depth: depth, &bound)
      }
    }
    // Nothing is left to check, unless there were no queries.
    try bound.include(0..<database.rows, of: database)
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
  private func rankCandidates(
    _ queries: Matrix, _ block: Range<Int>, _ database: Matrix, depth: Int,
    _ bound: inout ScoreBound
  ) throws(RetrievalError) -> [Scored] {
    let lists = try collect(queries, block, database, depth: depth, &bound)
    return zip(block, lists).flatMap { query, list in
      let descriptor = queries.elementRange(query..<query + 1)
      return list.items.map { item in
        let image = Int(item.index)
        let score = fixedOrderDot(
          queries.elements.span.extracting(descriptor),
          database.elements.span.extracting(database.elementRange(image..<image + 1)))
        return Scored(index: item.index, score: score)
      }
      .sorted(by: precedes).prefix(depth)
    }
  }

  /// Returns, for each query of a block, every image that may belong to its best.
  ///
  /// The database is read once: a block of it is checked and measured, then multiplied while much of
  /// it is still in the cache.
  private func collect(
    _ queries: Matrix, _ block: Range<Int>, _ database: Matrix, depth: Int,
    _ bound: inout ScoreBound
  ) throws(RetrievalError) -> [CandidateList] {
    var lists = Array(repeating: CandidateList(depth: depth), count: block.count)
    var scores: [Float] = []
    for start in stride(from: 0, to: database.rows, by: blockSize) {
      let images = start..<min(start + blockSize, database.rows)
      try bound.include(images, of: database)
      let shape = ProductShape(rows: block.count, inner: queries.columns, columns: images.count)
      if scores.count != block.count * images.count {
        scores = Array(repeating: 0, count: block.count * images.count)
      }
      var target = scores.mutableSpan
      multiply(
        queries.elements.span.extracting(queries.elementRange(block)),
        database.elements.span.extracting(database.elementRange(images)),
        into: &target, shape: shape, transposingRight: true)
      for query in lists.indices {
        lists[query].add(
          scores.span.extracting(query * images.count..<(query + 1) * images.count),
          firstIndex: start, margin: bound.margin)
      }
    }
    return lists.map { $0.finished(margin: bound.margin) }
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

/// How far a score may be off, from the lengths of the rows that were seen so far.
private struct ScoreBound {
  private let dimension: Int
  private let queryLength: Float
  private var imageLength: Float = 0
  private var checkedRows = 0

  init(queries: Matrix, queryLength: Float) {
    dimension = queries.columns
    self.queryLength = queryLength
  }

  /// The margin for all rows that were included.
  var margin: Float {
    roundingMargin(dimension: dimension, lengthProduct: queryLength * imageLength)
  }

  /// Measures rows that were not included yet, or throws for the first one that is not finite.
  mutating func include(_ rows: Range<Int>, of database: Matrix) throws(RetrievalError) {
    guard rows.upperBound > checkedRows else { return }
    imageLength = max(
      imageLength,
      try longestRow(of: database, among: checkedRows..<rows.upperBound, role: .database)
    )
    checkedRows = rows.upperBound
  }
}

/// Returns twice the largest possible difference between two ways to sum a dot product.
///
/// Any order of n float32 additions errs by at most n·u/(1 − n·u)·‖q‖·‖d‖ (Higham 2002, section
/// 3.1), so two orders differ by at most twice that. An image whose product is below the k-th best
/// product by more than twice that difference cannot be among the k best in fixed order.
private func roundingMargin(dimension: Int, lengthProduct: Float) -> Float {
  let error = Float(dimension + 8) * 0x1p-24
  // The lengths are rounded too, hence 5 and not 4; the last term covers products that underflow.
  return 5 * error / max(1 - error, 0.5) * lengthProduct
    + Float(dimension) * .leastNormalMagnitude
}

private func requireEqualDimensions(
  _ queries: Matrix, _ database: Matrix
) throws(RetrievalError) {
  guard queries.columns == database.columns else {
    throw .dimensionMismatch(expected: database.columns, found: queries.columns)
  }
}
