import Datasets
import Evaluation
import Testing

@Suite struct ManifestPartsTests {
  private func table(_ words: [String]) -> LabelledDataset {
    LabelledDataset(
      manifestPath: "m.csv",
      images: words.enumerated().map { index, word in
        ImageRecord(
          name: "\(index)", path: "\(index)", instance: "x",
          labels: word.isEmpty ? [:] : ["split": word])
      })
  }

  private func names(_ words: [String]) throws -> (queries: [String], database: [String]) {
    let parts = try table(words).parts()
    return (parts.queries.map(\.name), parts.database.map(\.name))
  }

  @Test(arguments: ["set", "subset", "Partition"])
  func rolesInAnotherColumnAreNotPassedOver(column: String) {
    let table = LabelledDataset(
      manifestPath: "m.csv",
      images: ["query", "Gallery", "train"].map {
        ImageRecord(name: $0, path: $0, instance: "x", labels: [column: $0])
      })
    let error = #expect(throws: DatasetError.self) { try table.parts() }
    #expect(
      error?.problem
        == "the column \(column) says gallery, query, train, and there is no column split")
    #expect(error?.advice.contains("Rename it to split") == true)
  }

  @Test(arguments: ["query", "queries", "Query", " QUERIES "])
  func wordsForQueries(word: String) throws {
    #expect(try names([word, "gallery"]) == (["0"], ["1"]))
  }

  @Test(arguments: [
    "database", "db", "gallery", "index", "reference", "references", "Gallery", "INDEX ", "test",
  ])
  func wordsForTheDatabase(word: String) throws {
    #expect(try names(["query", word]) == (["0"], ["1"]))
  }

  @Test func trainingImagesTakeNoPartAndThatIsSaid() throws {
    let parts = try table(["query", "train", "gallery", "Val", ""]).parts()
    #expect(parts.queries.map(\.name) == ["0"])
    #expect(parts.database.map(\.name) == ["2"])
    #expect(parts.notes == ["m.csv: 3 images take no part; their split is nothing, train, val"])
  }

  @Test(arguments: [
    ["query", "galery"], ["probe", "gallery"], ["query", "gallery", "test"],
    ["query", "db", "extra"], ["test", "index"],
  ])
  func unknownWordsBesideRolesAreRefused(words: [String]) {
    let error = #expect(throws: DatasetError.self) { try table(words).parts() }
    #expect(error?.problem.hasPrefix("the column split says ") == true)
    #expect(error?.problem.hasSuffix(" means is not known") == true)
    #expect(error?.advice.contains("gallery, index, reference") == true)
  }

  @Test(arguments: [["query", "train"], ["gallery", "index"]])
  func oneSideAloneIsRefused(words: [String]) {
    let error = #expect(throws: DatasetError.self) { try table(words).parts() }
    #expect(error?.problem.contains("and none of the split") == true)
  }

  @Test func wordsWithoutRolesMakeEveryImageBothAndThatIsSaid() throws {
    let parts = try table(["train", "test", "train"]).parts()
    #expect(parts.queries.count == 3 && parts.database.count == 3)
    #expect(parts.notes.count == 1)
    #expect(try table(["", ""]).parts().notes == [])
  }

  @Test func aSplitIsChosenByItsWordOrItsPart() throws {
    let table = table(["Queries", "train", "gallery", "gallery", "Train "])
    func chosen(_ split: String) throws -> [String] {
      try table.selecting(split: split).images.map(\.name)
    }
    #expect(try chosen("query") == ["0"])
    #expect(try chosen("database") == ["2", "3"])
    #expect(try chosen("train") == ["1", "4"])
    #expect(try table.selecting(split: "gallery").parts().queries.map(\.name) == ["2", "3"])
    #expect(throws: DatasetError.self) { try table.selecting(split: "test") }
  }

  @Test func rolesInColumnsOfAnotherProjectAreNotPassedOver() throws {
    func table(_ values: [(String, String)]) -> LabelledDataset {
      LabelledDataset(
        manifestPath: "m.csv",
        images: values.map {
          ImageRecord(
            name: "a", path: "a", instance: "x", labels: ["is_query": $0.0, "is_gallery": $0.1])
        })
    }
    let error = #expect(throws: DatasetError.self) {
      try table([("True", "False"), ("False", "True")]).parts()
    }
    #expect(error?.problem.hasPrefix("the column is_gallery tells") == true)
    #expect(try table([("True", "True"), ("1", "1")]).parts().queries.count == 2)
  }
}
