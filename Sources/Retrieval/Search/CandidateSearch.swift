import Kernels
import Synchronization
import Tensors

/// Finds the best images of some queries with all threads of the linear algebra.
///
/// The queries are packed once and the database is read once: a thread takes a few rows, checks and
/// measures them unless that was done for an earlier block of queries, multiplies them with all queries
/// while they are in its cache, and keeps those that reach a query's bar. What was kept is scored again in one fixed order. Which thread took which rows
/// changes only what it discards early, never what is among the best.
struct CandidateSearch {
  /// (image, dimension), at least `depth` rows and one column.
  let database: DescriptorValues

  let depth: Int
  let blockSize: Int?

  /// Returns each query's best in fixed order.
  ///
  /// - Parameters:
  ///   - queries: (query, dimension).
  ///   - block: which of them, at least one.
  ///   - queryLength: the length of the longest query.
  ///   - imageLength: the length of the longest row; nil before the first block, which measures and
  ///     checks them all, and known after it.
  /// - Returns: (query of the block, rank), row by row.
  /// - Throws: `RetrievalError.notFinite` naming the first damaged row.
  func callAsFunction(
    _ queries: Matrix, _ block: Range<Int>, queryLength: Float, imageLength: inout Float?
  ) throws(RetrievalError) -> [Scored] {
    let panels = QueryPanels(queries, rows: block)
    let errors = ScoreError(dimension: queries.columns, queryLength: queryLength)
    let chunks = RowChunks(count: database.rows)
    let threads = min(ComputeThreads.count, chunks.chunkCount)
    let bars = SharedBars(queryCount: block.count)
    let shares = parallelMap(threads) { [imageLength] _ in
      search(panels, errors, chunks, bars, imageLength: imageLength)
    }
    if let bad = shares.compactMap(\.bad).min() { throw .notFinite(role: .database, row: bad) }
    let longest = shares.map(\.longest).max() ?? 0
    imageLength = longest
    let margin = errors.margin(imageLength: longest)
    let ranked = parallelMap(block.count) { offset in
      let candidates = CandidateList(
        merging: shares.lazy.map { $0.lists[offset] }, depth: depth, margin: margin)
      return rank(candidates, queries, query: block.lowerBound + offset)
    }
    return ranked.flatMap(\.self)
  }

  /// Scores the candidates of a query in fixed order, and returns the best.
  private func rank(_ candidates: CandidateList, _ queries: Matrix, query: Int) -> [Scored] {
    let scores = database.fixedOrderScores(
      queries.elements.span.extracting(queries.elementRange(query..<query + 1)),
      images: candidates.items.map { Int($0.index) })
    let scored = zip(candidates.items, scores).map { Scored(index: $0.index, score: $1) }
    return Array(scored.sorted(by: precedes).prefix(depth))
  }

  /// What one thread found.
  private struct Share {
    var lists: [CandidateList]
    /// The longest row behind the bars of the lists.
    var longest: Float
    var bad: Int?
  }

  /// Searches chunk after chunk until none is left or a row is not finite.
  private func search(
    _ panels: QueryPanels, _ errors: ScoreError, _ chunks: RowChunks, _ bars: SharedBars,
    imageLength: Float?
  ) -> Share {
    var share = Share(
      lists: Array(repeating: CandidateList(depth: depth), count: panels.count),
      longest: imageLength ?? 0)
    var tile = ScoreTile(
      of: panels, capacity: min(blockSize ?? rowsInCache(database.columns), chunks.chunkSize))
    var scratch: [Float] = []
    while let chunk = chunks.next() {
      for start in stride(from: chunk.lowerBound, to: chunk.upperBound, by: tile.capacity) {
        let rows = start..<min(start + tile.capacity, chunk.upperBound)
        let squares = database.withRows(rows, scratch: &scratch) { values in
          let squares =
            imageLength == nil ? longestSquare(of: values, dimension: database.columns) : nil
          tile.multiply(values, fetchesNext: database.isFloat32 && rows.upperBound < database.rows)
          return squares
        }
        if let bad = squares?.bad {
          share.bad = start + bad
          chunks.stop()
          return share
        }
        if let squares { share.longest = max(share.longest, squares.longest.squareRoot()) }
        collect(
          &tile, firstIndex: start, &share.lists,
          margin: errors.margin(imageLength: share.longest))
      }
      bars.exchange(&share.lists, longest: &share.longest)
    }
    return share
  }

  private func collect(
    _ tile: inout ScoreTile, firstIndex: Int, _ lists: inout [CandidateList], margin: Float
  ) {
    var lists = lists.mutableSpan
    for query in lists.indices { tile.setBar(lists[query].bar(margin: margin), ofQuery: query) }
    for index in 0..<tile.findHits() {
      let hit = tile.hit(index)
      lists[hit.query].add(
        Scored(index: Int32(firstIndex + hit.row), score: hit.score), margin: margin)
    }
  }
}

/// What the threads have found so far, so that none keeps what another's images already overtook.
private final class SharedBars: Sendable {
  private let state: Mutex<(depthScores: [Float], longest: Float)>

  init(queryCount: Int) {
    state = Mutex((Array(repeating: -.infinity, count: queryCount), 0))
  }

  /// Raises the bars of a thread and of all others to the higher of the two.
  ///
  /// - Parameters:
  ///   - lists: of each query.
  ///   - longest: the longest row behind the thread's bars, and afterwards behind the raised ones.
  func exchange(_ lists: inout [CandidateList], longest: inout Float) {
    state.withLock { state in
      for query in lists.indices {
        lists[query].raise(to: state.depthScores[query])
        state.depthScores[query] = lists[query].depthScore
      }
      longest = max(longest, state.longest)
      state.longest = longest
    }
  }
}

/// Returns how many rows take 256 KiB, which leaves room in the second level of a cache for as many that
/// follow; at least two groups, so that the queries are not read too often.
private func rowsInCache(_ dimension: Int) -> Int {
  min(max((64 << 10) / dimension / rowGroup, 2), 20) * rowGroup
}

/// A multiple of the rows that any kernel takes at once; it takes rows left over one by one.
private let rowGroup = 12

/// Rows of a table, given out in order to whoever asks next.
private final class RowChunks: Sendable {
  let chunkSize = 30 * rowGroup
  private let count: Int
  private let taken = Atomic<Int>(0)

  init(count: Int) { self.count = count }

  var chunkCount: Int { (count + chunkSize - 1) / chunkSize }

  /// Returns the next rows, or nil when none are left.
  func next() -> Range<Int>? {
    let first = taken.wrappingAdd(chunkSize, ordering: .relaxed).oldValue
    return first < count ? first..<min(first + chunkSize, count) : nil
  }

  /// Leaves the rest; every row before a chunk that was given out is searched all the same.
  func stop() { taken.store(count, ordering: .relaxed) }
}

/// How far a score may be off, from the lengths of the rows.
struct ScoreError {
  let dimension: Int
  let queryLength: Float

  /// Returns twice the largest possible difference between two ways to sum a dot product.
  ///
  /// Any order of n float32 additions errs by at most n·u/(1 − n·u)·‖q‖·‖d‖ (Higham 2002, section
  /// 3.1), so two orders differ by at most twice that. An image whose product is below the k-th best
  /// product by more than twice that difference cannot be among the k best in fixed order.
  func margin(imageLength: Float) -> Float {
    let error = Float(dimension + 8) * 0x1p-24
    // The lengths are rounded too, hence 5 and not 4; the last term covers products that underflow.
    return 5 * error / max(1 - error, 0.5) * queryLength * imageLength
      + Float(dimension) * .leastNormalMagnitude
  }
}
