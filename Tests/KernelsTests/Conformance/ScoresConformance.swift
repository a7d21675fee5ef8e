import CFeatureMaps
import Tensors
import Testing

extension Conformance {
  @Suite struct Scores {
    static let cases =
      ScoreTileTests.cases.filter { $0.lanes == 8 }.map { ($0.queries, $0.rows, $0.dimension) }
      + (0..<8).map { (seed: UInt64) -> (Int, Int, Int) in
        var generator = SeededGenerator(seed: seed, purpose: "scores sizes")
        return (
          1 + generator.integer(below: 90), 1 + generator.integer(below: 40),
          1 + generator.integer(below: 600)
        )
      }

    @Test(arguments: cases)
    func scoresAndHitsHaveTheBitsOfTheirTwin(
      sizes: (queries: Int, rows: Int, dimension: Int)
    ) {
      let (queries, rows, dimension) = sizes
      let (left, right) = (draws(queries * dimension, 1), draws(rows * dimension, 2))
      let expected = (0..<rows * queries).map { place in
        let (row, query) = place.quotientAndRemainder(dividingBy: queries)
        var sum: Float = 0
        for term in 0..<dimension {
          sum.addProduct(right[row * dimension + term], left[query * dimension + term])
        }
        return sum
      }
      KernelForm.forEach { form in
        let found = Found(left, right, sizes, form)
        expectSameBits(found.scores, expected, "the scores", "\(form)")
        let hits = expected.indices.filter { expected[$0] >= Found.bar }
        #expect(found.hits.map(\.place) == hits, "\(form)")
        expectSameBits(found.hits.map(\.score), hits.map { expected[$0] }, "the hits", "\(form)")
      }
    }

    /// Thirty-two sums, then those terms that are left, and the sums after them.
    @Test(arguments: [1, 7, 31, 32, 33, 64, 130])
    func longestSquaresHaveTheBitsOfTheirTwin(dimension: Int) {
      let rows = draws(20 * dimension, 3)
      let squares = (0..<20).map { row in
        let values = rows[row * dimension..<(row + 1) * dimension]
        let whole = values.startIndex + dimension / 32 * 32
        var partial = [Float](repeating: 0, count: 32)
        for (term, value) in values[..<whole].enumerated() {
          partial[term % 32].addProduct(value, value)
        }
        var square: Float = 0
        for value in values[whole...] { square.addProduct(value, value) }
        return partial.reduce(square, +)
      }
      for count in 1...20 {
        var bad = 0
        let found = unsafe scores_longest_square(rows, count, dimension, &bad)
        #expect(found == squares[..<count].max())
        #expect(bad == count)
      }
    }

    private func draws(_ count: Int, _ index: Int) -> [Float] {
      var generator = SeededGenerator(seed: 7, purpose: "scores conformance", index: index)
      return (0..<count).map { _ in generator.uniform(in: -1..<1) }
    }
  }
}

/// What the kernel finds.
private struct Found {
  /// The score from which on a query's scores are hits.
  static let bar: Float = 0.25

  /// (row, query).
  private(set) var scores: [Float] = []

  /// The hits, by their place among the scores.
  private(set) var hits: [(place: Int, score: Float)] = []

  init(
    _ queries: [Float], _ rows: [Float], _ sizes: (queries: Int, rows: Int, dimension: Int),
    _ form: KernelForm
  ) {
    var shape = scores_shape(
      queries: sizes.queries, dimension: sizes.dimension, lanes: form.lanes)
    let width = unsafe scores_width(&shape)
    let (left, right) = (AlignedBuffer(queries), AlignedBuffer(rows))
    let packed = AlignedBuffer<Float>(width * sizes.dimension)
    let product = AlignedBuffer<Float>(sizes.rows * width)
    unsafe scores_pack(&shape, left.start, packed.start)
    unsafe scores_multiply(&shape, packed.start, right.start, sizes.rows, 0, product.start)
    let padded = product.elements
    for row in 0..<sizes.rows { scores += padded[row * width..<row * width + sizes.queries] }
    let bars = AlignedBuffer<Float>(
      (0..<width).map { $0 < sizes.queries ? Self.bar : .infinity })
    var found = [scores_hit](repeating: scores_hit(), count: sizes.rows * sizes.queries)
    let count = unsafe scores_collect(&shape, product.start, sizes.rows, bars.start, &found)
    hits = found[..<count].map { (Int($0.row) * sizes.queries + Int($0.query), $0.score) }
  }
}
