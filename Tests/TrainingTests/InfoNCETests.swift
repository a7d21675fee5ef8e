import Glibc
import Kernels
import Tensors
import Testing
import Training

/// InfoNCE against its formula, equation 1 of MoCo.
@Suite struct InfoNCETests {
  private let queries = randomMatrix(5, 4, seed: 1)
  private let keys = l2Normalize(randomMatrix(5, 4, seed: 2))
  private let queue = l2Normalize(randomMatrix(7, 4, seed: 3))

  /// Returns the mean of −log softmax of the positive, in double precision.
  private func formula(_ queries: [[Double]], temperature: Double) -> Double {
    queries.indices.reduce(0) { sum, row in
      let query = queries[row]
      let length = query.reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-6
      func logit(_ key: ArraySlice<Float>) -> Double {
        zip(query, key).reduce(0) { $0 + $1.0 * Double($1.1) } / length / temperature
      }
      let positive = logit(keys.row(row))
      let all = [positive] + (0..<queue.rows).map { logit(queue.row($0)) }
      return sum + log(all.reduce(0) { $0 + exp($1) }) - positive
    } / Double(queries.count)
  }

  private var doubles: [[Double]] { (0..<5).map { queries.row($0).map(Double.init) } }

  @Test(arguments: [Float(0.07), 0.2, 1])
  func valueAndGradientAreThoseOfTheFormula(temperature: Float) {
    let result = InfoNCE(temperature: temperature)(queries: queries, keys: keys, queue: queue)
    let expected = formula(doubles, temperature: Double(temperature))
    // Similarities in float32 over the temperature.
    #expect(abs(Double(result.value) - expected) < 1e-5 * (1 + expected))
    let step = 1e-5
    let slopes = queries.elements.indices.map { index in
      var (above, below) = (doubles, doubles)
      above[index / 4][index % 4] += step
      below[index / 4][index % 4] -= step
      return Float(
        (formula(above, temperature: Double(temperature))
          - formula(below, temperature: Double(temperature))) / (2 * step))
    }
    #expect(largestDifference(result.gradient.elements, slopes) < 1e-4)
  }

  @Test func queriesArePulledNowhereAlongThemselves() {
    let gradient = InfoNCE(temperature: 0.2)(queries: queries, keys: keys, queue: queue).gradient
    let along = (0..<5).map { row in
      zip(gradient.row(row), queries.row(row)).reduce(Float(0)) { $0 + $1.0 * $1.1 }
    }
    #expect(largestDifference(along, Array(repeating: 0, count: 5)) < 1e-5)
  }

  @Test func theOrderOfTheQueueDoesNotMatter() {
    let loss = InfoNCE(temperature: 0.2)
    let turned = queue.selectingRows([4, 5, 6, 0, 1, 2, 3])
    let one = loss(queries: queries, keys: keys, queue: queue)
    let two = loss(queries: queries, keys: keys, queue: turned)
    #expect(abs(one.value - two.value) < 1e-6)
    #expect(largestDifference(one.gradient.elements, two.gradient.elements) < 1e-5)
  }

  /// Keys that are all the same tell nothing: the loss is that of a draw among 1 + length.
  @Test func equalKeysCostTheLogarithmOfTheirNumber() {
    let one = keys.selectingRows([0])
    let result = InfoNCE(temperature: 0.2)(
      queries: queries, keys: one.selectingRows(Array(repeating: 0, count: 5)),
      queue: one.selectingRows(Array(repeating: 0, count: 7)))
    #expect(abs(result.value - log(Float(8))) < 1e-5)
    #expect(largestDifference(result.gradient.elements, Array(repeating: 0, count: 20)) < 1e-5)
  }
}
