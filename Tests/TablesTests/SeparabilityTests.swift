import Evaluation
import Records
import ResultFixtures
import Specs
import Tables
import Testing

/// Which rows are marked as ones that cannot be told from the best, and two rows beside each other.
@Suite struct SeparabilityTests {
  /// A table whose values move by what a function says.
  private func table(_ values: @escaping @Sendable (TestTable.Place) -> Double) -> TestTable {
    TestTable().with { $0.movement = values }
  }

  private func found(_ table: TestTable) throws -> Separability {
    try #require(table.result().separability)
  }

  @Test func rowsAreComparedWithTheBestOfTheColumn() throws {
    let separability = try found(TestTable())
    #expect(separability.columns.count == 1 && separability.comparisons == 2)
    let column = separability.columns[0]
    // Values grow with the sum of the letters of a name, modulo 40.
    let means = TestTable().result().records.map { ($0.row, $0.values(of: medium)[0]) }
    #expect(column.best == means.max { $0.1 < $1.1 }?.0)
    for comparison in column.comparisons {
      let own = means.first { $0.0 == comparison.row }?.1 ?? 0
      let best = means.first { $0.0 == column.best }?.1 ?? 0
      #expect(abs(comparison.difference - (best - own)) < 1e-12)
      #expect(comparison.queries == 12)
      #expect(comparison.adjusted >= comparison.probability)
    }
  }

  /// Six landmarks of two queries: all six signs are one in 2 of 64 assignments, so p is 1/32.
  @Test func aDifferenceAtEveryLandmarkIsToldApartAsFarAsSoFewCan() throws {
    let separability = try found(TestTable().with { $0.rows.removeLast() })
    let comparison = try #require(separability.columns.first?.comparisons.first)
    #expect(abs(comparison.probability - 1 / 32) < 1e-12)
    #expect(comparison.adjusted == comparison.probability)
    #expect(abs(separability.significance - 0.05) < 1e-12)
    #expect(!separability.isLikeBest(comparison.row, .miniOxford, medium))
    #expect(!separability.isLikeBest(separability.columns[0].best, .miniOxford, medium))
    #expect(separability.columns[0].detectable != nil)
  }

  @Test func amongThreeRowsSoFewLandmarksTellNothingApart() throws {
    let separability = try found(TestTable())
    let column = separability.columns[0]
    #expect(column.comparisons.allSatisfy { abs($0.adjusted - 1 / 16) < 1e-12 })
    #expect(column.detectable == nil)
    let text = MarkdownRenderer().render(ResultTable(TestTable().result()))
    let marked = text.split(separator: "\n").filter { $0.hasPrefix("|") && $0.contains("ᵃ") }
    #expect(marked.count == 3, "\(text)")
    #expect(text.contains("what cannot be told from it bears ᵃ"))
    #expect(
      text.contains("adjusted over the table's comparisons, 2 in all (Holm)"), "\(text)")
    #expect(text.contains("in points: mini-oxford medium.mAP none."))
  }

  @Test func withoutQueriesOrRivalsNothingIsMarked() {
    let lone = TestTable().with {
      $0.rows = [.init("net/gem")]; $0.claims = []
    }
    #expect(lone.result().separability == nil)
    let text = MarkdownRenderer().render(ResultTable(lone.result()))
    #expect(!text.contains("ᵃ"))
    #expect(text.contains("Percent; the best mean of each column is bold."))
  }

  @Test func rowsOfOtherWorldsAreComparedAmongThemselves() throws {
    let table = TestTable().with {
      $0.rows = [
        .init("a"), .init("b"), .init("c", worldSeed: 2), .init("d", worldSeed: 2),
      ]
      $0.claims = []
    }
    let separability = try found(table)
    let pairs = separability.columns.map { Set([$0.best] + $0.comparisons.map(\.row)) }
    #expect(pairs == [["a", "b"], ["c", "d"]])
  }

  // MARK: Two rows

  private func comparison(_ table: TestTable, _ a: String, _ b: String) throws -> RowComparison {
    try #require(RowComparison(a, b, on: .miniOxford, medium, in: table.result()))
  }

  @Test func aComparisonCountsQueriesAndListsTheDecidingFirst() throws {
    let table = table { place in
      place.row == "net/gem" ? [0.3, -0.3, 0][place.query % 3] : 0
    }.with { $0.rows = [.init("net/gem"), .init("net/gem2")] }
    let found = try comparison(table, "net/gem", "net/gem2")
    #expect(found.wins + found.losses + found.ties == 12)
    #expect(found.queries.count == 12)
    let sizes = found.queries.map { abs($0.difference) }
    #expect(sizes == sizes.sorted(by: >))
    #expect(abs(found.difference - (found.firstMean - found.secondMean)) < 1e-12)
    #expect(abs(mean(found.queries.map(\.difference)) - found.difference) < 1e-12)
  }

  @Test func theOtherWayRoundEverythingIsTheOpposite() throws {
    let one = try comparison(TestTable(), "net/gem", "random/gem")
    let other = try comparison(TestTable(), "random/gem", "net/gem")
    #expect(one.difference == -other.difference)
    #expect((one.wins, one.losses, one.ties) == (other.losses, other.wins, other.ties))
    #expect(one.probability == other.probability)
    #expect(one.queries.map(\.name) == other.queries.map(\.name))
  }

  @Test func aRowBesideItselfDiffersNowhere() throws {
    let found = try comparison(TestTable(), "net/gem", "net/gem")
    #expect(found.ties == 12 && found.probability == 1 && found.difference == 0)
  }

  @Test func rowsOfOtherWorldsHaveNoQueryInCommon() {
    let table = TestTable().with { $0.rows[1].worldSeed = 2 }
    #expect(
      RowComparison("random/gem", "net/gem", on: .miniOxford, medium, in: table.result()) == nil)
  }
}
