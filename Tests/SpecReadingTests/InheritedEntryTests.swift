import Foundation
import JSON
import SpecReading
import Specs
import Testing

/// Lists of a base that a spec adds to, and what a base says of rows that are not there any more.
@Suite struct InheritedEntryTests {
  private static let base = smallSpec(
    rest: """
      "seeds": [0],
        "claims": [{"name": "a-beats-b", "statement": "s", "source": "t", "better": "a", "worse": "b",
          "metric": "medium.mAP"}],
        "assumptions": [{"field": "descriptor.pooling", "reason": "r"}]
      """)

  private func folder(_ spec: String, base: String = Self.base) throws -> SpecFolder {
    try SpecFolder([
      "models/random.json": randomRecipe, "base.json": base,
      "literature.json": smallLedger(),
      "spec.json": #"{"version": 2, "extends": "base.json", \#(spec)}"#,
    ])
  }

  private func notices(_ spec: String, base: String = Self.base) throws -> [String] {
    let folder = try folder(spec, base: base)
    var notices: [String] = []
    _ = try SpecLibrary(roots: [folder.path]).experiment(at: "\(folder.path)/spec.json") {
      notices.append($0.description.replacing("\(folder.path)/", with: ""))
    }
    return notices
  }

  @Test func whatIsAddedStandsBehindWhatTheBaseHas() throws {
    let found = try folder(
      """
      "rows+": [{"name": "c", "model": "random"}],
      "claims+": [{"name": "a-beats-c", "statement": "s", "source": "t", "better": "a", "worse": "c",
        "metric": "medium.mAP"}],
      "assumptions+": [{"field": "datasets", "reason": "r"}]
      """
    ).experiment()
    #expect(found.rows.map(\.name) == ["a", "b", "c"])
    #expect(found.claims.map(\.name) == ["a-beats-b", "a-beats-c"])
    #expect(found.assumptions.map(\.field) == ["descriptor.pooling", "datasets"])
  }

  @Test func everyFileOfAChainAdds() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe, "base.json": smallSpec(),
      "middle.json": """
      {"version": 2, "extends": "base.json", "rows": [{"name": "x", "model": "random"}],
       "rows+": [{"name": "y", "model": "random"}]}
      """,
      "spec.json": """
      {"version": 2, "extends": "middle.json", "rows+": [{"name": "z", "model": "random"}]}
      """,
    ])
    #expect(try folder.experiment().rows.map(\.name) == ["x", "y", "z"])
  }

  @Test(arguments: [
    (#""rows+": {}"#, "spec.json:1:49: /rows+: expected an array, found an object"),
    (
      #""rows+": [{"name": "a", "model": "random"}]"#,
      #"spec.json:1:59: /rows+/0/name: there is another row named "a""#
    ),
  ])
  func mistakesInWhatIsAddedAreLocated(spec: String, message: String) throws {
    #expect(try folder(spec).mistakes() == message)
  }

  @Test func aClaimOfTheBaseAboutARowThatIsGoneIsLeftOutWithANotice() throws {
    let rows = #""rows": [{"name": "b", "model": "random"}]"#
    #expect(try folder(rows).experiment().claims == [])
    #expect(
      try notices(rows) == [
        """
        base.json:8:14: /claims/0: the claim "a-beats-b" no longer applies and is left out: unknown name "a"
        """
      ])
  }

  @Test func aClaimOfTheBaseAboutNoPlaceIsLeftOutWhereFieldsAreSwept() throws {
    let found = try notices(#""matrix": {"descriptor.pooling": ["gem", "mac"]}"#)
    #expect(found.count == 1)
    #expect(found[0].hasSuffix("the claim does not say where it is judged; add \"where\""))
  }

  @Test func literatureAndAssumptionsOfTheBaseAreLeftOutToo() throws {
    let base = smallSpec(
      rest: """
        "literature": ["theirs"],
        "assumptions": [{"field": "models.random.architecture", "reason": "r"}]
        """)
    let change = """
      "datasets": ["mini-paris"], "rows": [{"name": "b", "model": {"label": "L", "training": null}}]
      """
    let found = try folder(change, base: base).experiment()
    #expect(found.literature == [])
    #expect(found.assumptions == [])
    let told = try notices(change, base: base)
    #expect(told.count == 2)
    #expect(
      told.contains {
        $0.hasSuffix(
          "the entry of the literature no longer applies and is left out: \"theirs\" has no value on a set of the "
            + "table")
      })
  }

  @Test func whatTheSpecStatesItselfIsAMistake() throws {
    let found = try folder(
      """
      "rows": [{"name": "b", "model": "random"}],
      "claims+": [{"name": "x", "statement": "s", "source": "t", "better": "a", "worse": "b",
        "metric": "medium.mAP"}]
      """
    ).mistakes()
    #expect(
      found
        == #"spec.json:2:70: /claims+/0/better: unknown name "a"; accepted: b; did you mean "b"?"#)
  }

  @Test func whatIsWrongInTheBaseIsAMistakeAllTheSame() throws {
    let base = Self.base.replacing(#""source": "t", "#, with: "")
    let found = try folder(#""seeds": [1]"#, base: base).mistakes()
    #expect(found == #"base.json:8:14: /claims/0: missing key "source""#)
  }
}
