import Foundation
import Records
import Reporting
import ResultFixtures
import Specs
import Tables
import Testing

/// Tables with a set that is not on every machine.
@Suite struct OptionalSetTests {
  private let files = TestStore()

  /// The table without its optional set, and with it.
  private let without: TestTable
  private let with: TestTable

  init() throws {
    let photos = try #require(DatasetName(rawValue: "photos"))
    without = TestTable().with {
      $0.metrics = [medium, manifest]
      $0.optional = [photos]
      $0.claims.append(TestTable.claim("training-helps-there", metric: manifest))
    }
    with = without.with { $0.present = [photos] }
  }

  /// A table without the set in which the rows of two networks moved.
  private var moved: TestTable {
    without.with { $0.movement = { $0.row == "random/gem" ? 0 : 0.01 } }
  }

  private func text(of diff: BaselineDiff) -> String {
    TextDiffRenderer().render(DiffReport([diff]))
  }

  @Test func withoutTheSetOnEitherSideNothingIsSaidOfIt() throws {
    let diff = try without.diff(to: without)
    #expect(text(of: diff) == "table: 4 MATCH\n")
    #expect(diff.uncompared == nil)
  }

  @Test func withTheSetOnBothSidesItsColumnsAreCompared() throws {
    #expect(try text(of: with.diff(to: with)) == "table: 8 MATCH\n")
    let later = with.with { $0.movement = { $0.dataset.isFolder ? 0.01 : 0 } }
    let diff = try with.diff(to: later)
    #expect(diff.outcome == .differs)
    #expect(diff.cells.filter { $0.status != .match }.map(\.column) == ["photos manifest.mAP"] * 3)
  }

  @Test func aSetThatIsNotThereIsNotCompared() throws {
    let diff = try with.diff(to: without)
    #expect(diff.outcome == .matches)
    #expect(
      text(of: diff)
        == "table: 4 MATCH\n  values of photos: not compared (photos is not there)\n")
  }

  @Test func aSetThatIsNotAcceptedYetIsNotCompared() throws {
    let diff = try without.diff(to: with)
    #expect(diff.outcome == .matches)
    #expect(
      text(of: diff)
        == "table: 4 MATCH\n  values of photos: not compared (not accepted yet)\n")
  }

  @Test func everyFormatSaysWhatIsNotCompared() throws {
    let report = DiffReport([try with.diff(to: without)])
    for format in DiffFormat.allCases where format != .json {
      #expect(
        try format.renderer.render(report).contains("not compared (photos is not there)"),
        "\(format)")
    }
    #expect(try DiffFormat.json.renderer.render(report).contains(#""dataset" : "photos""#))
  }

  @Test func whatIsAlwaysThereIsComparedInAnyCase() throws {
    for (old, new) in [(with, without), (without, with)] {
      let diff = try old.diff(to: new.with { $0.movement = moved.movement })
      #expect(diff.outcome == .differs)
      #expect(diff.cells.map(\.status) == [.match, .improved, .improved])
    }
  }

  @Test func aSetThatIsThereAndHasNoValuesIsMissed() throws {
    let diff = try with.diff(to: with.with { $0.unavailable = ["net/gem"] })
    #expect(diff.outcome == .differs)
    #expect(diff.cells.count { $0.status == .notComparable } == 2)
  }

  @Test func aSetThatTheSpecNoLongerNamesIsRemoved() throws {
    let diff = try with.diff(to: without.with { $0.optional = [] })
    #expect(diff.outcome == .differs)
    #expect(diff.columns.map(\.baseline) == ["photos manifest.mAP"])
  }

  @Test func onlyTheRowsAndColumnsAskedForAreSpokenOf() throws {
    let other = try with.diff(to: without, DiffOptions(columns: [mediumColumn]))
    #expect(other.uncompared == nil)
    let own = try with.diff(to: without, DiffOptions(columns: ["photos manifest.mAP"]))
    #expect(own.uncompared?.map(\.dataset.rawValue) == ["photos"])
    #expect(own.outcome == .nothingToCompare)
  }

  @Test func resultsAreThoseOfTheSpecWithTheSetAndWithout() throws {
    try files.runAndAccept(with)
    #expect(try files.diff(without).outcome == .matches)
    try files.run(without)
    #expect(try files.diff(without).outcome == .matches)
    #expect(try files.stored(without).columnNames.contains("photos manifest.mAP"))
  }

  @Test func acceptingWithTheSetAddsItsColumns() throws {
    try files.runAndAccept(without)
    try files.run(with)
    #expect(
      try files.accept(without) == """
        table: 1 column added, 1 value moved
          ADDED column photos manifest.mAP
          NEW claim training-helps-there, column photos: absent → HOLDS
        wrote Results/baselines/table.json

        """)
    #expect(try text(of: files.diff(without)) == "table: 8 MATCH\n")
  }

  @Test func acceptingWithoutTheSetKeepsItsColumnsByteForByte() throws {
    try files.runAndAccept(with)
    let names = ["baselines/table.json", "baselines/table.md"]
    let before = try names.map(files.text)
    try files.run(without.with { $0.date = "2027-01-01T00:00:00Z" })
    #expect(
      try files.accept(without)
        == "table: nothing changes\nResults/baselines/table.json stays as it is\n")
    #expect(try names.map(files.text) == before)
  }

  @Test func aRowThatChangedLosesTheColumnsThatCouldNotBeRun() throws {
    try files.runAndAccept(with)
    try files.run(moved)
    let said = try files.accept(without)
    #expect(said.contains("  GONE row net/gem, column photos manifest.mAP: "))
    #expect(said.contains("  GONE claim training-helps-there, column photos: HOLDS → absent\n"))
    #expect(!said.contains("row random/gem"))
    try files.run(with.with { $0.movement = moved.movement })
    #expect(
      try text(of: files.diff(without))
        == "table: 5 MATCH\n  values of photos: not compared (not accepted yet)\n")
  }

  @Test func theAcceptedTableShowsTheColumnsThatAreKept() throws {
    try files.runAndAccept(with)
    try files.run(moved)
    try files.accept(without)
    let table = try files.text("baselines/table.md")
    #expect(table.contains("photos manifest.mAP"))
    #expect(!table.contains("is not there"))
  }

  @Test func oneRowIsAcceptedWithoutTheSet() throws {
    try files.runAndAccept(with)
    try files.run(moved)
    try files.accept(without, AcceptanceOptions(rows: ["net/gem"]))
    try files.run(with)
    let diff = try files.diff(without)
    #expect(diff.cells.count == 5)
    #expect(diff.cells.filter { $0.status != .match }.map(\.row) == ["net/gem"])
  }

  @Test func aStudyOfSeedsKeepsTheCellsOfTheSet() throws {
    func study(_ table: TestTable) -> TestTable {
      table.with {
        $0.name = "table-seeds"
        $0.seedStudyOf = "table"
        $0.seeds = [0, 1, 2, 3, 4]
      }
    }
    try files.runAndAccept(study(with))
    let before = try files.text("baselines/seed-study.json")
    try files.runAndAccept(study(without))
    #expect(try files.text("baselines/seed-study.json") == before)
    try files.runAndAccept(study(moved))
    let path = "\(files.folder)/baselines/seed-study.json"
    let kept = try SeedStudy(Data(contentsOf: URL(filePath: path)), path: path)
    #expect(kept.cells.filter(\.dataset.isFolder).map(\.row) == ["random/gem"])
  }

  @Test func theTableSaysThatTheSetIsNotThere() throws {
    let table = ResultTable(without.result())
    #expect(table.columns.map(\.dataset) == ["mini-oxford"])
    #expect(
      table.footnotes.last?.line
        == "photos is not there: its columns are left out (\"optionalDatasets\" in the spec).")
    let text = MarkdownRenderer().render(table)
    #expect(text.contains("manifest.mAP: not judged without photos."))
    #expect(!MarkdownRenderer().render(ResultTable(with.result())).contains("not there"))
  }

  @Test func theCellsOfOtherColumnsAreTheSameBytes() throws {
    let lines = CSVRenderer().render(ResultTable(without.result()))
    #expect(
      CSVRenderer().render(ResultTable(with.result())).split(separator: "\r\n")
        .filter { !$0.contains("photos") } == lines.split(separator: "\r\n"))
  }
}

/// Returns a list that repeats another.
private func * <Element>(list: [Element], count: Int) -> [Element] {
  Array(repeating: list, count: count).flatMap(\.self)
}
