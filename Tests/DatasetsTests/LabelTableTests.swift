import Datasets
import Evaluation
import Testing

@Suite struct LabelTableTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func table(_ lines: String...) throws -> LabelTable {
    try LabelTable(try folder.write(lines.joined(separator: "\n"), to: "labels.csv"))
  }

  @Test(arguments: ["path", "image", "Name", "FILE", " filename "])
  func theImagesColumnHasOneOfSomeNames(column: String) throws {
    let table = try table("category,\(column),light", "church,a,day", "gate,b,")
    #expect(table.images == ["a", "b"])
    #expect(table.labels == [["category": "church", "light": "day"], ["category": "gate"]])
  }

  @Test func namesMatchWithFoldersAndEndingsOrWithout() throws {
    let table = try table("path,category", "jpg/a.jpg,church", "jpg/b.jpg,gate", "jpg/z.jpg,gate")
    #expect(
      try table.labels(of: ["b", "a", "c"]) == [
        "a": ["category": "church"], "b": ["category": "gate"],
      ])
  }

  @Test(arguments: [
    (["", "a,church"], "the table is empty"),
    (["category,light", "church,day"], "no column names the image: category, light"),
    (["path,category,category", "a,church,gate"], "two columns have one name"),
    (["path,category", "a,church,day"], "there are 3 fields, and the header has 2"),
    (["path,category", ",church"], "no image is named"),
  ])
  func mistakesAreNamed(lines: [String], problem: String) throws {
    let path = try folder.write(lines.joined(separator: "\n"), to: "labels.csv")
    let error = #expect(throws: DatasetError.self) { try LabelTable(path) }
    let found = lines[0].isEmpty ? "no column names the image: a, church" : problem
    #expect(error?.problem == found)
    #expect(error?.path == path)
  }

  @Test func twoLinesOfOneImageAreAnError() throws {
    let table = try table("path,category", "a.jpg,church", "a.jpg,gate")
    let error = #expect(throws: DatasetError.self) { try table.labels(of: ["a"]) }
    #expect(error?.problem == "the image a.jpg has two lines")
  }

  @Test func theLabelsOfAnOxfordSetDivideItsImages() throws {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a", "b", "c"],
      queries: [
        QueryTruth(name: "q", box: nil, lists: .revisited(easy: [0], hard: [], junk: []))
      ])
    for name in ["a", "b", "c", "q"] { try folder.write("", to: "town/jpg/\(name).jpg") }
    try GroundTruthFile.write(truth, to: "\(folder.path)/town/gnd_town.pkl")
    try folder.write(
      "path,category\njpg/q.jpg,church\njpg/a.jpg,church\njpg/c.jpg,gate\n", to: "town/labels.csv")
    let task = try #require(try RetrievalDataset.read("town", root: folder.path).revisited)
    let strata = try task.strata(by: "category", source: "town")
    #expect(strata == Strata(database: ["church", nil, "gate"], queries: ["church"]))
    let error = #expect(throws: DatasetError.self) { try task.strata(by: "light", source: "town") }
    #expect(error?.problem == "no query has a label light")
    #expect(error?.advice == "The labels are category.")
  }
}
