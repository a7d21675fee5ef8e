import Foundation
import JSON
import Specs
import Testing

/// Specs with distractors, and with leaks that they allow.
@Suite struct DistractorSpecTests {
  private func folder(_ datasets: String, rest: String = "") throws -> SpecFolder {
    try SpecFolder([
      "models/random.json": randomRecipe,
      "spec.json": """
      {"version": 2, "title": "t", "datasets": \(datasets), "metrics": ["hard.mAP"],
       "rows": [{"name": "a", "model": "random"}]\(rest)}
      """,
    ])
  }

  @Test func aSetMayHaveDistractors() throws {
    let folder = try folder(
      #"["roxford5k", {"set": "roxford5k", "distractors": "revisitop1m"}]"#)
    let experiment = try folder.experiment()
    #expect(experiment.datasets.map(\.rawValue) == ["roxford5k", "roxford5k+revisitop1m"])
    #expect(experiment.datasets.map(\.setName) == ["roxford5k", "roxford5k"])
    #expect(experiment.datasets.map(\.distractors) == [nil, "revisitop1m"])
    #expect(experiment.datasets.map(\.otherCity) == [.rparis6k, .rparis6k])
    #expect(experiment.columns.count == 2)
    let data = try CanonicalEncoding.data(of: experiment)
    #expect(
      try JSONDecoder().decode(ResolvedExperiment.self, from: data) == experiment)
  }

  @Test func aFolderOfTheUsersMayHaveThemToo() throws {
    let folder = try folder(#"[{"set": {"folder": "mine"}, "distractors": "far"}]"#)
    #expect(try folder.experiment().datasets.map(\.description) == ["mine+far"])
  }

  @Test(arguments: [
    (#"{"set": "roxford5k"}"#, #"missing key "distractors""#),
    (#"{"set": "roxford5k", "distractors": "../x"}"#, "is no plain name"),
    (#"{"set": "roxford5k", "distractors": "roxford5k"}"#, "cannot have roxford5k as distractors"),
    (#"{"set": "roxfrd5k", "distractors": "x"}"#, "roxford5k"),
    (#"{"set": "roxford5k", "distractors": "x", "top": 1}"#, #"unknown key "top""#),
    (#""roxford5k+x""#, "roxford5k"),
  ])
  func mistakesAreNamed(dataset: String, mistake: String) throws {
    #expect(try folder("[\(dataset)]").mistakes().contains(mistake))
  }

  @Test func nothingIsFittedOnDistractors() throws {
    let folder = try folder(
      #"["roxford5k"]"#,
      rest: """
        , "descriptor": {"whitening": {"kind": "pca", "dimensions": 8,
           "fitOn": {"set": {"folder": "mine"}, "distractors": "far"}}}
        """)
    #expect(folder.mistakes().contains("nothing is fitted on them; name the set alone"))
  }

  @Test func theOtherFormsOfALeakAreAllowedOnRequest() throws {
    let whitening = """
      , "descriptor": {"whitening": {"kind": "pca", "fitOn": "roxford5k", "dimensions": 8}}
      """
    #expect(try folder(#"["roxford5k"]"#, rest: whitening).mistakes().contains("leak the answers"))
    let allowed = try folder(#"["roxford5k"]"#, rest: whitening + #", "allowLeak": true"#)
    #expect(try allowed.experiment().allowLeak)
  }

  @Test func aSpecThatAllowsNoLeakIsTheSameAsOneThatDoesNotSay() throws {
    let silent = try folder(#"["roxford5k"]"#).experiment()
    #expect(try folder(#"["roxford5k"]"#, rest: #", "allowLeak": false"#).experiment() == silent)
    #expect(!silent.allowLeak)
  }
}
