/// A rule by which rankings are scored: a measure, and how it is read where positives stand.
public enum ScoringRule: Sendable, Hashable {
  /// A measure; under another reading than the usual one unless nil.
  case measure(Measure, reading: PlaceReading? = nil)

  /// The average precision of the first images, as `tiedAveragePrecision` has it.
  case tiedAveragePrecision(at: Int)

  /// The rules that benchmarks of the field are scored by.
  public static let inUse: [ScoringRule] = [
    .measure(.averagePrecision), .measure(.averagePrecision, reading: .bestTies),
    .measure(.averagePrecision, reading: .worstTies), .measure(.rectangularAveragePrecision),
    .measure(.truncatedAveragePrecision(at: 100)), .tiedAveragePrecision(at: 1000),
    .measure(.cutAveragePrecision(at: 5)), .measure(.cutAveragePrecision(at: 1000)),
    .measure(.averagePrecisionAtR), .measure(.rPrecision), .measure(.reciprocalRank),
    .measure(.reciprocalRank, reading: .withJunk), .measure(.recall(at: 1)),
    .measure(.recall(at: 10)), .measure(.discountedGain(at: 10)), .measure(.precision(at: 1)),
    .measure(.precision(at: 5)), .measure(.precision(at: 10)),
  ]

  /// Returns every rule of the first images.
  ///
  /// - Parameter cutoff: the number of images, 1...`Measure.largestCutoff`.
  /// - Returns: those of the measures, and then that of ties.
  public static func all(at cutoff: Int) -> [ScoringRule] {
    Measure.everyMeasure(at: cutoff).map { .measure($0) } + [.tiedAveragePrecision(at: cutoff)]
  }

  /// Creates the rule of a name such as "mAP", "with-junk.MRR" or "mAP-tied@1000", or returns nil when there
  /// is none.
  public init?(name: String) {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard let last = parts.last, parts.count <= 2 else { return nil }
    if let measure = Measure(meanName: last) {
      guard parts.count == 2 else {
        self = .measure(measure)
        return
      }
      guard let reading = PlaceReading(rawValue: parts[0]) else { return nil }
      self = .measure(measure, reading: reading)
      return
    }
    // The cutoff is read as that of another measure.
    let other = last.replacing("-tied", with: "", maxReplacements: 1)
    guard case .truncatedAveragePrecision(let cutoff) = Measure(meanName: other),
      Self.tiedAveragePrecision(at: cutoff).name == name
    else { return nil }
    self = .tiedAveragePrecision(at: cutoff)
  }

  /// The name; that of a metric in specs stands behind its ground truth: "medium.with-junk.MRR".
  public var name: String {
    switch self {
    case .measure(let measure, let reading):
      (reading.map { "\($0.rawValue)." } ?? "") + measure.meanName
    case .tiedAveragePrecision(let cutoff): "mAP-tied@\(cutoff)"
    }
  }

  /// What is worked out, in a few words; n is the number of positives, r a rank from 1.
  public var definition: String {
    switch self {
    case .measure(let measure, let reading):
      measure.definition + (reading.map { "; \($0.definition)" } ?? "")
    case .tiedAveragePrecision(let cutoff):
      Measure.truncatedAveragePrecision(at: cutoff).definition
        + "; equal scores are found at once"
    }
  }

  /// Where the rule is from.
  public var source: String {
    switch self {
    case .measure(let measure, nil): measure.source
    case .measure(.reciprocalRank, .withJunk): "bob-retrieval"
    case .measure(let measure, .withJunk): measure.source
    case .measure(_, .bestTies): "upper bound over all orders of ties"
    case .measure(_, .worstTies): "lower bound over all orders of ties"
    case .tiedAveragePrecision: "ILIAS; scikit-learn"
    }
  }

  /// Whether the rule says nothing of rankings without scores.
  var needsScores: Bool {
    switch self {
    case .measure(_, let reading): reading?.needsScores ?? false
    case .tiedAveragePrecision: true
    }
  }
}

/// What rankings are worth by one rule, fractions of 1.
public struct RuleResult: Sendable, Equatable {
  /// The rule.
  public let rule: ScoringRule

  /// The values in each setting of the protocol; nil where the rule says nothing of the rankings.
  ///
  /// Queries stand in their order, and a query without a positive has none.
  public let values: [[Double?]]?

  /// Returns the mean over the queries that count; nil when every query was dropped.
  ///
  /// - Parameter setting: the place of a setting in the protocol.
  /// - Returns: a fraction of 1.
  public func mean(ofSetting setting: Int) -> Double? {
    let counted = (values?[setting] ?? []).compactMap(\.self)
    return counted.isEmpty ? nil : Evaluation.mean(counted)
  }
}

/// Scores rankings by several rules, in every setting of the ground truth's protocol.
///
/// - Parameters:
///   - rankings: one a query, in the order of the ground truth; may be truncated.
///   - scores: the score of each image of a query's ranking; nil where they are not known.
///   - groundTruth: the positives.
///   - rules: the rules.
/// - Returns: one result a rule.
/// - Throws: `EvaluationError` when the rankings are not one a query over that database.
public func evaluate(
  rankings: [Ranking], scores: ((Int) -> ArraySlice<Float>)?, groundTruth: GroundTruth,
  by rules: [ScoringRule]
) throws(EvaluationError) -> [RuleResult] {
  let readings = PlaceReading.allCases.filter { scores != nil || !$0.needsScores }
  let result = try evaluate(
    rankings: rankings, groundTruth: groundTruth, readings: readings, scores: scores)
  let settings = groundTruth.evaluationProtocol.settings
  return rules.map { rule in
    guard scores != nil || !rule.needsScores else { return RuleResult(rule: rule, values: nil) }
    let values = settings.map { setting -> [Double?] in
      switch rule {
      case .measure(let measure, let reading):
        result[setting, reading]?.values(of: measure) ?? []
      case .tiedAveragePrecision(let cutoff):
        groundTruth.queries.indices.map { query in
          tiedAveragePrecision(
            at: cutoff, in: rankings[query],
            relevance: groundTruth.queries[query].lists.relevance(in: setting),
            scores: scores?(query) ?? [])
        }
      }
    }
    return RuleResult(rule: rule, values: values)
  }
}

/// Returns `tiedAveragePrecision` of a ranking with its junk; nil for a query without a positive.
private func tiedAveragePrecision(
  at cutoff: Int, in ranking: Ranking, relevance: Relevance, scores: ArraySlice<Float>
) -> Double? {
  guard !relevance.positives.isEmpty else { return nil }
  let junk = Set(relevance.junk)
  let positives = Set(relevance.positives)
  let kept = zip(ranking.indices, scores).filter { !junk.contains($0.0) }
  return Evaluation.tiedAveragePrecision(
    at: cutoff, isPositive: kept.map { positives.contains($0.0) }, scores: kept.map(\.1),
    positiveCount: positives.count)
}
