import Specs

/// A run beside somebody else's run of the same experiment.
public struct RunComparison: Sendable, Hashable, Codable {
  /// Our file.
  public let ours: String

  /// Their file.
  public let theirs: String

  /// How alike the ranked lists are; nil where one of the files has none.
  public let order: OrderComparison?

  /// How far the values of queries are apart, one a metric; empty where one of the files has none.
  public let metrics: [ScoreComparison]

  /// What could not be worked out, and why, a clause each.
  public let omitted: [String]

  /// What both runs have to be compared by.
  public struct Options: Sendable, Hashable {
    /// The metrics that are wanted; all mAP that both runs have where there are none.
    public let metrics: [String]

    /// The places of each list that are compared.
    public let top: Int

    /// p of the rank-biased overlap.
    public let persistence: Double

    /// Creates options; `top` is at least 1, `persistence` between 0 and 1.
    public init(metrics: [String] = [], top: Int = 1000, persistence: Double = 0.95) {
      (self.metrics, self.top, self.persistence) = (metrics, top, persistence)
    }
  }

  /// Compares two runs.
  ///
  /// - Parameters:
  ///   - ours: our run.
  ///   - theirs: their run, the original where ours is the reproduction.
  ///   - baselines: the runs that each is better than; nil for none.
  ///   - options: what to compare, and how.
  /// - Throws: `ComparisonRefusal` for a metric that one of them does not have, and for runs without a query in
  ///   common.
  public init(
    _ ours: RunContents, _ theirs: RunContents,
    baselines: (ours: RunContents, theirs: RunContents)? = nil, options: Options = Options()
  ) throws(ComparisonRefusal) {
    self.ours = ours.path
    self.theirs = theirs.path
    var omitted: [String] = []
    order = try Self.order(ours, theirs, options, &omitted)
    metrics = try Self.scores(ours, theirs, baselines, options, &omitted)
    self.omitted = omitted
    guard order != nil || !metrics.isEmpty else {
      throw .nothing(
        ours.path, theirs.path, omitted.joined(separator: "; "),
        advice: "Give two rankings, or judgements for what is to be scored.")
    }
  }

  private static func order(
    _ ours: RunContents, _ theirs: RunContents, _ options: Options, _ omitted: inout [String]
  ) throws(ComparisonRefusal) -> OrderComparison? {
    let without = [ours, theirs].filter { $0.lists == nil }.map(\.path)
    guard let one = ours.lists, let other = theirs.lists else {
      omitted.append(
        "Kendall's tau and rank-biased overlap: \(without.unique.joined(separator: " and ")) "
          + "\(without.unique.count == 1 ? "has" : "have") values of queries and no rankings")
      return nil
    }
    guard one.isNamed == other.isNamed else {
      omitted.append(
        "Kendall's tau and rank-biased overlap: \(one.isNamed ? theirs.path : ours.path) does not "
          + "name its queries and images")
      return nil
    }
    let places = NamePairs(one.queries, other.queries).places
    guard !places.isEmpty else {
      throw .nothing(
        ours.path, theirs.path, "they have no query in common",
        advice: "Are they of one set? Ours begins with \(one.queries[0]), theirs with "
          + "\(other.queries[0]).")
    }
    omitted += left(one.queries.count - places.count, only: ours.path, "rankings")
    omitted += left(other.queries.count - places.count, only: theirs.path, "rankings")
    let order = OrderComparison(
      one, other, at: places, top: options.top, persistence: options.persistence)
    let undefined = order.perQuery.count { $0.placewiseTau == nil }
    if undefined > 0 {
      omitted.append(
        "tau of repro_eval: not defined for \(undefined) queries, whose lists are of different "
          + "lengths or of one image")
    }
    return order
  }

  private static func scores(
    _ ours: RunContents, _ theirs: RunContents,
    _ baselines: (ours: RunContents, theirs: RunContents)?, _ options: Options,
    _ omitted: inout [String]
  ) throws(ComparisonRefusal) -> [ScoreComparison] {
    let reasons = [ours, theirs].filter { $0.values == nil }.map(\.reason)
    guard let one = ours.values, let other = theirs.values else {
      omitted.append("RMSE, test and effect: \(reasons.joined(separator: "; "))")
      return []
    }
    let before = baselines.flatMap { runs in
      runs.ours.values.flatMap { first in runs.theirs.values.map { (ours: first, theirs: $0) } }
    }
    if before == nil {
      let unscored = [baselines?.ours, baselines?.theirs].compactMap(\.self)
        .filter { $0.values == nil }.map(\.reason)
      omitted.append(
        "effect ratio and ΔRI: "
          + (unscored.isEmpty
            ? "they take a baseline of each side, --our-baseline and --their-baseline"
            : unscored.joined(separator: "; ")))
    }
    let metrics = try shared(options.metrics, (ours.path, one), (theirs.path, other))
    let found = metrics.compactMap { metric in
      ScoreComparison(one, other, baselines: before, metric: metric)
    }
    guard let first = found.first else {
      throw .nothing(
        ours.path, theirs.path, "they have no query in common",
        advice: "Are they of one set?")
    }
    let counts = (one[first.metric].count, other[first.metric].count)
    omitted += left(counts.0 - first.perQuery.count, only: ours.path, first.metric)
    omitted += left(counts.1 - first.perQuery.count, only: theirs.path, first.metric)
    for comparison in found where before != nil && comparison.effectRatio == nil {
      omitted.append("effect ratio by \(comparison.metric): the effect of \(theirs.path) is 0")
    }
    for comparison in found where before != nil && comparison.deltaRelativeImprovement == nil {
      omitted.append("ΔRI by \(comparison.metric): a baseline is 0")
    }
    return found
  }

  private static func shared(
    _ wanted: [String], _ ours: (path: String, values: QueryValues),
    _ theirs: (path: String, values: QueryValues)
  ) throws(ComparisonRefusal) -> [String] {
    for side in [ours, theirs] {
      for metric in wanted where !side.values.metrics.contains(metric) {
        throw .choice(
          side.path, "it has no values by \(metric)",
          advice: "It has \(side.values.metrics.listed).")
      }
    }
    guard wanted.isEmpty else { return wanted.unique }
    let common = ours.values.metrics.filter { theirs.values.metrics.contains($0) }
    guard !common.isEmpty else {
      throw .nothing(
        ours.path, theirs.path, "they have no metric in common",
        advice: "One has \(ours.values.metrics.listed), the other \(theirs.values.metrics.listed).")
    }
    let precisions = common.filter { $0.hasSuffix(".mAP") }
    return precisions.isEmpty ? common : precisions
  }

  private static func left(_ count: Int, only path: String, _ what: String) -> [String] {
    count > 0 ? ["\(what): \(count) queries that only \(path) has"] : []
  }
}
