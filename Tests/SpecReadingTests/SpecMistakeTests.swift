import Foundation
import SpecReading
import Specs
import Testing

@Suite struct SpecMistakeTests {
  @Test func smallSpecHasNoMistakes() throws {
    #expect(try mistakes() == "")
  }

  @Test func threeMistakesInOneFileAreReportedTogether() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {
        "version": 2,
        "titel": "Typo",
        "title": "Three mistakes",
        "datasets": ["mini-oxfrod"],
        "metrics": ["medium.mAP"],
        "seeds": "zero",
        "rows": [{"name": "a", "model": "random"}]
      }
      """,
    ])
    #expect(
      folder.mistakes() == """
        spec.json:3:3: /titel: unknown key "titel"; accepted: version, extends, name, title, \
        seedStudyOf, purpose, datasets, optionalDatasets, metrics, selects, strata, seeds, world, statistics, onDamaged, allowLeak, instanceNames, covariates, figure, differencesFrom, firstImages, descriptor, search, matrix, exclude, factors, \
        rows, rows+, claims, assumptions, claims+, assumptions+, literature, literature+, $schema; did you mean "title"?
        spec.json:5:16: /datasets/0: unknown name "mini-oxfrod"; accepted: mini-scenes, \
        mini-landmarks, mini-validation, mini-oxford, mini-paris, mini-scenes-novel, mini-landmarks-base, \
        mini-oxford-base, mini-paris-base, oxford5k, paris6k, roxford5k, rparis6k, \
        holidays, ukbench, {"folder": "<name>"}; did you mean "mini-oxford"?
        spec.json:7:12: /seeds: expected an array, found "zero"
        """)
  }

  @Test func aTableWithoutRowsIsToldSoAndNothingElse() throws {
    let found = try mistakes(rows: "[]", rest: #""claims": [{"name": "c", "better": "a"}]"#)
    #expect(found == "spec.json:6:11: /rows: expected at least one row")
  }

  @Test func anUnknownModelNamesTheFileThatIsMissingAndTheNearest() throws {
    let far = try mistakes(rows: #"[{"name": "a", "model": "another"}]"#)
    #expect(far == "spec.json:6:35: /rows/0/model: there is no file models/another.json")
    let found = try mistakes(rows: #"[{"name": "a", "model": "randon"}]"#)
    #expect(
      found == """
        spec.json:6:35: /rows/0/model: there is no file models/randon.json; did you mean "random"?
        """)
  }

  @Test func aMisspeltFileIsGivenTheNearestOne() throws {
    let folder = try SpecFolder(["table1.json": "{}", "far.json": "{}"])
    #expect(
      folder.mistakes("tabel1.json")
        == "tabel1.json:1:1: /: there is no such file; did you mean table1.json?")
    #expect(folder.mistakes("quite-another.json").hasSuffix("there is no such file"))
  }

  @Test func aRecipeIsNoTable() throws {
    let folder = try SpecFolder(["models/random.json": randomRecipe])
    #expect(folder.mistakes("models/random.json").contains("this is the recipe of a network"))
  }

  @Test func recipesAreCheckedToo() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "models/wrong.json": #"{"version": 2, "label": "Wrong", "architecture": {"width": 0}}"#,
    ])
    guard case .recipe(let recipe, _) = try folder.contents("models/random.json").first else {
      Issue.record("expected a recipe")
      return
    }
    #expect(recipe.name == "random")
    #expect(throws: SpecError.self) { try folder.contents("models/wrong.json") }
  }

  @Test func mistakesInARowAreReportedOnceForAllItsSweeps() throws {
    let found = try mistakes(
      rows: #"[{"name": "a", "model": "random", "descriptor": {"size": 8}}]"#,
      rest: #""matrix": {"descriptor.pooling": ["spoc", "gme", "mac"]}"#)
    #expect(
      found == """
        spec.json:6:68: /rows/0/descriptor/size: 8 is out of range; accepted: 16...4096
        spec.json:7:45: /matrix/descriptor.pooling/1: unknown name "gme"; accepted: spoc, mac, \
        gem, rmac, crow, cls, cls-gem; did you mean "gem"?
        """)
  }

  @Test func aPoolingThatTheNetworkDoesNotHaveIsRefused() throws {
    let found = try mistakes(
      rows: #"[{"name": "a", "model": "random", "descriptor": {"pooling": "cls"}}]"#)
    #expect(
      found == """
        spec.json:6:71: /rows/0/descriptor/pooling: random is a resnet18 of width 32, which has no class \
        token; accepted: spoc, mac, gem, rmac, crow
        """)
  }

  @Test func aPoolingOfRectifiedFeaturesIsRefusedForATransformer() throws {
    let model =
      #"{"extends": "random", "architecture": {"name": "vit-s16", "width": null, "conventions": "dino"}}"#
    let found = try mistakes(
      rows: #"[{"name": "a", "model": \#(model), "descriptor": {"pooling": "crow"}}]"#)
    #expect(found.contains("which has features below zero"))
    #expect(found.hasSuffix("accepted: spoc, mac, gem, rmac, cls, cls-gem"))
  }

  @Test(arguments: [
    (
      #""matrix": {"descriptor.poolling": ["gem"]}"#,
      """
      spec.json:7:14: /matrix/descriptor.poolling: descriptor has no field "poolling"; accepted: \
      descriptor.preset, descriptor.resize, descriptor.size, descriptor.crop, descriptor.orientation, \
      descriptor.scales, descriptor.aggregation, descriptor.pooling, descriptor.gemExponent, \
      descriptor.precision, descriptor.storage, descriptor.whitening; did you mean "descriptor.pooling"?
      """
    ),
    (
      #""matrix": {"seeds": [[1]]}"#,
      #"spec.json:7:14: /matrix/seeds: "seeds" cannot be swept; accepted: descriptor.<field>, "#
        + "search.<field>, model.<field>, world.<field>"
    ),
    (
      #""descriptor": {"whitening": {"kind": "pca", "fitOn": "mini-paris", "dimensions": 8}}"#,
      """
      spec.json:7:56: /descriptor/whitening/fitOn: mini-paris is for evaluation; fitting \
      whitening on it would leak the answers; name another set, or say "allowLeak": true in the \
      spec, and the table tells of it; accepted: mini-scenes, mini-landmarks, \
      mini-scenes-novel, mini-landmarks-base, other-city, \
      {"folder": "<name>"}
      """
    ),
    (
      #""descriptor": {"whitening": {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 512}}"#,
      """
      spec.json:7:85: /descriptor/whitening/dimensions: random has 256 features, so whitening \
      cannot keep 512
      """
    ),
    (
      #""descriptor": {"whitening": {"fitOn": "mini-scenes"}}"#,
      """
      spec.json:7:31: /descriptor/whitening: missing key "kind"
      spec.json:7:32: /descriptor/whitening/fitOn: unknown key "fitOn"; accepted: kind
      """
    ),
    (
      #""seeds": [0, 1, 0]"#,
      "spec.json:7:19: /seeds/2: 0 stands in the list already"
    ),
    (
      #""seeds": [0.5, -1]"#,
      """
      spec.json:7:13: /seeds/0: expected a whole number, found 0.5
      spec.json:7:18: /seeds/1: -1 is out of range; accepted: 0...9223372036854775807
      """
    ),
    (
      #""descriptor": {"pooling": "gem", "pooling": "mac"}"#,
      """
      spec.json:7:36: /descriptor/pooling: duplicate key "pooling", first given at 7:18
      """
    ),
    (
      #""world": {"scenes": 100}, "descriptor": {"gemExponent": 0}"#,
      "spec.json:7:59: /descriptor/gemExponent: 0 is out of range; accepted: above 0, at most 100"
    ),
    (
      #""assumptions": [{"field": "descriptor.colour", "reason": "unknown"}]"#,
      """
      spec.json:7:29: /assumptions/0/field: the experiment has no field "descriptor.colour"; \
      accepted: datasets, descriptor.<field>, models.<name>.<field>, search.<field>, world.<field>
      """
    ),
  ])
  func fieldMistakesAreLocatedAndExplained(rest: String, message: String) throws {
    #expect(try mistakes(rest: rest) == message)
  }

  @Test func rowNamesMayNotRepeat() throws {
    let found = try mistakes(
      rows: #"[{"name": "a", "model": "random"}, {"name": "a", "model": "random"}]"#)
    #expect(found == #"spec.json:6:55: /rows/1/name: there is another row named "a""#)
  }

  @Test func rowMayNotStateASweptField() throws {
    let found = try mistakes(
      rows: #"[{"name": "a", "model": "random", "descriptor": {"pooling": "mac"}}]"#,
      rest: #""matrix": {"descriptor.pooling": ["spoc"]}"#)
    #expect(
      found == """
        spec.json:6:59: /rows/0/descriptor: the row states descriptor.pooling, which the matrix \
        sweeps; keep one
        """)
  }

  @Test func claimsNameRowsMetricsAndPlacesOfTheTable() throws {
    let found = try mistakes(
      rest: """
        "matrix": {"descriptor.pooling": ["spoc", "gem"]},
          "claims": [{"name": "c", "statement": "s", "source": "t", "better": "A", "worse": "b",
            "metric": "hard.mAP", "where": {"descriptor.pooling": "mac"}}]
        """)
    #expect(
      found == """
        spec.json:8:71: /claims/0/better: unknown name "A"; accepted: a, b; did you mean "a"?
        spec.json:9:15: /claims/0/metric: unknown name "hard.mAP"; accepted: medium.mAP
        spec.json:9:59: /claims/0/where/descriptor.pooling: the matrix does not have "mac"; \
        accepted: spoc, gem
        """)
  }
}
