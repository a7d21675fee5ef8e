import Foundation
import JSON
import Specs
import Testing

/// The worlds of rows: written where they differ from the table's, and part of what a spec means.
@Suite struct RowWorldTests {
  private let other = WorldSettings { $0.seed = 2 }

  private func row(_ world: WorldSettings?) -> ResolvedRow {
    ResolvedRow(
      name: "chance", label: "Chance", reference: .chance, axisValues: [], images: nil,
      world: world)
  }

  private func experiment(_ world: WorldSettings?) -> ResolvedExperiment {
    ResolvedExperiment(
      version: 2, name: "small", title: "Small", datasets: [.miniOxford], metrics: [],
      seeds: [0], world: WorldSettings(), statistics: StatisticsSettings(), axes: [], models: [],
      rows: [row(world)], claims: [], assumptions: [], published: [])
  }

  @Test func aRowHasTheWorldOfItsTableUnlessItHasItsOwn() {
    let (plain, own) = (experiment(nil), experiment(other))
    #expect(plain.world(of: plain.rows[0]) == WorldSettings())
    #expect(own.world(of: own.rows[0]) == other)
  }

  @Test func theWorldOfTheTableIsNotWrittenAgain() throws {
    #expect(experiment(WorldSettings()) == experiment(nil))
    let written = try CanonicalJSON.encoding(experiment(WorldSettings()).rows[0])
    #expect(written.members?["world"] == nil)
  }

  @Test func anotherWorldIsWrittenAndReadBack() throws {
    let written = try CanonicalJSON.encoding(row(other))
    #expect(written.members?["world"]?.members?["seed"] == .integer(2))
    let read = try JSONDecoder().decode(ResolvedRow.self, from: JSONEncoder().encode(row(other)))
    #expect(read == row(other))
  }

  @Test func aWorldOfARowIsPartOfTheHash() throws {
    #expect(try experiment(other).numbersHash() != experiment(nil).numbersHash())
    #expect(try experiment(WorldSettings()).numbersHash() == experiment(nil).numbersHash())
  }
}
