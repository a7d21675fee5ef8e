public import Evaluation
public import Tensors

/// How an outcome depends on covariates: standardised rank regression, with intervals that respect clusters.
///
/// Outcome and covariates are replaced by their midranks, standardised, and the outcome is explained by the
/// covariates by least squares (Conover and Iman 1981, "Rank transformations as a bridge between parametric
/// and nonparametric statistics", section 4; as a measure of importance, Iman and Conover 1979, "The use of the
/// rank transform in regression"). An effect says by how many standard deviations of its ranks the outcome
/// moves with one standard deviation of the covariate's, the other covariates held; no monotone change of
/// scale of either changes it, and no outlier rules it.
///
/// An interaction is the coefficient of the product of two standardised covariates beside all of them
/// (Aiken and West 1991, "Multiple regression", chapter 3): by how much the effect of the one grows with a
/// deviation of the other. Each is tried by itself.
public struct RankRegression: Sendable, Equatable {
  /// One product of two covariates.
  public struct Interaction: Sendable, Equatable {
    /// The place of the one covariate.
    public let first: Int

    /// The place of the other, larger than that of the first.
    public let second: Int

    /// The coefficient of their product.
    public let effect: ConfidenceInterval
  }

  /// Where intervals come from.
  public enum Spread: Sendable, Equatable {
    /// The percentiles over so many draws of as many clusters as there are (Efron and Tibshirani 1993,
    /// chapter 13).
    case bootstrap(resamples: Int)

    /// The spread of the fits without one cluster each, and Student's t with one degree of freedom fewer
    /// than clusters: the estimator CV3 of MacKinnon, Nielsen and Webb 2023, "Fast and reliable jackknife
    /// and bootstrap methods for cluster-robust inference", eq. 15, for clusters that are few.
    case jackknife
  }

  /// The effect of each covariate, deviations a deviation; nil where all have one value, or where the
  /// covariates are mixtures of each other.
  public let effects: [ConfidenceInterval?]

  /// The interactions, the strongest first.
  public let interactions: [Interaction]

  /// The share of the variance of the outcome's ranks that the covariates explain, without interactions.
  public let explained: Double

  /// Fits an outcome.
  ///
  /// - Parameters:
  ///   - outcome: one value an observation; at least one.
  ///   - covariates: (covariate, observation).
  ///   - clusters: the cluster of each observation, any numbers.
  ///   - confidence: the share of experiments whose interval holds the effect, between 0 and 1.
  ///   - spread: where intervals come from; with one cluster they are unbounded.
  ///   - generator: the source of the draws of a bootstrap.
  /// - Complexity: O(observations × covariates⁴ + (resamples or clusters) × clusters × covariates⁴).
  public init(
    outcome: [Double], covariates: [[Double]], clusters: [Int], confidence: Double, spread: Spread,
    using generator: inout SeededGenerator
  ) {
    precondition(!outcome.isEmpty, "expected at least 1 observation")
    precondition(
      covariates.allSatisfy { $0.count == outcome.count } && clusters.count == outcome.count,
      "expected \(outcome.count) values a covariate, and clusters")
    precondition(confidence > 0 && confidence < 1, "expected 0 to 1, found \(confidence)")
    let ranks = covariates.map(standardisedRanks)
    guard let response = standardisedRanks(outcome) else {
      // An outcome that never changes depends on nothing.
      let none = ConfidenceInterval(mean: 0, lower: 0, upper: 0)
      effects = ranks.map { $0 == nil ? nil : none }
      (interactions, explained) = ([], 0)
      return
    }
    let varying = ranks.indices.filter { ranks[$0] != nil }
    let design = Design(columns: varying.compactMap { ranks[$0] }, response, clusters)
    guard let fit = design.fit(design.whole) else {
      effects = ranks.map { _ in nil }
      (interactions, explained) = ([], 0)
      return
    }
    let replicates: [[Double?]]
    switch spread {
    case .bootstrap(let resamples):
      replicates = design.resampledFits(resamples, using: &generator)
    case .jackknife: replicates = design.fitsWithoutOneCluster()
    }
    let intervals = fit.indices.map { place in
      Self.interval(
        around: fit[place], replicates.map { $0[place] }, clusters: design.parts.count, confidence,
        spread)
    }
    effects = ranks.indices.map { covariate in
      varying.firstIndex(of: covariate).flatMap { intervals[$0] }
    }
    interactions = zip(design.pairs, intervals.dropFirst(varying.count)).compactMap {
      pair, effect in
      effect.map { Interaction(first: varying[pair.0], second: varying[pair.1], effect: $0) }
    }.sorted {
      (-abs($0.effect.mean), $0.first, $0.second) < (-abs($1.effect.mean), $1.first, $1.second)
    }
    explained = design.explained
  }

  private static func interval(
    around estimate: Double?, _ replicates: [Double?], clusters: Int, _ confidence: Double,
    _ spread: Spread
  ) -> ConfidenceInterval? {
    guard let estimate else { return nil }
    let found = replicates.compactMap(\.self)
    let unbounded = ConfidenceInterval(mean: estimate, lower: -.infinity, upper: .infinity)
    guard clusters > 1, !found.isEmpty else { return unbounded }
    switch spread {
    case .bootstrap:
      let sorted = found.sorted()
      let tail = (1 - confidence) / 2
      return ConfidenceInterval(
        mean: estimate, lower: quantile(tail, of: sorted), upper: quantile(1 - tail, of: sorted))
    case .jackknife:
      guard found.count == replicates.count else { return unbounded }
      let count = Double(clusters)
      let squares = found.reduce(0) { $0 + ($1 - estimate) * ($1 - estimate) }
      let reach =
        (squares * (count - 1) / count).squareRoot()
        * studentQuantile(confidence: confidence, degreesOfFreedom: clusters - 1)
      return ConfidenceInterval(mean: estimate, lower: estimate - reach, upper: estimate + reach)
    }
  }
}

/// The moments of a regression by cluster: constant, covariates, their products, and the response.
private struct Design {
  /// The places of each two covariates, whose product is a column.
  let pairs: [(Int, Int)]

  /// The moments of each cluster, in the order of the clusters' numbers.
  let parts: [MomentMatrix]

  /// Those of all observations.
  let whole: MomentMatrix

  private let covariateCount: Int

  init(columns: [[Double]], _ response: [Double], _ clusters: [Int]) {
    let count = columns.count
    let pairs = (0..<count).flatMap { i in ((i + 1)..<max(count, i + 1)).map { (i, $0) } }
    let numbers = Set(clusters).sorted()
    let places = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    let size = 2 + count + pairs.count
    var parts = Array(repeating: MomentMatrix(size: size), count: numbers.count)
    for observation in response.indices {
      let own = columns.map { $0[observation] }
      let values = [1] + own + pairs.map { own[$0.0] * own[$0.1] } + [response[observation]]
      parts[places[clusters[observation], default: 0]].add(values)
    }
    var whole = MomentMatrix(size: size)
    for part in parts { whole.add(part, times: 1) }
    (self.pairs, self.parts, self.whole, covariateCount) = (pairs, parts, whole, count)
  }

  private var response: Int { whole.size - 1 }

  private var main: [Int] { Array(0...covariateCount) }

  /// The share of the response's variance that the covariates explain.
  var explained: Double {
    guard let coefficients = whole.coefficients(of: response, by: main),
      let mean = whole.coefficients(of: response, by: [0])
    else { return 0 }
    let total = whole.residual(of: response, by: [0], mean)
    return 1 - whole.residual(of: response, by: main, coefficients) / total
  }

  /// Returns the coefficients of the covariates, and of each product beside them, nil where that is a mixture
  /// of them; nil where the covariates are mixtures of each other.
  func fit(_ moments: MomentMatrix) -> [Double?]? {
    guard let coefficients = moments.coefficients(of: response, by: main) else { return nil }
    let products = pairs.indices.map { pair in
      moments.coefficients(of: response, by: main + [covariateCount + 1 + pair])?.last
    }
    return coefficients.dropFirst().map { $0 } + products
  }

  /// Returns the fits to draws of clusters, (resample, coefficient), nil where one has none.
  func resampledFits(_ resamples: Int, using generator: inout SeededGenerator) -> [[Double?]] {
    (0..<resamples).map { _ in
      var draws = [Int](repeating: 0, count: parts.count)
      for _ in parts { draws[generator.integer(below: parts.count)] += 1 }
      var moments = MomentMatrix(size: whole.size)
      for (part, times) in zip(parts, draws) where times > 0 {
        moments.add(part, times: Double(times))
      }
      return fit(moments) ?? missing
    }
  }

  /// Returns the fits to all clusters but one, (cluster, coefficient), nil where one has none.
  func fitsWithoutOneCluster() -> [[Double?]] {
    parts.map { part in
      var moments = whole
      moments.add(part, times: -1)
      return fit(moments) ?? missing
    }
  }

  private var missing: [Double?] { Array(repeating: nil, count: covariateCount + pairs.count) }
}
