import JSON
import Reporting
import ResultFixtures
import Specs
import Tables
import Testing

/// A table whose rows show several worlds, accepted and compared.
@Suite struct WorldTests {
  private let table = TestTable().with {
    $0.rows = [
      .init("random/gem", model: "random"), .init("net/gem"),
      .init("net/gem/2", worldSeed: 2),
    ]
  }

  @Test func theQueriesOfEachWorldAreAccepted() throws {
    let baseline = try table.baseline()
    #expect(baseline.queries.keys.sorted() == ["mini-oxford", "mini-oxford (world.seed 2)"])
    #expect(baseline.queries["mini-oxford (world.seed 2)"]?.images == 102)
    #expect(baseline.queries["mini-oxford (world.seed 2)"]?.names.first == "q0-2")
    #expect(try Baseline(baseline.encoded(), path: "table.json") == baseline)
  }

  @Test func aTableOfOneWorldSaysNothingOfWorldsInItsRows() throws {
    let rows = try TestTable().baseline().rows
    #expect(rows.allSatisfy { $0.ownSets == nil && $0.settings.members?["world"] == nil })
  }

  @Test func theSameRunMatches() throws {
    #expect(try table.diff(to: table).outcome == .matches)
  }

  @Test func aValueThatMovedIsToldWithTheQueriesOfItsWorld() throws {
    let moved = table.with { $0.movement = { $0.row == "net/gem/2" && $0.query == 3 ? 0.2 : 0 } }
    let diff = try table.diff(to: moved)
    #expect(diff.outcome == .differs)
    #expect(diff.cells.flatMap(\.movedQueries).map(\.query) == ["q3-2"])
  }

  @Test func anotherWorldOfARowIsAChangeOfItsSettings() throws {
    let later = table.with { $0.rows[2].worldSeed = 3 }
    let diff = try table.diff(to: later)
    #expect(diff.settings.map(\.field) == ["world.seed"])
    #expect(diff.settings.map(\.rows) == [["net/gem/2"]])
    #expect(!diff.cells.contains { $0.row == "net/gem/2" && $0.isExact })
  }

  @Test func aRowOfAnotherWorldIsNotTheSameRowRenamed() throws {
    let later = table.with { $0.rows[2] = .init("net/other", worldSeed: 3) }
    let names = try table.diff(to: later).rows
    #expect(names.map(\.baseline) == ["net/gem/2", nil])
    #expect(names.map(\.current) == [nil, "net/other"])
  }

  @Test func theBestValueIsThatOfEachWorld() throws {
    let rows = ResultTable(table.result()).rows
    #expect(rows.filter { $0.name == "net/gem/2" }.allSatisfy { $0.cells[0].isBest })
    #expect(rows.filter { $0.name != "net/gem/2" }.count { $0.cells[0].isBest } == 1)
  }

  @Test func theNotesTellTheWorldsOfRowsAndTheirSets() throws {
    let notes = ResultTable(table.result()).footnotes.map(\.line)
    #expect(notes.contains("World of net/gem/2: world.seed 2."))
    #expect(notes.contains("mini-oxford (world.seed 2): 12 queries, 102 database images."))
    #expect(notes.contains("mini-oxford: 12 queries, 100 database images."))
  }
}
