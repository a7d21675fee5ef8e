import Records
import Reporting
import ResultFixtures
import Testing

@Suite struct SeedStudyTests {
  private let values = [0.1, 0.2, 0.3, 0.4, 0.5]

  @Test func aStudyHoldsTheMeanAndTheDeviationOfEveryCell() throws {
    let study = try SeedStudy(of: smallResult(random: values, net: values))
    #expect(study.cells.map(\.row) == ["net/gem", "random/gem"])
    #expect(study.cells.map(\.mean) == [0.3, 0.3])
    #expect(study.cells.map { ($0.deviation * 1e6).rounded() / 1e6 } == [0.158114, 0.158114])
    #expect(study.cells.map(\.seeds) == [5, 5])
  }

  @Test func aStudyNeedsFiveSeeds() {
    #expect(throws: SeedStudyError(table: "small", row: "random/gem", seeds: 1)) {
      try SeedStudy(of: smallResult())
    }
  }

  @Test func aStudyReadsBackAndMerges() throws {
    var study = try SeedStudy(of: smallResult(random: values, net: values))
    let other = try SeedStudy(of: smallResult(random: values, net: values, name: "another"))
    study.merge(other)
    #expect(study.cells.map(\.table) == ["another", "another", "small", "small"])
    #expect(try SeedStudy(study.encoded(), path: "seed-study.json") == study)
  }
}
