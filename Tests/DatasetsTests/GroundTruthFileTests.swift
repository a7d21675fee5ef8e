import Datasets
import Evaluation
import Failures
import Formats
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

  @Test(arguments: [("Easy", "easy"), ("HARD", "hard"), (" junk", "junk"), ("Bbx", "bbx")])
  func aMisspeltListIsNoEmptyOne(written: String, meant: String) throws {
    let entry = entry.map { ($0.0 == meant ? written : $0.0, $0.1) } + [("note", .string("kept"))]
    let refusal = try refusal(write(entry: entry))
    #expect(refusal.problem == "the key is not known, and \(meant) is")
    #expect(refusal.location == .field("gnd[0].\(written)"))
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

  @Test func revisitedQueryWrittenInAnotherWayIsInTheDatabaseToo() throws {
    let error = try refusal(try write(queries: names("./b.jpg"), entry: entry))
    #expect(error.problem == "the query ./b.jpg is also in imlist, so it would find itself")
  }

  @Test func classicQueryMayLieOutsideOfTheDatabase() throws {
    let path = try write(entry: [("ok", indices(1)), ("junk", indices())])
    #expect(try GroundTruthFile.read(path).queries.map(\.name) == ["q"])
  }

  @Test func listsOfBothProtocolsAreRefused() throws {
    let error = try refusal(try write(entry: entry + [("ok", indices(1))]))
    #expect(error.location == .field("gnd[0].ok"))
    #expect(error.advice == "Keep ok and junk, or easy, hard and junk, in one file.")
  }

  @Test func entriesWithoutAnyListAreRefused() throws {
    #expect(
      try refusal(try write(entry: [("positives", indices(1))])).problem
        == "no entry has a list ok, easy or hard")
  }

  @Test func unknownFieldsArePassedOver() throws {
    let path = try write(entry: entry + [("viewpoint", .string("left"))])
    #expect(try GroundTruthFile.read(path).queries.count == 1)
  }

  @Test func namesWithFoldersAndAbsoluteOnesAreRead() throws {
    let path = try write(
      database: names("INSTRE-S1/01/a.jpg", "/data/b.jpg", "c\\d.jpg"), entry: entry)
    #expect(try GroundTruthFile.read(path).databaseNames[0] == "INSTRE-S1/01/a.jpg")
  }

  @Test func aSetHasNoOrderSoItIsNoListOfNames() throws {
    let path = try folder.write(
      "(dS'imlist'\nc__builtin__\nset\n((S'a'\nltRsS'qimlist'\n(lsS'gnd'\n(ls.", to: "gnd_test.pkl")
    #expect(try refusal(path).location == .field("imlist"))
  }

  @Test(arguments: [
    ("MATLAB 5.0 MAT-file, created", "a .mat file", "Name the .pkl of the same dataset"),
    ("MATLAB 7.3 MAT-file, created", "a .mat file", "Name the .pkl of the same dataset"),
    ("{\"imlist\": []}", "JSON", "with pickle.dump"),
    ("PK\u{3}\u{4}", "a zip archive", "pickle.dump"),
    ("path,instance\n", "a table of images", "--manifest"),
    ("version https://git-lfs.github.com/spec/v1\n", "a pointer of Git LFS", "git lfs pull"),
  ])
  func filesOfOtherKindsAreNamed(content: String, kind: String, advice: String) throws {
    let error = try refusal(try folder.write(content, to: "gnd_test.pkl"))
    #expect(error.problem.hasPrefix("this is \(kind)"))
    #expect(error.advice.contains(advice))
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

  @Test func missingListsAreEmpty() throws {
    let truth = try GroundTruthFile.read(try write(entry: [("easy", indices(1)), ("junk", .none)]))
    #expect(truth.queries[0].lists == .revisited(easy: [1], hard: [], junk: []))
    let classic = try GroundTruthFile.read(try write(entry: [("ok", indices(1))]))
    #expect(classic.queries[0].lists == .classic(good: [], ok: [1], junk: []))
  }

  @Test func indexThatIsNoIntegerIsNamed() throws {
    var entry = entry
    entry[1].1 = .list([.integer(1), .string("b")])
    let error = try refusal(try write(entry: entry))
    #expect(error.location == .field("gnd[0].easy[1]"))
    #expect(error.problem == "expected an index, found the string 'b'")
  }

  @Test(arguments: ["../secret", "a/../../b", "", "..", "a\nb", "a/", "x\\..\\b"])
  func nameThatLeavesTheFolderIsRefused(name: String) throws {
    let error = try refusal(try write(database: names("a", name, "c"), entry: entry))
    #expect(error.location == .field("imlist[1]"))
  }

  @Test func otherPickleIsRefused() throws {
    #expect(try refusal(try write(.list([]))).location == .field("imlist"))
  }

  @Test func whatIsNoDataIsNamed() throws {
    let path = try folder.write("cos\nsystem\n(S'true'\ntR.", to: "gnd_test.pkl")
    let error = try refusal(path)
    #expect(error.problem.contains("byte 0"))
    #expect(error.problem.contains("os.system"))
    #expect(error.advice.contains("It is read as data"))
  }

  @Test func missingFileIsMissing() throws {
    #expect(try refusal("\(folder.path)/none.pkl").code == .missing)
  }

  @Test func folderInPlaceOfTheFileIsRefused() throws {
    #expect(try refusal(folder.path).code == .malformed)
  }
}
