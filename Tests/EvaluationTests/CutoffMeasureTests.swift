import Evaluation
import Tensors
import Testing

@Suite struct CutoffMeasureTests {
  @Test func recallAsksForOnePositiveAmongTheFirst() {
    #expect(recall(at: 1, positiveRanks: [1, 2]) == 0)
    #expect(recall(at: 2, positiveRanks: [1, 2]) == 1)
    #expect(recall(at: 100, positiveRanks: []) == 0)
  }

  @Test func truncatedAveragePrecisionSumsThePrecisionsAtPositives() {
    // The first and the third of four images are right: (1/1 + 2/3)/2.
    let value = truncatedAveragePrecision(at: 4, positiveRanks: [0, 2], positiveCount: 2)
    #expect(abs(value - 5.0 / 6) < 1e-15)
  }

  @Test func positivesBehindTheCutoffDoNotCountAndAreNotAskedFor() {
    // Of five positives two fit into the first two places.
    #expect(truncatedAveragePrecision(at: 2, positiveRanks: [0, 1, 4], positiveCount: 5) == 1)
    #expect(truncatedAveragePrecision(at: 2, positiveRanks: [1, 4], positiveCount: 5) == 0.25)
    #expect(truncatedAveragePrecision(at: 2, positiveRanks: [2], positiveCount: 1) == 0)
  }

  @Test func positivesNotFoundCountInTheDivisor() {
    #expect(truncatedAveragePrecision(at: 100, positiveRanks: [0], positiveCount: 4) == 0.25)
  }

  @Test func truncatedAveragePrecisionIsNoTrapezoidEvenOfAWholeRanking() {
    #expect(truncatedAveragePrecision(at: 9, positiveRanks: [1], positiveCount: 1) == 0.5)
    #expect(averagePrecision(positiveRanks: [1], positiveCount: 1) == 0.25)
  }

  /// Walks down a ranking image by image, as the metrics are written in their papers.
  private func reference(
    _ isRight: [Bool], positiveCount: Int, at cutoff: Int
  ) -> (averagePrecision: Double, recall: Double) {
    var (sum, found) = (0.0, 0)
    for place in isRight.indices where place < cutoff {
      guard isRight[place] else { continue }
      found += 1
      var right = 0
      for earlier in 0...place where isRight[earlier] { right += 1 }
      sum += Double(right) / Double(place + 1)
    }
    return (sum / Double(min(cutoff, positiveCount)), found > 0 ? 1 : 0)
  }

  @Test(arguments: [1, 2, 4, 7, 20, 100])
  func drawnRankingsScoreAsTheReferenceDoes(cutoff: Int) {
    var generator = SeededGenerator(seed: 3, purpose: "rankings at a cutoff")
    for _ in 0..<50 {
      let isRight = (0..<30).map { _ in generator.integer(below: 5) == 0 }
      let ranks = isRight.indices.filter { isRight[$0] }
      let count = ranks.count + 1 + generator.integer(below: 3)
      let expected = reference(isRight, positiveCount: count, at: cutoff)
      #expect(recall(at: cutoff, positiveRanks: ranks) == expected.recall)
      let value = truncatedAveragePrecision(
        at: cutoff, positiveRanks: ranks, positiveCount: count)
      #expect(abs(value - expected.averagePrecision) < 1e-12)
    }
  }

  @Test func measuresAreNamedAsTheFieldNamesThem() {
    #expect(Measure.standard.map(\.meanName) == ["mAP", "mP@1", "mP@5", "mP@10"])
    #expect(Measure.all(at: 4).map(\.meanName) == ["mP@4", "recall@4", "mAP@4"])
    #expect(Measure.all(at: 4).map(\.name) == ["P@4", "recall@4", "AP@4"])
    #expect(Measure.all(at: 100).allSatisfy { Measure(meanName: $0.meanName) == $0 })
  }

  @Test(arguments: [
    "", "AP", "MAP", "MAP@", "MAP@r", "RR", "mRR", "R-precision@4", "nDCG", "mAP-cut",
    "mP", "mP@", "mP@0", "mP@-1", "mP@04", "mP@+4", "mP@4 ", "recall", "mP@4@4",
  ])
  func otherNamesAreNone(name: String) {
    #expect(Measure(meanName: name) == nil)
  }
}
