import Evaluation
public import Tensors

/// All pairs of some systems compared at once, in all columns of a table.
///
/// Where two systems are exchangeable, the sign of their difference at a landmark is a coin's (Fisher's
/// randomisation; Smucker, Allan and Carterette 2007). The signs of a landmark change together in all pairs and
/// all columns, and of each assignment the largest statistic is kept. A difference is significant where few
/// assignments have any statistic as large (Westfall and Young 1993, "Resampling-based multiple testing", the
/// single-step maximum; Carterette 2012, "Multiple testing in statistical information retrieval experiments", does
/// so for the pairs of one column). So the chance to tell apart any two systems that are alike is bounded in the
/// table as a whole, whichever is the best, and however columns and pairs depend on each other.
///
/// The statistic of a pair is m²/Σd², of the sum d of its differences at each landmark and their sum m. No sign
/// changes the denominator, so that a pair of truly different systems makes no other's differences look small;
/// Student's t² is an increasing function of it. It is at most the number of landmarks.
public struct SimultaneousComparison: Sendable {
  /// The values of some systems on the same queries.
  public struct Column: Sendable {
    /// The value of each query, one row a system; every row as long as `clusters`.
    public let values: [[Double]]

    /// The cluster of each query, any numbers.
    public let clusters: [Int]

    /// The set of clusters: columns of one group see the same ones.
    public let group: Int

    /// Creates a column.
    ///
    /// - Parameters:
    ///   - values: (system, query), at least one query.
    ///   - clusters: the cluster of each query.
    ///   - group: any number.
    public init(values: [[Double]], clusters: [Int], group: Int) {
      precondition(!clusters.isEmpty, "expected at least 1 query, found none")
      precondition(
        values.allSatisfy { $0.count == clusters.count },
        "expected \(clusters.count) values a system, found \(values.map(\.count))")
      self.values = values
      self.clusters = clusters
      self.group = group
    }
  }

  /// The sums of each column.
  private let columns: [ClusterSums]

  /// The largest statistic of each assignment of signs, in rising order.
  private let maxima: [Double]

  /// Whether the assignments are all there are.
  private let isExhaustive: Bool

  /// Compares systems.
  ///
  /// - Parameters:
  ///   - columns: the columns of a table.
  ///   - draws: how many assignments of signs are drawn, at least 1; all are counted where there are not more.
  ///   - generator: the source of the draws.
  /// - Complexity: O(draws × columns × systems × (systems + clusters / 8)).
  public init(_ columns: [Column], draws: Int, using generator: inout SeededGenerator) {
    precondition(draws >= 1, "expected at least 1 draw, found \(draws)")
    let groups = Set(columns.map(\.group)).sorted()
    let clusters = groups.map { group in
      Set(columns.filter { $0.group == group }.flatMap(\.clusters)).sorted()
    }
    let sums = columns.map { column in
      ClusterSums(column, over: clusters[groups.firstIndex(of: column.group) ?? 0])
    }
    let places = columns.map { groups.firstIndex(of: $0.group) ?? 0 }
    func largest(_ signs: [Signs]) -> Double {
      zip(sums, places).reduce(0) { max($0, $1.0.largestStatistic(under: signs[$1.1])) }
    }
    // An assignment and its opposite have the same statistics, so one cluster's sign of each group is fixed.
    let free = clusters.reduce(0) { $0 + $1.count - 1 }
    isExhaustive = free < Int.bitWidth - 1 && draws >> free > 0
    maxima =
      isExhaustive
      ? (0..<1 << free).map { number in
        var rest = UInt64(number)
        return largest(
          clusters.map { clusters in
            let free = UInt64(clusters.count - 1)
            let signs = Signs(words: [rest & ((1 << free) - 1)])
            rest >>= free
            return signs
          })
      }.sorted()
      : (0..<draws).map { _ in
        largest(
          clusters.map { clusters in
            Signs(words: (0..<(clusters.count + 63) / 64).map { _ in generator.next() })
          })
      }.sorted()
    self.columns = sums
  }

  /// Returns the p-value of a pair among all pairs of all columns.
  ///
  /// - Parameters:
  ///   - column: the place of the column.
  ///   - first: the place of a system.
  ///   - second: that of another one.
  /// - Returns: the share of assignments in which any pair has as large a statistic, above 0 and at most 1.
  public func probability(column: Int, _ first: Int, _ second: Int) -> Double {
    // Sums in another order may be off by their last bits.
    let reached = columns[column].statistic(first, second) * (1 - 1e-9)
    let count = maxima.count - maxima.partitioningIndex { $0 >= reached }
    return isExhaustive
      ? Double(count) / Double(maxima.count) : Double(1 + count) / Double(1 + maxima.count)
  }

  /// Returns the smallest true difference of two systems that would be found, were their differences to vary
  /// from cluster to cluster as those measured do.
  ///
  /// It is (t + t(power)) · √V: t is the least of Student's t that is significant among all comparisons, t(power)
  /// the quantile that is exceeded with the other chance, and V the variance of the mean between clusters.
  ///
  /// - Parameters:
  ///   - column: the place of the column.
  ///   - first: the place of a system.
  ///   - second: that of another one.
  ///   - significance: what p-values are held to, between 0 and 1.
  ///   - power: the chance to find it, between 0.5 and 1.
  /// - Returns: a difference in the unit of the values; nil where no difference of so few clusters is significant.
  public func detectableDifference(
    column: Int, _ first: Int, _ second: Int, significance: Double, power: Double
  ) -> Double? {
    precondition(significance > 0 && significance < 1, "expected 0 to 1, found \(significance)")
    precondition(power > 0.5 && power < 1, "expected 0.5 to 1, found \(power)")
    let sums = columns[column]
    let total = Double(maxima.count)
    // The p-value of the maximum at a place, from the largest on, is (place + 1 + own) / (total + own).
    let own = isExhaustive ? 0.0 : 1.0
    let rarer = Int((significance * (total + own) - own).rounded(.down))
    guard rarer >= 1 else { return nil }
    let critical = maxima[maxima.count - rarer]
    let clusters = Double(sums.count)
    guard clusters > 1, critical < clusters else { return nil }
    let least = (critical * (clusters - 1) / (clusters - critical)).squareRoot()
    let quantile = studentQuantile(
      confidence: 2 * power - 1, degreesOfFreedom: sums.count - 1)
    return (least + quantile) * sums.standardError(first, second)
  }
}

/// A sign for each cluster: that of cluster i is the bit i % 64 of word i / 64, where set bits are minuses.
private struct Signs {
  let words: [UInt64]

  /// Returns the signs of eight clusters.
  func byte(_ place: Int) -> Int { Int(words[place / 8] >> UInt64(place % 8 * 8) & 255) }
}

/// The sums of each system over the queries of each cluster, and the sums of those under any signs.
private struct ClusterSums {
  /// How many systems stand in one vector.
  private static let lanes = 8

  /// The number of clusters that have queries in this column.
  let count: Int

  /// The sum of each cluster, (cluster, system).
  private let sums: [[Double]]

  /// The number of queries.
  private let queries: Int

  /// The number of vectors that hold a number a system.
  private let width: Int

  /// For each eight clusters the sums of all systems under each of 256 assignments.
  private let table: [SIMD8<Double>]

  /// For each system the inverse of Σd² with each other one, in vectors; 0 where it is 0.
  private let weights: [SIMD8<Double>]

  init(_ column: SimultaneousComparison.Column, over clusters: [Int]) {
    let systems = column.values.count
    let places = Dictionary(uniqueKeysWithValues: zip(clusters, clusters.indices))
    var sums = clusters.map { _ in [Double](repeating: 0, count: systems) }
    for (query, cluster) in column.clusters.enumerated() {
      for system in 0..<systems {
        sums[places[cluster] ?? 0][system] += column.values[system][query]
      }
    }
    let width = (systems + Self.lanes - 1) / Self.lanes
    table = Self.table(sums.map { Self.vectors($0, width: width) }, width: width)
    weights = (0..<systems).flatMap { first in
      let inverse = (0..<systems).map { second in
        let squares = sums.reduce(0.0) { sum, values in
          let difference = values[first] - values[second]
          return sum + difference * difference
        }
        return squares > 0 ? 1 / squares : 0
      }
      return Self.vectors(inverse, width: width)
    }
    self.sums = sums
    self.width = width
    queries = column.clusters.count
    count = Set(column.clusters).count
  }

  /// Returns the sums of each eight clusters under each assignment of signs, (block, signs, vector).
  private static func table(_ clusters: [[SIMD8<Double>]], width: Int) -> [SIMD8<Double>] {
    var table: [SIMD8<Double>] = []
    for first in stride(from: 0, to: clusters.count, by: 8) {
      for signs in 0..<256 {
        for vector in 0..<width {
          var sum = SIMD8<Double>.zero
          for cluster in first..<min(first + 8, clusters.count) {
            let isMinus = signs >> (cluster - first) & 1 == 1
            sum += isMinus ? -clusters[cluster][vector] : clusters[cluster][vector]
          }
          table.append(sum)
        }
      }
    }
    return table
  }

  private static func vectors(_ values: [Double], width: Int) -> [SIMD8<Double>] {
    (0..<width).map { vector in
      var result = SIMD8<Double>.zero
      for lane in 0..<lanes where vector * lanes + lane < values.count {
        result[lane] = values[vector * lanes + lane]
      }
      return result
    }
  }

  /// Returns the largest statistic of any pair under some signs.
  func largestStatistic(under signs: Signs) -> Double {
    var totals = [SIMD8<Double>](repeating: .zero, count: width)
    for block in 0..<table.count / (256 * max(width, 1)) {
      let start = (block * 256 + signs.byte(block)) * width
      for vector in 0..<width { totals[vector] += table[start + vector] }
    }
    var largest = SIMD8<Double>.zero
    for system in 0..<weights.count / max(width, 1) {
      let own = SIMD8(repeating: totals[system / Self.lanes][system % Self.lanes])
      // Pairs with systems of earlier vectors were looked at from the other side.
      for vector in system / Self.lanes..<width {
        let difference = own - totals[vector]
        let statistic = difference * difference * weights[system * width + vector]
        largest.replace(with: statistic, where: statistic .> largest)
      }
    }
    return largest.max()
  }

  /// Returns the measured statistic of a pair.
  func statistic(_ first: Int, _ second: Int) -> Double {
    let differences = sums.map { $0[first] - $0[second] }
    let (sum, squares) = (differences.reduce(0, +), differences.reduce(0) { $0 + $1 * $1 })
    return squares > 0 ? sum * sum / squares : 0
  }

  /// Returns the standard error of the mean difference of a pair, from the variance between clusters.
  func standardError(_ first: Int, _ second: Int) -> Double {
    let differences = sums.map { $0[first] - $0[second] }
    let centre = differences.reduce(0, +) / Double(count)
    // A cluster without queries in this column adds a difference of 0, which is no observation.
    let squares = differences.reduce(0) { $0 + $1 * $1 } - Double(count) * centre * centre
    let variance = max(0, squares) * Double(count) / Double(count - 1)
    return variance.squareRoot() / Double(queries)
  }
}

extension Array {
  /// Returns where the elements begin that hold, in an array where those that do not hold come first.
  fileprivate func partitioningIndex(where holds: (Element) -> Bool) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
