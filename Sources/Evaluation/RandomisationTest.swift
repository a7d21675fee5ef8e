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
  differences: [Double], clusters: [Int], draws: Int, using generator: inout SeededGenerator
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

/// Returns p-values that keep the chance of a wrong rejection among all of them.
///
/// The i-th smallest of m, from 0, is multiplied by m − i, and none is below one that comes before it (Holm 1979,
/// "A simple sequentially rejective multiple test procedure"). It holds however the tests depend on each other.
///
/// - Parameter pValues: each 0...1.
/// - Returns: the adjusted ones in the same order, each at most 1.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var least = 0.0
  for (place, index) in order.enumerated() {
    least = max(least, min(1, Double(pValues.count - place) * pValues[index]))
    adjusted[index] = least
  }
  return adjusted
}

/// Returns the smallest true difference that a paired test over so many clusters would find.
///
/// It is (t(1 − α/2) + t(power)) · √V, the difference at which Student's test of the clusters' sums is significant
/// with the stated probability; V is the variance of the mean between clusters, as in `clusterInterval`, and t
/// are quantiles with a degree of freedom less than there are clusters. The randomisation test finds it about as
/// often, as simulations in `Tests/EvaluationTests` show.
///
/// - Parameters:
///   - differences: one system's value minus the other's, one a query; at least one.
///   - clusters: the cluster of each query, any numbers.
///   - significance: α of the two-sided test, between 0 and 1.
///   - power: the probability to find it, between 0.5 and 1.
/// - Returns: a difference in the unit of the values; infinite where no assignment of signs is rare enough to be
///   significant, as with fewer than two clusters.
public func detectableDifference(
  differences: [Double], clusters: [Int], significance: Double, power: Double
) -> Double {
  precondition(!differences.isEmpty, "expected at least 1 query, found none")
  precondition(significance > 0 && significance < 1, "expected 0 to 1, found \(significance)")
  precondition(power > 0.5 && power < 1, "expected 0.5 to 1, found \(power)")
  let centre = mean(differences)
  let deviations = clusterSums(differences.map { $0 - centre }, clusters)
  let freedom = deviations.count - 1
  let rarest = Double(sign: .plus, exponent: -freedom, significand: 1)
  guard freedom >= 1, rarest <= significance else { return .infinity }
  let squares = deviations.reduce(0) { $0 + $1 * $1 }
  let variance = squares * Double(freedom + 1) / Double(freedom)
  let quantiles =
    studentQuantile(confidence: 1 - significance, degreesOfFreedom: freedom)
    + studentQuantile(confidence: 2 * power - 1, degreesOfFreedom: freedom)
  return quantiles * variance.squareRoot() / Double(differences.count)
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
