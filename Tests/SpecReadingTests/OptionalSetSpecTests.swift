import Evaluation
import Foundation
import JSON
import Specs
import Testing

/// Specs with sets that a table shows when they are there.
@Suite struct OptionalSetSpecTests {
  private static let field = #""optionalDatasets": [{"folder": "photos"}]"#

  private func folder(_ optional: String, rest: String = "") throws -> SpecFolder {
    try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["mini-oxford", {"folder": "mine"}],
       \(optional)"metrics": ["hard.mAP", "manifest.mAP"],
       "rows": [{"name": "a", "model": "random"}]\(rest)}
      """,
    ])
  }

  @Test func theyAreNoColumnsBeforeTheyAreFound() throws {
    let folder = try folder(
      #""optionalDatasets": [{"folder": "photos"}, "holidays", "#
        + #"{"set": {"folder": "photos"}, "distractors": "far"}], "#)
    let experiment = try folder.experiment()
    #expect(
      experiment.optionalDatasets.map(\.rawValue) == ["photos", "holidays", "photos+far"])
    #expect(experiment.datasets.map(\.rawValue) == ["mini-oxford", "mine"])
    #expect(experiment.absentDatasets == experiment.optionalDatasets)
    let data = try CanonicalEncoding.data(of: experiment)
    #expect(try JSONDecoder().decode(ResolvedExperiment.self, from: data) == experiment)
  }

  @Test func aSpecWithoutThemIsOneWithNone() throws {
    let plain = try folder("").experiment()
    #expect(try CanonicalJSON.encoding(plain).members?["optionalDatasets"] == [])
    let empty = try folder(#""optionalDatasets": [], "#).experiment()
    #expect(empty == plain)
    #expect(try empty.numbersHash() == plain.numbersHash())
  }

  @Test func theHashTellsWhichAreNamedAndNotWhichAreThere() throws {
    let named = try folder(Self.field + ", ").experiment()
    #expect(try named.numbersHash() != folder("").experiment().numbersHash())
    let photos = try #require(named.optionalDatasets.first)
    let found = named.with(
      datasets: named.datasets + [photos], optional: [photos],
      metrics: ["photos": [MetricName(.manifest, .averagePrecision)]])
    #expect(found.columns.suffix(1).map { "\($0.dataset) \($0.metric)" } == ["photos manifest.mAP"])
    #expect(try found.numbersHash() == named.numbersHash())
    #expect(found.asStated == named)
  }

  @Test(arguments: [
    (
      #"["mini-oxford"]"#,
      "2:23: /optionalDatasets/0: mini-oxford belongs to the mini world, which is rendered where it is "
        + "missing, so it is never optional; accepted: oxford5k, paris6k, roxford5k, rparis6k, "
        + #"holidays, ukbench, {"folder": "<name>"}"#
    ),
    (
      #"[{"folder": "photos"}, {"set": "mini-paris", "distractors": "far"}]"#,
      "2:53: /optionalDatasets/1/set: mini-paris belongs to the mini world"
    ),
    (#"[{"folder": "mine"}]"#, #"2:23: /optionalDatasets/0: mine stands in "datasets" already"#),
    (
      #"["holidays", "holidays"]"#,
      "2:35: /optionalDatasets/1: holidays stands in the list already"
    ),
    (#"["holiday"]"#, #"2:23: /optionalDatasets/0: unknown name "holiday""#),
    (#""holidays""#, "2:22: /optionalDatasets: expected an array"),
    (#"["oxford5k"]"#, "2:47: /metrics: none of the metrics is for oxford5k"),
  ])
  func mistakesAreNamedWhereTheyStand(sets: String, mistake: String) throws {
    let mistakes = try folder("\"optionalDatasets\": \(sets), ").mistakes()
    #expect(mistakes.contains("spec.json:\(mistake)"), "\(mistakes)")
  }

  @Test func fittingOnOneIsALeakWhetherItIsThereOrNot() throws {
    func rest(_ source: String) -> String {
      #", "descriptor": {"whitening": {"kind": "pca", "fitOn": \#(source), "dimensions": 8}}"#
    }
    let own = try folder(Self.field + ", ", rest: rest(#"{"folder": "photos"}"#)).mistakes()
    #expect(own.contains("/optionalDatasets: whitening is fitted on photos; to evaluate it"))
    let city = try folder(Self.field + ", ", rest: rest(#""other-city""#)).mistakes()
    #expect(
      city.contains(
        "/optionalDatasets: photos has no other city that whitening could be fitted on"))
  }

  @Test func publishedValuesMayBeOfThem() throws {
    func folder(_ sets: String) throws -> SpecFolder {
      try SpecFolder([
        "models/random.json": randomRecipe,
        "literature.json": smallLedger(dataset: "photos", metric: "manifest.mAP"),
        "spec.json": smallSpec(rest: #"\#(sets)"literature": ["theirs"]"#),
      ])
    }
    #expect(try folder("").mistakes().contains("accepted: photos"))
    #expect(
      try folder(Self.field + ", ").experiment().literature[0].values[0].dataset.rawValue
        == "photos")
  }

  @Test func anExtensionReplacesTheListAndMayTakeItAway() throws {
    func optional(_ difference: String) throws -> [String] {
      let folder = try SpecFolder([
        "models/random.json": randomRecipe,
        "base.json": smallSpec(rest: #""optionalDatasets": ["roxford5k"]"#),
        "spec.json": #"{"version": 2, "extends": "base.json"\#(difference)}"#,
      ])
      return try folder.experiment().optionalDatasets.map(\.rawValue)
    }
    #expect(try optional("") == ["roxford5k"])
    #expect(try optional(#", "optionalDatasets": ["rparis6k"]"#) == ["rparis6k"])
    #expect(try optional(#", "optionalDatasets": null"#) == [])
    #expect(try optional(#", "optionalDatasets": []"#) == [])
  }
}
