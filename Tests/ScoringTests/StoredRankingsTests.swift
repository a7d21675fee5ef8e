import DescriptorStore
import Evaluation
import JSON
import Retrieval
import Scoring
import Steps
import Tensors
import Testing

/// What is kept of the rankings of a large database gives the values that the whole rankings give.
@Suite struct StoredRankingsTests {
  /// More images than there are first places, so that most of a ranking is left out.
  private static let imageCount = RankingExtent.depth + 400

  private let findings = RankingFindings(
    digest: "ab", check: PlausibilityCheck(misnamedQueries: ["q1"], isLikeChance: false),
    skipped: ["image7"], accepted: ["image8", "image9"])

  /// Three queries with positives and junk anywhere, and rankings at random; the third one's are among the
  /// last.
  private func task(seed: UInt64) throws -> (truth: GroundTruth, rankings: [Ranking]) {
    var generator = SeededGenerator(seed: seed, purpose: "stored rankings")
    let count = Self.imageCount
    var queries: [QueryTruth] = []
    var rankings: [Ranking] = []
    for query in 0..<3 {
      let order = generator.permutation(count)
      let listed =
        query == 2 ? Array(order.suffix(30)) : Array(generator.permutation(count).prefix(30))
      queries.append(
        QueryTruth(
          name: "q\(query)", box: nil,
          lists: .revisited(
            easy: listed[..<8].sorted(), hard: listed[8..<20].sorted(), junk: listed[20...].sorted()
          ))
      )
      rankings.append(try Ranking(indices: order, databaseSize: count))
    }
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: (0..<count).map { "image\($0)" },
      queries: queries)
    return (truth, rankings)
  }

  private func stored(
    _ rankings: [Ranking], _ truth: GroundTruth, _ extent: RankingExtent
  ) throws -> StoredRankings {
    let scores = rankings.map { ranking in
      ranking.indices.indices.map { 1 - Float($0) / Float(Self.imageCount) }[...]
    }
    return try StoredRankings(
      StoredRankings.file(
        rankings, scores: scores, groundTruth: truth, extent: extent, findings: findings))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func judgedPlacesScoreAsWholeRankings(seed: UInt64) throws {
    let (truth, rankings) = try task(seed: seed)
    let judged = try stored(rankings, truth, .judged)
    #expect(judged.rankings != rankings)
    let found = try evaluate(rankings: judged.rankings, groundTruth: truth)
    let expected = try evaluate(rankings: rankings, groundTruth: truth)
    #expect(found == expected)
    #expect(found.digest == expected.digest)
    // The last one's positives all stand behind the first places: nothing else could have told them.
    #expect(found[.easy]?.scores[2]?.averagePrecision ?? 0 > 0)
  }

  @Test func judgedRankingsAreOrdersOfTheWholeDatabase() throws {
    let (truth, rankings) = try task(seed: 4)
    let judged = try stored(rankings, truth, .judged).rankings
    for (found, ranking) in zip(judged, rankings) {
      #expect(found.indices.sorted() == Array(0..<Self.imageCount))
      #expect(
        found.indices.prefix(RankingExtent.depth) == ranking.indices.prefix(RankingExtent.depth))
    }
  }

  @Test func wholeRankingsAndTheirFindingsReadBack() throws {
    let (truth, rankings) = try task(seed: 5)
    let read = try stored(rankings, truth, .whole)
    #expect(read.rankings == rankings)
    #expect(read.findings == findings)
  }

  @Test func findingsOfRankingsThatNobodyCheckedReadBack() throws {
    let (truth, rankings) = try task(seed: 6)
    let plain = RankingFindings(digest: "00")
    let file = StoredRankings.file(
      rankings, scores: rankings.map { Array(repeating: 0, count: $0.indices.count)[...] },
      groundTruth: truth, extent: .whole, findings: plain)
    #expect(try StoredRankings(file).findings == plain)
  }
}
