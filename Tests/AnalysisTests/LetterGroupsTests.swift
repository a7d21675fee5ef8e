import Analysis
import Tensors
import Testing

@Suite struct LetterGroupsTests {
  /// Which of some systems are alike, drawn.
  private func drawn(_ count: Int, _ seed: UInt64) -> [[Bool]] {
    var generator = SeededGenerator(seed: seed, purpose: "pairs")
    let share = Double.random(in: 0..<1, using: &generator)
    var alike = [[Bool]](repeating: [Bool](repeating: true, count: count), count: count)
    for second in 0..<count {
      for first in 0..<second {
        alike[first][second] = Double.random(in: 0..<1, using: &generator) < share
      }
    }
    return alike
  }

  /// All largest sets of systems that are alike pair by pair, from all sets there are.
  private func listedGroups(_ alike: [[Bool]]) -> [[Int]] {
    let sets = (1..<1 << alike.count).filter { set in
      let members = alike.indices.filter { set >> $0 & 1 == 1 }
      return members.allSatisfy { first in
        members.allSatisfy { $0 <= first || alike[first][$0] }
      }
    }
    return sets.filter { set in !sets.contains { $0 != set && $0 & set == set } }
      .map { set in alike.indices.filter { set >> $0 & 1 == 1 } }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  @Test(arguments: 1...9) func groupsAreTheLargestSetsOfSystemsAlike(count: Int) {
    for seed in 0..<40 {
      let alike = drawn(count, UInt64(seed))
      let found = letterGroups(count: count, limit: 200) { alike[$0][$1] }
      #expect(found == listedGroups(alike), "\(alike)")
    }
  }

  @Test func ofNoSystemsThereAreNone() {
    #expect(letterGroups(count: 0, limit: 3) { _, _ in true } == [])
  }

  @Test func moreGroupsThanAllowedAreNone() {
    #expect(letterGroups(count: 4, limit: 3) { _, _ in false } == nil)
    #expect(letterGroups(count: 4, limit: 4) { _, _ in false } == [[0], [1], [2], [3]])
    #expect(letterGroups(count: 300, limit: 25) { $1 - $0 < 10 } == nil)
  }
}
