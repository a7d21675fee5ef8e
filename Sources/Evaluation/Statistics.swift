public import Tensors

/// Returns the arithmetic mean of at least one value.
public func mean(_ values: [Double]) -> Double {
  precondition(!values.isEmpty, "expected at least 1 value, found none")
  return values.reduce(0, +) / Double(values.count)
}

/// Returns the sample standard deviation (divisor n − 1), or nil for fewer than two values.
public func sampleStandardDeviation(_ values: [Double]) -> Double? {
  guard values.count >= 2 else { return nil }
  let centre = mean(values)
  let squares = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) }
  return (squares / Double(values.count - 1)).squareRoot()
}

/// A mean and the interval that holds it with the stated confidence.
public struct ConfidenceInterval: Sendable, Equatable {
  /// The mean of the differences as measured.
  public let mean: Double

  /// The lower end of the interval; minus infinity when nothing can be resampled.
  public let lower: Double

  /// The upper end of the interval; infinity when nothing can be resampled.
  public let upper: Double

  /// Creates an interval.
  ///
  /// - Parameters:
  ///   - mean: the mean as measured.
  ///   - lower: the lower end.
  ///   - upper: the upper end, at least `lower`.
  public init(mean: Double, lower: Double, upper: Double) {
    precondition(lower <= upper, "expected ordered ends, found \(lower) and \(upper)")
    self.mean = mean
    self.lower = lower
    self.upper = upper
  }
}

/// What an interval says of the claim that one arm beats another.
public enum Verdict: String, Sendable, Codable, CaseIterable {
  /// The whole interval is above the margin.
  case holds

  /// The whole interval is at or below the margin.
  case fails

  /// The margin is within the interval.
  case inconclusive

  /// Judges an interval of differences, claimant minus rival.
  ///
  /// - Parameters:
  ///   - interval: the differences.
  ///   - margin: how far the claimant must lead, in the unit of the differences.
  public init(_ interval: ConfidenceInterval, margin: Double = 0) {
    if interval.lower > margin {
      self = .holds
    } else if interval.upper <= margin {
      self = .fails
    } else {
      self = .inconclusive
    }
  }
}

/// Returns the mean of paired differences with its percentile bootstrap interval.
///
/// Each resample draws as many clusters as there are, with replacement, and, when there are several
/// seeds, as many seeds; its value is the mean over the queries drawn. Queries of one instance see
/// the same photographs, so they are drawn together (Efron and Tibshirani 1993, chapters 8 and 13).
/// With one cluster and one seed nothing is known of the spread, and the interval is unbounded.
///
/// - Parameters:
///   - differences: claimant minus rival, (seed, query); every row as long as `clusters`.
///   - clusters: the instance of each query, any numbers.
///   - resamples: the number of resamples, at least 1.
///   - confidence: the share of resamples within the interval, between 0 and 1.
///   - generator: the source of the draws.
/// - Returns: the measured mean, and the interval of the resampled ones.
/// - Complexity: O(resamples × (seeds + clusters) + seeds × queries), and a sort.
public func pairedBootstrap(
  differences: [[Double]], clusters: [Int], resamples: Int, confidence: Double,
  using generator: inout SeededGenerator
) -> ConfidenceInterval {
  precondition(!clusters.isEmpty && !differences.isEmpty, "expected at least 1 query and 1 seed")
  precondition(
    differences.allSatisfy { $0.count == clusters.count },
    "expected \(clusters.count) differences a seed, found \(differences.map(\.count))")
  precondition(resamples >= 1, "expected at least 1 resample, found \(resamples)")
  precondition(confidence > 0 && confidence < 1, "expected 0 to 1, found \(confidence)")
  let measured = mean(differences.map { mean($0) })
  let table = ClusterTable(differences: differences, clusters: clusters)
  guard table.sizes.count > 1 || differences.count > 1 else {
    return ConfidenceInterval(mean: measured, lower: -.infinity, upper: .infinity)
  }
  let means = (0..<resamples).map { _ in table.resampledMean(using: &generator) }.sorted()
  let tail = (1 - confidence) / 2
  return ConfidenceInterval(
    mean: measured, lower: quantile(tail, of: means), upper: quantile(1 - tail, of: means))
}

/// The differences of each seed, summed by cluster.
private struct ClusterTable {
  /// Sums of differences, (seed, cluster).
  private(set) var sums: [[Double]]

  /// The number of queries in each cluster.
  private(set) var sizes: [Int]

  init(differences: [[Double]], clusters: [Int]) {
    var positionOfCluster: [Int: Int] = [:]
    let positions = clusters.map { cluster in
      let position = positionOfCluster[cluster] ?? positionOfCluster.count
      positionOfCluster[cluster] = position
      return position
    }
    sizes = Array(repeating: 0, count: positionOfCluster.count)
    sums = Array(
      repeating: Array(repeating: 0, count: positionOfCluster.count), count: differences.count)
    for (query, position) in positions.enumerated() {
      sizes[position] += 1
      for seed in differences.indices { sums[seed][position] += differences[seed][query] }
    }
  }

  func resampledMean(using generator: inout SeededGenerator) -> Double {
    var seedDraws = [Int](repeating: 0, count: sums.count)
    for _ in sums { seedDraws[generator.integer(below: sums.count)] += 1 }
    var clusterDraws = [Int](repeating: 0, count: sizes.count)
    for _ in sizes { clusterDraws[generator.integer(below: sizes.count)] += 1 }
    var sum = 0.0
    var queries = 0
    for cluster in sizes.indices where clusterDraws[cluster] > 0 {
      var total = 0.0
      for seed in sums.indices { total += Double(seedDraws[seed]) * sums[seed][cluster] }
      sum += Double(clusterDraws[cluster]) * total
      queries += clusterDraws[cluster] * sizes[cluster]
    }
    return sum / Double(queries * sums.count)
  }
}

/// Returns a quantile by linear interpolation between the two nearest values.
package func quantile(_ share: Double, of sorted: [Double]) -> Double {
  let position = share * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
