import Evaluation
import Testing

/// What every measure keeps to, tried on every ranking of a few images.
@Suite struct MeasureLawTests {
  /// Sums of a few fractions, each rounded once.
  private let rounding = 1e-12

  @Test(arguments: SmallWorld.measures)
  func valuesAreFractions(measure: Measure) throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 6) {
      let value = try SmallWorld.value(measure, ranks, of: positives)
      #expect(value >= 0 && value <= 1 + rounding, "\(ranks) of \(positives)")
    }
  }

  @Test(arguments: SmallWorld.reachingOne)
  func positivesAloneAtTheTopAreWorthOne(measure: Measure) throws {
    for count in 1...6 {
      let value = try SmallWorld.value(measure, Array(0..<count), of: count)
      #expect(abs(value - 1) < rounding, "\(count) positives")
    }
  }

  @Test(arguments: SmallWorld.measures)
  func nothingFoundIsWorthNothing(measure: Measure) throws {
    for count in 1...4 { #expect(try SmallWorld.value(measure, [], of: count) == 0) }
  }

  @Test func averagePrecisionIsOneOnlyForAPerfectRanking() throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 6) {
      let isPerfect = ranks == Array(0..<positives)
      let value = try SmallWorld.value(.averagePrecision, ranks, of: positives)
      #expect((value > 1 - rounding) == isPerfect, "\(ranks) of \(positives)")
    }
  }

  /// A positive trades places with the wrong image directly before it.
  private func improvements(of ranks: [Int]) -> [[Int]] {
    ranks.indices.compactMap { place in
      guard ranks[place] > 0, !ranks.contains(ranks[place] - 1) else { return nil }
      var better = ranks
      better[place] -= 1
      return better
    }
  }

  @Test func aPositiveThatRisesRaisesAveragePrecision() throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 7) {
      let before = try SmallWorld.value(.averagePrecision, ranks, of: positives)
      for better in improvements(of: ranks) {
        let after = try SmallWorld.value(.averagePrecision, better, of: positives)
        #expect(after > before, "\(ranks) to \(better)")
      }
    }
  }

  @Test(arguments: SmallWorld.measures)
  func aPositiveThatRisesLowersNoMeasure(measure: Measure) throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 6) {
      let before = try SmallWorld.value(measure, ranks, of: positives)
      for better in improvements(of: ranks) {
        let after = try SmallWorld.value(measure, better, of: positives)
        #expect(after >= before - rounding, "\(ranks) to \(better)")
      }
    }
  }

  @Test func recallGrowsWithItsCutoffAndNeverFalls() throws {
    for (images, ranks, positives) in SmallWorld.places(upTo: 6) {
      let values = try (1...images).map {
        try SmallWorld.value(.recall(at: $0), ranks, of: positives)
      }
      #expect(values == values.sorted())
      #expect(values.last == (ranks.isEmpty ? 0 : 1))
    }
  }

  @Test func atOneAllMeasuresAskForTheFirstImage() throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 5) {
      let values = try Measure.all(at: 1).map {
        try SmallWorld.value($0, ranks, of: positives)
      }
      let expected: Double = ranks.first == 0 ? 1 : 0
      #expect(values == [expected, expected, expected], "\(ranks) of \(positives)")
    }
  }

  @Test(arguments: SmallWorld.ofOneDepth)
  func onePositiveMoreThatIsNotFoundNeverHelps(measure: Measure) throws {
    for (_, ranks, positives) in SmallWorld.places(upTo: 5) {
      let before = try SmallWorld.value(measure, ranks, of: positives)
      let after = try SmallWorld.value(measure, ranks, of: positives + 1)
      #expect(after <= before + rounding, "\(ranks) of \(positives)")
    }
  }

  @Test func theTrapezoidsLieBelowTheSumOfPrecisions() throws {
    // The precision before a positive is below the one behind it, and the trapezoid takes their mean.
    for (_, ranks, positives) in SmallWorld.places(upTo: 7) {
      let trapezoids = try SmallWorld.value(.averagePrecision, ranks, of: positives)
      let sum = try SmallWorld.value(
        .truncatedAveragePrecision(at: 100), ranks, of: positives)
      #expect(trapezoids <= sum + rounding, "\(ranks) of \(positives)")
    }
  }

  @Test func averagePrecisionIsTheAreaBelowTheCurve() throws {
    // The curve of precision over recall, its points joined by straight lines from (0, 1) on.
    for (images, ranks, positives) in SmallWorld.places(upTo: 7) {
      var (area, recall, precision, found) = (0.0, 0.0, 1.0, 0)
      for place in 0..<images {
        if ranks.contains(place) { found += 1 }
        let next = (Double(found) / Double(positives), Double(found) / Double(place + 1))
        area += (next.0 - recall) * (precision + next.1) / 2
        (recall, precision) = next
      }
      let value = try SmallWorld.value(.averagePrecision, ranks, of: positives)
      #expect(abs(value - area) < rounding, "\(ranks) of \(positives)")
    }
  }
}

/// What a ranking is worth does not depend on how images are numbered, nor on what is ignored.
@Suite struct RankingLawTests {
  @Test func ignoredImagesMayStandAnywhere() throws {
    // Positives 0 and 1, wrong 2 and 3, ignored 4: every order, with and without the ignored image.
    let relevance = Relevance(positives: [0, 1], junk: [4])
    for order in SmallWorld.permutations(5) {
      let whole = try Ranking(indices: order, databaseSize: 5)
      let cut = try Ranking(indices: order.filter { $0 != 4 }, databaseSize: 5)
      #expect(
        QueryScore(ranking: whole, relevance: relevance)
          == QueryScore(ranking: cut, relevance: relevance))
    }
  }

  @Test func numbersOfImagesDoNotMatter() throws {
    let relevance = Relevance(positives: [0, 3], junk: [1])
    let order = [2, 0, 1, 3, 4]
    let score = QueryScore(
      ranking: try Ranking(indices: order, databaseSize: 5), relevance: relevance)
    for names in SmallWorld.permutations(5) {
      let renamed = QueryScore(
        ranking: try Ranking(indices: order.map { names[$0] }, databaseSize: 5),
        relevance: Relevance(positives: [names[3], names[0]], junk: [names[1]]))
      #expect(renamed == score, "\(names)")
    }
  }

  @Test func scoresRankAsASortByThemDoes() throws {
    // Scores from three levels, so that there are ties of every length.
    for code in 0..<243 {
      let scores = (0..<5).map { place in
        Float((0..<place).reduce(code) { rest, _ in rest / 3 } % 3) - 1
      }
      let ranking = try Ranking(scores: scores)
      #expect(ranking.indices.sorted() == Array(0..<5))
      for (first, second) in zip(ranking.indices, ranking.indices.dropFirst()) {
        let isInOrder =
          scores[first] > scores[second] || (scores[first] == scores[second] && first < second)
        #expect(isInOrder, "\(scores)")
      }
    }
  }

  @Test func anyGrowingChangeOfScoresKeepsTheRanking() throws {
    let scores: [Float] = [0.25, -1, 0.5, 0.25, 2, -0.5]
    let ranking = try Ranking(scores: scores)
    #expect(try Ranking(scores: scores.map { $0 * 8 }) == ranking)
    #expect(try Ranking(scores: scores.map { $0 + 4 }) == ranking)
    #expect(try Ranking(scores: scores.map { $0 * $0 * $0 }) == ranking)
  }

  @Test func everyImageHasOneRoleInEverySetting() throws {
    // Each of four images is easy, hard, ignored or wrong.
    for code in 0..<256 {
      let roles = (0..<4).map { code >> (2 * $0) & 3 }
      func images(_ role: Int) -> [Int] { roles.indices.filter { roles[$0] == role } }
      let lists = QueryLists.revisited(easy: images(0), hard: images(1), junk: images(2))
      let relevances = [EvaluationSetting.easy, .medium, .hard].map(lists.relevance)
      for relevance in relevances {
        #expect(Set(relevance.positives).isDisjoint(with: relevance.junk))
        #expect(Set(relevance.junk).isSuperset(of: images(2)))
        let kept = Set(relevance.positives).union(relevance.junk)
        #expect(kept.count == relevance.positives.count + relevance.junk.count)
        #expect(kept.isDisjoint(with: images(3)))
      }
      #expect(
        Set(relevances[0].positives).union(relevances[2].positives) == Set(relevances[1].positives))
      #expect(Set(relevances[0].positives).isDisjoint(with: relevances[2].positives))
    }
  }

  @Test func queriesInAnotherOrderHaveTheSameValues() throws {
    let queries = [
      QueryTruth(name: "a", box: nil, lists: .revisited(easy: [0], hard: [1], junk: [2])),
      QueryTruth(name: "b", box: nil, lists: .revisited(easy: [], hard: [3, 2], junk: [])),
      QueryTruth(name: "c", box: nil, lists: .revisited(easy: [3], hard: [], junk: [0])),
    ]
    let rankings = try [[3, 2, 1, 0], [0, 2, 1, 3], [1, 3, 0, 2]].map {
      try Ranking(indices: $0, databaseSize: 4)
    }
    func result(_ order: [Int]) throws -> EvaluationResult {
      try evaluate(
        rankings: order.map { rankings[$0] },
        groundTruth: GroundTruth(
          evaluationProtocol: .revisited, databaseNames: ["w", "x", "y", "z"],
          queries: order.map { queries[$0] }))
    }
    let first = try result([0, 1, 2])
    for order in SmallWorld.permutations(3) {
      let other = try result(order)
      for (one, two) in zip(first.settings, other.settings) {
        #expect(order.map { one.scores[$0] } == two.scores)
        #expect(Set(one.droppedQueries) == Set(two.droppedQueries))
        let means = (one.meanAveragePrecision ?? -1, two.meanAveragePrecision ?? -1)
        #expect(abs(means.0 - means.1) < 1e-15)
      }
    }
  }
}
