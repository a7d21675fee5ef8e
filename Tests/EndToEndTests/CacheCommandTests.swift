import Foundation
import Testing

extension EndToEndTests {
  /// What `iir cache` lists, verifies and clears, and how runs share what is computed.
  @Suite struct CacheCommandTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    private func artifacts(_ folder: String = "Cache") throws -> [String] {
      try workspace.files(below: folder, endingIn: ".json")
    }

    @Test func whatTheCacheHoldsIsSaidInWords() throws {
      let run = try workspace.iir("cache", "ls", TinySpecs.path)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("  weights: train contrastive-ap, seed 0, "))
      #expect(run.output.contains("; of tiny\n"))
      #expect(run.output.contains("  in all, 42 artifacts that took "))
      #expect(try !workspace.iir("cache", "ls").output.contains("; of tiny"))
    }

    @Test func verificationEndsWithFiveForADamagedArtifact() throws {
      let whole = try workspace.iir("cache", "verify")
      #expect(whole.status == 0)
      #expect(whole.output.hasPrefix("42 artifacts are whole, "))
      let damaged = try #require(
        try workspace.files(below: "Cache/weights", endingIn: ".safetensors").first)
      try workspace.damage(damaged)
      let run = try workspace.iir("cache", "verify")
      #expect(run.status == 5)
      #expect(run.output.hasPrefix("damaged: \(damaged.dropLast(".safetensors".count)): "))
      #expect(workspace.exists(damaged))
    }

    @Test func whatNoSpecNeedsGoes() throws {
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "rows": [{"name": "c", "model": "classifier"}], "claims": []}"#,
        to: "Experiments/one.json")
      let dry = try workspace.iir("cache", "gc", "Experiments/one.json", "--dry-run")
      #expect(dry.output.contains("Would remove 27 artifacts, "), "\(dry.output)\(dry.messages)")
      #expect(try artifacts().count == 42)
      let young = try workspace.iir("cache", "gc", "Experiments/one.json", "--older-than", "1")
      #expect(young.output.contains("Removed 0 artifacts, "))
      let run = try workspace.iir("cache", "gc", "Experiments/one.json")
      #expect(run.output.contains("Removed 27 artifacts, "))
      #expect(try artifacts().count == 15)
      let again = try workspace.iir("run", "Experiments/one.json")
      #expect(again.messages.contains("nothing recomputed"))
    }

    @Test func whatIsPinnedStays() throws {
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "rows": [{"name": "c", "model": "classifier"}], "claims": []}"#,
        to: "Experiments/one.json")
      #expect(try workspace.iir("cache", "pin", TinySpecs.path).output == "Pinned 42 artifacts.\n")
      let kept = try workspace.iir("cache", "gc", "Experiments/one.json")
      #expect(kept.output.contains("Removed 0 artifacts, "))
      #expect(kept.output.contains("27 stay: they are pinned"))
      #expect(
        try workspace.iir("cache", "unpin", TinySpecs.path).output == "Unpinned 42 artifacts.\n")
      let run = try workspace.iir("cache", "gc", "Experiments/one.json")
      #expect(run.output.contains("Removed 27 artifacts, "))
    }

    @Test func aBaseCacheServesAndIsNeverWrittenTo() throws {
      let before = try workspace.files(below: "Cache")
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "descriptor": {"pooling": "mac"}}"#,
        to: "Experiments/mac.json")
      let run = try workspace.iir(
        "run", "Experiments/mac.json", "--cache", "Private", "--base", "Cache")
      #expect(run.status == 0, "\(run.messages)")
      #expect(!run.messages.contains("train "))
      #expect(try workspace.files(below: "Cache") == before)
      #expect(try artifacts("Private").count > 0)
      #expect(try artifacts("Private").allSatisfy { !$0.contains("/weights/") })
    }

    @Test func ofTwoRunsOneExtractsAndTheOtherTakesIt() throws {
      try workspace.remove("Cache")
      let first = try workspace.start("run", TinySpecs.path, "--results", "First")
      let second = try workspace.start("run", TinySpecs.path, "--results", "Second")
      let runs = [try first.finish(), try second.finish()]
      #expect(runs.map(\.status) == [0, 0], "\(runs.map(\.messages))")
      for work in ["train ", "extract "] {
        let lines = runs.flatMap { $0.messages.split(separator: "\n") }
          .filter { $0.hasPrefix(work) && $0.contains(", done in ") }
          .compactMap { $0.split(separator: ":").first }
        #expect(!lines.isEmpty)
        #expect(Set(lines).count == lines.count, "\(lines)")
      }
      #expect(try workspace.text("First/tiny.csv") == workspace.text("Second/tiny.csv"))
    }
  }
}
