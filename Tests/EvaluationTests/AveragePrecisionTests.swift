import Evaluation
import Testing

@Suite struct AveragePrecisionTests {
  @Test func perfectRankingScoresOne() {
    #expect(averagePrecision(positiveRanks: [0, 1, 2], positiveCount: 3) == 1)
  }

  @Test func singlePositiveInSecondPlaceScoresAQuarter() {
    // ½ · (0/1 + 1/2)
    #expect(averagePrecision(positiveRanks: [1], positiveCount: 1) == 0.25)
  }

  @Test func positivesInFirstAndThirdPlaceScoreNineteenTwentyFourths() {
    // ½ · ½ · ((1 + 1/1) + (1/2 + 2/3))
    let value = averagePrecision(positiveRanks: [0, 2], positiveCount: 2)
    #expect(abs(value - 19.0 / 24) < 1e-15)
  }

  @Test func positivesNotFoundCountInTheDivisor() {
    #expect(averagePrecision(positiveRanks: [0], positiveCount: 4) == 0.25)
  }

  @Test func nothingFoundScoresZero() {
    #expect(averagePrecision(positiveRanks: [], positiveCount: 4) == 0)
  }

  @Test func precisionLooksNoDeeperThanTheLastPositive() {
    // The last positive is third, so precision at 5 and 10 is taken at 3.
    #expect(precision(at: 5, positiveRanks: [0, 2]) == 2.0 / 3)
    #expect(precision(at: 10, positiveRanks: [0, 2]) == 2.0 / 3)
  }

  @Test func precisionAtOneAsksForTheFirstImage() {
    #expect(precision(at: 1, positiveRanks: [0, 7]) == 1)
    #expect(precision(at: 1, positiveRanks: [1, 7]) == 0)
  }

  @Test func precisionLeavesOutPositivesBehindTheCutoff() {
    #expect(precision(at: 5, positiveRanks: [1, 4, 5, 9]) == 0.4)
  }

  @Test func precisionIsZeroWhenNothingWasFound() {
    #expect(precision(at: 5, positiveRanks: []) == 0)
  }

  @Test func junkLiftsThePositivesBelowIt() throws {
    let ranking = try Ranking(indices: [4, 0, 5, 1, 2, 3], databaseSize: 6)
    let relevance = Relevance(positives: [0, 2], junk: [4, 1])
    #expect(positiveRanks(in: ranking, relevance: relevance) == [0, 2])
  }

  @Test func queryWithoutPositivesHasNoScore() throws {
    let ranking = try Ranking(indices: [0, 1], databaseSize: 2)
    #expect(QueryScore(ranking: ranking, relevance: Relevance(positives: [], junk: [0])) == nil)
  }

  @Test func difficultiesMoveHardAndEasyImagesToJunk() {
    let lists = (easy: [1], hard: [2], junk: [3])
    #expect(
      Difficulty.easy.relevance(easy: lists.easy, hard: lists.hard, junk: lists.junk)
        == Relevance(positives: [1], junk: [3, 2]))
    #expect(
      Difficulty.medium.relevance(easy: lists.easy, hard: lists.hard, junk: lists.junk)
        == Relevance(positives: [1, 2], junk: [3]))
    #expect(
      Difficulty.hard.relevance(easy: lists.easy, hard: lists.hard, junk: lists.junk)
        == Relevance(positives: [2], junk: [3, 1]))
  }
}
