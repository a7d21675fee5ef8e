import Foundation
import Numerics
import Report
import Testing

@Suite struct PrecisionRecallTests {
  @Test func oneQueryByHand() {
    // Positives at the first, the third and no other place, of four: precisions 1 and 2/3.
    let curve = PrecisionRecall(positiveRanks: [0, 2], positiveCount: 4)
    #expect(curve.interpolated[0] == 1)
    #expect(curve.interpolated[25] == 1)
    #expect(curve.interpolated[26] == 2.0 / 3)
    #expect(curve.measured[50] == 2.0 / 3)
    #expect(curve.measured[51] == 0)
    #expect(curve.interpolated[100] == 0)
  }

  @Test func interpolationFillsWhatALaterPositiveRaises() {
    // Precisions 1/5 and 2/6: the later one is higher.
    let curve = PrecisionRecall(positiveRanks: [4, 5], positiveCount: 2)
    #expect(curve.measured[0] == 1.0 / 5)
    #expect(curve.measured[50] == 1.0 / 5)
    #expect(curve.interpolated == [Double](repeating: 1.0 / 3, count: PrecisionRecall.levels))
  }

  @Test func aQueryThatFindsNothingIsZeroEverywhere() {
    let curve = PrecisionRecall(positiveRanks: [], positiveCount: 3)
    #expect(curve.interpolated.allSatisfy { $0 == 0 } && curve.measured.allSatisfy { $0 == 0 })
  }

  @Test(arguments: 1...60)
  func interpolatedPrecisionNeverRisesAndIsNeverBelowTheMeasured(seed: Int) {
    let ranks = (0..<seed).map { $0 * ($0 + seed) % 997 }.sorted()
    let distinct = ranks.indices.filter { $0 == 0 || ranks[$0] != ranks[$0 - 1] }.map { ranks[$0] }
    let curve = PrecisionRecall(positiveRanks: distinct, positiveCount: distinct.count + seed % 3)
    #expect(zip(curve.interpolated, curve.interpolated.dropFirst()).allSatisfy { $0 >= $1 })
    #expect(zip(curve.interpolated, curve.measured).allSatisfy { $0 >= $1 })
  }

  @Test func theMeanCountsEachQueryAlike() throws {
    let curves = [
      PrecisionRecall(positiveRanks: [0], positiveCount: 1),
      PrecisionRecall(positiveRanks: [], positiveCount: 1),
    ]
    let mean = try #require(PrecisionRecall(meanOf: curves))
    #expect(mean.interpolated.allSatisfy { $0 == 0.5 })
    #expect(PrecisionRecall(meanOf: []) == nil)
  }

  private struct Case: Decodable {
    let ranks: [Int]
    let positives: Int
    let interpolated: [Double]
    let measured: [Double]
  }

  @Test func curvesAreThoseOfScikitLearn() throws {
    let file = try #require(
      Bundle.module.url(forResource: "Golden/precision-recall", withExtension: "json"))
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: file))
    #expect(cases.count == 7)
    for golden in cases {
      let curve = PrecisionRecall(positiveRanks: golden.ranks, positiveCount: golden.positives)
      for (ours, theirs) in zip(
        curve.interpolated + curve.measured, golden.interpolated + golden.measured)
      {
        #expect(ours.isApproximatelyEqual(to: theirs, absoluteTolerance: 1e-12))
      }
    }
  }
}
