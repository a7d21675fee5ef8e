import Evaluation
import Foundation
import JSON
import Specs
import Testing

/// QueryPictures of specs.
@Suite struct FirstImagesSpecTests {
  private static let rows = """
    [{"name": "chance", "reference": "chance"}, {"name": "a", "model": "random"},
     {"name": "b", "model": "random", "descriptor": {"pooling": "mac"}}]
    """

  private func folder(_ rest: String, rows: String = Self.rows) throws -> SpecFolder {
    try SpecFolder([
      "models/random.json": randomRecipe, "spec.json": smallSpec(rows: rows, rest: rest),
    ])
  }

  private static let queries = """
    "queries": [{"kind": "named", "names": ["q"]}, {"kind": "median", "row": "a", "count": 2}]
    """

  @Test func everyDefaultIsWritten() throws {
    let experiment = try folder(#""firstImages": {\#(Self.queries)}"#).experiment()
    let firstImages = try #require(experiment.firstImages)
    #expect(firstImages.dataset == "mini-oxford" && firstImages.setting == .medium)
    #expect(firstImages.rows == ["a", "b"])
    #expect(firstImages.top == 10 && firstImages.seed == nil)
    #expect(firstImages.queries == [.named(["q"]), .median(row: "a", count: 2)])
    let data = try CanonicalEncoding.data(of: experiment)
    #expect(try JSONDecoder().decode(ResolvedExperiment.self, from: data) == experiment)
  }

  @Test func whatIsStatedStays() throws {
    let experiment = try folder(
      #"""
      "seeds": [4, 5],
      "firstImages": {
        "dataset": "mini-oxford", "setting": "hard", "rows": ["b", "a"], "top": 3, "seed": 5,
        "queries": [{"kind": "largest-gain", "from": "a", "to": "b"}]
      }
      """#
    ).experiment()
    let firstImages = try #require(experiment.firstImages)
    #expect(firstImages.setting == .hard && firstImages.rows == ["b", "a"] && firstImages.top == 3)
    #expect(firstImages.seed == 5)
    #expect(firstImages.queries.map(\.count) == [1])
    #expect(firstImages.queries.map(\.words) == ["largest gain of b over a"])
  }

  /// Keys and hashes of tables that have none are what they were.
  @Test func firstImagesAreInNoHashAndOfOthersNotWritten() throws {
    let plain = try folder("").experiment()
    let shown = try folder(#""firstImages": {\#(Self.queries)}"#).experiment()
    #expect(try plain.numbersHash() == shown.numbersHash())
    let members = try #require(CanonicalJSON.encoding(plain).members)
    #expect(members["firstImages"] == nil)
    #expect(try CanonicalJSON.encoding(shown).members?["firstImages"] != nil)
  }

  @Test(arguments: [
    (#"{}"#, "missing key \"queries\""),
    (#"{"queries": []}"#, "expected at least one element"),
    (#"{"queries": [{"kind": "best"}]}"#, "unknown name \"best\""),
    (#"{"queries": [{"kind": "named", "names": []}]}"#, "expected at least one element"),
    (
      #"{"queries": [{"kind": "largest-gain", "from": "a", "to": "c"}]}"#,
      "/firstImages/queries/0/to: unknown name \"c\""
    ),
    (
      #"{"queries": [{"kind": "largest-loss", "from": "a", "to": "a"}]}"#,
      "a is compared with itself"
    ),
    (
      #"{"queries": [{"kind": "median", "row": "chance"}]}"#,
      "/firstImages/queries/0/row: unknown name \"chance\""
    ),
    (#"{\#(queries), "rows": ["a", "x"]}"#, "/firstImages/rows/1: unknown name \"x\""),
    (#"{\#(queries), "rows": ["a", "a"]}"#, "stands in the list already"),
    (#"{\#(queries), "top": 0}"#, "0 is out of range"),
    (
      #"{\#(queries), "dataset": "mini-paris"}"#,
      "/firstImages/dataset: unknown name \"mini-paris\""
    ),
    (#"{\#(queries), "setting": "classic"}"#, "/firstImages/setting: the table has no metric"),
    (#"{\#(queries), "seed": 7}"#, "/firstImages/seed: 7 is none of the table's seeds"),
    (#"{\#(queries), "side": 7}"#, "unknown key \"side\""),
  ])
  func mistakesAreTold(firstImages: String, message: String) throws {
    let found = try folder(#""firstImages": \#(firstImages)"#).mistakes()
    #expect(found.contains(message), "\(found)")
  }

  @Test func rowsOfSeveralWorldsHaveNoQueriesInCommon() throws {
    let rows = #"[{"name": "a", "model": "random"}]"#
    let found = try folder(
      #""matrix": {"world.seed": [1, 2]}, "firstImages": {"queries": [{"kind": "named", "names": ["q"]}]}"#,
      rows: rows
    ).mistakes()
    #expect(found.contains("rows of several worlds have no queries in common"), "\(found)")
  }
}
