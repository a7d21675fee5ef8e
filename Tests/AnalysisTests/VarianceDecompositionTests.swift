import Analysis
import Tensors
import Testing

@Suite struct VarianceDecompositionTests {
  @Test func sumsOfSquaresAreThoseOfStatsmodels() throws {
    for golden in try Goldens.read().decompositions {
      let found = VarianceDecomposition(values: golden.values, levels: golden.levels)
      #expect(found.terms.map(\.degreesOfFreedom) == golden.degrees)
      for (term, sum) in zip(found.terms, golden.sums) {
        #expect(agree(term.sumOfSquares, sum))
        #expect(agree(term.share, sum / golden.total))
      }
      #expect(agree(found.total, golden.total))
      #expect(agree(found.remainder, golden.residual / golden.total))
    }
  }

  /// Every combination of three fields, whose effects are exact.
  private func grid(
    _ value: ((Int, Int, Int)) -> Double, keeping isKept: (Int) -> Bool = { _ in true }
  ) -> VarianceDecomposition {
    let points = (0..<24).filter(isKept).map { ($0 % 2, $0 / 2 % 3, $0 / 6) }
    return VarianceDecomposition(
      values: points.map(value), levels: [points.map(\.0), points.map(\.1), points.map(\.2)])
  }

  @Test func sharesOfKnownEffectsAreRecovered() {
    // The variances are 1 for ±1, 6 for −3, 0, 3, and 0.
    let found = grid { Double(2 * $0.0 - 1) + Double(3 * $0.1 - 3) }
    #expect(agree(found.terms[0].share, 1.0 / 7))
    #expect(agree(found.terms[1].share, 6.0 / 7))
    #expect(agree(found.terms[2].share, 0))
    #expect(found.isBalanced)
    #expect(agree(found.remainder, 0))
    #expect(agree(found.total, 24 * 7))
  }

  @Test func whatOnlyTwoFieldsTogetherDecideIsLeft() {
    let found = grid { Double((2 * $0.0 - 1) * ($0.1 - 1)) }
    #expect(found.terms.allSatisfy { $0.share < 1e-12 })
    #expect(agree(found.remainder, 1))
  }

  @Test func aBalancedDesignDividesTheWholeVariance() {
    var generator = SeededGenerator(seed: 2, purpose: "values")
    let found = grid { _ in Double(generator.normal()) }
    #expect(agree(found.terms.reduce(found.remainder) { $0 + $1.share }, 1))
  }

  @Test func pointsThatAreMissingMakeItUnbalanced() {
    let value: ((Int, Int, Int)) -> Double = { Double(2 * $0.0 - 1) + Double($0.2) }
    let found = grid(value, keeping: { ![0, 3, 7].contains($0) })
    #expect(!found.isBalanced)
    // Exact effects leave nothing, whatever is missing.
    #expect(agree(found.remainder, 0))
    #expect(found.terms[1].share < 1e-12)
  }

  @Test func aFieldThatFollowsFromAnotherDecidesNothingByItself() {
    let levels = [0, 0, 1, 1, 2, 2]
    let found = VarianceDecomposition(
      values: [1, 2, 3, 4, 5, 9], levels: [levels, levels.map { 2 - $0 }])
    #expect(found.terms.map(\.degreesOfFreedom) == [0, 0])
    #expect(found.terms.allSatisfy { $0.share < 1e-12 })
    #expect(agree(found.remainder, 9.0 / 40))
  }

  @Test func valuesThatAreAllEqualHaveNothingToDivide() {
    let found = VarianceDecomposition(values: [0.1, 0.1, 0.1], levels: [[0, 1, 1]])
    #expect(found.total == 0)
    #expect(found.terms.map(\.share) == [0])
    #expect(found.remainder == 0)
  }

  @Test func unitsAndTheOrderOfFieldsChangeNoShare() throws {
    for golden in try Goldens.read().decompositions {
      let plain = VarianceDecomposition(values: golden.values, levels: golden.levels)
      let other = VarianceDecomposition(
        values: golden.values.map { 100 * $0 - 3 }, levels: golden.levels.reversed())
      for (one, two) in zip(plain.terms, other.terms.reversed()) {
        #expect(agree(one.share, two.share))
      }
    }
  }

  /// Of effects that are nothing but noise, a field of k levels explains (k − 1)/(n − 1) of the variance on
  /// average.
  @Test func noiseIsSharedByDegreesOfFreedom() {
    var generator = SeededGenerator(seed: 8, purpose: "noise")
    var sums = [0.0, 0, 0]
    for _ in 0..<400 {
      let found = grid { _ in Double(generator.normal()) }
      for place in sums.indices { sums[place] += found.terms[place].share / 400 }
    }
    for (sum, degrees) in zip(sums, [1.0, 2, 3]) {
      // The deviation of the mean of 400 shares is below 0.005.
      #expect(abs(sum - degrees / 23) < 0.015)
    }
  }
}
