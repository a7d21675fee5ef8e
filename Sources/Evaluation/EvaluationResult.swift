/// The scores of all queries in one setting, fractions of 1.
public struct SettingResult: Sendable, Equatable {
  /// The setting the queries were scored in.
  public let setting: EvaluationSetting

  /// The score of each query, in query order; nil for a query without a positive.
  public let scores: [QueryScore?]

  /// The names of the queries without a positive, which no mean counts.
  public let droppedQueries: [String]

  /// Creates a result from the scores of queries.
  ///
  /// - Parameters:
  ///   - setting: the setting the queries were scored in.
  ///   - names: the names of the queries.
  ///   - scores: the score of each query; nil for one without a positive.
  package init(setting: EvaluationSetting, names: [String], scores: [QueryScore?]) {
    self.setting = setting
    self.scores = scores
    droppedQueries = zip(names, scores).filter { $0.1 == nil }.map(\.0)
  }

  /// Returns the value of each query, in query order; nil for a query without a positive.
  public func values(of measure: Measure) -> [Double?] {
    Evaluation.values(of: scores, places: \.places) { $0.value(of: measure) }
  }

  /// Returns the mean over the queries that count; nil when every query was dropped.
  public func mean(of measure: Measure) -> Double? {
    let counted = values(of: measure).compactMap(\.self)
    return counted.isEmpty ? nil : Evaluation.mean(counted)
  }

  /// The mean of the average precisions; nil when every query was dropped.
  public var meanAveragePrecision: Double? { mean(of: .averagePrecision) }
}

/// What rankings are worth under a ground truth.
public struct EvaluationResult: Sendable, Equatable {
  /// The rules the queries were scored by.
  public let evaluationProtocol: EvaluationProtocol

  /// The names of the queries, in the order of every list of scores.
  public let queryNames: [String]

  /// One result a setting, in the order of the protocol.
  public let settings: [SettingResult]

  /// What the rankings are worth with regard to strata; nil unless images were divided.
  public let strata: StrataResult?

  /// The same settings under other readings of where positives stand; none unless asked for.
  public let readings: [PlaceReading: [SettingResult]]

  /// Creates a result from those of all settings.
  ///
  /// - Parameters:
  ///   - evaluationProtocol: the rules the queries were scored by.
  ///   - queryNames: the names of the queries.
  ///   - settings: one result a setting, in the order of the protocol.
  ///   - strata: what the rankings are worth with regard to strata; nil unless images were divided.
  ///   - readings: the same settings under other readings of where positives stand.
  package init(
    evaluationProtocol: EvaluationProtocol, queryNames: [String], settings: [SettingResult],
    strata: StrataResult?, readings: [PlaceReading: [SettingResult]] = [:]
  ) {
    self.evaluationProtocol = evaluationProtocol
    self.queryNames = queryNames
    self.settings = settings
    self.strata = strata
    self.readings = readings
  }

  /// The result of one setting; nil when the protocol does not have it.
  public subscript(setting: EvaluationSetting) -> SettingResult? { self[setting, nil] }

  /// The result of one setting under a reading, the usual one for nil; nil when the protocol does not have the
  /// setting, or the reading was not asked for.
  public subscript(setting: EvaluationSetting, reading: PlaceReading?) -> SettingResult? {
    (reading.map { readings[$0] ?? [] } ?? settings).first { $0.setting == setting }
  }
}

/// Scores rankings in every setting of the ground truth's protocol.
///
/// - Parameters:
///   - rankings: one a query, in the order of the ground truth; may be truncated.
///   - groundTruth: the positives.
///   - strata: a division of the same images, or nil for none.
///   - readings: other readings of where positives stand that are wanted too.
///   - scores: the score of each image of a query's ranking; nil where they are not known, and then no reading
///     needs them.
/// - Returns: the scores of each query and their means.
/// - Throws: `EvaluationError` when the rankings are not one a query over that database.
public func evaluate(
  rankings: [Ranking], groundTruth: GroundTruth, strata: Strata? = nil,
  readings: [PlaceReading] = [], scores: ((Int) -> ArraySlice<Float>)? = nil
) throws(EvaluationError) -> EvaluationResult {
  let queries = groundTruth.queries
  guard rankings.count == queries.count else {
    throw .rankingCount(expected: queries.count, found: rankings.count)
  }
  let databaseSize = groundTruth.databaseNames.count
  for (ranking, query) in zip(rankings, queries) {
    guard ranking.databaseSize == databaseSize else {
      throw .databaseSize(
        query: query.name, expected: databaseSize, found: ranking.databaseSize)
    }
  }
  if let strata {
    precondition(
      strata.database.count == databaseSize && strata.queries.count == queries.count,
      "expected strata of \(databaseSize) images and \(queries.count) queries, found "
        + "\(strata.database.count) and \(strata.queries.count)")
  }
  let names = queries.map(\.name)
  func settings(_ reading: PlaceReading?) -> [SettingResult] {
    groundTruth.evaluationProtocol.settings.map { setting in
      let found = queries.indices.map { query in
        QueryScore(
          ranking: rankings[query], relevance: queries[query].lists.relevance(in: setting),
          reading: reading, scores: reading == nil ? nil : scores?(query))
      }
      return SettingResult(setting: setting, names: names, scores: found)
    }
  }
  return EvaluationResult(
    evaluationProtocol: groundTruth.evaluationProtocol, queryNames: names, settings: settings(nil),
    strata: strata.map { StrataResult($0, rankings: rankings, groundTruth: groundTruth) },
    readings: Dictionary(uniqueKeysWithValues: readings.map { ($0, settings($0)) }))
}
