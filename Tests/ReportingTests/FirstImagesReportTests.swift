import Evaluation
import Foundation
import Records
import Reporting
import ResultFixtures
import Specs
import Tables
import TestSupport
import Testing

/// What is written of first images.
@Suite struct FirstImagesReportTests {
  private static let names = HostileText.all.filter { !$0.isEmpty }

  /// First images of one query a name, which bears the name everywhere.
  private func firstImages(_ names: [String] = names) -> FirstImages {
    FirstImages(
      dataset: .miniOxford, setting: .medium, seed: 0, top: 3,
      queries: names.map { name in
        FirstImages.Query(
          name: name, file: "set/\(name)", box: nil, rules: ["largest gain of \(name) on b"],
          arms: ["net", "random"].map { row in
            FirstImages.Arm(
              row: row, label: "\(row) \(name)", averagePrecision: row == "net" ? 0.25 : nil,
              positives: 4,
              places: FirstImages.Relevance.allCases.enumerated().map { place, relevance in
                FirstImages.Place(
                  rank: place + 1, name: "\(name)\(place)", file: "f",
                  score: place == 0 ? nil : 0.5,
                  relevance: relevance)
              })
          })
      })
  }

  private func result(_ firstImages: FirstImages?) -> ExperimentResult {
    let small = smallResult()
    let old = small.experiment
    return ExperimentResult(
      experiment: ResolvedExperiment(
        version: 2, name: "small", title: "A small table", datasets: old.datasets,
        metrics: old.metrics, seeds: old.seeds, world: old.world, statistics: old.statistics,
        firstImages: firstImages.map { firstImages in
          FirstImagesSettings { $0.queries = [.named(firstImages.queries.map(\.name))] }
        }, axes: old.axes, models: old.models, rows: old.rows, claims: [], assumptions: [],
        published: []),
      datasets: small.datasets, records: small.records, claims: [], firstImages: firstImages,
      provenance: small.provenance)
  }

  @Test func aQueryHasItsMarksItsPrecisionsAndItsPicture() {
    let text = FirstImagesMarkdown().render(firstImages(["q_1"]), pictures: ["small.1.png"])
    #expect(text.hasPrefix("## First images\n"))
    #expect(text.contains("\n### q_1\n\nPicked by: largest gain of q_1 on b.\n"))
    #expect(
      text.contains(
        "![First images for q_1: net q_1 ✓✗–, random q_1 ✓✗–](<small.1.png>)"), "\(text)")
    #expect(
      text.contains(
        """
        | rank      | net q_1        | random q_1     |
        | :-------- | :------------- | :------------- |
        | AP        | 25.00          | –              |
        | right     | 1 of 2         | 1 of 2         |
        | positives | 4              | 4              |
        | 1         | ✓ q_10         | ✓ q_10         |
        | 2         | ✗ q_11 (0.500) | ✗ q_11 (0.500) |
        | 3         | – q_12 (0.500) | – q_12 (0.500) |
        """), "\(text)")
  }

  @Test func manyRowsStandInGridsNoWiderThanAPage() {
    let few = firstImages(["q_1"])
    let arms = (0..<20).map { number in
      let arm = few.queries[0].arms[0]
      return FirstImages.Arm(
        row: "row \(number)", label: "row \(number)", averagePrecision: 0.5, positives: 4,
        places: arm.places)
    }
    let query = FirstImages.Query(name: "q_1", file: "f", box: nil, rules: ["q_1"], arms: arms)
    let text = FirstImagesMarkdown().render(
      FirstImages(dataset: few.dataset, setting: few.setting, seed: 0, top: 3, queries: [query]),
      pictures: [nil])
    let lines = text.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(lines.allSatisfy { $0.count <= 100 })
    for arm in arms { #expect(lines.count { $0.contains(" \(arm.label) ") } == 1) }
  }

  /// No name ends a line, opens a tag, makes a link or ends a cell.
  @Test func namesOfAnyKindLeaveMarkdownWhole() throws {
    for name in Self.names {
      let text = FirstImagesMarkdown().render(firstImages([name]), pictures: ["small.1.png"])
      let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      let grid = try lines.filter { $0.hasPrefix("|") }.map {
        try #require(TableText.cells(ofMarkdown: String($0)))
      }
      // One grid of both rows, or one each where names are long.
      let counts = Set(grid.map(\.count))
      #expect(
        grid.count == 8 && counts == [3] || grid.count == 16 && counts == [2], "\(name)")
      #expect(lines.count { $0.hasPrefix("#") } == 2, "\(name)")
      #expect(lines.count { $0.hasPrefix("![") && $0.hasSuffix("](<small.1.png>)") } == 1)
      for (place, character) in text.unicodeScalars.enumerated() where character == "<" {
        let before = text.unicodeScalars.prefix(place).last
        #expect(before == "\\" || before == "(", "\(name)")
      }
    }
  }

  @Test func everyPlaceHasALineOfCSVThatReadsBack() throws {
    let folder = try Scratch()
    let firstImages = firstImages()
    _ = try ResultStore(folder: folder.path).write(result(firstImages))
    let text = String(decoding: try folder.bytes("small.places.csv"), as: UTF8.self)
    let records = try #require(TableText.csv(text))
    #expect(records.count == 1 + 6 * Self.names.count)
    #expect(Set(records.map(\.count)) == [12])
    let places = firstImages.queries.flatMap { query in
      query.arms.flatMap { arm in arm.places.map { (query, arm, $0) } }
    }
    for (record, (query, arm, place)) in zip(records.dropFirst(), places) {
      #expect(Array(record[6].utf8) == Array(query.name.utf8))
      #expect(record[1] == arm.row && Double(record[7]) == arm.averagePrecision)
      #expect(Int(record[8]) == place.rank && record[10] == place.relevance.rawValue)
      #expect(Array(record[9].utf8) == Array(place.name.utf8))
      #expect(Double(record[11]) == place.score)
    }
  }

  @Test func picturesAreWrittenBesideTheTableThatNamesThem() throws {
    let folder = try Scratch()
    let files = try ResultStore(folder: folder.path).write(
      result(firstImages(["a", "b"])), pictures: [[1], [2]])
    #expect(try folder.bytes("small.1.png") == [1])
    #expect(try folder.bytes("small.2.png") == [2])
    #expect(
      files.markdown.contains("(<small.1.png>)") && files.markdown.contains("(<small.2.png>)"))
    #expect(files.markdown.hasPrefix("# A small table\n"))
    let record = try ExperimentResult(Data(folder.bytes("small.json")), path: "small.json")
    #expect(record.firstImages == firstImages(["a", "b"]))
  }

  @Test func aTableWithoutFirstImagesIsWrittenAsBefore() throws {
    let folder = try Scratch()
    let store = ResultStore(folder: folder.path)
    let text = try store.write(result(nil)).markdown
    #expect(text == MarkdownRenderer().render(ResultTable(result(nil))))
    #expect(
      try folder.files() == [
        "small.csv", "small.json", "small.md", "small.queries.csv", "small.tex",
      ])
    #expect(
      String(decoding: try folder.bytes("small.json"), as: UTF8.self).contains("firstImages")
        == false)
  }

  /// A picture of the user's is no result of a run, and stays; one of an earlier run is replaced.
  @Test func picturesOfTheUserAreNotReplaced() throws {
    let folder = try Scratch()
    let store = ResultStore(folder: folder.path)
    let shown = result(firstImages(["a"]))
    try folder.write([0x89, 0x50, 0x4E, 0x47], to: "small.1.png")
    #expect(throws: ResultConflict.self) {
      try store.checkOwner(of: shown.experiment, spec: "Experiments/small.json")
    }
    _ = try store.write(shown, pictures: [[1]])
    try store.checkOwner(of: shown.experiment, spec: "Experiments/small.json")
  }
}
