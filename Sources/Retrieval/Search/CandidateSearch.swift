import Dispatch
import Kernels
import Synchronization
import Tensors

/// Finds the images that may be among the best of some queries, with all threads of the linear algebra.
///
/// The queries are packed once and the database is read once: a thread takes a few rows, checks and
/// measures them, multiplies them with all queries while they are in its cache, and keeps those that
/// reach a query's bar. Which thread took which rows changes only what it discards early, never what
/// is among the best.
struct CandidateSearch {
  let depth: Int
  let blockSize: Int

  /// Returns a list for each query that holds all of its best.
  ///
  /// - Parameters:
  ///   - queries: (query, dimension).
  ///   - block: which of them, at least one.
  ///   - queryLength: the length of the longest query.
  ///   - database: (image, dimension), at least one row and one column.
  /// - Returns: a list a query of the block, in their order.
  /// - Throws: `RetrievalError.notFinite` naming the first damaged row.
  func callAsFunction(
    _ queries: Matrix, _ block: Range<Int>, queryLength: Float, _ database: Matrix
  ) throws(RetrievalError) -> [CandidateList] {
    let panels = QueryPanels(queries, rows: block)
    let errors = ScoreError(dimension: queries.columns, queryLength: queryLength)
    let chunks = RowChunks(count: database.rows)
    let threads = min(LinearAlgebraThreads.count, chunks.chunkCount)
    let found = Mutex<[Share]>([])
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      let share = search(panels, errors, database, chunks)
      found.withLock { $0.append(share) }
    }
    let shares = found.withLock { $0 }
    if let bad = shares.compactMap(\.bad).min() { throw .notFinite(role: .database, row: bad) }
    let margin = shares.map(\.margin).max() ?? 0
    return block.indices.map { query in
      CandidateList(
        merging: shares.map { $0.lists[query - block.lowerBound] }, depth: depth, margin: margin)
    }
  }

  /// What one thread found.
  private struct Share {
    var lists: [CandidateList]
    var margin: Float = 0
    var bad: Int?
  }

  /// Searches chunk after chunk until none is left or a row is not finite.
  private func search(
    _ panels: QueryPanels, _ errors: ScoreError, _ database: Matrix, _ chunks: RowChunks
  ) -> Share {
    var share = Share(lists: Array(repeating: CandidateList(depth: depth), count: panels.count))
    var tile = ScoreTile(of: panels, capacity: min(blockSize, chunks.chunkSize))
    var longest: Float = 0
    let values = database.elements.span
    while let chunk = chunks.next() {
      for start in stride(from: chunk.lowerBound, to: chunk.upperBound, by: tile.capacity) {
        let rows = start..<min(start + tile.capacity, chunk.upperBound)
        let squares = longestSquare(
          of: values.extracting(database.elementRange(rows)), dimension: database.columns)
        if let bad = squares.bad {
          share.bad = start + bad
          chunks.stop()
          return share
        }
        longest = max(longest, squares.longest)
        share.margin = errors.margin(imageLength: longest.squareRoot())
        tile.multiply(values, rows: rows)
        collect(&tile, firstIndex: start, &share)
      }
    }
    return share
  }

  private func collect(_ tile: inout ScoreTile, firstIndex: Int, _ share: inout Share) {
    for query in share.lists.indices {
      tile.setBar(share.lists[query].bar(margin: share.margin), ofQuery: query)
    }
    tile.forEachHit { query, row, score in
      share.lists[query].add(
        Scored(index: Int32(firstIndex + row), score: score), margin: share.margin)
    }
  }
}

/// Rows of a table, given out in order to whoever asks next.
private final class RowChunks: Sendable {
  let chunkSize = 1024
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
