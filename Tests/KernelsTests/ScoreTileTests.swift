import Kernels
import Tensors
import Testing

@Suite struct ScoreTileTests {
  struct Case: CustomTestStringConvertible {
    let queries: Int
    let rows: Int
    let dimension: Int
    let lanes: Int

    var testDescription: String { "\(queries) × \(rows) × \(dimension), \(lanes) lanes" }
  }

  /// Every number of vectors in the last panel, rows beside the blocks of the kernel, and terms beside
  /// cache lines and depths.
  static let cases = [8, 16].flatMap { lanes in
    [
      (1, 1, 1), (1, 40, 3), (7, 5, 40), (8, 6, 256), (9, 11, 257), (17, 13, 300), (24, 48, 15),
      (33, 7, 512), (70, 25, 33), (256, 3, 17),
    ].map { Case(queries: $0.0, rows: $0.1, dimension: $0.2, lanes: lanes) }
  }

  @Test(arguments: cases)
  func scoresEqualTheReferenceProduct(sizes: Case) {
    let queries = draws(sizes.queries, sizes.dimension, purpose: "queries")
    let rows = draws(sizes.rows, sizes.dimension, purpose: "rows")
    let expected = referenceMultiply(queries, rows, transposingRight: true)
    var tile = ScoreTile(
      of: QueryPanels(queries, rows: 0..<sizes.queries, lanes: sizes.lanes), capacity: sizes.rows)
    tile.multiply(rows.elements.span)
    var largest: Float = 0
    for query in 0..<sizes.queries {
      for row in 0..<sizes.rows {
        largest = max(largest, abs(tile.score(query: query, row: row) - expected[query, row]))
      }
    }
    // Sums of `dimension` products below 1, each addition rounded to 24 bits.
    #expect(largest <= Float(sizes.dimension * sizes.dimension) * 0x1p-24)
  }

  @Test(arguments: [8, 16])
  func hitsAreTheScoresThatAreNotBelowTheBar(lanes: Int) {
    let queries = draws(19, 21, purpose: "queries")
    let rows = draws(50, 21, purpose: "rows")
    var tile = ScoreTile(of: QueryPanels(queries, rows: 2..<13, lanes: lanes), capacity: 30)
    tile.multiply(rows.elements.span.extracting(10 * 21..<37 * 21), fetchesNext: true)
    for query in 0..<11 where query != 4 { tile.setBar(Float(query) / 10, ofQuery: query) }
    // A score equal to the bar is a hit, and query 4 has no bar yet.
    tile.setBar(tile.score(query: 3, row: 7), ofQuery: 3)
    var found: [[Int]] = []
    var scores: [Float] = []
    for index in 0..<tile.findHits() {
      let hit = tile.hit(index)
      found.append([hit.row, hit.query])
      scores.append(hit.score)
    }
    #expect(scores == found.map { tile.score(query: $0[1], row: $0[0]) })
    let expected = (0..<27).flatMap { row in
      (0..<11).filter { query in
        let bar = query == 3 ? tile.score(query: 3, row: 7) : Float(query) / 10
        return query != 4 && tile.score(query: query, row: row) >= bar
      }.map { [row, $0] }
    }
    #expect(found == expected)
    #expect(found.contains([7, 3]))
  }

  @Test func everyScoreMayBeAHit() {
    let queries = draws(9, 5, purpose: "queries")
    var tile = ScoreTile(of: QueryPanels(queries, rows: 0..<9), capacity: 6)
    tile.multiply(queries.elements.span.extracting(5..<35))
    for query in 0..<9 { tile.setBar(-.infinity, ofQuery: query) }
    #expect(tile.findHits() == 54)
  }

  @Test(arguments: [1, 7, 32, 33, 130])
  func longestSquareIsThatOfTheLongestRow(dimension: Int) throws {
    let rows = draws(20, dimension, purpose: "rows")
    let expected = (0..<20).map { row in rows.row(row).reduce(0.0) { $0 + Double($1) * Double($1) }
    }
    let longest = try #require(expected.max())
    let found = longestSquare(of: rows.elements.span, dimension: dimension)
    #expect(found.bad == nil)
    #expect(abs(Double(found.longest) - longest) <= Double(dimension) * 0x1p-22)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity, 3e38])
  func theFirstBadRowIsFound(value: Float) {
    var rows = draws(9, 40, purpose: "rows")
    rows[3, 39] = value
    rows[7, 0] = value
    #expect(longestSquare(of: rows.elements.span, dimension: 40).bad == 3)
  }
}

private func draws(_ rows: Int, _ columns: Int, purpose: String) -> Matrix {
  var generator = SeededGenerator(seed: 7, purpose: purpose)
  return Matrix(Tensor(uniform: [rows, columns], in: -1..<1, using: &generator))
}
