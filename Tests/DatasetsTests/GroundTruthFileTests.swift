import Checkpoints
import Datasets
import Evaluation
import Foundation
import Testing

@Suite struct GroundTruthFileTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func dictionary(_ fields: [(String, PickleValue)]) -> PickleValue {
    .dictionary(fields.map { PickleEntry(key: .string($0.0), value: $0.1) })
  }

  private func names(_ names: String...) -> PickleValue { .list(names.map(PickleValue.string)) }

  private func indices(_ indices: Int...) -> PickleValue {
    .list(indices.map(PickleValue.integer))
  }

  private var entry: [(String, PickleValue)] {
    [
      ("bbx", .list([.float(1.5), .integer(2), .integer(30), .float(40.5)])),
      ("easy", indices(0)), ("hard", indices(2)), ("junk", indices()),
    ]
  }

  private func write(_ value: PickleValue) throws -> String {
    try folder.write(Data(try value.pickled()), to: "gnd_test.pkl")
  }

  private func write(
    database: PickleValue? = nil, queries: PickleValue? = nil, entry: [(String, PickleValue)]
  ) throws -> String {
    try write(
      dictionary([
        ("imlist", database ?? names("a", "b", "c")), ("qimlist", queries ?? names("q")),
        ("gnd", .list([dictionary(entry)])),
      ]))
  }

  private func refusal(_ path: String) throws -> DatasetError {
    let error = #expect(throws: DatasetError.self) { try GroundTruthFile.read(path) }
    let refusal = try #require(error)
    #expect(refusal.path == path)
    return refusal
  }

  @Test func listsOfEasyAndHardImagesAreRevisited() throws {
    let truth = try GroundTruthFile.read(try write(entry: entry))
    #expect(truth.evaluationProtocol == .revisited)
    #expect(truth.databaseNames == ["a", "b", "c"])
    #expect(
      truth.queries == [
        QueryTruth(
          name: "q", box: PixelBounds(x1: 1.5, y1: 2, x2: 30, y2: 40.5),
          lists: .revisited(easy: [0], hard: [2], junk: []))
      ])
  }

  @Test func listsOfOKImagesAreClassic() throws {
    let path = try write(
      queries: names("b"), entry: [("ok", indices(1, 2)), ("junk", indices(0))])
    let truth = try GroundTruthFile.read(path)
    #expect(truth.evaluationProtocol == .classic)
    #expect(
      truth.queries == [
        QueryTruth(name: "b", box: nil, lists: .classic(good: [], ok: [1, 2], junk: [0]))
      ])
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a", "b", "c", "d"],
      queries: [
        QueryTruth(
          name: "q1", box: PixelBounds(x1: 0, y1: 0.25, x2: 9, y2: 8.125),
          lists: .revisited(easy: [3, 0], hard: [], junk: [1])),
        QueryTruth(
          name: "q2", box: nil, lists: .revisited(easy: [], hard: [2], junk: [])),
      ])
    let path = "\(folder.path)/new/gnd_test.pkl"
    try GroundTruthFile.write(truth, to: path)
    #expect(try GroundTruthFile.read(path) == truth)
  }

  @Test func indexBeyondTheDatabaseIsRefused() throws {
    var entry = entry
    entry[2].1 = indices(3)
    let error = try refusal(try write(entry: entry))
    #expect(error.code == .inconsistent)
    #expect(
      error.problem
        == "The hard list of query q holds index 3, but the database has 3 images (0 to 2)")
  }

  @Test func imageThatIsBothEasyAndHardIsRefused() throws {
    var entry = entry
    entry[2].1 = indices(0)
    #expect(
      try refusal(try write(entry: entry)).problem
        == "Query q lists index 0 both as easy and as hard")
  }

  @Test func duplicateDatabaseNameIsRefused() throws {
    let error = try refusal(try write(database: names("a", "b", "a"), entry: entry))
    #expect(error.problem.contains("a twice"))
  }

  @Test func revisitedQueryInTheDatabaseIsRefused() throws {
    let error = try refusal(try write(queries: names("b"), entry: entry))
    #expect(error.location == .field("qimlist[0]"))
  }

  @Test func classicQueryOutsideTheDatabaseIsRefused() throws {
    let error = try refusal(
      try write(entry: [("ok", indices(1)), ("junk", indices())]))
    #expect(error.location == .field("qimlist[0]"))
  }

  @Test func namesMisalignedWithEntriesAreRefused() throws {
    let error = try refusal(try write(queries: names("q", "r"), entry: entry))
    #expect(error.location == .field("gnd"))
    #expect(error.problem == "there are 1 entries for the 2 names of qimlist")
  }

  @Test(arguments: [[30.0, 2, 1.5, 40], [-1, 0, 5, 5], [0, 0, 5], [0, 0, .nan, 5]])
  func boxThatIsNoneIsRefused(edges: [Double]) throws {
    var entry = entry
    entry[0].1 = .list(edges.map(PickleValue.float))
    #expect(try refusal(try write(entry: entry)).location == .field("gnd[0].bbx"))
  }

  @Test func missingListIsNamed() throws {
    let error = try refusal(try write(entry: Array(entry.dropLast())))
    #expect(error.location == .field("gnd[0].junk"))
    #expect(error.problem == "the field is missing")
  }

  @Test func indexThatIsNoIntegerIsNamed() throws {
    var entry = entry
    entry[1].1 = .list([.integer(1), .string("b")])
    let error = try refusal(try write(entry: entry))
    #expect(error.location == .field("gnd[0].easy[1]"))
    #expect(error.problem == "expected an index, found the string 'b'")
  }

  @Test(arguments: ["../secret", "a/b", "", "..", "a\nb"])
  func nameThatLeavesTheFolderIsRefused(name: String) throws {
    let error = try refusal(try write(database: names("a", name, "c"), entry: entry))
    #expect(error.location == .field("imlist[1]"))
  }

  @Test func otherPickleIsRefused() throws {
    #expect(try refusal(try write(.list([]))).location == .field("imlist"))
  }

  @Test func pickledNumPyArrayIsNamed() throws {
    let path = try folder.write("cnumpy.core.multiarray\n_reconstruct\n.", to: "gnd_test.pkl")
    let error = try refusal(path)
    #expect(error.problem.contains("byte 0"))
    #expect(error.problem.contains("numpy.core.multiarray._reconstruct"))
  }

  @Test func missingFileIsMissing() throws {
    #expect(try refusal("\(folder.path)/none.pkl").code == .missing)
  }

  @Test func folderInPlaceOfTheFileIsRefused() throws {
    #expect(try refusal(folder.path).code == .malformed)
  }
}
