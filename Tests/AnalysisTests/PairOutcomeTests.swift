import Analysis
import Evaluation
import Tensors
import Testing

@Suite struct PairOutcomeTests {
  @Test func wrongImagesBehindArePassedAndJunkAndPositivesAreNot() throws {
    // Positives 1 and 5, junk 2; wrong 0, 3, 4.
    let ranking = try Ranking(indices: [2, 1, 0, 3, 5, 4], databaseSize: 6)
    let found = pairOutcomes(
      ranking: ranking, relevance: Relevance(positives: [5, 1], junk: [2]))
    #expect(found.map(\.image) == [1, 5])
    #expect(found.map(\.shareBehind) == [1, 1.0 / 3])
  }

  @Test func aPositiveThatWasNotFoundHasNoOutcome() throws {
    let ranking = try Ranking(indices: [0, 1], databaseSize: 4)
    let found = pairOutcomes(ranking: ranking, relevance: Relevance(positives: [1, 3], junk: []))
    #expect(found.map(\.image) == [1])
    #expect(found.map(\.shareBehind) == [0])
  }

  @Test func withoutWrongImagesThereIsNothingToStandBefore() throws {
    let ranking = try Ranking(indices: [1, 0], databaseSize: 2)
    #expect(
      pairOutcomes(ranking: ranking, relevance: Relevance(positives: [0, 1], junk: [])) == [])
  }

  /// The mean over positives is the area under the ROC curve: the share of pairs of a positive and a wrong
  /// image that stand in the right order.
  @Test func theMeanIsTheAreaUnderTheCurve() throws {
    var generator = SeededGenerator(seed: 6, purpose: "orders")
    for _ in 0..<50 {
      let order = generator.permutation(30)
      let positives = Array(order.prefix(1 + generator.integer(below: 10))).sorted()
      let found = pairOutcomes(
        ranking: try Ranking(indices: generator.permutation(30), databaseSize: 30),
        relevance: Relevance(positives: positives, junk: []))
      #expect(found.count == positives.count)
      #expect(found.allSatisfy { (0...1).contains($0.shareBehind) })
    }
    let ranking = try Ranking(indices: Array(0..<5), databaseSize: 5)
    let found = pairOutcomes(ranking: ranking, relevance: Relevance(positives: [1, 3], junk: []))
    // Of six pairs, 1 is before 2 and 4, and 3 before 4.
    #expect(found.reduce(0) { $0 + $1.shareBehind } / 2 == 0.5)
  }
}
