import Foundation
import SpecReading
import Specs
import Testing

/// Worlds that a matrix sweeps.
@Suite struct WorldSweepTests {
  private static let rows = """
    [{"name": "chance", "reference": "chance"}, {"name": "a", "model": "contrastive"},
     {"name": "b", "model": "random", "sweeps": ["descriptor.pooling"]}]
    """
  private static let matrix = """
    "world": {"scenes": 50}, "matrix": {"world.landmarks": [150, 20], "descriptor.pooling": ["gem"]}
    """

  private func folder(_ rest: String, rows: String = Self.rows) throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
  }

  private func claim(_ better: String, _ worse: String, landmarks: Int) -> String {
    """
    "claims": [{"name": "x", "statement": "s", "source": "t", "better": "\(better)", "worse": "\(worse)",
     "metric": "medium.mAP", "where": {"world.landmarks": \(landmarks), "descriptor.pooling": "gem"}}]
    """
  }

  @Test func everyRowHasTheWorldOfItsCell() throws {
    let found = try folder(Self.matrix).experiment()
    #expect(
      found.rows.map(\.name) == ["chance/150", "chance/20", "a/150/gem", "b/gem", "a/20/gem"])
    #expect(found.rows.map { found.world(of: $0).landmarks } == [150, 20, 150, 150, 20])
    #expect(found.rows.allSatisfy { found.world(of: $0).scenes == 50 })
    #expect(found.rows[0].axisValues == ["150", "–"])
    #expect(found.rows[0].world == nil)
    #expect(found.models.map(\.name) == ["contrastive", "random"])
  }

  @Test func aClaimComparesRowsOfOneWorld() throws {
    let found = try folder("\(Self.matrix), \(claim("a", "chance", landmarks: 20))").experiment()
    #expect(found.claims.map(\.worse) == ["chance/20"])
    let own = try folder("\(Self.matrix), \(claim("a", "b", landmarks: 150))").experiment()
    #expect(own.claims.map(\.worse) == ["b/gem"])
    let mistake = try folder("\(Self.matrix), \(claim("a", "b", landmarks: 20))").mistakes()
    #expect(
      mistake.hasSuffix(
        "a/20/gem and b/gem are of two worlds, and a claim compares rows of one"))
  }

  @Test func whatAWorldIsTooSmallForIsAMistake() throws {
    let model = """
      {"label": "AP", "training": {"objective": {"kind": "listwise-ap", "instancesPerBatch": 16,
       "viewsPerInstance": 4}, "dataset": "mini-landmarks", "views": 640, "batch": 64,
       "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {"kind": "cosine"}}}
      """
    let rows = #"[{"name": "ap", "model": \#(model)}]"#
    #expect(
      try folder(#""matrix": {"world.landmarks": [150, 20]}"#, rows: rows).mistakes() == "")
    let found = try folder(#""matrix": {"world.landmarks": [150, 10]}"#, rows: rows).mistakes()
    #expect(
      found.hasSuffix("ap takes 16 instances a batch, and mini-landmarks has 10"), "\(found)")
  }

  @Test func aWorldIsLeftOutWithItsReferences() throws {
    let found = try folder(
      #"\#(Self.matrix), "exclude": [{"world.landmarks": 20}]"#
    ).experiment()
    #expect(found.rows.map(\.name) == ["chance/150", "a/150/gem", "b/gem"])
  }

  @Test func aSweptWorldIsSetAndOneThatIsNotIsTheTables() throws {
    let folder = try folder(Self.matrix)
    let settings = ["world.landmarks=30", "world.seed=7"].compactMap { FieldSetting($0) }
    let found = try SpecLibrary(roots: [folder.path]).experiment(
      at: "\(folder.path)/spec.json", settings: settings)
    #expect(found.rows.map(\.name) == ["chance/30", "a/30/gem", "b/gem"])
    #expect(found.rows.map { found.world(of: $0).landmarks } == [30, 30, 150])
    #expect(found.world.seed == 7)
  }

  /// References count too, and more worlds than any table may have are not gone through.
  @Test(arguments: [
    (513, 1, "/matrix: the sweeps make over 512 rows"),
    (300, 300, "/matrix: the sweeps have over 65536 combinations"),
  ])
  func tooManyWorldsOfReferencesAreRefused(seeds: Int, landmarks: Int, message: String) throws {
    func list(_ numbers: Range<Int>) -> String {
      "[" + numbers.map(String.init).joined(separator: ", ") + "]"
    }
    let found = try SpecFolder([
      "spec.json": smallSpec(
        rows: #"[{"name": "chance", "reference": "chance"}]"#,
        rest: """
          "matrix": {"world.seed": \(list(0..<seeds)), "world.landmarks": \(list(20..<20 + landmarks))}
          """)
    ]).mistakes()
    #expect(found.hasSuffix(message), "\(found)")
  }

  @Test func aFieldThatTheWorldDoesNotHaveIsAMistake() throws {
    let found = try folder(#""matrix": {"world.landmark": [20]}"#).mistakes()
    #expect(found.contains("world has no field \"landmark\""))
    #expect(found.hasSuffix("did you mean \"world.landmarks\"?"))
  }
}
