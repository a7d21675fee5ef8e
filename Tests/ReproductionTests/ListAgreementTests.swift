import Reproduction
import Testing

@Suite struct ListAgreementTests {
  private func agreement(_ first: [Int], _ second: [Int], _ p: Double = 0.9) -> ListAgreement {
    ListAgreement(first, second, persistence: p)
  }

  /// RBO_ext as the sum that it stands for: 4,000 depths, lists going on as they were at their ends.
  private func summed(_ first: [Int], _ second: [Int], _ p: Double) -> Double {
    let (short, long) = first.count < second.count ? (first, second) : (second, first)
    func common(_ depth: Int) -> Double {
      Double(Set(short.prefix(depth)).intersection(long.prefix(depth)).count)
    }
    let (s, l) = (Double(short.count), Double(long.count))
    let atShort = common(short.count)
    let tail = (common(long.count) - atShort) / l + atShort / s
    return (1...4000).reversed().reduce(0.0) { sum, depth in
      let d = Double(depth)
      let agreement =
        depth > long.count ? tail : (common(depth) + atShort * max(0, d - s) / s) / d
      return sum * p + (1 - p) * agreement
    }
  }

  @Test(arguments: RandomLists.pairs)
  func aListIsLikeItselfAndTheOppositeOfItsReverse(first: [Int], second: [Int]) {
    let same = agreement(first, first)
    #expect([same.unionTau, same.intersectionTau, same.placewiseTau] == [1, 1, 1])
    #expect(abs(same.overlap.extrapolated - 1) < 1e-12)
    #expect(abs(same.overlap.truncated - 1) < 1e-12)
    let opposite = agreement(first, first.reversed())
    #expect([opposite.unionTau, opposite.intersectionTau] == [-1, -1])
  }

  @Test(arguments: RandomLists.pairs)
  func itIsSymmetricAndWithinItsBounds(first: [Int], second: [Int]) {
    let one = agreement(first, second)
    #expect(one == agreement(second, first))
    for tau in [one.unionTau, one.intersectionTau, one.placewiseTau].compactMap(\.self) {
      #expect((-1...1).contains(tau))
    }
    #expect((0...1).contains(one.overlap.extrapolated))
    #expect((0...1).contains(one.overlap.truncated))
    #expect((one.placewiseTau == nil) == (first.count != second.count || first.count < 2))
  }

  @Test(arguments: RandomLists.pairs)
  func theExtrapolatedOverlapIsTheSumThatItStandsFor(first: [Int], second: [Int]) {
    for p in [0.5, 0.9, 0.98] {
      let overlap = agreement(first, second, p).overlap.extrapolated
      #expect(abs(overlap - summed(first, second, p)) < 1e-9)
    }
  }

  @Test func listsWithNothingInCommonOverlapNowhere() {
    let disjoint = agreement([0, 1, 2], [3, 4, 5])
    #expect(disjoint.overlap.extrapolated == 0)
    #expect(disjoint.intersectionTau == nil)
    // Each list puts its three before those it lacks: 9 pairs are in opposite order, and 3 + 3 tied.
    #expect(disjoint.unionTau == -9.0 / 12)
    #expect(agreement([], [1, 2]).overlap.truncated == 0)
  }

  @Test func twoImagesThatTradePlacesAreAsWorkedOut() {
    // Agreement is 0 at depth 1 and 1 from depth 2 on: 0.5 · 0 + 0.25 + 0.125 + … = 0.5.
    let overlap = RankBiasedOverlap([0, 1], [1, 0], persistence: 0.5)
    #expect(overlap.extrapolated == 0.5)
    // (1 · 0 + 0.5 · 1)/(1 + 0.5).
    #expect(abs(overlap.truncated - 1.0 / 3) < 1e-15)
  }

  @Test func theTauOfReproEvalDependsOnNames() {
    // Paired by places, (1, 2), (0, 0), (2, 1) agree in two of three pairs, though the lists are reversed.
    #expect(agreement([1, 0, 2], [2, 0, 1]).placewiseTau == 1.0 / 3)
  }
}
