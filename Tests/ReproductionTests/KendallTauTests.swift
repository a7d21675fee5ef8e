import Reproduction
import Testing

@Suite struct KendallTauTests {
  /// τ-b by its definition, pair by pair.
  private func listed(_ first: [Int], _ second: [Int]) -> Double? {
    var (surplus, firstDiffers, secondDiffers) = (0, 0, 0)
    for i in first.indices {
      for j in 0..<i {
        let (x, y) = ((first[i] - first[j]).signum(), (second[i] - second[j]).signum())
        surplus += x * y
        firstDiffers += x * x
        secondDiffers += y * y
      }
    }
    guard firstDiffers > 0, secondDiffers > 0 else { return nil }
    return Double(surplus) / (Double(firstDiffers) * Double(secondDiffers)).squareRoot()
  }

  @Test(arguments: RandomLists.tied)
  func isThatOfItsDefinition(first: [Int], second: [Int]) {
    let tau = kendallTau(first, second)
    let expected = listed(first, second)
    #expect((tau == nil) == (expected == nil))
    #expect(abs((tau ?? 0) - (expected ?? 0)) < 1e-12)
  }

  @Test(arguments: RandomLists.tied)
  func isSymmetricAndChangesItsSignWithAnOrder(first: [Int], second: [Int]) {
    #expect(kendallTau(first, second) == kendallTau(second, first))
    #expect(kendallTau(first.map { -$0 }, second) == kendallTau(first, second).map { 0 - $0 })
  }

  @Test(arguments: RandomLists.tied)
  func isOneWithItselfHoweverManyAreEqual(first: [Int], second: [Int]) {
    for list in [first, second] where Set(list).count > 1 {
      #expect(kendallTau(list, list) == 1)
    }
  }

  @Test func isNotDefinedWhereAllAreEqual() {
    #expect(kendallTau([], []) == nil)
    #expect(kendallTau([3], [4]) == nil)
    #expect(kendallTau([1, 1, 1], [1, 2, 3]) == nil)
  }

  @Test func fourItemsAreAsWorkedOut() {
    // Of six pairs one is in the opposite order.
    #expect(kendallTau([1, 2, 3, 4], [1, 3, 2, 4]) == 4.0 / 6)
    // One of three pairs is tied in the second list: (2 − 0)/√(3 · 2).
    #expect(abs((kendallTau([1, 2, 3], [1, 2, 2]) ?? 0) - 2 / 6.0.squareRoot()) < 1e-15)
  }
}
