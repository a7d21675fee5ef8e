internal import CFeatureMaps

/// The scores of some database rows that follow each other, with every query.
///
/// A thread has a tile of its own; the queries may be shared.
@safe
public struct ScoreTile: ~Copyable {
  /// How many rows the tile has room for.
  public let capacity: Int

  private let panels: QueryPanels
  private let width: Int
  private var count = 0
  private var hitCount = 0
  private let scores: UnsafeMutablePointer<Float>
  private let bars: UnsafeMutablePointer<Float>
  private let hits: UnsafeMutablePointer<scores_hit>

  /// Creates an empty tile.
  ///
  /// - Parameters:
  ///   - panels: the queries.
  ///   - capacity: how many rows it has room for, at least 1.
  public init(of panels: QueryPanels, capacity: Int) {
    precondition(capacity >= 1, "expected room for at least 1 row, found \(capacity)")
    self.panels = panels
    self.capacity = capacity
    width = unsafe withUnsafePointer(to: panels.shape) { unsafe scores_width($0) }
    unsafe scores = alignedFloats(capacity * width)
    unsafe bars = alignedFloats(width)
    unsafe hits = UnsafeMutablePointer<scores_hit>.allocate(capacity: capacity * panels.count)
    unsafe bars.initialize(repeating: .infinity, count: width)
  }

  deinit {
    unsafe scores.deallocate()
    unsafe bars.deallocate()
    unsafe hits.deallocate()
  }

  /// Computes the dot products of every query with some rows.
  ///
  /// The terms of a sum follow one another, with the same bits on every processor with AVX2 and FMA; the
  /// last ones differ from those of `fixedOrderDots`, whose order is another.
  ///
  /// - Parameters:
  ///   - rows: (row, dimension), at most `capacity` of them.
  ///   - fetchesNext: whether as many rows follow in memory, to be fetched into the cache meanwhile.
  /// - Complexity: O(queries × rows × dimension).
  public mutating func multiply(_ rows: Span<Float>, fetchesNext: Bool = false) {
    precondition(
      rows.count <= capacity * panels.dimension && rows.count.isMultiple(of: panels.dimension),
      "expected at most \(capacity) rows of \(panels.dimension), found \(rows.count) elements")
    count = rows.count / panels.dimension
    guard count > 0 else { return }
    unsafe withUnsafePointer(to: panels.shape) { shape in
      unsafe rows.withUnsafeBufferPointer { values in
        unsafe scores_multiply(
          shape, panels.packed, values.baseAddress, count, fetchesNext ? values.count : 0, scores)
      }
    }
  }

  /// Returns the score of one query with one row of the last product, counted from its first.
  public func score(query: Int, row: Int) -> Float {
    precondition(
      (0..<panels.count).contains(query) && (0..<count).contains(row),
      "expected one of \(panels.count) queries and \(count) rows, found \(query) and \(row)")
    return unsafe scores[row * width + query]
  }

  /// Sets the score from which on a query's hits are reported; infinity until it is set.
  public mutating func setBar(_ bar: Float, ofQuery query: Int) {
    precondition((0..<panels.count).contains(query), "expected a query, found \(query)")
    unsafe bars[query] = bar
  }

  /// Finds every score of the last product that is not below its query's bar.
  ///
  /// - Returns: how many there are.
  public mutating func findHits() -> Int {
    hitCount = unsafe withUnsafePointer(to: panels.shape) { shape in
      unsafe scores_collect(shape, scores, count, bars, hits)
    }
    return hitCount
  }

  /// Returns one of the scores that `findHits` found, by row, then query.
  ///
  /// - Parameter index: counted from 0.
  /// - Returns: the query, the row counted from the product's first, and the score.
  public func hit(_ index: Int) -> (query: Int, row: Int, score: Float) {
    precondition(index >= 0 && index < hitCount, "expected one of \(hitCount) hits, found \(index)")
    let hit = unsafe hits[index]
    return (Int(hit.query), Int(hit.row), hit.score)
  }
}

/// Returns the largest squared length of some rows, and the first row where it is not finite.
///
/// - Parameters:
///   - rows: (row, dimension), row by row.
///   - dimension: the length of a row, at least 1.
/// - Returns: `longest` over the rows before `bad`, or over all of them.
/// - Complexity: O(rows × dimension).
public func longestSquare(
  of rows: Span<Float>, dimension: Int
) -> (longest: Float, bad: Int?) {
  precondition(
    dimension > 0 && rows.count.isMultiple(of: dimension),
    "expected rows of \(dimension) elements, found \(rows.count) elements")
  let count = rows.count / dimension
  var bad = count
  let longest = unsafe rows.withUnsafeBufferPointer { rows in
    unsafe scores_longest_square(rows.baseAddress, count, dimension, &bad)
  }
  return (longest, bad < count ? bad : nil)
}
