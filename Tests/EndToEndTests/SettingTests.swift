import Foundation
import Testing

extension EndToEndTests {
  /// Fields that the command line sets, and what is said of a base that no longer applies.
  @Suite struct SettingTests {
    @Test func aSettingHasResultsOfItsOwnAndTheTableKeepsItsOwn() throws {
      let workspace = try Workspace.afterOneRun()
      let table = try workspace.bytes("Results/tiny.json")
      let run = try workspace.iir(
        "run", TinySpecs.path, "-S", "statistics.resamples=100", "-S",
        "descriptor.whitening.kind=none")
      #expect(run.status == 0, "\(run.messages)")
      #expect(
        run.messages.contains(
          "the claim \"ap-helps\" no longer applies and is left out: the matrix does not have \"pca\""
        ))
      #expect(!run.messages.contains("train contrastive"))
      #expect(try workspace.bytes("Results/tiny.json") == table)
      let results = try workspace.files(below: "Results", endingIn: ".md")
        .filter { $0.hasPrefix("Results/tiny-S-") }
      #expect(results.count == 1)
      let text = try workspace.text(try #require(results.first))
      #expect(
        text.hasPrefix(
          "# Tiny, with descriptor.whitening.kind none, statistics.resamples 100\n"), "\(text)")
      #expect(!text.contains("| pca"))
    }

    @Test func noticesStandOnStandardErrorAndMistakesInTheArgument() throws {
      let workspace = try Workspace()
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "rows": [{"name": "x", "model": "contrastive"}]}"#,
        to: "Experiments/one.json")
      let valid = try workspace.iir("validate", "Experiments/one.json")
      #expect(valid.status == 0)
      #expect(valid.output == "one: 2 rows, 1 models, 0 claims; valid\n")
      #expect(valid.messages.hasPrefix("notice: Experiments/tiny.json:"))
      let wrong = try workspace.iir("validate", "-S", "descriptor.sise=64", TinySpecs.path)
      #expect(wrong.status == 2)
      #expect(wrong.messages.contains("did you mean \"descriptor.size\"?"))
      #expect(try workspace.iir("validate", "-S", "size", TinySpecs.path).status == 2)
    }
  }
}
