import Foundation
import JSON
import Specs
import Testing

/// Specs that name sets and weights of the user's.
@Suite struct OwnInputsTests {
  private func mistakes(_ text: String) throws -> String {
    try SpecFolder(["models/random.json": randomRecipe, "spec.json": text]).mistakes()
  }

  @Test func aFolderOfTheUsersMayBeEvaluated() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": [{"folder": "my-photos"}, "holidays"],
       "metrics": ["manifest.mAP"], "rows": [{"name": "a", "model": "random"}]}
      """,
    ])
    let experiment = try folder.experiment()
    #expect(experiment.datasets.map(\.rawValue) == ["my-photos", "holidays"])
    #expect(experiment.datasets.map(\.isFolder) == [true, false])
    let data = try CanonicalEncoding.data(of: experiment)
    #expect(
      try JSONDecoder().decode(ResolvedExperiment.self, from: data) == experiment)
  }

  @Test func aColumnHasOnlyTheMetricsOfItsGroundTruth() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["oxford5k", "rparis6k", "mini-oxford"],
       "metrics": ["classic.mAP", "hard.mAP"], "rows": [{"name": "a", "model": "random"}]}
      """,
    ])
    #expect(
      try folder.experiment().columns.map { "\($0.dataset) \($0.metric)" } == [
        "oxford5k classic.mAP", "rparis6k hard.mAP", "mini-oxford classic.mAP",
        "mini-oxford hard.mAP",
      ])
  }

  @Test func aSetThatNoMetricIsForIsRefused() throws {
    #expect(
      try mistakes(
        """
        {"version": 2, "title": "t", "datasets": ["oxford5k"],
         "metrics": ["hard.mAP"], "rows": [{"name": "a", "model": "random"}]}
        """)
        == "spec.json:2:13: /metrics: none of the metrics is for oxford5k; accepted: classic.mAP, "
        + "classic.mP@1, classic.mP@5, classic.mP@10")
  }

  @Test func aRegisteredSetIsNoFolder() throws {
    #expect(
      try mistakes(
        """
        {"version": 2, "title": "t", "datasets": [{"folder": "oxford5k"}],
         "metrics": ["classic.mAP"], "rows": [{"name": "a", "model": "random"}]}
        """)
        == "spec.json:1:54: /datasets/0/folder: oxford5k is a registered set; write \"oxford5k\" "
        + "without \"folder\"")
  }

  @Test func whiteningIsFittedOnTheOtherCity() throws {
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["roxford5k", "rparis6k"],
       "metrics": ["hard.mAP"], "rows": [{"name": "a", "model": "random"}],
       "descriptor": {"whitening":
         {"kind": "pca", "fitOn": "other-city", "images": null, "dimensions": 8}}}
      """,
    ])
    let rows = try folder.experiment().rows
    guard case .pca(let whitening) = rows[0].descriptor.whitening else {
      Issue.record("expected whitening, found \(rows[0].descriptor.whitening)")
      return
    }
    #expect(whitening.images == nil)
    #expect(whitening.fitOn.set(for: .roxford5k) == .rparis6k)
    #expect(whitening.fitOn.set(for: .rparis6k) == .roxford5k)
    #expect(whitening.fitOn.set(for: .holidays) == nil)
  }

  @Test func whiteningOnWhatIsEvaluatedIsALeak() throws {
    #expect(
      try mistakes(
        """
        {"version": 2, "title": "t", "datasets": [{"folder": "mine"}],
         "metrics": ["manifest.mAP"], "rows": [{"name": "a", "model": "random"}],
         "descriptor": {"whitening":
           {"kind": "pca", "fitOn": {"folder": "mine"}, "dimensions": 8}}}
        """)
        == "spec.json:1:42: /datasets: whitening is fitted on mine; to evaluate it there would leak "
        + "the answers; name another set, or say \"allowLeak\": true in the spec, and the table tells "
        + "of it")
  }

  @Test func aSetWithoutAnotherCityNeedsANamedOne() throws {
    #expect(
      try mistakes(
        """
        {"version": 2, "title": "t", "datasets": ["holidays"],
         "metrics": ["manifest.mAP"], "rows": [{"name": "a", "model": "random"}],
         "descriptor": {"whitening": {"kind": "pca", "fitOn": "other-city", "dimensions": 8}}}
        """)
        == "spec.json:1:42: /datasets: holidays has no other city that whitening could be fitted on; "
        + "name a set in fitOn")
  }

  @Test func aRecipeMayStartFromAFile() throws {
    let folder = try SpecFolder([
      "models/net.json": """
      {"version": 2, "label": "n", "initialWeights": {"file": "a/b.pth", "source": "its page"}}
      """,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["mini-oxford"], "metrics": ["hard.mAP"],
       "rows": [{"name": "a", "model": "net"}]}
      """,
    ])
    let recipe = try #require(try folder.experiment().models.first)
    #expect(
      recipe.initialWeights
        == .file(
          WeightsFileSettings {
            $0.file = "a/b.pth"
            $0.source = "its page"
          }))
  }

  @Test func aRecipeMayChooseOneOfTheNetworksOfAFile() throws {
    let folder = try SpecFolder([
      "models/net.json": """
      {"version": 2, "label": "n",
       "initialWeights": {"file": "b.pth", "source": "its page", "prefix": "state_dict_ema"}}
      """,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["mini-oxford"], "metrics": ["hard.mAP"],
       "rows": [{"name": "a", "model": "net"}]}
      """,
    ])
    let recipe = try #require(try folder.experiment().models.first)
    #expect(
      recipe.initialWeights
        == .file(
          WeightsFileSettings {
            $0.file = "b.pth"
            $0.source = "its page"
            $0.prefix = "state_dict_ema"
          }))
    let plain = InitialWeights.file(
      WeightsFileSettings {
        $0.file = "b.pth"
        $0.source = "its page"
      })
    #expect(try CanonicalJSON.encoding(plain).members?["prefix"] == .null)
  }

  @Test(arguments: ["/etc/passwd", "../b.pth", "a/../../b.pth", "a//b.pth", "./b.pth"])
  func aFileOfWeightsStaysBelowItsFolder(path: String) throws {
    let folder = try SpecFolder([
      "models/net.json": """
      {"version": 2, "label": "n", "initialWeights": {"file": "\(path)", "source": "its page"}}
      """,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": ["mini-oxford"], "metrics": ["hard.mAP"],
       "rows": [{"name": "a", "model": "net"}]}
      """,
    ])
    #expect(folder.mistakes().contains("\"\(path)\" is no path below the folder"))
  }
}
