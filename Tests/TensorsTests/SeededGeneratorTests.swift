import Tensors
import Testing

@Suite struct SeededGeneratorTests {
  @Test func sameFourInputsGiveTheSameDraws() {
    var first = SeededGenerator(seed: 7, purpose: "augmentation", epoch: 2, index: 5)
    var second = SeededGenerator(seed: 7, purpose: "augmentation", epoch: 2, index: 5)
    #expect((0..<8).map { _ in first.next() } == (0..<8).map { _ in second.next() })
  }

  @Test(arguments: [(8, "a", 0, 0), (7, "b", 0, 0), (7, "a", 1, 0), (7, "a", 0, 1)])
  func eachInputChangesTheStream(seed: UInt64, purpose: String, epoch: Int, index: Int) {
    var base = SeededGenerator(seed: 7, purpose: "a")
    var other = SeededGenerator(seed: seed, purpose: purpose, epoch: epoch, index: index)
    #expect(base.next() != other.next())
  }

  /// Computed in Python from the recurrences: published results depend on these very draws.
  @Test func streamsStayTheSameFromVersionToVersion() {
    var generator = SeededGenerator(seed: 7, purpose: "augmentation", epoch: 2, index: 5)
    #expect(generator.next() == 12_978_901_309_675_717_120)
  }

  @Test func epochAndIndexAreNotInterchangeable() {
    var first = SeededGenerator(seed: 7, purpose: "a", epoch: 1, index: 2)
    var second = SeededGenerator(seed: 7, purpose: "a", epoch: 2, index: 1)
    #expect(first.next() != second.next())
  }

  @Test func normalDrawsHaveMeanZeroAndDeviationOne() {
    var generator = SeededGenerator(seed: 1, purpose: "normal")
    let draws = (0..<40_000).map { _ in generator.normal() }
    let mean = draws.reduce(0, +) / 40_000
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 40_000
    // Five standard errors: 1/200 for the mean, √2/200 for the variance.
    #expect(abs(mean) < 0.025)
    #expect(abs(variance - 1) < 0.036)
  }

  @Test func permutationHoldsEveryNumberOnce() {
    var generator = SeededGenerator(seed: 3, purpose: "shuffle")
    let order = generator.permutation(100)
    #expect(order.sorted() == Array(0..<100))
    #expect(order != Array(0..<100))
  }

  @Test func integersCoverTheirRangeEvenly() {
    var generator = SeededGenerator(seed: 5, purpose: "dice")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<6_000 { counts[generator.integer(below: 6)] += 1 }
    // Five standard deviations of a binomial draw with p = 1/6.
    #expect(counts.allSatisfy { abs($0 - 1_000) < 145 })
  }
}
