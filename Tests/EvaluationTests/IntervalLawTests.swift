import Evaluation
import Foundation
import Tensors
import Testing

/// A bootstrap whose every draw can be listed, so that its interval is known without drawing.
struct ListedBootstrap: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// Claimant minus rival, (seed, query).
  let differences: [[Double]]

  /// The cluster of each query.
  let clusters: [Int]

  /// The mean of every resample, ascending; each as likely as any other.
  var means: [Double] {
    let names = Array(Set(clusters)).sorted()
    let seedDraws = draws(of: differences.count)
    return draws(of: names.count).flatMap { chosen in
      seedDraws.map { seeds -> Double in
        let queries = chosen.flatMap { cluster in
          clusters.indices.filter { clusters[$0] == names[cluster] }
        }
        let values = seeds.flatMap { seed in queries.map { differences[seed][$0] } }
        return values.reduce(0, +) / Double(values.count)
      }
    }.sorted()
  }

  /// All lists of as many numbers below a count.
  private func draws(of count: Int) -> [[Int]] {
    (0..<count).reduce([[]]) { lists, _ in lists.flatMap { list in (0..<count).map { list + [$0] } }
    }
  }

  /// Returns the value that a share of the resamples is below, and how far the share lies from a step.
  func quantile(_ share: Double) -> (value: Double, margin: Double) {
    let means = means
    let value = means[min(means.count - 1, Int(share * Double(means.count)))]
    let below = Double(means.count { $0 < value - 1e-9 }) / Double(means.count)
    let above = Double(means.count { $0 <= value + 1e-9 }) / Double(means.count)
    return (value, min(share - below, above - share))
  }

  static let all = [
    ListedBootstrap(testDescription: "two queries", differences: [[1, 3]], clusters: [0, 1]),
    ListedBootstrap(
      testDescription: "clusters of two sizes", differences: [[0, 0, 3]], clusters: [4, 4, -1]),
    ListedBootstrap(
      testDescription: "three queries", differences: [[-1, 0.5, 4]], clusters: [0, 1, 2]),
    ListedBootstrap(
      testDescription: "two seeds of two queries", differences: [[0, 8], [1, 16]], clusters: [0, 1]),
    ListedBootstrap(
      testDescription: "two seeds, one cluster", differences: [[1, 2], [5, 6]], clusters: [3, 3]),
    ListedBootstrap(
      testDescription: "four queries of three clusters", differences: [[0, 1, 10, 100]],
      clusters: [7, 8, 7, 9]),
  ]
}

@Suite struct ListedBootstrapTests {
  @Test(arguments: ListedBootstrap.all, [0.02, 0.2, 0.5, 0.7, 0.9, 0.97])
  func theIntervalIsThatOfAllResamples(table: ListedBootstrap, confidence: Double) {
    let tail = (1 - confidence) / 2
    let (lower, upper) = (table.quantile(tail), table.quantile(1 - tail))
    var generator = SeededGenerator(seed: 11, purpose: "all resamples")
    let interval = pairedBootstrap(
      differences: table.differences, clusters: table.clusters, resamples: 20_000,
      confidence: confidence, using: &generator)
    // A share of 20000 draws scatters by 0.0035 at most; an end within 0.015 of a step may be either.
    if lower.margin > 0.015 { #expect(abs(interval.lower - lower.value) < 1e-9) }
    if upper.margin > 0.015 { #expect(abs(interval.upper - upper.value) < 1e-9) }
    let all = table.means
    #expect(interval.lower >= (all.first ?? 0) - 1e-9)
    #expect(interval.upper <= (all.last ?? 0) + 1e-9)
  }

  @Test func twoQueriesByHand() {
    // The means 1, 2, 2 and 3 are equally likely: the middle half is 2, and nine tenths reach both ends.
    let (differences, clusters) = ([[1.0, 3]], [0, 1])
    var generator = SeededGenerator(seed: 3, purpose: "by hand")
    let half = pairedBootstrap(
      differences: differences, clusters: clusters, resamples: 4000, confidence: 0.4,
      using: &generator)
    let most = pairedBootstrap(
      differences: differences, clusters: clusters, resamples: 4000, confidence: 0.9,
      using: &generator)
    #expect(half == ConfidenceInterval(mean: 2, lower: 2, upper: 2))
    #expect(most == ConfidenceInterval(mean: 2, lower: 1, upper: 3))
  }

  @Test func aClusterCountsByItsQueries() {
    // Clusters of two queries of 0 and of one of 3: means 0, 1, 1 and 3, though the measured one is 1.
    var generator = SeededGenerator(seed: 3, purpose: "by hand")
    let interval = pairedBootstrap(
      differences: [[0, 0, 3]], clusters: [0, 0, 1], resamples: 4000, confidence: 0.4,
      using: &generator)
    #expect(interval == ConfidenceInterval(mean: 1, lower: 1, upper: 1))
  }
}

/// What changes of the numbers do to an interval, whichever way it is found.
@Suite struct IntervalLawTests {
  enum Method: CaseIterable, Sendable {
    case bootstrap
    case clusters

    func interval(_ differences: [[Double]], _ clusters: [Int]) -> ConfidenceInterval {
      switch self {
      case .clusters:
        return clusterInterval(differences: differences, clusters: clusters, confidence: 0.9)
      case .bootstrap:
        var generator = SeededGenerator(seed: 2, purpose: "interval laws")
        return pairedBootstrap(
          differences: differences, clusters: clusters, resamples: 999, confidence: 0.9,
          using: &generator)
      }
    }
  }

  private let differences = [[0.5, -1, 2, 4, 0.25], [1, -0.5, 3, 3.5, 0]]
  private let clusters = [0, 0, 1, 2, 3]

  @Test(arguments: Method.allCases)
  func whatIsAddedToAllMovesTheInterval(method: Method) {
    let plain = method.interval(differences, clusters)
    let moved = method.interval(differences.map { $0.map { $0 + 8 } }, clusters)
    #expect(abs(moved.mean - plain.mean - 8) < 1e-12)
    #expect(abs(moved.lower - plain.lower - 8) < 1e-9)
    #expect(abs(moved.upper - plain.upper - 8) < 1e-9)
  }

  @Test(arguments: Method.allCases, [0.5, 4, 1024])
  func aUnitScalesTheInterval(method: Method, unit: Double) {
    let plain = method.interval(differences, clusters)
    let scaled = method.interval(differences.map { $0.map { $0 * unit } }, clusters)
    #expect(abs(scaled.lower - unit * plain.lower) < 1e-9 * unit)
    #expect(abs(scaled.upper - unit * plain.upper) < 1e-9 * unit)
  }

  @Test(arguments: Method.allCases)
  func theRivalSeesTheSameIntervalFromTheOtherSide(method: Method) {
    let plain = method.interval(differences, clusters)
    let other = method.interval(differences.map { $0.map { -$0 } }, clusters)
    #expect(abs(other.lower + plain.upper) < 1e-9)
    #expect(abs(other.upper + plain.lower) < 1e-9)
  }

  @Test(arguments: Method.allCases)
  func theMeanLiesWithin(method: Method) {
    let interval = method.interval(differences, clusters)
    #expect(interval.lower < interval.mean && interval.mean < interval.upper)
  }

  @Test func twoSeedsAndTwoClustersByHand() {
    // Means of the seeds 1 and 5, of the clusters 1 and 5, of all 3. Between clusters (1 + 1)·2/1 = 4,
    // between seeds 8/2 = 4; V = 8 with 64/(16 + 16) = 2 degrees of freedom, and t(2) = 4.3027.
    let interval = clusterInterval(
      differences: [[0, 2], [2, 8]], clusters: [0, 1], confidence: 0.95)
    let reach = 4.302652729911275 * 8.0.squareRoot()
    #expect(interval.mean == 3)
    #expect(abs(interval.lower - (3 - reach)) < 1e-9)
    #expect(abs(interval.upper - (3 + reach)) < 1e-9)
  }

  @Test(arguments: [0.01, 0.3, 0.5, 0.9, 0.95, 0.999])
  func quantilesOfOneAndTwoDegreesHaveTheirClosedForms(confidence: Double) {
    // Cauchy's distribution, and t²/(2 + t²) = c².
    let one = studentQuantile(confidence: confidence, degreesOfFreedom: 1)
    let two = studentQuantile(confidence: confidence, degreesOfFreedom: 2)
    let (first, second) = (
      tan(.pi * confidence / 2),
      confidence * (2 / (1 - confidence * confidence)).squareRoot()
    )
    #expect(abs(one - first) < 1e-9 * max(1, first))
    #expect(abs(two - second) < 1e-9 * max(1, second))
  }

  @Test func quantilesFallWithTheDegreesOfFreedomTowardsTheNormalOne() {
    let quantiles = [1, 2, 3, 5, 8, 20, 100, 1000].map {
      studentQuantile(confidence: 0.95, degreesOfFreedom: $0)
    }
    #expect(quantiles == quantiles.sorted(by: >))
    #expect((1.96..<1.963).contains(quantiles.last ?? 0))
  }
}
