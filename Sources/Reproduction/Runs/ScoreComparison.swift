import Evaluation

/// How far the values of two runs are apart by one metric.
public struct ScoreComparison: Sendable, Hashable, Codable {
  /// One query.
  public struct Query: Sendable, Hashable, Codable {
    /// The name, as our run has it.
    public let query: String

    /// Our value, a fraction.
    public let ours: Double

    /// Their value.
    public let theirs: Double

    /// Ours minus theirs.
    public var difference: Double { ours - theirs }
  }

  /// The metric, such as "medium.mAP".
  public let metric: String

  /// Our mean over the queries that both have.
  public let ourMean: Double

  /// Their mean over the same queries.
  public let theirMean: Double

  /// `rootMeanSquareError` of the values of queries.
  public let rootMeanSquareError: Double

  /// The p-value of the randomisation test, each query by itself.
  public let probability: Double

  /// Our effect divided by theirs; nil without baselines, or where theirs is 0.
  public let effectRatio: Double?

  /// Their relative improvement minus ours; nil without baselines, or where one of them is 0.
  public let deltaRelativeImprovement: Double?

  /// The queries that both have, those of the largest differences first.
  public let perQuery: [Query]

  /// Compares the values of two runs, or returns nil where no query has values of both.
  ///
  /// - Parameters:
  ///   - ours: our values.
  ///   - theirs: their values.
  ///   - baselines: the values of what each is better than; nil for none.
  ///   - metric: the metric.
  init?(
    _ ours: QueryValues, _ theirs: QueryValues,
    baselines: (ours: QueryValues, theirs: QueryValues)?, metric: String
  ) {
    let (one, other) = (ours[metric], theirs[metric])
    let places = NamePairs(one.map(\.query), other.map(\.query)).places
    guard !places.isEmpty else { return nil }
    let (first, second) = (places.map { one[$0.ours].value }, places.map { other[$0.theirs].value })
    self.metric = metric
    ourMean = mean(first)
    theirMean = mean(second)
    rootMeanSquareError = Reproduction.rootMeanSquareError(first, second)
    probability = Reproduction.probability(first, second, metric: metric)
    let effects = baselines.flatMap { Self.effects(ours, theirs, $0, metric: metric) }
    effectRatio = effects.flatMap { $0.theirs.effectRatio(of: $0.ours) }
    deltaRelativeImprovement = effects.flatMap { $0.theirs.deltaRelativeImprovement(of: $0.ours) }
    perQuery = places.map { place in
      Query(
        query: one[place.ours].query, ours: one[place.ours].value,
        theirs: other[place.theirs].value)
    }.largestFirst(\.difference)
  }

  /// Returns both improvements over the queries that all four runs have; nil where there are none.
  private static func effects(
    _ ours: QueryValues, _ theirs: QueryValues,
    _ baselines: (ours: QueryValues, theirs: QueryValues), metric: String
  ) -> (ours: Improvement, theirs: Improvement)? {
    let runs = [ours, theirs, baselines.ours, baselines.theirs].map { $0[metric] }
    var rows = runs[0].indices.map { [$0] }
    for run in runs.dropFirst() {
      let places = Dictionary(
        uniqueKeysWithValues: NamePairs(runs[0].map(\.query), run.map(\.query)).places)
      rows = rows.compactMap { row in places[row[0]].map { row + [$0] } }
    }
    guard !rows.isEmpty else { return nil }
    func values(_ run: Int) -> [Double] { rows.map { runs[run][$0[run]].value } }
    return (
      Improvement(of: values(0), over: values(2)), Improvement(of: values(1), over: values(3))
    )
  }
}
