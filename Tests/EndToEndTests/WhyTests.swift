import Testing

extension EndToEndTests {
  /// What `iir why` says after one field of a spec has changed.
  @Suite struct WhyTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    /// Returns what is said of a spec that changes some fields of the tiny one.
    private func why(_ changes: String, _ arguments: String...) throws -> String {
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", \#(changes)}"#, to: "Experiments/changed.json")
      let run = try workspace.iir(
        ["why", "Experiments/changed.json"] + arguments, environment: [:])
      #expect(run.status == 0, "\(run.messages)")
      return run.output
    }

    @Test func whatWasRunIsInTheCacheAndSaysSinceWhen() throws {
      let run = try workspace.iir("why", TinySpecs.path)
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("tiny: steps 42 in the cache\n"))
      #expect(run.output.contains("  train contrastive, seed 0: in the cache since 20"))
      #expect(run.output.contains(", made by iir "))
      #expect(!run.output.contains("missing"))
    }

    @Test func aFieldOfTheWorldIsNamedWithItsTwoValues() throws {
      let said = try why(#""world": {"seed": 2}"#)
      #expect(said.contains("render mini-oxford: missing\n"))
      #expect(said.contains("\n      seed: \"1\" there, \"2\" here\n"))
    }

    @Test func aFieldOfTrainingIsNamedWithItsTwoValues() throws {
      try workspace.write(
        #"{"version": 2, "label": "C", "extends": "contrastive.json", "training": {"views": 64}}"#,
        to: "Experiments/models/longer.json")
      let said = try why(#""rows": [{"name": "longer", "model": "longer"}], "claims": []"#)
      #expect(said.contains("  train longer, seed 0: missing\n"))
      #expect(said.contains("    nearest in the cache \"train contrastive, seed 0\", of "))
      #expect(said.contains("      training.views: 32 there, 64 here\n"))
      #expect(
        said.contains("it reads \"train longer, seed 0\", missing too"))
    }

    @Test func aFieldOfDescriptorsIsNamedWithItsTwoValues() throws {
      let said = try why(#""descriptor": {"size": 40}"#)
      #expect(said.contains("  extract mini-oxford by classifier, seed 0: missing\n"))
      #expect(said.contains("      size: 48 there, 40 here\n"))
    }

    @Test func aFieldOfAWhiteningIsNamedWithItsTwoValues() throws {
      let said = try why(#""descriptor": {"whitening": {"dimensions": 6}}"#)
      #expect(said.contains("whiten classifier, gem, by pca on mini-scenes, seed 0: missing\n"))
      #expect(said.contains("      dimensions: 8 there, 6 here\n"))
    }

    @Test func aFieldOfASearchIsNamedWithItsTwoValues() throws {
      let said = try why(#""search": {"expansion": {"kind": "aqe", "images": 2}}"#)
      #expect(said.contains("      search.expansion.kind: \"none\" there, \"aqe\" here\n"))
    }

    @Test func theLabelOfScoresIsNamedWithItsTwoValues() throws {
      let said = try why(#""strata": "category", "metrics": ["medium.mAP", "medium.within.mAP"]"#)
      #expect(said.contains("      strata: null there, \"category\" here\n"))
    }

    @Test func aRowStandsAloneAndAnUnknownOneIsRefused() throws {
      let said = try why(#""descriptor": {"size": 40}"#, "--row", "contrastive")
      #expect(said.contains("by contrastive") && !said.contains("by classifier"))
      let refused = try workspace.iir("why", TinySpecs.path, "--row", "nobody")
      #expect(refused.status == 2)
      #expect(refused.messages.contains("No row is named \"nobody\"; the rows are classifier/"))
    }

    @Test func nothingIsMadeBySayingWhy() throws {
      try workspace.remove("Cache")
      try workspace.remove("Data")
      let run = try workspace.iir("why", TinySpecs.path)
      #expect(run.output.hasPrefix("tiny: steps 42 missing\n"), "\(run.output)\(run.messages)")
      #expect(!workspace.exists("Cache") && !workspace.exists("Data"))
    }
  }
}
