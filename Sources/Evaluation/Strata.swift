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

  /// Returns how many of the first images found bear the query's label, as a share.
  ///
  /// Images of the query's own object, positives and junk alike, bear it by themselves, so they are
  /// taken out first. What is expected of a random order is the share of the label among all other
  /// images. Images without a label count as others.
  ///
  /// - Parameters:
  ///   - ranking: the images found, best first.
  ///   - lists: the images of the query's own object.
  ///   - query: the place of the query.
  /// - Returns: the share at each of `QueryScore.cutoffs`, of fewer images where fewer are left; nil for a
  ///   query without a label, or when no other image was found.
  public func precisions(of ranking: Ranking, lists: QueryLists, ofQuery query: Int) -> [Double]? {
    guard let stratum = queries[query] else { return nil }
    let own = Set(lists.named.flatMap(\.indices))
    let deepest = QueryScore.cutoffs.max() ?? 0
    let others = ranking.indices.lazy.filter { !own.contains($0) }.prefix(deepest)
    let bears = others.map { database[$0] == stratum }
    guard !bears.isEmpty else { return nil }
    return QueryScore.cutoffs.map { cutoff in
      let first = bears.prefix(cutoff)
      return Double(first.count { $0 }) / Double(first.count)
    }
  }
}

/// What rankings are worth with regard to strata, fractions of 1.
public struct StrataResult: Sendable, Equatable {
  /// One result a setting of the protocol, the database cut to each query's own stratum.
  public let within: [SettingResult]

  /// The share of the query's stratum among the first images of other objects, (query, cutoff); nil for a
  /// query that is left out.
  public let precisions: [[Double]?]

  /// The means over queries at each of `QueryScore.cutoffs`; nil when every query is left out.
  public let meanPrecisions: [Double]?

  init(_ strata: Strata, rankings: [Ranking], groundTruth: GroundTruth) {
    let queries = groundTruth.queries
    let within = groundTruth.evaluationProtocol.settings.map { setting in
      let scores = queries.indices.map { query -> QueryScore? in
        strata.cut(queries[query].lists.relevance(in: setting), toStratumOfQuery: query)
          .flatMap { QueryScore(ranking: rankings[query], relevance: $0) }
      }
      return SettingResult(setting: setting, names: queries.map(\.name), scores: scores)
    }
    let precisions = queries.indices.map {
      strata.precisions(of: rankings[$0], lists: queries[$0].lists, ofQuery: $0)
    }
    self.init(within: within, precisions: precisions)
  }

  /// Creates a result from the values of queries.
  package init(within: [SettingResult], precisions: [[Double]?]) {
    self.within = within
    self.precisions = precisions
    let counted = precisions.compactMap(\.self)
    meanPrecisions =
      counted.isEmpty
      ? nil : QueryScore.cutoffs.indices.map { cutoff in mean(counted.map { $0[cutoff] }) }
  }

  /// Returns the result of one setting within strata; nil when the protocol does not have it.
  public subscript(setting: EvaluationSetting) -> SettingResult? {
    within.first { $0.setting == setting }
  }
}
