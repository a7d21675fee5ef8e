import Analysis
import Evaluation
import Foundation
import Tensors
import Testing

/// All pairs of some systems against a plain computation, and on simulated experiments.
@Suite struct SimultaneousComparisonTests {
  typealias Column = SimultaneousComparison.Column

  private func comparison(
    _ columns: [Column], draws: Int = 100_000, seed: UInt64 = 0
  ) -> SimultaneousComparison {
    var generator = SeededGenerator(seed: seed, purpose: "signs")
    return SimultaneousComparison(columns, draws: draws, using: &generator)
  }

  // MARK: A plain computation

  /// The statistic of a pair under signs of clusters, straight from the values.
  private func statistic(
    _ column: Column, _ first: Int, _ second: Int, _ signs: [Int: Double]
  ) -> Double {
    var sums: [Int: Double] = [:]
    for (query, cluster) in column.clusters.enumerated() {
      sums[cluster, default: 0] += column.values[first][query] - column.values[second][query]
    }
    let squares = sums.values.reduce(0) { $0 + $1 * $1 }
    let sum = sums.reduce(0.0) { $0 + (signs[$1.key] ?? 1) * $1.value }
    return squares > 0 ? sum * sum / squares : 0
  }

  private func pairs(_ column: Column) -> [(Int, Int)] {
    column.values.indices.flatMap { first in
      (0..<first).map { ($0, first) }
    }
  }

  /// The share of all assignments in which any pair of any column reaches a pair's statistic.
  private func listedProbability(_ columns: [Column], _ place: Int, _ pair: (Int, Int)) -> Double {
    let clusters = Set(columns.flatMap { column in column.clusters.map { [column.group, $0] } })
      .sorted { $0.lexicographicallyPrecedes($1) }
    let measured = statistic(columns[place], pair.0, pair.1, [:])
    let reached = (0..<1 << clusters.count).count { number in
      columns.contains { column in
        let own = clusters.enumerated().filter { $0.element[0] == column.group }
        let signs = Dictionary(
          uniqueKeysWithValues: own.map { ($0.element[1], number >> $0.offset & 1 == 1 ? -1.0 : 1) }
        )
        return pairs(column).contains {
          statistic(column, $0.0, $0.1, signs) >= measured * (1 - 1e-9)
        }
      }
    }
    return Double(reached) / Double(1 << clusters.count)
  }

  /// Columns of one group with queries that one of them drops, and one of another group.
  private var small: [Column] {
    var generator = SeededGenerator(seed: 7, purpose: "values")
    func values(_ systems: Int, _ queries: Int) -> [[Double]] {
      (0..<systems).map { system in
        (0..<queries).map { _ in
          Double(system) / 4 + Double.random(in: 0..<1, using: &generator)
        }
      }
    }
    return [
      Column(values: values(3, 9), clusters: [4, 4, 1, 0, 0, 9, 2, 2, 1], group: 0),
      Column(values: values(10, 6), clusters: [0, 1, 2, 4, 0, 1], group: 0),
      Column(values: values(2, 4), clusters: [0, 1, 2, 3], group: 1),
    ]
  }

  @Test func allAssignmentsAreCountedWhereTheyAreFew() {
    let columns = small
    let found = comparison(columns)
    for place in columns.indices {
      for pair in pairs(columns[place]) {
        #expect(
          abs(
            found.probability(column: place, pair.0, pair.1)
              - listedProbability(columns, place, pair)) < 1e-12)
      }
    }
  }

  @Test func drawnAssignmentsComeNearAllOfThem() {
    let columns = small
    let all = comparison(columns)
    for pair in pairs(columns[0]) {
      let expected = all.probability(column: 0, pair.0, pair.1)
      let found = mean(
        (0..<200).map {
          comparison(columns, draws: 100, seed: $0).probability(column: 0, pair.0, pair.1)
        })
      #expect(abs(found - expected) < 0.02, "\(found), \(expected)")
    }
  }

  /// With two systems in one column it is the test of a pair.
  @Test func twoSystemsAloneAreAPair() {
    let values = [(0..<12).map { sin(Double($0)) + 0.4 }, (0..<12).map { cos(Double($0)) }]
    let clusters = (0..<12).map { $0 / 2 }
    var generator = SeededGenerator(seed: 0, purpose: "signs")
    let pair = randomisationTest(
      differences: zip(values[0], values[1]).map { $0 - $1 }, clusters: clusters, draws: 1000,
      using: &generator)
    let found = comparison([Column(values: values, clusters: clusters, group: 0)])
    #expect(abs(found.probability(column: 0, 0, 1) - pair) < 1e-12)
  }

  @Test func neitherTheOrderNorTheUnitMatters() {
    let columns = small
    let found = comparison(columns)
    let variant = comparison(
      columns.map { column in
        Column(
          values: column.values.reversed().map { $0.reversed().map { 100 * $0 + 3 } },
          clusters: column.clusters.reversed().map { 50 - 3 * $0 }, group: 5 - column.group)
      })
    for place in columns.indices {
      let last = columns[place].values.count - 1
      for pair in pairs(columns[place]) {
        let one = found.probability(column: place, pair.0, pair.1)
        #expect(abs(one - variant.probability(column: place, last - pair.0, last - pair.1)) < 1e-12)
        #expect(one == found.probability(column: place, pair.1, pair.0))
        #expect(one > 0 && one <= 1)
      }
    }
  }

  @Test func equalSystemsAreNeverToldApart() {
    let values = [Double](repeating: 0.3, count: 20)
    let found = comparison(
      [Column(values: [values, values, values], clusters: Array(0..<20), group: 0)], draws: 99)
    #expect(found.probability(column: 0, 0, 2) == 1)
  }

  // MARK: Simulated experiments

  private func normal(using generator: inout SeededGenerator) -> Double {
    let first = Double.random(in: 0..<1, using: &generator)
    let second = Double.random(in: 0..<1, using: &generator)
    return (-2 * log(1 - first)).squareRoot() * cos(2 * .pi * second)
  }

  /// How the values of an experiment without differences are spread.
  enum Spread: CaseIterable {
    /// Normal, each landmark as hard for all.
    case normal
    /// Between 0 and 1 and mostly near 0, as average precisions of a weak network are.
    case skewed
    /// One system in four hardly varies.
    case unequal
  }

  private func value(
    _ spread: Spread, system: Int, using generator: inout SeededGenerator
  ) -> Double {
    switch spread {
    case .normal: normal(using: &generator)
    case .skewed: pow(Double.random(in: 0..<1, using: &generator), 4)
    case .unequal: normal(using: &generator) * (system.isMultiple(of: 4) ? 0.1 : 1)
    }
  }

  /// Two columns of one group and one of another; systems of the first two are alike in both.
  private func simulated(
    systems: Int, _ spread: Spread, using generator: inout SeededGenerator
  ) -> [Column] {
    let clusters = Array(0..<40)
    func values() -> [[Double]] {
      let hardness = clusters.map { _ in normal(using: &generator) }
      return (0..<systems).map { system in
        clusters.map { hardness[$0] + value(spread, system: system, using: &generator) }
      }
    }
    let first = values()
    let second = zip(first, values()).map { zip($0, $1).map { $0 + 0.5 * $1 } }
    return [
      Column(values: first, clusters: clusters, group: 0),
      Column(values: second, clusters: clusters, group: 0),
      Column(values: values(), clusters: clusters, group: 1),
    ]
  }

  /// In one experiment of twenty, and no more, any two of the systems are told apart that are alike.
  @Test(arguments: [2, 5, 20], Spread.allCases)
  func systemsThatAreAlikeAreToldApartAsSeldomAsStated(systems: Int, spread: Spread) {
    var generator = SeededGenerator(seed: 1, purpose: "systems alike")
    let experiments = 1000
    let wrong = (0..<experiments).count { _ in
      let columns = simulated(systems: systems, spread, using: &generator)
      let found = SimultaneousComparison(columns, draws: 499, using: &generator)
      return columns.indices.contains { place in
        pairs(columns[place]).contains { found.probability(column: place, $0.0, $0.1) <= 0.05 }
      }
    }
    let share = Double(wrong) / Double(experiments)
    // Chance alone makes 0.7 points of it, in 1,000 experiments.
    #expect(share < 0.05 + 0.015, "\(share)")
    if spread == .normal { #expect(share > 0.05 - 0.02, "\(share)") }
    // The article on results states them.
    print("told apart, of \(systems) systems alike, \(spread): \(100 * share) %")
  }

  /// Where others truly differ, those that are alike are still told apart as seldom.
  @Test func trueDifferencesOfOthersTellNobodyApart() {
    var generator = SeededGenerator(seed: 2, purpose: "systems alike")
    let experiments = 1000
    let wrong = (0..<experiments).count { _ in
      let columns = simulated(systems: 6, .normal, using: &generator).map { column in
        Column(
          values: column.values.enumerated().map { system, values in
            values.map { $0 + (system < 3 ? 0 : 2) }
          }, clusters: column.clusters, group: column.group)
      }
      let found = SimultaneousComparison(columns, draws: 499, using: &generator)
      return columns.indices.contains { place in
        pairs(columns[place]).filter { ($0.0 < 3) == ($0.1 < 3) }
          .contains { found.probability(column: place, $0.0, $0.1) <= 0.05 }
      }
    }
    #expect(Double(wrong) / Double(experiments) < 0.065, "\(wrong)")
  }

  @Test(arguments: [2, 8]) func aDetectableDifferenceIsFoundAsOftenAsStated(systems: Int) throws {
    var generator = SeededGenerator(seed: 3, purpose: "signs")
    let clusters = (0..<120).map { $0 / 2 }
    func column(effect: Double) -> Column {
      Column(
        values: (0..<systems).map { system in
          let own = (0..<60).map { _ in normal(using: &generator) }
          return clusters.map {
            own[$0] + 0.5 * normal(using: &generator) + (system == 1 ? effect : 0)
          }
        }, clusters: clusters, group: 0)
    }
    let detectable = (0..<200).compactMap { _ in
      SimultaneousComparison([column(effect: 0)], draws: 999, using: &generator)
        .detectableDifference(column: 0, 0, 1, significance: 0.05, power: 0.8)
    }
    try #require(detectable.count == 200)
    let effect = mean(detectable)
    let experiments = 1500
    let found = (0..<experiments).count { _ in
      SimultaneousComparison([column(effect: effect)], draws: 999, using: &generator)
        .probability(column: 0, 0, 1) <= 0.05
    }
    let share = Double(found) / Double(experiments)
    #expect(abs(share - 0.8) < 0.04, "\(share)")
  }

  @Test func withTooFewClustersNothingIsDetectable() {
    func detectable(_ clusters: Int) -> Double? {
      let values = [
        (0..<clusters).map { sin(Double($0)) }, (0..<clusters).map { cos(Double($0)) },
      ]
      return comparison([Column(values: values, clusters: Array(0..<clusters), group: 0)])
        .detectableDifference(column: 0, 0, 1, significance: 0.05, power: 0.8)
    }
    // All signs are one in 2^(clusters − 1) of all assignments.
    #expect((1...5).allSatisfy { detectable($0) == nil })
    #expect(detectable(12) != nil)
  }
}
