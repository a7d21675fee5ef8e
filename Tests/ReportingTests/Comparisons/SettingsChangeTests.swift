import Reporting
import ResultFixtures
import Testing

/// A field that has another value is named once, with both values and the rows it concerns.
@Suite struct SettingsChangeTests {
  private let table = TestTable()

  private func lines(to later: TestTable) throws -> [Substring] {
    let diff = try table.diff(to: later)
    #expect(diff.outcome.exitCode == 1)
    return TextDiffRenderer().render(DiffReport([diff])).split(separator: "\n")
      .filter { $0.contains("CHANGED") }
  }

  @Test func aFieldOfARowIsNamedWithTheRow() throws {
    let later = table.with { $0.rows[1].size = 128 }
    #expect(try lines(to: later) == ["  CHANGED net/gem: descriptor.size 96 → 128"])
  }

  @Test func aFieldOfSeveralRowsIsNamedOnce() throws {
    let later = table.with { table in
      for index in table.rows.indices { table.rows[index].size = 128 }
    }
    #expect(
      try lines(to: later)
        == ["  CHANGED descriptor.size 96 → 128 (rows random/gem, net/gem, other/gem)"])
  }

  @Test func aFieldOfARecipeConcernsEveryRowThatRestsOnIt() throws {
    let tuned = table.with { $0.rows.append(.init("tuned/gem", model: "tuned")) }
    let diff = try tuned.diff(to: tuned.with { $0.views = 1280 })
    #expect(diff.settings.map(\.field) == ["models.net.training.views"])
    #expect(diff.settings.map(\.rows) == [["net/gem", "tuned/gem"]])
    #expect(diff.settings.map(\.baseline) == ["640"])
    #expect(diff.settings.map(\.current) == ["1280"])
    #expect(diff.cells.map(\.isExact) == [true, false, true, false])
  }

  @Test func seedsConcernTheWholeTable() throws {
    #expect(
      try lines(to: table.with { $0.seeds = [0, 1] }) == ["  CHANGED seeds [0] → [0, 1]"])
  }

  @Test func theWorldConcernsTheWholeTable() throws {
    #expect(
      try lines(to: table.with { $0.imageSize = 128 }) == ["  CHANGED world.imageSize 96 → 128"])
  }

  @Test func theRowsOfAClaimAreFieldsOfIt() throws {
    let later = table.with { $0.claims = [TestTable.claim(better: "other/gem")] }
    #expect(
      try lines(to: later)
        == ["  CHANGED claims.training-helps.better net/gem → other/gem"])
  }

  @Test func aChangedFieldIsNoSilentPassWhereEveryValueMatches() throws {
    let diff = try table.diff(to: table.with { $0.views = 1280 })
    #expect(diff.cells.allSatisfy { $0.status == .match })
    #expect(diff.outcome == .differs)
  }

  @Test func anotherModelIsNamed() throws {
    #expect(
      try lines(to: table.with { $0.rows[1].model = "other" })
        == ["  CHANGED net/gem: model net → other"])
  }
}
