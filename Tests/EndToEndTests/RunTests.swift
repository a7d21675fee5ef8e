import Foundation
import Testing

extension EndToEndTests {
  @Suite struct RunTests {
    /// What a run writes that is the same for the same seed, by path.
    private func product(of workspace: Workspace, results: String = "Results") throws
      -> [String: Data]
    {
      let files =
        try workspace.files(below: "Cache", endingIn: ".h5")
        + workspace.files(below: "Cache", endingIn: ".safetensors")
        + ["\(results)/tiny.md", "\(results)/tiny.csv"]
      return try Dictionary(uniqueKeysWithValues: files.map { ($0, try workspace.bytes($0)) })
    }

    @Test func twoRunsFromNothingWriteTheSameBytes() throws {
      let first = try Workspace.afterOneRun()
      let second = try Workspace()
      let run = try second.iir("run", TinySpecs.path)
      #expect(run.status == 0)
      let product = try product(of: second)
      #expect(product.keys.count { $0.hasSuffix(".h5") } == 21)
      #expect(product.keys.count { $0.hasSuffix(".safetensors") } == 6)
      #expect(try product == self.product(of: first))
    }

    @Test func aRunPrintsItsTableAndWhatItDid() throws {
      let workspace = try Workspace()
      let run = try workspace.iir("run", TinySpecs.path)
      #expect(run.output == (try workspace.text("Results/tiny.md")) + "\n")
      #expect(run.output.hasPrefix("# Tiny\n\n## mini-oxford\n\n| row "))
      #expect(run.messages.contains("train contrastive-ap, seed 0: 32 views, done in "))
      #expect(run.messages.contains("tiny: "))
      #expect(run.messages.contains(" stages computed, "))
    }

    @Test func aWarmRunRecomputesNothingAndSaysSo() throws {
      let workspace = try Workspace.afterOneRun()
      let before = try product(of: workspace)
      let run = try workspace.iir("run", TinySpecs.path)
      #expect(run.status == 0)
      #expect(run.messages.contains("s; nothing recomputed, 39 results from the cache\n"))
      #expect(!run.messages.contains("train "))
      #expect(try product(of: workspace) == before)
    }

    @Test func quietRunsPrintTheTableOnly() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir("run", "--quiet", TinySpecs.path)
      #expect(run.status == 0)
      #expect(run.output == (try workspace.text("Results/tiny.md")) + "\n")
      #expect(run.messages == "")
    }

    @Test func aDeletedCacheChangesNoResult() throws {
      let workspace = try Workspace.afterOneRun()
      let before = try product(of: workspace)
      try workspace.remove("Cache")
      #expect(try workspace.iir("run", TinySpecs.path).status == 0)
      #expect(try product(of: workspace) == before)
    }

    @Test func anotherSeedIsAnotherTable() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir("run", "--seed", "5", "--results", "Other", TinySpecs.path)
      #expect(run.status == 0)
      #expect(run.output.contains("- One seed of training: 5.\n"))
      #expect(try workspace.text("Other/tiny-seed-5.csv") != workspace.text("Results/tiny.csv"))
    }

    /// What is damaged, and what of the cache is not there, so that it is needed.
    @Test(arguments: [
      ("scores", []), ("rankings", ["scores"]), ("descriptors", ["rankings", "scores"]),
      ("whitenings", ["rankings", "scores"]),
      ("weights", ["descriptors", "whitenings", "rankings", "scores"]),
    ])
    func aDamagedCacheFileIsReportedOnceAndMadeAgain(kind: String, gone: [String]) throws {
      let workspace = try Workspace.afterOneRun()
      let before = try product(of: workspace)
      for folder in gone { try workspace.remove("Cache/\(folder)") }
      let damaged = try #require(
        try workspace.files(below: "Cache/\(kind)").first {
          $0.suffix(20).contains(".") && ![".json", ".csv"].contains(where: $0.hasSuffix)
        })
      try workspace.damage(damaged)
      let run = try workspace.iir("run", TinySpecs.path)
      #expect(run.status == 0)
      #expect(run.warnings.count == 1, "\(run.messages)")
      #expect(try product(of: workspace).filter { !$0.key.contains("/quarantine/") } == before)
    }
  }
}
