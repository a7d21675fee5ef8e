import Datasets
import Evaluation
import Testing

@Suite struct NumberedSetsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func create(_ names: [String], in place: String) throws {
    for name in names { try folder.write("", to: "\(place)/\(name).jpg") }
  }

  private func task(_ name: String) throws -> RetrievalTask {
    try #require(try RetrievalDataset.read(name, root: folder.path).manifest)
  }

  private func problem(_ name: String) throws -> String {
    let error = #expect(throws: DatasetError.self) {
      try RetrievalDataset.read(name, root: folder.path)
    }
    return try #require(error).problem
  }

  private func relevance(_ task: RetrievalTask, _ query: Int) -> Relevance {
    task.groundTruth.queries[query].lists.relevance(in: .manifest)
  }

  @Test(arguments: ["ukbench/full", "ukbench"])
  func ukbenchGroupsFourConsecutiveNumbers(place: String) throws {
    try create((0..<8).map { "ukbench0000\($0)" }, in: place)
    let task = try task("ukbench")
    #expect(task.queries.count == 8)
    #expect(relevance(task, 5).positives == [4, 6, 7])
    #expect(relevance(task, 5).junk == [5])
  }

  @Test func incompleteGroupOfUKBenchIsRefused() throws {
    try create((0..<7).map { "ukbench0000\($0)" }, in: "ukbench/full")
    #expect(
      try problem("ukbench") == "of the four images from ukbench00004 on there are 3")
  }

  @Test func strangeNameInUKBenchIsRefused() throws {
    try create(["ukbench1"], in: "ukbench")
    #expect(
      try problem("ukbench")
        == "the name is not ukbench and 5 digits, so its group cannot be told")
  }

  @Test func holidaysQueriesAreMultiplesOfAHundredAndPassOverThemselves() throws {
    try create(["100000", "100001", "100002", "100100", "100101"], in: "holidays/jpg")
    let task = try task("holidays")
    #expect(task.queries.map(\.name) == ["100000", "100100"])
    #expect(task.database.count == 5)
    #expect(relevance(task, 0).positives == [1, 2])
    #expect(relevance(task, 0).junk == [0])
    #expect(relevance(task, 1).positives == [4])
  }

  @Test func groupOfHolidaysWithoutItsQueryIsRefused() throws {
    try create(["100000", "100001", "100101"], in: "holidays/jpg")
    #expect(try problem("holidays") == "the query of its group, 100100, is not there")
  }

  @Test func strangeNameInHolidaysIsRefused() throws {
    try create(["100000", "cover"], in: "holidays/jpg")
    #expect(
      try problem("holidays") == "the name is not 6 digits, so its group cannot be told")
  }

  @Test func emptyFolderNamesWhereImagesBelong() throws {
    try folder.write("", to: "holidays/readme.txt")
    let error = #expect(throws: DatasetError.self) {
      try RetrievalDataset.read("holidays", root: folder.path)
    }
    #expect(error?.problem == "there are no images")
    #expect(error?.advice.contains("https://lear.inrialpes.fr/~jegou/data.php") == true)
  }
}
