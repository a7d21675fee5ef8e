import Evaluation
import Foundation
import Tensors
import Testing

/// Differences of some queries, whose every assignment of signs can be listed.
struct PairedDifferences: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let differences: [Double]
  let clusters: [Int]

  /// The share of all assignments of signs to clusters that reach the measured absolute sum.
  var listedProbability: Double {
    let names = Array(Set(clusters))
    let assignments = (0..<1 << names.count).map { signs in
      zip(differences, clusters).reduce(0.0) { sum, pair in
        let place = names.firstIndex(of: pair.1) ?? 0
        return sum + (signs >> place & 1 == 1 ? -pair.0 : pair.0)
      }
    }
    let measured = abs(differences.reduce(0, +))
    return Double(assignments.count { abs($0) >= measured - 1e-9 }) / Double(assignments.count)
  }

  /// Returns the probability of the test.
  func probability(draws: Int = 100_000, seed: UInt64 = 0) -> Double {
    var generator = SeededGenerator(seed: seed, purpose: "signs")
    return randomisationTest(
      differences: differences, clusters: clusters, draws: draws, using: &generator)
  }

  static let all = [
    PairedDifferences(testDescription: "one query", differences: [0.5], clusters: [0]),
    PairedDifferences(
      testDescription: "no difference", differences: [0, 0, 0], clusters: [0, 1, 2]),
    PairedDifferences(
      testDescription: "all of one sign", differences: [1, 2, 3, 4, 5], clusters: [0, 1, 2, 3, 4]),
    PairedDifferences(
      testDescription: "either sign", differences: [0.3, -0.1, 0.2, 0.05, -0.4, 0.6],
      clusters: [5, 4, 3, 2, 1, 0]),
    PairedDifferences(
      testDescription: "clusters of several", differences: [0.3, 0.1, -0.2, 0.5, 0.5, -0.1, 0.7],
      clusters: [1, 1, 2, 7, 7, 7, -3]),
    PairedDifferences(
      testDescription: "equal ones, whose sums tie", differences: Array(repeating: 0.1, count: 11),
      clusters: Array(0..<11)),
    PairedDifferences(
      testDescription: "more than one table",
      differences: (0..<14).map { sin(Double($0)) + 0.3 }, clusters: Array(0..<14)),
  ]
}

@Suite struct RandomisationTestTests {
  @Test(arguments: PairedDifferences.all)
  func allAssignmentsAreCountedWhereTheyAreFew(data: PairedDifferences) {
    #expect(abs(data.probability() - data.listedProbability) < 1e-12)
  }

  @Test(arguments: PairedDifferences.all)
  func drawnAssignmentsComeNearAllOfThem(data: PairedDifferences) {
    let draws = 1 << max(0, Set(data.clusters).count - 1) - 1
    guard draws >= 256 else { return }
    let expected = data.listedProbability
    // Means over many seeds, since there are fewer draws than assignments.
    let found = (0..<200).map { data.probability(draws: draws, seed: $0) }
    let error = (expected * (1 - expected) / Double(draws * found.count)).squareRoot()
    #expect(abs(mean(found) - expected) < 4 * error + 1 / Double(draws))
  }

  @Test(arguments: PairedDifferences.all)
  func neitherTheSideNorTheOrderNorTheUnitMatters(data: PairedDifferences) {
    let variants = [
      (data.differences.map { -$0 }, data.clusters),
      (data.differences.map { $0 * 100 }, data.clusters),
      (data.differences.reversed(), data.clusters.reversed()),
      (data.differences, data.clusters.map { 10 - 3 * $0 }),
    ]
    for (differences, clusters) in variants {
      let variant = PairedDifferences(
        testDescription: "", differences: differences, clusters: clusters)
      #expect(abs(variant.probability() - data.probability()) < 1e-12)
    }
  }

  @Test func nothingIsLessLikelyThanTheDrawsCanTell() {
    let data = PairedDifferences(
      testDescription: "", differences: Array(repeating: 1, count: 80), clusters: Array(0..<80))
    #expect(data.probability(draws: 999) == 1.0 / 1000)
  }

  /// Differences of clusters that have an effect of their own, with a common one.
  private func simulated(
    clusters: Int, queries: Int, effect: Double, using generator: inout SeededGenerator
  ) -> (differences: [Double], clusters: [Int]) {
    var values: [Double] = []
    for _ in 0..<clusters {
      let own = effect + normal(using: &generator)
      values += (0..<queries).map { _ in own + 0.5 * normal(using: &generator) }
    }
    return (values, (0..<clusters * queries).map { $0 / queries })
  }

  private func normal(using generator: inout SeededGenerator) -> Double {
    let first = Double.random(in: 0..<1, using: &generator)
    let second = Double.random(in: 0..<1, using: &generator)
    return (-2 * log(1 - first)).squareRoot() * cos(2 * .pi * second)
  }

  private func rejections(
    of experiments: Int, clusters: Int, effect: Double, significance: Double, draws: Int,
    using generator: inout SeededGenerator
  ) -> Double {
    let count = (0..<experiments).count { _ in
      let data = simulated(clusters: clusters, queries: 2, effect: effect, using: &generator)
      return randomisationTest(
        differences: data.differences, clusters: data.clusters, draws: draws, using: &generator)
        <= significance
    }
    return Double(count) / Double(experiments)
  }

  @Test(arguments: [10, 30])
  func withoutADifferenceOneIsFoundAsOftenAsStated(clusters: Int) {
    var generator = SeededGenerator(seed: 1, purpose: "signs")
    let share = rejections(
      of: 4000, clusters: clusters, effect: 0, significance: 0.05, draws: 999, using: &generator)
    #expect(abs(share - 0.05) < 0.01, "\(share)")
  }
}
