public import Tensors

/// Returns how likely differences as large as those measured are when chance decides which of two systems has
/// which value.
///
/// Fisher's randomisation test of paired values: where the systems are exchangeable, the sign of each difference
/// is that of a coin (Smucker, Allan and Carterette 2007, "A comparison of statistical significance tests for
/// information retrieval evaluation"). Queries of one cluster see the same photographs, so their signs change
/// together. The statistic is the absolute mean over queries, and the probability is the share of all assignments
/// of signs that reach it; where there are more of them than `draws`, it is (1 + reached)/(1 + draws) of drawn
/// ones, which keeps the test valid (Phipson and Smyth 2010, "Permutation P-values should never be zero").
///
/// - Parameters:
///   - differences: one system's value minus the other's, one a query; at least one.
///   - clusters: the cluster of each query, any numbers.
///   - draws: the number of assignments to draw, at least 1.
///   - generator: the source of the draws.
/// - Returns: a two-sided p-value, above 0 and at most 1.
/// - Complexity: O(queries + draws × clusters / 8).
public func randomisationTest(
  differences: [Double], clusters: [Int], draws: Int = 50_000,
  using generator: inout SeededGenerator
) -> Double {
  precondition(!differences.isEmpty, "expected at least 1 query, found none")
  precondition(
    clusters.count == differences.count,
    "expected \(differences.count) clusters, found \(clusters.count)")
  precondition(draws >= 1, "expected at least 1 draw, found \(draws)")
  let sums = SignedSums(clusterSums(differences, clusters))
  // An assignment and its opposite have the same absolute sum, so the sign of one cluster is fixed.
  let free = sums.count - 1
  if free < UInt64.bitWidth, draws >> free > 0 {
    let reached = (0..<UInt64(1) << free).count { sums.reachesMeasured($0) }
    return Double(reached) / Double(UInt64(1) << free)
  }
  let reached = (0..<draws).count { _ in sums.reachesMeasured(using: &generator) }
  return Double(1 + reached) / Double(1 + draws)
}

/// Returns the sum of the values of each cluster, in the order of the clusters' numbers.
private func clusterSums(_ values: [Double], _ clusters: [Int]) -> [Double] {
  var sums: [Int: Double] = [:]
  for (value, cluster) in zip(values, clusters) { sums[cluster, default: 0] += value }
  return sums.sorted { $0.key < $1.key }.map(\.value)
}

/// The sums of some numbers under every assignment of signs, from tables of eight numbers each.
private struct SignedSums {
  /// How many numbers there are.
  let count: Int

  /// For each eight numbers their sum under each of 256 assignments; a set bit is a minus.
  private let tables: [[Double]]

  /// The absolute sum as measured, less what sums in another order may be off by.
  private let measured: Double

  init(_ numbers: [Double]) {
    count = numbers.count
    tables = stride(from: 0, to: numbers.count, by: 8).map { first in
      let part = numbers[first..<min(first + 8, numbers.count)]
      return (0..<256).map { signs in
        part.enumerated().reduce(0.0) { sum, number in
          signs >> number.offset & 1 == 1 ? sum - number.element : sum + number.element
        }
      }
    }
    measured = abs(tables.reduce(0) { $0 + $1[0] }) - 1e-12 * numbers.reduce(0) { $0 + abs($1) }
  }

  /// Returns whether the numbers of one assignment reach the measured sum; it is of at most 64 of them.
  func reachesMeasured(_ signs: UInt64) -> Bool {
    var (sum, rest) = (0.0, signs)
    for table in tables {
      sum += table[Int(rest & 255)]
      rest >>= 8
    }
    return abs(sum) >= measured
  }

  /// Returns whether the numbers of a drawn assignment reach the measured sum.
  func reachesMeasured(using generator: inout SeededGenerator) -> Bool {
    var (sum, rest) = (0.0, UInt64(0))
    for (place, table) in tables.enumerated() {
      if place.isMultiple(of: 8) { rest = generator.next() }
      sum += table[Int(rest & 255)]
      rest >>= 8
    }
    return abs(sum) >= measured
  }
}
