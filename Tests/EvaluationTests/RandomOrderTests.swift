import Evaluation
import Tensors
import Testing

@Suite struct RandomOrderTests {
  /// Rounding of sums of at most a few hundred fractions of 1.
  private let rounding = 1e-12

  /// Returns all ways in which positives can stand in blocks, each as likely.
  private func enumerated(
    _ blocks: [RandomBlock]
  ) -> (positiveCount: Int, arrangements: [[Int]]) {
    var arrangements: [[Int]] = [[]]
    var start = 0
    for block in blocks {
      let places = (0..<(1 << block.size)).filter { $0.nonzeroBitCount == block.positives }
        .map { mask in (0..<block.size).filter { mask >> $0 & 1 == 1 }.map { start + $0 } }
      arrangements = arrangements.flatMap { ahead in places.map { ahead + $0 } }
      start += block.size
    }
    return (blocks.reduce(0) { $0 + $1.positives }, arrangements)
  }

  private func expectEnumerated(_ blocks: [RandomBlock]) {
    let (count, arrangements) = enumerated(blocks)
    func expect(_ expected: Double, _ value: ([Int]) -> Double) {
      #expect(abs(expected - mean(arrangements.map(value))) < rounding, "\(blocks)")
    }
    expect(expectedAveragePrecision(blocks)) {
      averagePrecision(positiveRanks: $0, positiveCount: count)
    }
    for cutoff in [1, 2, 5, 10] {
      expect(expectedPrecision(at: cutoff, blocks)) { precision(at: cutoff, positiveRanks: $0) }
      expect(expectedRecall(at: cutoff, blocks)) { recall(at: cutoff, positiveRanks: $0) }
      expect(expectedTruncatedAveragePrecision(at: cutoff, blocks)) {
        truncatedAveragePrecision(at: cutoff, positiveRanks: $0, positiveCount: count)
      }
    }
    for measure in SmallWorld.measures {
      expect(measure.expectedValue(blocks)) {
        measure.value(positiveRanks: $0, positiveCount: count)
      }
    }
  }

  @Test func oneRightAnswerOfTwoImages() {
    // First: 1. Second: half of 0 and 1/2.
    let block = [RandomBlock(size: 2, positives: 1)]
    #expect(expectedAveragePrecision(block) == 0.625)
    #expect(expectedPrecision(at: 1, block) == 0.5)
    // No deeper than the last positive: 1 when it is first, 1/2 when it is second.
    #expect(abs(expectedPrecision(at: 5, block) - 0.75) < rounding)
  }

  @Test(arguments: [1, 2, 7, 300])
  func whereAllAreRightEveryOrderIs(size: Int) {
    let block = [RandomBlock(size: size, positives: size)]
    #expect(abs(expectedAveragePrecision(block) - 1) < rounding)
    #expect(abs(expectedPrecision(at: 5, block) - 1) < rounding)
  }

  @Test(arguments: 1...12)
  func oneBlockIsTheMeanOfAllOrders(size: Int) {
    for positives in 1...size { expectEnumerated([RandomBlock(size: size, positives: positives)]) }
  }

  @Test func blocksAreTheMeanOfAllOrdersWithinThem() {
    for first in 0...4 {
      for second in 0...4 {
        for (one, two) in zip(0...first, (0...second).reversed()) where one + two > 0 {
          let blocks = [(first, one), (second, two)].map { RandomBlock(size: $0, positives: $1) }
          expectEnumerated(blocks)
          expectEnumerated(blocks + [RandomBlock(size: 3, positives: 0)])
          expectEnumerated([RandomBlock(size: 2, positives: 1)] + blocks)
        }
      }
    }
  }

  @Test func longDatabasesAgreeWithDraws() {
    var generator = SeededGenerator(seed: 1, purpose: "random orders")
    let (size, count) = (200, 12)
    let draws = (0..<4000).map { _ -> [Int] in
      var places = Set<Int>()
      while places.count < count { places.insert(generator.integer(below: size)) }
      return places.sorted()
    }
    let block = [RandomBlock(size: size, positives: count)]
    func expectNear(_ expected: Double, _ drawn: [Double]) {
      let error = (sampleStandardDeviation(drawn) ?? 0) / Double(drawn.count).squareRoot()
      #expect(abs(mean(drawn) - expected) < 4 * error)
    }
    expectNear(
      expectedAveragePrecision(block),
      draws.map { averagePrecision(positiveRanks: $0, positiveCount: count) })
    expectNear(expectedPrecision(at: 10, block), draws.map { precision(at: 10, positiveRanks: $0) })
  }

  @Test func aCutoffBehindEveryImageTakesNoTime() {
    let block = [RandomBlock(size: 3, positives: 2)]
    let cutoff = Measure.largestCutoff
    #expect(expectedRecall(at: cutoff, block) == 1)
    #expect(expectedPrecision(at: 4, block) == expectedPrecision(at: cutoff, block))
    #expect(
      expectedTruncatedAveragePrecision(at: 3, block)
        == expectedTruncatedAveragePrecision(at: cutoff, block))
  }

  @Test func emptyBlocksChangeNothing() {
    let block = RandomBlock(size: 5, positives: 2)
    let empty = RandomBlock(size: 0, positives: 0)
    #expect(
      expectedAveragePrecision([empty, block, empty]) == expectedAveragePrecision([block]))
    #expect(
      expectedPrecision(at: 5, [empty, block, empty]) == expectedPrecision(at: 5, [block]))
  }
}
