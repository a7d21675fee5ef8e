import Arrays
import Datasets
import DescriptorStore
import Evaluation
import Extraction
import Features
import Files
import Foundation
import Synchronization
import Tensors
import TestSupport
import Testing

/// Tables of images and files of descriptors, as people write them.
@Suite struct OwnTablesTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  /// Returns a direction of its own for each number.
  private func descriptor(_ number: Int) -> [Float] {
    var state = UInt64(number) &* 0x9E37_79B9_7F4A_7C15 &+ 7
    let row = (0..<8).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int64(bitPattern: state) >> 40) / Float(1 << 23)
    }
    let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return row.map { $0 / length }
  }

  private func write(_ rows: [(name: String, number: Int)], to name: String) throws -> String {
    let path = "\(folder.path)/\(name)"
    let values = Matrix(
      rows: rows.count, columns: 8, elements: rows.flatMap { descriptor($0.number) })
    let file = DescriptorFile(
      descriptors: DescriptorMatrix(names: rows.map(\.name), values: values))
    try AtomicFile.write(try file.encoded(for: path), to: path)
    return path
  }

  private func score(
    _ truth: GroundTruthSource, _ database: DescriptorSource, _ queries: DescriptorSource,
    distractors: Bool = false
  ) throws -> (result: EvaluationResult, notices: [String]) {
    let notices = Mutex<[String]>([])
    let result = try EvaluationJob(
      truth: truth, source: .descriptors(databases: [database], queries: queries),
      hasDistractors: distractors
    ).run { if case .notice(let text) = $0 { notices.withLock { $0.append(text) } } }
    return (result, notices.withLock { $0 })
  }

  private func precisions(_ result: EvaluationResult) -> [[Double?]] {
    result.settings.map { $0.scores.map { $0?.averagePrecision } }
  }

  // MARK: Roles

  private static let queries = (0..<4).map { (name: "q/\($0).jpg", number: $0) }
  private static let gallery = (0..<8).map { (name: "g/\($0).jpg", number: 10 + $0) }

  private func manifest(_ query: String, _ database: String) throws -> GroundTruthSource {
    let lines =
      Self.queries.map { "\($0.name),\($0.number),\(query)" }
      + Self.gallery.map { "\($0.name),\(($0.number - 10) / 2),\(database)" }
    let text = (["path,instance,split"] + lines).joined(separator: "\n")
    return .manifest(try folder.write(text, to: "manifest.csv"), split: nil)
  }

  @Test(arguments: [
    ("query", "gallery"), ("queries", "gallery"), ("Query", "Gallery"), ("QUERY", "index"),
    (" query ", "Reference"), ("query", "test"), ("queries", "DB"),
  ])
  func wordsOfTheSplitMeanTheSame(query: String, database: String) throws {
    let (q, g) = (try write(Self.queries, to: "q.h5"), try write(Self.gallery, to: "g.h5"))
    let expected = try score(
      manifest("query", "database"), DescriptorSource(g), DescriptorSource(q)
    ).result
    #expect(expected.queryNames == Self.queries.map(\.name))
    let truth = try manifest(query, database)
    #expect(try score(truth, DescriptorSource(g), DescriptorSource(q)).result == expected)
    let all = try write(Self.queries + Self.gallery, to: "all.h5")
    let (result, notices) = try score(truth, DescriptorSource(all), DescriptorSource(all))
    #expect(result == expected)
    let leftOut = """
      warning: 4 rows of \(all) bear the name of a query and are left out, so that none finds \
      itself (q/0.jpg, q/1.jpg, q/2.jpg, …)
      """
    let unsought = """
      8 rows of \(all) are no queries of the ground truth, and are not searched for \
      (g/0.jpg, g/1.jpg, g/2.jpg, …)
      """
    #expect(notices.prefix(2) == [leftOut, unsought])
    #expect(
      try score(
        truth, DescriptorSource(all, prefix: "g/"), DescriptorSource(all, prefix: "q/")
      ).result == expected)
  }

  /// Training images may show what is searched for: they are neither found nor wrong.
  @Test(arguments: [false, true])
  func imagesThatTakeNoPartAreNoDistractors(distractors: Bool) throws {
    let training = (0..<4).map { (name: "t/\($0).jpg", number: 20 + $0) }
    let lines =
      Self.queries.map { "\($0.name),\($0.number),query" }
      + Self.gallery.map { "\($0.name),\(($0.number - 10) / 2),gallery" }
      + training.enumerated().map { "\($1.name),\($0),train" }
    let text = (["path,instance,split"] + lines).joined(separator: "\n")
    let truth = GroundTruthSource.manifest(try folder.write(text, to: "m.csv"), split: nil)
    let all = try write(Self.queries + Self.gallery + training, to: "all.h5")
    let found = try score(
      truth, DescriptorSource(all), DescriptorSource(all), distractors: distractors)
    let expected = try score(
      manifest("query", "gallery"), DescriptorSource(try write(Self.gallery, to: "g.h5")),
      DescriptorSource(try write(Self.queries, to: "q.h5")))
    #expect(found.result == expected.result)
    #expect(
      found.notices.contains(
        "4 rows of \(all) are images that take no part, and are left out (t/0.jpg, t/1.jpg, t/2.jpg, "
          + "…)"))
  }

  @Test func rowsWithoutNamesAreSaidToStandInOrder() throws {
    let path = "\(folder.path)/rows.npy"
    let values = Matrix(
      rows: 8, columns: 8, elements: Self.gallery.flatMap { descriptor($0.number) })
    try AtomicFile.write(NumPyFile.encoded(values, as: .float32), to: path)
    let notices = try score(
      manifest("query", "gallery"), DescriptorSource(path),
      DescriptorSource(try write(Self.queries, to: "q.h5"))
    ).notices
    #expect(
      notices.first
        == "\(path) names no images; its rows are taken in the order of the ground truth's database "
        + "(name them by --database-names)")
  }

  @Test func aPrefixThatNoNameHasIsRefused() throws {
    let all = try write(Self.queries + Self.gallery, to: "all.h5")
    let error = #expect(throws: InputFileError.self) {
      try score(
        manifest("query", "db"), DescriptorSource(all, prefix: "db/"), DescriptorSource(all))
    }
    #expect(error?.problem == "none of its 12 names begins with 'db/'")
    #expect(error?.advice.contains("--database-prefix") == true)
  }

  // MARK: Queries that could find themselves

  private func revisited() throws -> GroundTruthSource {
    let path = "\(folder.path)/gnd.pkl"
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: (0..<8).map(String.init),
      queries: (0..<4).map {
        QueryTruth(
          name: "q\($0)", box: nil,
          lists: .revisited(easy: [2 * $0], hard: [2 * $0 + 1], junk: []))
      })
    try GroundTruthFile.write(truth, to: path)
    return .groundTruth(path)
  }

  @Test(arguments: ["q", "query/q", "/data/query/q", "x\\q"], ["", ".jpg", ".PNG"])
  func aDistractorWithTheNameOfAQueryIsLeftOut(prefix: String, ending: String) throws {
    let images = (0..<8).map { (name: "\($0)", number: 10 + $0) }
    let queries = try write((0..<4).map { ("q\($0)", $0) }, to: "q.h5")
    let plain = try write(images + [("other", 99)], to: "plain.h5")
    let expected = try score(
      revisited(), DescriptorSource(plain), DescriptorSource(queries), distractors: true
    ).result
    let mixed = try write(
      images + [("\(prefix)2\(ending)", 2), ("other", 99)], to: "mixed.h5")
    let (result, notices) = try score(
      revisited(), DescriptorSource(mixed), DescriptorSource(queries), distractors: true)
    #expect(precisions(result) == precisions(expected))
    #expect(
      notices.contains { $0.hasPrefix("warning: 1 rows of \(mixed) bear the name of a query") })
  }

  @Test func rankingsLeaveQueriesOutToo() throws {
    let path = "\(folder.path)/ranks.h5"
    let names = (0..<8).map(String.init)
    let rows = (0..<4).map { query in [8 + query] + (0..<8).map { ($0 + query) % 8 } }
    let file = RankingFile(
      queryCount: 4, depth: 9, indices: rows.flatMap { $0.map(Int32.init) }, scores: nil,
      queryNames: (0..<4).map { "q\($0)" },
      databaseNames: names + (0..<4).map { "query/q\($0).jpg" })
    try AtomicFile.write(try file.encoded(for: path), to: path)
    let found = try EvaluationJob(truth: revisited(), source: .ranks(path)).run { _ in }
    let clean = RankingFile(
      queryCount: 4, depth: 8, indices: rows.flatMap { $0.dropFirst().map(Int32.init) },
      scores: nil,
      queryNames: (0..<4).map { "q\($0)" }, databaseNames: names)
    try AtomicFile.write(try clean.encoded(for: path), to: path)
    #expect(try EvaluationJob(truth: revisited(), source: .ranks(path)).run { _ in } == found)
  }

  @Test func theDistractorsOfARunMayNotBearTheNameOfAQuery() throws {
    let truth = try GroundTruth(
      evaluationProtocol: .revisited, databaseNames: ["a"],
      queries: [QueryTruth(name: "q", box: nil, lists: .revisited(easy: [0], hard: [], junk: []))])
    let task = RetrievalTask(
      database: [ImageRecord(name: "a", path: "a")], queries: [ImageRecord(name: "q", path: "q")],
      groundTruth: truth)
    let error = #expect(throws: DatasetError.self) {
      try task.adding(distractors: [ImageRecord(name: "more/q.jpg", path: "more/q.jpg")])
    }
    #expect(error?.problem.contains("bears the name of a query") == true)
  }

  // MARK: Several boxes an image

  @Test func boxesOfOneImageAreQueriesOfTheirOwn() throws {
    let text = """
      path,instance,x1,y1,x2,y2
      a.jpg,milk,0,0,9,9
      a.jpg,bread,9,0,18,9
      b.jpg,milk,0,0,5,5
      c.jpg,bread,,,,
      """
    let truth = GroundTruthSource.manifest(try folder.write(text, to: "manifest.csv"), split: nil)
    let parts = [("a.jpg#0,0,9,9", 1), ("a.jpg#9,0,18,9", 2), ("b.jpg", 3), ("c.jpg", 4)]
    let queries = DescriptorSource(try write(parts, to: "q.h5"))
    let whole = DescriptorSource(
      try write([("c.jpg", 4), ("a.jpg", 5), ("b.jpg", 6)], to: "whole.h5"))
    let images = try score(truth, whole, queries).result
    #expect(images.queryNames == parts.map(\.0))
    #expect(images[.manifest]?.droppedQueries == [])
    let boxes = try score(truth, queries, queries).result
    #expect(boxes[.manifest]?.droppedQueries == [])
    // Its own image is passed over, all boxes of it: of b.jpg and c.jpg, two are left, one is right.
    #expect(
      boxes[.manifest]?.scores.prefix(2).allSatisfy {
        $0?.averagePrecision == 1 || $0?.averagePrecision == 0.25
      } == true)
  }

  // MARK: What changes no number

  /// One table, written and named in another way each time.
  @Test(arguments: 0..<40)
  func anotherWayToWriteATableChangesNoNumber(seed: UInt64) throws {
    var generator = TableGenerator(state: seed &* 977 &+ 3)
    let names = (0..<24).map { "set\($0 % 2)/caf\u{E9} \($0 / 2).jpg" }
    func table(_ names: [String], _ order: [Int], _ style: TableStyle) -> String {
      let header = style.header(["path", "instance", "split"])
      let lines = order.enumerated().map { line, image in
        style.line([names[image], "i\(image / 4)", style.word(image % 3 == 0)], number: line)
      }
      return ([header] + lines).joined(separator: style.lineBreak)
    }
    let source = GroundTruthSource.manifest(
      try folder.write(table(names, Array(0..<24), TableStyle()), to: "plain.csv"), split: nil)
    func descriptors(_ names: [String], _ order: [Int], _ isQuery: Bool) throws -> DescriptorSource
    {
      DescriptorSource(
        try write(
          order.filter { ($0 % 3 == 0) == isQuery }.map { (names[$0], $0) },
          to: isQuery ? "q.h5" : "d.h5"))
    }
    let expected = try score(
      source, descriptors(names, Array(0..<24), false), descriptors(names, Array(0..<24), true)
    ).result
    let style = TableStyle(using: &generator)
    let renamed = names.map { style.isDecomposed ? $0.decomposedStringWithCanonicalMapping : $0 }
    let moved = renamed.map {
      style.prefix + ($0.hasSuffix(".jpg") ? $0.dropLast(4) : $0[...]) + style.ending
    }
    // Lines keep their order within the parts, since equal scores stand in the order of the table.
    let written = try folder.write(table(renamed, Array(0..<24), style), to: "styled.csv")
    let order = (0..<24).shuffled(using: &generator)
    let result = try score(
      .manifest(written, split: nil), descriptors(moved, order, false),
      descriptors(moved, order, true)
    ).result
    #expect(precisions(result) == precisions(expected))
    #expect(result.queryNames == expected.queryNames)
  }
}

/// A way to write a table that means the same.
private struct TableStyle {
  var hasIndex = false
  var lineBreak = "\n"
  var words = ["query", "database"]
  var columnCase: (String) -> String = { $0 }
  var separator = ","
  var isDecomposed = false
  var prefix = ""
  var ending = ".jpg"

  init() {}

  init(using generator: inout some RandomNumberGenerator) {
    hasIndex = Bool.random(using: &generator)
    lineBreak = Bool.random(using: &generator) ? "\r\n" : "\n"
    let queries = ["query", "QUERY", "Queries", " query"]
    let databases = ["database", "Gallery", "INDEX", "test", "db ", "reference"]
    words = [
      queries.randomElement(using: &generator) ?? "",
      databases.randomElement(using: &generator) ?? "",
    ]
    let cases: [(String) -> String] = [{ $0 }, { $0.uppercased() }, { $0.capitalized }]
    columnCase = cases.randomElement(using: &generator) ?? { $0 }
    separator = Bool.random(using: &generator) ? "," : ", "
    isDecomposed = Bool.random(using: &generator)
    prefix = ["", "./", "/data/", "images\\"].randomElement(using: &generator) ?? ""
    ending = ["", ".jpg", ".JPG", ".png"].randomElement(using: &generator) ?? ""
  }

  func word(_ isQuery: Bool) -> String { words[isQuery ? 0 : 1] }

  func header(_ columns: [String]) -> String {
    ((hasIndex ? [""] : []) + columns.map(columnCase)).joined(separator: separator)
  }

  func line(_ fields: [String], number: Int) -> String {
    ((hasIndex ? ["\(number)"] : []) + fields).joined(separator: separator)
  }
}

private struct TableGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 31)
  }
}
