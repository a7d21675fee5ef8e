import Evaluation
import Foundation
import Testing

/// How the measures of different benchmarks stand to each other, on every ranking of a few images.
@Suite struct RuleLawTests {
  /// Sums of a few fractions, each rounded once.
  private let rounding = 1e-12

  private func forEveryRanking(
    upTo images: Int = 6, _ body: (_ images: Int, (Measure) throws -> Double) throws -> Void
  ) throws {
    for (count, ranks, positives) in SmallWorld.places(upTo: images) {
      try body(count) { try SmallWorld.value($0, ranks, of: positives) }
    }
  }

  @Test func rectanglesLieAboveTrapezoids() throws {
    try forEveryRanking { _, value in
      let (rectangles, trapezoids) =
        (try value(.rectangularAveragePrecision), try value(.averagePrecision))
      #expect(rectangles >= trapezoids - rounding)
    }
  }

  @Test func behindTheLastImageEveryCutoffIsTheWholeRanking() throws {
    for (images, ranks, positives) in SmallWorld.places(upTo: 6) {
      let cutoff = images + positives
      let whole = try SmallWorld.value(.rectangularAveragePrecision, ranks, of: positives)
      for measure in [
        Measure.cutAveragePrecision(at: cutoff), .truncatedAveragePrecision(at: cutoff),
      ] {
        #expect(try SmallWorld.value(measure, ranks, of: positives) == whole)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 5])
  func theDivisorsOfTwoBenchmarksDifferByTheShareThatFits(cutoff: Int) throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 6) {
      let cut = try SmallWorld.value(.cutAveragePrecision(at: cutoff), ranks, of: positives)
      let truncated = try SmallWorld.value(
        .truncatedAveragePrecision(at: cutoff), ranks, of: positives)
      let share = Double(min(cutoff, positives)) / Double(positives)
      #expect(abs(cut - truncated * share) < rounding)
      #expect(cut <= share + rounding)
    }
  }

  @Test func aLargerCutoffNeverTakesFromWhatIsDividedByAllPositives() throws {
    try forEveryRanking { images, value in
      let values = try (1...images).map { try value(.cutAveragePrecision(at: $0)) }
      #expect(values == values.sorted())
    }
  }

  @Test func averagePrecisionAtRIsAtMostRPrecision() throws {
    try forEveryRanking { _, value in
      let (averaged, plain) = (try value(.averagePrecisionAtR), try value(.rPrecision))
      #expect(averaged <= plain + rounding)
    }
  }

  @Test func reciprocalRankTellsEveryRecall() throws {
    try forEveryRanking { images, value in
      for cutoff in 1...images {
        let isFound = try value(.reciprocalRank) >= 1 / Double(cutoff)
        let recall = try value(.recall(at: cutoff))
        #expect(recall == (isFound ? 1 : 0))
      }
    }
  }

  @Test func atOneGainIsWhetherTheFirstIsRight() throws {
    try forEveryRanking { _, value in
      let (gain, recall) = (try value(.discountedGain(at: 1)), try value(.recall(at: 1)))
      #expect(gain == recall)
    }
  }

  @Test func withOnePositiveRanksAloneDecide() throws {
    for rank in 0..<9 {
      for measure in [Measure.reciprocalRank, .rectangularAveragePrecision] {
        #expect(try SmallWorld.value(measure, [rank], of: 1) == 1 / Double(rank + 1))
      }
      let gain = try SmallWorld.value(.discountedGain(at: 9), [rank], of: 1)
      #expect(abs(gain - 1 / log2(Double(rank + 2))) < rounding)
    }
  }

  @Test func valuesAreAsWorkedByHand() {
    // Right, wrong, right, of three positives.
    func value(_ measure: Measure) -> Double {
      measure.value(positiveRanks: [0, 2], positiveCount: 3)
    }
    let second = 1 / log2(3.0)
    let expected: [(Measure, Double)] = [
      (.rectangularAveragePrecision, 5 / 9),
      (.averagePrecision, (1 + (0.5 + 2 / 3) / 2) / 3),
      (.cutAveragePrecision(at: 2), 1 / 3),
      (.truncatedAveragePrecision(at: 2), 0.5),
      (.averagePrecisionAtR, 5 / 9),
      (.rPrecision, 2 / 3),
      (.discountedGain(at: 10), 1.5 / (1.5 + second)),
      (.discountedGain(at: 2), 1 / (1 + second)),
    ]
    for (measure, byHand) in expected {
      #expect(abs(value(measure) - byHand) < rounding, "\(measure)")
    }
    #expect(value(.reciprocalRank) == 1)
  }

  @Test func theLogarithmIsThatOfTheSystemUpToRounding() {
    for number in Array(1...5000) + [99_999, 1 << 20, 12_345_678, 1 << 53] {
      let expected = log2(Double(number))
      #expect(abs(binaryLogarithm(of: number) - expected) <= 4e-16 * max(1, expected))
    }
    for power in 0..<53 { #expect(binaryLogarithm(of: 1 << power) == Double(power)) }
  }

  @Test func everyMeasureReadsBackFromItsName() {
    for measure in SmallWorld.measures {
      #expect(Measure(meanName: measure.meanName) == measure)
    }
    #expect(Set(SmallWorld.measures.map(\.name)).count == Set(SmallWorld.measures).count)
  }

  @Test func everyRuleReadsBackFromItsName() {
    let read = SmallWorld.measures.flatMap { measure in
      [ScoringRule.measure(measure)]
        + PlaceReading.allCases.map { .measure(measure, reading: $0) }
    }
    for rule in read + ScoringRule.inUse + ScoringRule.all(at: 7) {
      #expect(ScoringRule(name: rule.name) == rule)
    }
    #expect(Set(ScoringRule.inUse).count == ScoringRule.inUse.count)
  }

  @Test(arguments: [
    "", ".", "mAP-tied", "mAP-tied@0", "mAP-tied@04", "tied.mAP", "with-junk", "with-junk.",
    "with-junk.mAP-tied@5", "best-ties.worst-ties.mAP", "medium.mAP", "MAP@r", "mRR", "nDCG",
    "mAP ",
    "-tiedmAP@5", "mAP@5-tied",
  ])
  func otherNamesAreNoRules(name: String) {
    #expect(ScoringRule(name: name) == nil)
  }
}

/// What equal scores may do to a ranking.
@Suite struct TiedScoreTests {
  private let rounding = 1e-12

  /// Six images: positives 0, 2 and 4, junk 5, of which 4 is not always found.
  private let relevance = Relevance(positives: [0, 2, 4], junk: [5])

  /// Scores from a few levels for each image.
  private static let levels: [[Float]] = (0..<243).map { code in
    (0..<5).map { place in Float((0..<place).reduce(code) { rest, _ in rest / 3 } % 3) } + [1]
  }

  private func truth() throws -> GroundTruth {
    try GroundTruth(
      evaluationProtocol: .manifest, databaseNames: (0..<6).map { "\($0)" },
      queries: [
        QueryTruth(name: "q", box: nil, lists: .manifest(positives: [0, 2, 4], junk: [5]))
      ])
  }

  private func score(
    _ order: [Int], _ scores: [Float], _ reading: PlaceReading?
  ) throws -> QueryScore {
    let sorted = order.map { scores[$0] }
    return try #require(
      QueryScore(
        ranking: try Ranking(indices: order, databaseSize: 6), relevance: relevance,
        reading: reading, scores: sorted[...]))
  }

  /// Every measure lies between the two, and some order of the equal ones reaches each.
  @Test(arguments: SmallWorld.measures)
  func bestAndWorstAreThoseOfAllOrders(measure: Measure) throws {
    for scores in Self.levels where scores[0] >= scores[2] {
      let falling = SmallWorld.permutations(6).filter { order in
        zip(order, order.dropFirst()).allSatisfy { scores[$0] >= scores[$1] }
      }
      let values = try falling.map { try score($0, scores, nil).value(of: measure) }
      let best = try score(falling[0], scores, .bestTies).value(of: measure)
      let worst = try score(falling[0], scores, .worstTies).value(of: measure)
      #expect(abs(best - (values.max() ?? -1)) < rounding, "\(scores)")
      #expect(abs(worst - (values.min() ?? -1)) < rounding, "\(scores)")
    }
  }

  @Test func anyOrderOfEqualScoresHasTheSameBounds() throws {
    let scores: [Float] = [1, 1, 0, 0, 0, 1]
    for reading in [PlaceReading.bestTies, .worstTies] {
      let first = try score([0, 1, 5, 2, 3, 4], scores, reading)
      for order in [[5, 1, 0, 4, 3, 2], [1, 0, 5, 3, 2, 4]] {
        #expect(try score(order, scores, reading) == first)
      }
    }
  }

  @Test func whereNoScoresAreEqualThereIsNothingToChoose() throws {
    let scores: [Float] = [6, 5, 4, 3, 2, 1]
    for order in SmallWorld.permutations(6) {
      let given = order.enumerated().sorted { $0.element < $1.element }
        .map { scores[$0.offset] }
      let usual = try score(order, given, nil)
      #expect(try score(order, given, .bestTies) == usual)
      #expect(try score(order, given, .worstTies) == usual)
    }
  }

  @Test func equalScoresOnBothSidesOfJunkAreOneGroup() throws {
    // Junk of the same score stands between a wrong image and a positive.
    let score = try score([1, 5, 0, 3, 2, 4], [1, 1, 0, 0.5, 0, 1], .bestTies)
    #expect(score.places == .ranked([0, 3, 4], positiveCount: 3))
  }

  @Test func aCutRankingTradesOnlyWhatItHolds() throws {
    let score = try score([1, 0], [1, 1, 1, 1, 1, 1], .bestTies)
    #expect(score.places == .ranked([0], positiveCount: 3))
  }

  @Test func tiesFoundAtOnceAreWorthAtLeastTheWorstOrder() throws {
    for scores in Self.levels {
      let order = (0..<5).sorted { (scores[$1], $0) < (scores[$0], $1) }
      let value = tiedAveragePrecision(
        at: 100, isPositive: order.map { $0 % 2 == 0 }, scores: order.map { scores[$0] },
        positiveCount: 3)
      let worst = try score(order, scores, .worstTies).value(of: .rectangularAveragePrecision)
      // Each positive has the precision behind its group, which at worst the last of them has.
      #expect(value >= worst - rounding, "\(scores)")
      if Set(scores.prefix(5)).count == 1 { #expect(abs(value - 3.0 / 5) < rounding) }
    }
  }

  @Test func tiesFoundAtOnceMayBeWorthMoreThanTheBestOrder() {
    // Two positives of one score behind a wrong image: 2/3 each, where their ranks give 1/2 and 2/3.
    let value = tiedAveragePrecision(
      at: 9, isPositive: [false, true, true], scores: [2, 1, 1], positiveCount: 2)
    #expect(abs(value - 2.0 / 3) < rounding)
    let ranked = rectangularAveragePrecision(positiveRanks: [1, 2], positiveCount: 2)
    #expect(abs(ranked - 7.0 / 12) < rounding)
  }

  @Test func withoutTiesTheThresholdsAreTheImages() throws {
    for (images, ranks, positives) in SmallWorld.places(upTo: 6) {
      for cutoff in [1, 2, 4, 100] {
        let value = tiedAveragePrecision(
          at: cutoff, isPositive: (0..<images).map(ranks.contains),
          scores: (0..<images).map { Float(-$0) }, positiveCount: positives)
        let expected = truncatedAveragePrecision(
          at: cutoff, positiveRanks: ranks, positiveCount: positives)
        #expect(abs(value - expected) < rounding)
      }
    }
  }

  @Test func ofACutGroupOnlyWhatIsWithinTheCutoffIsFound() {
    // Two of three equal images fit, one of them right: 1/2, over min(2, 2).
    let value = tiedAveragePrecision(
      at: 2, isPositive: [true, false, true], scores: [1, 1, 1], positiveCount: 2)
    #expect(value == 0.25)
  }

  @Test func rulesOfTiesSayNothingWithoutScores() throws {
    let ranking = try Ranking(indices: [1, 0, 2, 3, 4, 5], databaseSize: 6)
    let rules = ScoringRule.inUse
    let silent = try evaluate(
      rankings: [ranking], scores: nil, groundTruth: truth(), by: rules)
    #expect(silent.map(\.rule) == rules)
    #expect(
      silent.filter { $0.values == nil }.map(\.rule.name)
        == ["best-ties.mAP", "worst-ties.mAP", "mAP-tied@1000"])
    let scores: [Float] = [6, 5, 4, 3, 2, 1]
    let told = try evaluate(
      rankings: [ranking], scores: { _ in scores[...] }, groundTruth: truth(), by: rules)
    #expect(told.allSatisfy { $0.mean(ofSetting: 0) != nil })
    for (one, other) in zip(silent, told) where one.values != nil { #expect(one == other) }
  }
}

/// Rankings with their junk left in.
@Suite struct JunkTests {
  @Test func junkThatStaysIsAWrongImage() throws {
    for order in SmallWorld.permutations(5) {
      let ranking = try Ranking(indices: order, databaseSize: 5)
      let left = QueryScore(
        ranking: ranking, relevance: Relevance(positives: [0, 1], junk: [4]), reading: .withJunk)
      let wrong = QueryScore(ranking: ranking, relevance: Relevance(positives: [0, 1], junk: []))
      #expect(left == wrong)
    }
  }

  @Test(arguments: SmallWorld.measures)
  func junkThatStaysNeverHelps(measure: Measure) throws {
    for order in SmallWorld.permutations(5) {
      let ranking = try Ranking(indices: order, databaseSize: 5)
      let relevance = Relevance(positives: [0, 1], junk: [3, 4])
      let out = try #require(QueryScore(ranking: ranking, relevance: relevance))
      let left = try #require(
        QueryScore(ranking: ranking, relevance: relevance, reading: .withJunk))
      #expect(left.value(of: measure) <= out.value(of: measure) + 1e-12, "\(order)")
    }
  }
}
