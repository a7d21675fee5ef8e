import Evaluation
import Testing

@Suite struct RankingTests {
  @Test func scoresDescendAndTiesKeepDatabaseOrder() throws {
    let ranking = try Ranking(scores: [0.2, 0.9, 0.2, 0.9, -1, 0.2])
    #expect(ranking.indices == [1, 3, 0, 2, 5, 4])
  }

  @Test func zeroAndMinusZeroAreATie() throws {
    #expect(try Ranking(scores: [-0.0, 0.0, -0.0]).indices == [0, 1, 2])
  }

  @Test func infiniteScoresHaveAPlace() throws {
    #expect(try Ranking(scores: [0, -.infinity, .infinity]).indices == [2, 0, 1])
  }

  @Test func scoreThatIsNoNumberIsRefused() {
    #expect(throws: EvaluationError.scoreNotANumber(index: 1)) {
      try Ranking(scores: [0, .nan])
    }
  }

  @Test func repeatedIndexIsRefused() {
    #expect(throws: EvaluationError.repeatedIndex(query: nil, index: 2)) {
      try Ranking(indices: [2, 0, 2], databaseSize: 3)
    }
  }

  @Test(arguments: [3, -1])
  func indexOutsideTheDatabaseIsRefused(index: Int) {
    #expect(
      throws: EvaluationError.indexOutOfRange(query: nil, index: index, databaseSize: 3)
    ) {
      try Ranking(indices: [0, index], databaseSize: 3)
    }
  }

  @Test func emptyRankingOfAnEmptyDatabaseIsFine() throws {
    #expect(try Ranking(indices: [], databaseSize: 0).indices.isEmpty)
  }
}
