import Evaluation
import Tensors
import Testing

@Suite struct StatisticsTests {
  @Test func deviationDividesByOneLessThanTheCount() {
    #expect(mean([2, 4, 9]) == 5)
    // (9 + 1 + 16) / 2
    #expect(sampleStandardDeviation([2, 4, 9]) == 13.0.squareRoot())
  }

  @Test func oneValueHasNoDeviation() {
    #expect(sampleStandardDeviation([3]) == nil)
  }

  @Test func verdictHoldsOnlyAboveTheMargin() {
    let interval = ConfidenceInterval(mean: 0.02, lower: 0.01, upper: 0.03)
    #expect(Verdict(interval) == .holds)
    #expect(Verdict(interval, margin: 0.01) == .inconclusive)
    #expect(Verdict(interval, margin: 0.03) == .fails)
  }

  @Test func noDifferenceAtAllFails() {
    #expect(Verdict(ConfidenceInterval(mean: 0, lower: 0, upper: 0)) == .fails)
  }

  @Test func intervalAroundZeroIsInconclusive() {
    #expect(Verdict(ConfidenceInterval(mean: 0.1, lower: -0.1, upper: 0.3)) == .inconclusive)
  }
}

@Suite struct PairedBootstrapTests {
  private func generator() -> SeededGenerator {
    SeededGenerator(seed: 1, purpose: "bootstrap")
  }

  @Test func equalDifferencesLeaveNoDoubt() {
    var generator = generator()
    let interval = pairedBootstrap(
      differences: [[0.5, 0.5, 0.5]], clusters: [0, 1, 2], resamples: 100, confidence: 0.95,
      using: &generator)
    #expect(interval == ConfidenceInterval(mean: 0.5, lower: 0.5, upper: 0.5))
  }

  @Test func sameSeedGivesTheSameInterval() {
    let differences = [[0.1, -0.2, 0.4, 0.3, 0.0]]
    let clusters = [0, 0, 1, 2, 3]
    var first = generator()
    var second = generator()
    #expect(
      pairedBootstrap(
        differences: differences, clusters: clusters, resamples: 4000, confidence: 0.95,
        using: &first)
        == pairedBootstrap(
          differences: differences, clusters: clusters, resamples: 4000, confidence: 0.95,
          using: &second))
  }

  @Test func intervalAgreesWithTheNormalOne() {
    // 200 queries of their own, deviation 1: the standard error is 1/√200, and 1.96 of them either
    // side hold 95 %. The ends of 4000 resamples scatter by about 3 % of that.
    var draws = SeededGenerator(seed: 5, purpose: "differences")
    let differences = (0..<200).map { _ in Double(draws.normal()) }
    var generator = generator()
    let interval = pairedBootstrap(
      differences: [differences], clusters: Array(0..<200), resamples: 4000, confidence: 0.95,
      using: &generator)
    let deviation = sampleStandardDeviation(differences) ?? 0
    let expected = 1.96 * deviation / 200.0.squareRoot()
    #expect(abs(interval.mean - mean(differences)) < 1e-12)
    #expect(abs(interval.upper - interval.mean - expected) < 0.1 * expected)
    #expect(abs(interval.mean - interval.lower - expected) < 0.1 * expected)
  }

  @Test func queriesOfOneInstanceDoNotNarrowTheInterval() {
    let perInstance = [0.4, -0.1, 0.2, 0.3, -0.2, 0.1, 0.5, 0.0]
    let copied = perInstance.flatMap { [$0, $0, $0] }
    var first = generator()
    var second = generator()
    let single = pairedBootstrap(
      differences: [perInstance], clusters: Array(0..<8), resamples: 4000, confidence: 0.95,
      using: &first)
    let clustered = pairedBootstrap(
      differences: [copied], clusters: (0..<24).map { $0 / 3 }, resamples: 4000, confidence: 0.95,
      using: &second)
    #expect(abs(single.lower - clustered.lower) < 1e-12)
    #expect(abs(single.upper - clustered.upper) < 1e-12)
  }

  @Test func seedsThatDisagreeWidenTheInterval() {
    let agreeing = [[0.1, 0.2, 0.3], [0.1, 0.2, 0.3]]
    let disagreeing = [[0.6, 0.7, 0.8], [-0.4, -0.3, -0.2]]
    var first = generator()
    var second = generator()
    let narrow = pairedBootstrap(
      differences: agreeing, clusters: [0, 1, 2], resamples: 4000, confidence: 0.95,
      using: &first)
    let wide = pairedBootstrap(
      differences: disagreeing, clusters: [0, 1, 2], resamples: 4000, confidence: 0.95,
      using: &second)
    #expect(Verdict(narrow) == .holds)
    #expect(Verdict(wide) == .inconclusive)
    #expect(abs(narrow.mean - wide.mean) < 1e-12)
  }

  @Test func oneInstanceAndOneSeedDecideNothing() {
    var generator = generator()
    let interval = pairedBootstrap(
      differences: [[0.4, 0.5]], clusters: [7, 7], resamples: 4000, confidence: 0.95,
      using: &generator)
    #expect(interval == ConfidenceInterval(mean: 0.45, lower: -.infinity, upper: .infinity))
    #expect(Verdict(interval) == .inconclusive)
  }
}
