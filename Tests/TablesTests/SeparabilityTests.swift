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
    #expect(separability.columns.count == 1 && separability.comparisons == 3)
    let column = separability.columns[0]
    // Values grow with the sum of the letters of a name, modulo 40.
    let means = TestTable().result().records.map { ($0.row, $0.values(of: medium)[0]) }
    #expect(column.best == means.max { $0.1 < $1.1 }?.0)
    for comparison in column.comparisons {
      let own = means.first { $0.0 == comparison.row }?.1 ?? 0
      let best = means.first { $0.0 == column.best }?.1 ?? 0
      #expect(abs(comparison.difference - (best - own)) < 1e-12)
      #expect(comparison.queries == 12)
    }
    let differences = column.comparisons.map(\.difference)
    #expect(differences == differences.sorted())
  }

  /// Six landmarks of two queries: all six signs are one in 2 of 64 assignments, so p is 1/32, and the
  /// differences of all pairs have one sign, and reach theirs in the same two assignments.
  @Test func aDifferenceAtEveryLandmarkIsToldApart() throws {
    let separability = try found(TestTable())
    let column = try #require(separability.columns.first)
    #expect(column.comparisons.allSatisfy { abs($0.adjusted - 1 / 32) < 1e-12 })
    #expect(abs(separability.significance - 0.05) < 1e-12)
    #expect(column.groups == ([column.best] + column.comparisons.map(\.row)).map { [$0] })
    #expect(separability.hasAllGroups)
    let table = ResultTable(TestTable().result())
    #expect(Set(table.rows.map { $0.cells[0].groups }) == [[0], [1], [2]])
    let text = MarkdownRenderer().render(table)
    for letter in ["ᵃ", "ᵇ", "ᶜ"] {
      #expect(text.split(separator: "\n").count { $0.hasPrefix("|") && $0.contains(letter) } == 1)
    }
    #expect(text.contains("rows that share a letter in a column cannot be told apart"))
    #expect(text.contains("at 5 % over all 3 pairs of the table"))
    #expect(
      column.best == table.rows.first { $0.cells[0].groups == [0] }?.name)
  }

  /// A row between two others is like both, and these are not alike.
  @Test func rowsShareALetterWhereTheyCannotBeToldApart() throws {
    let middle: [Double] = [0.3, -0.3, 0.3, -0.3, 0.3, -0.3]
    let table = TestTable().with { table in
      table.rows = [.init("a"), .init("b"), .init("c")]
      table.claims = []
      table.movement = { place in
        // Names differ by 0.01.
        place.row == "b" ? middle[place.query / 2] : place.row == "c" ? 0.1 : 0
      }
    }
    let column = try #require(try found(table).columns.first)
    #expect(column.groups == [["c", "b"], ["b", "a"]])
    let cells = ResultTable(table.result()).rows.map { $0.cells[0].groups }
    #expect(cells == [[1], [0, 1], [0]])
  }

  @Test func aTableOfManyGroupsTellsWhatIsLikeTheBestAlone() throws {
    let table = TestTable().with { table in
      // Each name differs from the others in the sum of its letters, modulo 40.
      table.rows = (0..<30).map { .init(String(UnicodeScalar(UInt8(65 + $0)))) }
      table.claims = []
    }
    let separability = try found(table)
    #expect(!separability.hasAllGroups)
    let column = try #require(separability.columns.first)
    #expect(column.groups == [[column.best]])
    let text = MarkdownRenderer().render(ResultTable(table.result()))
    #expect(
      text.contains(
        "is bold, and what cannot be told from the best of a column bears ᵃ (see the notes)."))
    #expect(text.contains("- ᵃ: the difference from the best of the column is within chance, by"))
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
