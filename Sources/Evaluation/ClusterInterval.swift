import Glibc

/// Returns the mean of paired differences with an interval that holds for clusters that were not drawn.
///
/// With a handful of clusters a percentile bootstrap over them is too narrow: with ten clusters and one
/// seed its 95 % intervals held the true mean in 85 to 87 of 100 simulated experiments. So the spread is
/// measured between clusters and between seeds, V = Σ_c e_c² · G/(G − 1) + Σ_s e_s² / (S(S − 1)), where e_c is
/// what cluster c adds to the mean (the sum of its queries' deviations over the number of queries) and
/// e_s what seed s's mean deviates by, and the interval is the mean ± t·√V with Satterthwaite's degrees
/// of freedom, rounded down (Cameron and Miller 2015, "A practitioner's guide to cluster-robust
/// inference", sections II and VI; Satterthwaite 1946). It held in 92 to 96 of 100 there.
///
/// - Parameters:
///   - differences: claimant minus rival, (seed, query); every row as long as `clusters`.
///   - clusters: the cluster of each query, any numbers.
///   - confidence: the share of experiments whose interval holds the mean, between 0 and 1.
/// - Returns: the measured mean and its interval, which is unbounded for fewer than two clusters.
public func clusterInterval(
  differences: [[Double]], clusters: [Int], confidence: Double
) -> ConfidenceInterval {
  precondition(!clusters.isEmpty && !differences.isEmpty, "expected at least 1 query and 1 seed")
  precondition(
    differences.allSatisfy { $0.count == clusters.count },
    "expected \(clusters.count) differences a seed, found \(differences.map(\.count))")
  precondition(confidence > 0 && confidence < 1, "expected 0 to 1, found \(confidence)")
  let seedMeans = differences.map { mean($0) }
  let centre = mean(seedMeans)
  var deviations: [Int: Double] = [:]
  for (query, cluster) in clusters.enumerated() {
    let value = mean(differences.map { $0[query] })
    deviations[cluster, default: 0] += (value - centre) / Double(clusters.count)
  }
  let count = Double(deviations.count)
  guard count > 1 else {
    return ConfidenceInterval(mean: centre, lower: -.infinity, upper: .infinity)
  }
  // In the order of the numbers, since a dictionary has none and sums depend on it.
  let squares = deviations.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
  let betweenClusters = squares * count / (count - 1)
  let seeds = Double(seedMeans.count)
  let betweenSeeds = sampleStandardDeviation(seedMeans).map { $0 * $0 / seeds } ?? 0
  let variance = betweenClusters + betweenSeeds
  guard variance > 0 else { return ConfidenceInterval(mean: centre, lower: centre, upper: centre) }
  let freedom =
    variance * variance
    / (betweenClusters * betweenClusters / (count - 1)
      + (seeds > 1 ? betweenSeeds * betweenSeeds / (seeds - 1) : 0))
  let reach =
    studentQuantile(confidence: confidence, degreesOfFreedom: max(1, Int(freedom + 1e-6)))
    * variance.squareRoot()
  return ConfidenceInterval(mean: centre, lower: centre - reach, upper: centre + reach)
}

/// Returns the t that holds a share of Student's distribution between −t and t.
///
/// - Parameters:
///   - confidence: the share, between 0 and 1.
///   - degreesOfFreedom: at least 1.
/// - Returns: t, found by halving to the last digit.
package func studentQuantile(confidence: Double, degreesOfFreedom: Int) -> Double {
  precondition(degreesOfFreedom >= 1, "expected at least 1, found \(degreesOfFreedom)")
  var (low, high) = (0.0, 1.0)
  while studentShare(high, degreesOfFreedom) < confidence { high *= 2 }
  while true {
    let middle = (low + high) / 2
    guard middle > low, middle < high else { return middle }
    if studentShare(middle, degreesOfFreedom) < confidence { low = middle } else { high = middle }
  }
}

/// Returns the share of Student's distribution between −t and t (Abramowitz and Stegun, 26.7.3 and 26.7.4).
private func studentShare(_ t: Double, _ freedom: Int) -> Double {
  let root = (Double(freedom) + t * t).squareRoot()
  let sine = t / root
  let cosine = Double(freedom).squareRoot() / root
  let isOdd = !freedom.isMultiple(of: 2)
  var term = isOdd ? cosine : 1
  var sum = 0.0
  for power in stride(from: isOdd ? 1 : 0, to: freedom - 1, by: 2) {
    sum += term
    term *= cosine * cosine * Double(power + 1) / Double(power + 2)
  }
  return isOdd ? 2 / .pi * (atan(t / Double(freedom).squareRoot()) + sine * sum) : sine * sum
}
