import Evaluation
import Testing

@Suite struct PlausibilityCheckTests {
  /// Pairs of images, each of which looks for the other.
  private func truth(pairs: Int, box: PixelBounds? = nil) throws -> GroundTruth {
    let images = (0..<2 * pairs).map {
      GroundTruth.ManifestImage(name: "\($0)", instance: "\($0 / 2)", box: box)
    }
    return try GroundTruth.manifest(queries: images, database: images)
  }

  /// Rankings in which each query finds an image at first, and its partner at a place.
  private func rankings(pairs: Int, first: (Int) -> Int, partner: Int) throws -> [Ranking] {
    try (0..<2 * pairs).map { query in
      let head = first(query)
      var rest = (0..<2 * pairs).filter { $0 != head && $0 != query ^ 1 }
      if head != query ^ 1 { rest.insert(query ^ 1, at: partner) }
      return try Ranking(indices: [head] + rest, databaseSize: 2 * pairs)
    }
  }

  private func check(
    _ rankings: [Ranking], _ truth: GroundTruth, own: Float, others: Float = 0.5
  ) -> PlausibilityCheck {
    PlausibilityCheck(rankings: rankings, groundTruth: truth) { query in
      ArraySlice(
        rankings[query].indices.enumerated().map { $0 == 0 ? 1 : $1 == query ? own : others })
    }
  }

  @Test func queriesThatFindThemselvesAndTheirLikeArePlausible() throws {
    let rankings = try rankings(pairs: 20, first: { $0 }, partner: 0)
    #expect(check(rankings, try truth(pairs: 20), own: 1).isPlausible)
  }

  @Test func aQueryThatEqualsAnotherImageIsNamed() throws {
    let rankings = try rankings(pairs: 20, first: { $0 == 4 ? 7 : $0 }, partner: 0)
    let found = check(rankings, try truth(pairs: 20), own: 0.7)
    #expect(found.misnamedQueries == ["4"])
    #expect(found.misnaming?.hasPrefix("1 queries equal") == true)
    #expect(check(rankings, try truth(pairs: 20), own: 0.99).isPlausible)
  }

  @Test func aPartOfAnImageNeedNotBeFoundFirst() throws {
    let rankings = try rankings(pairs: 20, first: { $0 == 4 ? 7 : $0 }, partner: 0)
    let box = PixelBounds(x1: 0, y1: 0, x2: 2, y2: 2)
    #expect(check(rankings, try truth(pairs: 20, box: box), own: 0.7).isPlausible)
  }

  @Test func answersInTheMiddleOfEveryRankingAreLikeChance() throws {
    let rankings = try rankings(pairs: 20, first: { $0 }, partner: 19)
    let found = check(rankings, try truth(pairs: 20), own: 1)
    #expect(found.isLikeChance)
    #expect(found.warnings == [PlausibilityCheck.chance])
  }

  @Test func fewQueriesAreNotComparedWithChance() throws {
    let rankings = try rankings(pairs: 4, first: { $0 }, partner: 5)
    #expect(check(rankings, try truth(pairs: 4), own: 1).isPlausible)
  }

  @Test func shuffledRankingsAreToldAndGoodOnesAreNot() throws {
    let truth = try truth(pairs: 30)
    var generator = SystemRandomNumberGenerator()
    var told = 0
    for _ in 0..<50 {
      let rankings = try (0..<60).map { _ in
        try Ranking(indices: (0..<60).shuffled(using: &generator), databaseSize: 60)
      }
      told +=
        PlausibilityCheck(rankings: rankings, groundTruth: truth, scores: nil).isLikeChance ? 1 : 0
    }
    // 2.5 deviations of a normal distribution: 49.7 of 50.
    #expect(told >= 45)
    let good = try rankings(pairs: 30, first: { $0 }, partner: 10)
    #expect(PlausibilityCheck(rankings: good, groundTruth: truth, scores: nil).isPlausible)
  }

  @Test func truncatedRankingsAreComparedByWhatTheyHold() throws {
    let truth = try truth(pairs: 30)
    func cut(partner: Int) throws -> PlausibilityCheck {
      let rankings = try rankings(pairs: 30, first: { $0 }, partner: partner).map {
        try Ranking(indices: Array($0.indices.prefix(6)), databaseSize: 60)
      }
      return PlausibilityCheck(rankings: rankings, groundTruth: truth, scores: nil)
    }
    #expect(try cut(partner: 20).isLikeChance)
    #expect(try cut(partner: 3).isPlausible)
  }
}
