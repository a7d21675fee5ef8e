import Foundation
import JSON
import Retrieval
import Specs
import Testing

@Suite struct SearchSpecTests {
  private static let whole = """
    {"expansion": {"kind": "alpha-qe", "images": 10, "alpha": 2},
     "augmentation": {"kind": "dba", "images": 5}}
    """

  private func rows(_ rest: String, rows: String? = nil) throws -> [ResolvedRow] {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": smallSpec(rows: rows ?? #"[{"name": "a", "model": "random"}]"#, rest: rest),
    ])
    return try folder.experiment().rows
  }

  @Test func nothingHappensUnlessStated() throws {
    #expect(try rows("\"seeds\": [0]")[0].search == .plain)
  }

  @Test func expansionAndAugmentationAreReadWithTheirDefaults() throws {
    let search = try rows(
      """
      "search": {"expansion": {"kind": "diffusion"},
                 "augmentation": {"kind": "alpha-dba", "images": 4}}
      """)[0].search
    #expect(
      search.expansion
        == .diffusion(
          Diffusion {
            $0.queryNeighbourCount = 10
            $0.neighbourCount = 50
            $0.exponent = 3
            $0.alpha = 0.99
          }))
    #expect(search.augmentation == .alphaDBA(images: 4, alpha: 3))
  }

  @Test func aRowOverridesTheSpec() throws {
    let found = try rows(
      "\"search\": \(Self.whole)",
      rows: """
        [{"name": "a", "model": "random"},
         {"name": "b", "model": "random", "search": {"expansion": {"kind": "none"}}}]
        """)
    #expect(found[0].search.expansion == .alphaQE(images: 10, alpha: 2))
    #expect(found[1].search.expansion == .none)
    #expect(found[1].search.augmentation == .dba(images: 5))
  }

  @Test func kindsAreSweptByTheirNames() throws {
    let found = try rows(
      """
      "matrix": {"search.expansion": [{"kind": "none"}, {"kind": "aqe", "images": 3}]},
        "claims": [{"name": "c", "statement": "s", "source": "t", "better": "a", "worse": "b",
          "metric": "medium.mAP", "where": {"search.expansion": "aqe"}}]
      """, rows: #"[{"name": "a", "model": "random"}, {"name": "b", "model": "random"}]"#)
    #expect(found.map(\.name) == ["a/none", "b/none", "a/aqe", "b/aqe"])
    #expect(found.map(\.search.expansion) == [.none, .none, .aqe(images: 3), .aqe(images: 3)])
  }

  @Test func theKindAloneMayBeSweptToo() throws {
    let found = try rows(
      """
      "search": \(Self.whole), "matrix": {"search.expansion.kind": ["none", "alpha-qe"]}
      """)
    #expect(found.map(\.search.expansion) == [.none, .alphaQE(images: 10, alpha: 2)])
  }

  @Test func theDefaultIsWritten() throws {
    let row = try #require(rows("\"seeds\": [0]").first)
    let written = try #require(CanonicalJSON.encoding(row).members)
    #expect(
      written["search"] == ["expansion": ["kind": "none"], "augmentation": ["kind": "none"]])
    #expect(written["descriptor"]?.members?["preset"] == .null)
  }

  @Test(arguments: [
    #"{"kind": "none"}"#, #"{"kind": "aqe", "images": 3}"#,
    #"{"kind": "alpha-qe", "images": 3, "alpha": 0.5}"#,
    #"{"kind": "diffusion", "images": 3, "neighbours": 4, "exponent": 1, "damping": 0.5}"#,
  ])
  func whatIsWrittenReadsBack(expansion: String) throws {
    let found = try rows(
      """
      "search": {"expansion": \(expansion), "augmentation": {"kind": "alpha-dba", "images": 2}}
      """)
    let data = try CanonicalEncoding.data(of: found)
    #expect(try JSONDecoder().decode([ResolvedRow].self, from: data) == found)
    #expect(String(decoding: data, as: UTF8.self).contains("\"search\""))
  }

  @Test(arguments: [
    (
      #""search": {"expansion": {"kind": "aqe"}}"#,
      #"spec.json:7:27: /search/expansion: missing key "images""#
    ),
    (
      #""search": {"augmentation": {"kind": "aqe", "images": 3}}"#,
      """
      spec.json:7:39: /search/augmentation/kind: unknown name "aqe"; accepted: none, dba, alpha-dba
      spec.json:7:46: /search/augmentation/images: unknown key "images"; accepted: kind
      """
    ),
    (
      #""search": {"expansion": {"kind": "diffusion", "damping": 1}}"#,
      "spec.json:7:60: /search/expansion/damping: 1 is out of range; accepted: 0...0.9999"
    ),
  ])
  func mistakesAreLocatedAndExplained(rest: String, message: String) throws {
    #expect(try mistakes(rest: rest) == message)
  }
}
