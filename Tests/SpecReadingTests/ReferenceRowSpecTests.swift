import Foundation
import Images
import JSON
import Retrieval
import Specs
import Testing

@Suite struct ReferenceRowSpecTests {
  private static let mixed = """
    [{"name": "chance", "label": "Chance level", "reference": "chance"},
     {"name": "a", "model": "random"},
     {"name": "pixels", "reference": "pixels"},
     {"name": "b", "model": "random"}]
    """

  private func experiment(
    rows: String = Self.mixed, rest: String = ""
  ) throws -> ResolvedExperiment {
    try SpecFolder([
      "spec.json": smallSpec(rows: rows, rest: rest), "models/random.json": randomRecipe,
    ]).experiment()
  }

  @Test func referencesStandBeforeAndBehindTheNetworksAndAreNotSwept() throws {
    let rows = try experiment(rest: #""matrix": {"descriptor.pooling": ["gem", "mac"]}"#).rows
    #expect(
      rows.map(\.name) == ["chance", "a/gem", "b/gem", "a/mac", "b/mac", "pixels"])
    #expect(rows.map(\.axisValues) == [["–"], ["gem"], ["gem"], ["mac"], ["mac"], ["–"]])
    #expect(
      rows.map(\.label)
        == ["Chance level", "Random", "Random", "Random", "Random", "8×8 pixels"])
  }

  @Test func pixelsAreReadByTheRulesOfTheTable() throws {
    let descriptor = """
      "descriptor": {"crop": "none", "orientation": "apply", "size": 64,
        "whitening": {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8}}
      """
    let rows = try experiment(rest: descriptor).rows
    let pixels = try #require(rows.last)
    #expect(pixels.descriptor.crop == QueryCropRule.none)
    #expect(pixels.descriptor.orientation == .apply)
    #expect(pixels.descriptor.whitening == .none)
    #expect(pixels.hasDescriptors)
    #expect(rows[0].hasDescriptors == false)
    // A preset's rule counts too.
    let preset = try experiment(rest: #""descriptor": {"preset": "dino"}"#).rows
    #expect(preset.last?.descriptor.crop == QueryCropRule.none)
  }

  @Test func rowsAreReadBackFromResults() throws {
    let found = try experiment(rest: #""descriptor": {"crop": "none"}"#).rows
    let data = try JSONEncoder().encode(found)
    #expect(try JSONDecoder().decode([ResolvedRow].self, from: data) == found)
    let written = try #require(CanonicalJSON.encoding(found[0]).members)
    #expect(written["descriptor"] == .null)
    #expect(written["model"] == .null)
  }

  @Test func referencesAreInTheHashOfTheNumbers() throws {
    let two = #"[{"name": "a", "model": "random"}, {"name": "c", "reference": "chance"}]"#
    let one = #"[{"name": "a", "model": "random"}]"#
    let pixels = #"[{"name": "a", "model": "random"}, {"name": "c", "reference": "pixels"}]"#
    let hashes = try [two, one, pixels].map { try experiment(rows: $0).numbersHash() }
    #expect(Set(hashes).count == 3)
    #expect(
      try experiment(rows: pixels, rest: #""descriptor": {"crop": "none"}"#).numbersHash()
        != hashes[2])
    #expect(
      try experiment(rows: two.replacing("\"c\",", with: "\"c\", \"label\": \"C\",")).numbersHash()
        == hashes[0])
  }

  @Test func claimsMayNameReferences() throws {
    func claim(_ better: String, _ worse: String, _ rest: String) -> String {
      """
      "matrix": {"descriptor.pooling": ["gem", "mac"]},
      "claims": [{"name": "c", "statement": "s", "source": "t", "better": "\(better)",
        "worse": "\(worse)", "metric": "medium.mAP"\(rest)}]
      """
    }
    let place = #", "where": {"descriptor.pooling": "mac"}"#
    let one = try experiment(rest: claim("a", "chance", place)).claims
    #expect(one.map { [$0.better, $0.worse] } == [["a/mac", "chance"]])
    let both = try experiment(rest: claim("pixels", "chance", "")).claims
    #expect(both.map { [$0.better, $0.worse] } == [["pixels", "chance"]])
    let missing = try mistakes(rows: Self.mixed, rest: claim("a", "chance", ""))
    #expect(missing.contains("the claim does not say where it is judged"))
    let useless = try mistakes(rows: Self.mixed, rest: claim("pixels", "chance", place))
    #expect(useless.contains("unknown key \"descriptor.pooling\""))
  }

  @Test(arguments: [
    (
      #"{"name": "c", "reference": "chanse"}"#,
      #"6:39: /rows/0/reference: unknown name "chanse"; accepted: chance, strata-oracle, pixels; "#
        + #"did you mean "chance"?"#
    ),
    (
      #"{"name": "c", "model": "random", "reference": "chance"}"#,
      #"6:35: /rows/0/model: the row is a reference already; keep "model" or "reference""#
    ),
    (
      #"{"name": "c", "reference": "pixels", "descriptor": {"crop": "none"}}"#,
      "6:63: /rows/0/descriptor: a reference has no descriptor of its own"
    ),
    (
      #"{"name": "c", "reference": "chance", "search": {}}"#,
      "6:59: /rows/0/search: a reference has no search of its own"
    ),
    (
      #"{"name": "c", "reference": "strata-oracle"}"#,
      "6:39: /rows/0/reference: strata-oracle needs a label that divides the images; add "
        + #""strata""#
    ),
    (
      #"{"name": "a", "reference": "chance"}"#,
      #"6:21: /rows/0/name: there is another row named "a""#
    ),
    (#"{"reference": "chance"}"#, #"6:12: /rows/0: missing key "name""#),
    (
      #"{"name": "c", "reference": "chance", "modle": "random"}"#,
      #"6:49: /rows/0/modle: unknown key "modle"; accepted: name, label, reference, model, descriptor, "#
        + #"search; did you mean "model"?"#
    ),
  ])
  func mistakesAreReportedWhereTheyStand(row: String, mistake: String) throws {
    let found = try mistakes(rows: #"[\#(row), {"name": "a", "model": "random"}]"#)
    #expect(found == "spec.json:\(mistake)")
  }

  @Test func twoReferencesOfOneNameAreAMistake() throws {
    let found = try mistakes(
      rows: #"[{"name": "c", "reference": "chance"}, {"name": "c", "reference": "pixels"}]"#)
    #expect(found == #"spec.json:6:59: /rows/1/name: there is another row named "c""#)
  }

  @Test func aTableOfReferencesAloneIsStillRead() throws {
    let rows = #"[{"name": "c", "reference": "chance"}]"#
    #expect(try experiment(rows: rows).models.isEmpty)
    #expect(
      try mistakes(rows: rows, rest: #""descriptor": {"sise": 64}"#).contains(
        "unknown key \"sise\""))
  }

  @Test func anOracleIsReasonEnoughToDivideImages() throws {
    let found = try experiment(
      rows: #"[{"name": "o", "reference": "strata-oracle"}]"#, rest: #""strata": "category""#)
    #expect(found.rows.map(\.label) == ["Strata oracle"])
    #expect(found.strata == "category")
  }
}
