import Evaluation
import Tensors
import Testing

@Suite struct ClusterIntervalTests {
  /// Two-sided quantiles of Student's distribution, as tables print them.
  @Test(arguments: [
    (0.95, 1, 12.706), (0.95, 2, 4.303), (0.95, 4, 2.776), (0.95, 9, 2.262), (0.95, 30, 2.042),
    (0.99, 3, 5.841), (0.9, 10, 1.812), (0.5, 1, 1.0),
  ])
  func quantilesAreThoseOfTables(confidence: Double, freedom: Int, expected: Double) {
    let found = studentQuantile(confidence: confidence, degreesOfFreedom: freedom)
    #expect(abs(found - expected) < 0.0006)
  }

  @Test func balancedClustersAndOneSeedGiveTheTIntervalOfTheirMeans() {
    // Means 1, 2 and 6 of two queries each: mean 3, deviation √7, error √(7/3), t(2) = 4.3027.
    let interval = clusterInterval(
      differences: [[0.5, 1.5, 2, 2, 4, 8]], clusters: [5, 5, 7, 7, 9, 9], confidence: 0.95)
    let reach = 4.302652729911275 * (7.0 / 3).squareRoot()
    #expect(interval.mean == 3)
    #expect(abs(interval.lower - (3 - reach)) < 1e-9)
    #expect(abs(interval.upper - (3 + reach)) < 1e-9)
  }

  @Test func seedsWidenTheInterval() {
    let steady = clusterInterval(
      differences: [[1, 2, 3], [1, 2, 3]], clusters: [0, 1, 2], confidence: 0.95)
    let shaky = clusterInterval(
      differences: [[0, 1, 2], [2, 3, 4]], clusters: [0, 1, 2], confidence: 0.95)
    #expect(steady.mean == shaky.mean)
    #expect(shaky.upper - shaky.lower > steady.upper - steady.lower)
  }

  @Test func theOrderOfQueriesAndTheNumbersOfClustersDoNotMatter() {
    let first = clusterInterval(
      differences: [[1, 2, 3, 5]], clusters: [0, 0, 1, 2], confidence: 0.95)
    let second = clusterInterval(
      differences: [[5, 3, 2, 1]], clusters: [-4, 90, 12, 12], confidence: 0.95)
    #expect(abs(first.lower - second.lower) < 1e-12)
    #expect(abs(first.upper - second.upper) < 1e-12)
  }

  @Test func oneClusterDecidesNothing() {
    let interval = clusterInterval(
      differences: [[1, 1], [2, 2]], clusters: [3, 3], confidence: 0.95)
    #expect(interval.mean == 1.5)
    #expect(interval.lower == -.infinity && interval.upper == .infinity)
  }

  @Test func equalDifferencesLeaveNoDoubt() {
    let interval = clusterInterval(
      differences: [[0.5, 0.5, 0.5]], clusters: [0, 1, 2], confidence: 0.95)
    #expect(interval == ConfidenceInterval(mean: 0.5, lower: 0.5, upper: 0.5))
  }

  /// The share of simulated experiments with ten clusters whose interval holds the true mean, 0.
  private func coverage(
    of interval: ([[Double]], [Int], inout SeededGenerator) -> ConfidenceInterval
  ) -> Double {
    let clusters = (0..<140).map { $0 / 14 }
    var generator = SeededGenerator(seed: 3, purpose: "coverage")
    let held = (0..<400).filter { _ in
      let effects = (0..<10).map { _ in 5 * Double(generator.normal()) }
      let differences = clusters.map { effects[$0] + 15 * Double(generator.normal()) }
      let found = interval([differences], clusters, &generator)
      return found.lower <= 0 && found.upper >= 0
    }
    return Double(held.count) / 400
  }

  @Test func intervalsOverTenClustersHoldAsOftenAsTheySayAndABootstrapDoesNot() {
    let ours = coverage { differences, clusters, _ in
      clusterInterval(differences: differences, clusters: clusters, confidence: 0.95)
    }
    let bootstrap = coverage { differences, clusters, generator in
      pairedBootstrap(
        differences: differences, clusters: clusters, resamples: 400, confidence: 0.95,
        using: &generator)
    }
    // Of 400 experiments at 95 %, 1.1 points are one standard deviation.
    #expect((0.92...0.98).contains(ours), "\(ours)")
    #expect(bootstrap < 0.925, "\(bootstrap)")
  }
}
