import Reproduction
import Tensors
import Testing

@Suite struct ScoreAgreementTests {
  private static let values: [(first: [Double], second: [Double])] = (0..<20).map { index in
    var generator = SeededGenerator(seed: 9, purpose: "values", index: index)
    let count = 1 + generator.integer(below: 40)
    func draw() -> [Double] { (0..<count).map { _ in Double(generator.uniform()) } }
    return (draw(), draw())
  }

  @Test(arguments: values)
  func theErrorIsADistance(first: [Double], second: [Double]) {
    let error = rootMeanSquareError(first, second)
    #expect(rootMeanSquareError(first, first) == 0)
    #expect(error == rootMeanSquareError(second, first))
    #expect(error >= 0 && error <= 1)
    let middle = zip(first, second).map { ($0 + $1) / 2 }
    #expect(abs(rootMeanSquareError(first, middle) - error / 2) < 1e-12)
  }

  @Test(arguments: values)
  func anEffectIsReproducedByItself(first: [Double], second: [Double]) throws {
    let improvement = Improvement(of: first, over: second)
    #expect(improvement.effectRatio(of: improvement) == 1)
    #expect(improvement.deltaRelativeImprovement(of: improvement) == 0)
    let half = Improvement(of: zip(first, second).map { ($0 + $1) / 2 }, over: second)
    #expect(abs(try #require(improvement.effectRatio(of: half)) - 0.5) < 1e-9)
    let opposite = Improvement(of: second, over: first)
    #expect(abs(try #require(improvement.effectRatio(of: opposite)) + 1) < 1e-9)
  }

  @Test func whatIsDividedByNothingIsNotDefined() {
    let none = Improvement(of: [0.5, 0.25], over: [0.25, 0.5])
    #expect(none.effectRatio(of: none) == nil)
    let fromZero = Improvement(of: [0.5], over: [0])
    #expect(fromZero.relative == nil)
    #expect(fromZero.deltaRelativeImprovement(of: fromZero) == nil)
  }

  @Test(arguments: values)
  func theTestIsTheSameInEitherOrder(first: [Double], second: [Double]) {
    let p = probability(first, second, metric: "medium.mAP")
    #expect(p == probability(second, first, metric: "medium.mAP"))
    #expect(p > 0 && p <= 1)
    #expect(probability(first, first, metric: "medium.mAP") == 1)
  }
}
