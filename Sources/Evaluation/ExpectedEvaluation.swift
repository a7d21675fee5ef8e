/// An order of a database that chance decides, as far as it is not given.
public enum RandomOrder: Sendable, Equatable {
  /// Every order is as likely as any other.
  case uniform

  /// The images of the query's own stratum come first; otherwise every order is as likely as any other.
  ///
  /// For a query that is in no stratum nothing is given.
  case stratumFirst

  /// Returns the block of each database image, from 0 for those that come first.
  ///
  /// - Parameters:
  ///   - query: the place of the query.
  ///   - strata: the division of the images, or nil for none.
  /// - Returns: 0 or 1 for each image; nil where all are in one block.
  fileprivate func blocks(ofQuery query: Int, _ strata: Strata?) -> [Int]? {
    guard self == .stratumFirst, let strata, let own = strata.queries[query] else { return nil }
    return strata.database.map { $0 == own ? 0 : 1 }
  }
}

/// Returns what rankings are expected to be worth whose order chance decides, in closed form.
///
/// Nothing is drawn, so the values are exact up to rounding, and the same on every machine.
///
/// - Parameters:
///   - order: what of the order is given.
///   - groundTruth: the positives.
///   - strata: a division of the same images, or nil for none.
///   - readings: other readings of where positives stand that are wanted too. An order that chance decides has
///     no scores, so of those that need them the result tells nothing.
/// - Returns: the expected scores of each query and their means; no scores for strata that come first where
///   there are none.
/// - Complexity: O(database images) for each query at most.
public func expectedEvaluation(
  of order: RandomOrder, groundTruth: GroundTruth, strata: Strata? = nil,
  readings: [PlaceReading] = []
) -> EvaluationResult {
  let settings = groundTruth.evaluationProtocol.settings
  let names = groundTruth.queries.map(\.name)
  let expectation = Expectation(databaseSize: groundTruth.databaseNames.count)
  let rows = groundTruth.queries.enumerated().map { query, truth in
    expectation.values(
      ofQuery: query, truth.lists, settings, order.blocks(ofQuery: query, strata), strata)
  }
  func results(_ scores: (Expectation.Values, Int) -> QueryScore?) -> [SettingResult] {
    settings.enumerated().map { place, setting in
      SettingResult(setting: setting, names: names, scores: rows.map { scores($0, place) })
    }
  }
  let isKnown = order != .stratumFirst || strata != nil
  return EvaluationResult(
    evaluationProtocol: groundTruth.evaluationProtocol, queryNames: names,
    settings: results { isKnown ? $0.scores[$1] : nil },
    strata: strata.map { _ in
      StrataResult(within: results { $0.within[$1] }, neighbours: rows.map(\.neighbours))
    },
    readings: readings.contains(.withJunk)
      ? [.withJunk: results { isKnown ? $0.withJunk[$1] : nil }] : [:])
}

/// Tells of each query in which blocks its positives are.
private struct Expectation {
  let databaseSize: Int

  /// The expected values of one query.
  struct Values {
    /// One a setting; nil where the query has no positive.
    let scores: [QueryScore?]

    /// The same with junk left in.
    let withJunk: [QueryScore?]

    /// The same within the query's own stratum.
    let within: [QueryScore?]

    /// The images of the query's stratum among those of other objects.
    let neighbours: StratumScore?
  }

  /// Returns the expected values of a query.
  ///
  /// - Parameters:
  ///   - query: its place.
  ///   - lists: its positives.
  ///   - settings: how it is scored.
  ///   - order: the block of each database image; nil where all are in one.
  ///   - strata: a division of the images, or nil for none.
  /// - Returns: one score a setting, in their order.
  func values(
    ofQuery query: Int, _ lists: QueryLists, _ settings: [EvaluationSetting], _ order: [Int]?,
    _ strata: Strata?
  ) -> Values {
    let relevances = settings.map(lists.relevance)
    return Values(
      scores: relevances.map { score($0, order) },
      withJunk: relevances.map { score(Relevance(positives: $0.positives, junk: []), order) },
      within: relevances.map { relevance in
        strata?.cut(relevance, toStratumOfQuery: query).flatMap { score($0, order) }
      },
      neighbours: strata.flatMap { neighbours(ofQuery: query, lists, order, $0) })
  }

  private func score(_ relevance: Relevance, _ order: [Int]?) -> QueryScore? {
    QueryScore(
      .random(blocks(order, ignoring: relevance.junk, right: relevance.positives)))
  }

  private func neighbours(
    ofQuery query: Int, _ lists: QueryLists, _ order: [Int]?, _ strata: Strata
  ) -> StratumScore? {
    guard let stratum = strata.queries[query] else { return nil }
    let own = Set(lists.named.flatMap(\.indices))
    let others = blocks(
      order, ignoring: Array(own),
      right: strata.database.indices.filter {
        strata.database[$0] == stratum && !own.contains($0)
      })
    return StratumScore(.random(others), imageCount: others.reduce(0) { $0 + $1.size })
  }

  /// Returns the blocks of an order.
  ///
  /// - Parameters:
  ///   - order: the block of each database image, 0 or 1; nil where all are in one.
  ///   - ignored: indices of images that are in no block, each once.
  ///   - right: indices of positives, none of them ignored.
  /// - Returns: one block, or two where some images come first; none without images.
  private func blocks(_ order: [Int]?, ignoring ignored: [Int], right: [Int]) -> [RandomBlock] {
    guard let order else {
      return [RandomBlock(size: databaseSize - ignored.count, positives: right.count)]
        .filter { $0.size > 0 }
    }
    var sizes = [0, 0]
    var positives = [0, 0]
    for block in order { sizes[block] += 1 }
    for index in ignored { sizes[order[index]] -= 1 }
    for index in right { positives[order[index]] += 1 }
    return zip(sizes, positives).map { RandomBlock(size: $0, positives: $1) }
      .filter { $0.size > 0 }
  }
}
