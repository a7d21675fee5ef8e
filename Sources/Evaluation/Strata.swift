/// A division of the images of an evaluation by a label: the stratum of each database image and query.
public struct Strata: Sendable, Equatable {
  /// The labels, sorted.
  public let names: [String]

  /// The place in `names` of each database image's label; nil for an image without one.
  public let database: [Int?]

  /// The place in `names` of each query's label; nil for a query without one.
  public let queries: [Int?]

  /// Divides images.
  ///
  /// - Parameters:
  ///   - database: the label of each database image, in the order of the ground truth; nil for none.
  ///   - queries: the label of each query, in the order of the ground truth; nil for none.
  public init(database: [String?], queries: [String?]) {
    let names = Set((database + queries).compactMap(\.self)).sorted()
    let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    self.names = names
    self.database = database.map { $0.flatMap { places[$0] } }
    self.queries = queries.map { $0.flatMap { places[$0] } }
  }

  /// Returns what counts for a query when the database is cut to the query's own stratum.
  ///
  /// Images of other strata, and those without a label, are ignored as junk is.
  ///
  /// - Parameters:
  ///   - relevance: what counts in the whole database.
  ///   - query: the place of the query.
  /// - Returns: the lists, or nil for a query without a label.
  public func cut(_ relevance: Relevance, toStratumOfQuery query: Int) -> Relevance? {
    guard let stratum = queries[query] else { return nil }
    var isIgnored = database.map { $0 != stratum }
    for index in relevance.junk { isIgnored[index] = true }
    return Relevance(
      positives: relevance.positives.filter { database[$0] == stratum },
      junk: database.indices.filter { isIgnored[$0] })
  }

  /// Returns where the images that bear the query's label stand among those of other objects.
  ///
  /// Images of the query's own object, positives and junk alike, bear it by themselves, so they are
  /// taken out first. What is expected of a random order is the share of the label among all other
  /// images. Images without a label count as others.
  ///
  /// - Parameters:
  ///   - ranking: the images found, best first.
  ///   - lists: the images of the query's own object.
  ///   - query: the place of the query.
  /// - Returns: the score, or nil for a query without a label, or when no other image was found.
  public func neighbours(
    in ranking: Ranking, lists: QueryLists, ofQuery query: Int
  ) -> StratumScore? {
    guard let stratum = queries[query] else { return nil }
    let own = lists.named.flatMap(\.indices)
    var bears = database.map { $0 == stratum }
    for index in own { bears[index] = false }
    let relevance = Relevance(positives: bears.indices.filter { bears[$0] }, junk: own)
    let isOwn = Set(own)
    return StratumScore(
      .ranked(
        positiveRanks(in: ranking, relevance: relevance), positiveCount: relevance.positives.count),
      imageCount: ranking.indices.count { !isOwn.contains($0) })
  }
}

/// The score of one query for which images of its stratum are right and its own object does not count.
public struct StratumScore: Sendable, Hashable {
  /// Where images of the stratum stand among those of other objects.
  public let places: PositivePlaces

  /// How many images of other objects were found; at least 1.
  public let imageCount: Int

  /// Creates the score of a query, or returns nil when no image of another object was found.
  package init?(_ places: PositivePlaces, imageCount: Int) {
    guard imageCount > 0 else { return nil }
    self.places = places
    self.imageCount = imageCount
  }

  /// Returns the value of a measure, a fraction of 1; 0 where no other object is of the stratum.
  ///
  /// Precision at k is the share of the stratum among the first k images, of fewer where fewer were found:
  /// unlike that of positives it looks behind the last image of the stratum.
  public func value(of measure: Measure) -> Double {
    guard places.positiveCount > 0 else { return 0 }
    guard case .precision(let cutoff) = measure else { return places.value(of: measure) }
    let depth = min(cutoff, imageCount)
    return switch places {
    case .ranked(let ranks, _): Double(ranks.count { $0 < depth }) / Double(depth)
    case .random(let blocks): expectedPositives(among: depth, blocks) / Double(depth)
    }
  }
}

/// What rankings are worth with regard to strata, fractions of 1.
public struct StrataResult: Sendable, Equatable {
  /// One result a setting of the protocol, the database cut to each query's own stratum.
  public let within: [SettingResult]

  /// What the images of each query's stratum are worth among those of other objects; nil for a query that
  /// is left out.
  public let neighbours: [StratumScore?]

  init(_ strata: Strata, rankings: [Ranking], groundTruth: GroundTruth) {
    let queries = groundTruth.queries
    let within = groundTruth.evaluationProtocol.settings.map { setting in
      let scores = queries.indices.map { query -> QueryScore? in
        strata.cut(queries[query].lists.relevance(in: setting), toStratumOfQuery: query)
          .flatMap { QueryScore(ranking: rankings[query], relevance: $0) }
      }
      return SettingResult(setting: setting, names: queries.map(\.name), scores: scores)
    }
    let neighbours = queries.indices.map {
      strata.neighbours(in: rankings[$0], lists: queries[$0].lists, ofQuery: $0)
    }
    self.init(within: within, neighbours: neighbours)
  }

  /// Creates a result from the values of queries.
  package init(within: [SettingResult], neighbours: [StratumScore?]) {
    self.within = within
    self.neighbours = neighbours
  }

  /// Returns the value of each query with its stratum for positives; nil for a query that is left out.
  public func values(of measure: Measure) -> [Double?] {
    Evaluation.values(of: neighbours, places: \.places) { $0.value(of: measure) }
  }

  /// Returns the mean of those values; nil when every query is left out.
  public func mean(of measure: Measure) -> Double? {
    let counted = values(of: measure).compactMap(\.self)
    return counted.isEmpty ? nil : Evaluation.mean(counted)
  }

  /// Returns the result of one setting within strata; nil when the protocol does not have it.
  public subscript(setting: EvaluationSetting) -> SettingResult? {
    within.first { $0.setting == setting }
  }
}
