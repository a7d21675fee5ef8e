import Foundation
import Testing

extension EndToEndTests {
  /// Tables whose rows differ in what needs no network: whitening and search.
  @Suite struct AblationTests {
    private static let spec = "Experiments/ablation.json"

    /// Returns a workspace with a table over the networks of the tiny one, which was run.
    private func workspace() throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Ablation", "claims": [],
         "matrix": {
           "descriptor.whitening.kind": null,
           "descriptor.whitening": [
             {"kind": "none"},
             {"kind": "pca", "fitOn": "mini-scenes", "images": 40, "dimensions": 4, "power": 0.25}],
           "search.augmentation": [{"kind": "none"}, {"kind": "alpha-dba", "images": 2}],
           "search.expansion": [
             {"kind": "none"}, {"kind": "aqe", "images": 2}, {"kind": "diffusion"}]}}
        """, to: Self.spec)
      return workspace
    }

    @Test func noNetworkIsRunWhereOnlyWhiteningAndSearchDiffer() throws {
      let workspace = try workspace()
      let plan = try workspace.iir("plan", "--json", Self.spec)
      #expect(plan.status == 0, "\(plan.messages)")
      let document = try #require(
        JSONSerialization.jsonObject(with: Data(plan.output.utf8)) as? [String: Any])
      let forecast = try #require(document["forecast"] as? [String: Any])
      let descriptors = try #require(forecast["descriptors"] as? [[String: Any]])
      #expect(descriptors.count == 6)
      #expect(descriptors.allSatisfy { $0["toExtract"] as? Int == 0 })
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      #expect(!run.messages.contains("extract ") && !run.messages.contains("train "))
      #expect(run.messages.contains("3 stages computed"))
      #expect(run.output.contains("Search: alpha-dba, the mean of an image and its 2 nearest"))
    }

    @Test func aSecondRunFitsNoWhiteningAgain() throws {
      let workspace = try workspace()
      #expect(try workspace.iir("run", Self.spec).status == 0)
      let table = try workspace.bytes("Results/ablation.csv")
      let run = try workspace.iir("run", Self.spec)
      #expect(run.messages.contains("nothing recomputed"))
      #expect(try workspace.bytes("Results/ablation.csv") == table)
    }

    /// What a run has just made is rounded as what it finds in the cache.
    @Test func descriptorsOf16BitsAreKeptInHalfTheSpace() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Halves", "claims": [],
         "matrix": {"descriptor.whitening.kind": ["none", "pca"],
                    "descriptor.storage": ["f32", "f16"]}}
        """, to: "Experiments/halves.json")
      let before = try workspace.files(below: "Cache/descriptors", endingIn: ".h5")
      let run = try workspace.iir("run", "Experiments/halves.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("Descriptors rounded to 16 bits (storage f16): "))
      let table = try workspace.bytes("Results/halves.csv")
      let after = try workspace.files(below: "Cache/descriptors", endingIn: ".h5")
      #expect(after.count == 2 * before.count)
      let size: (String) throws -> Int = { try workspace.bytes($0).count }
      let largest = try before.map(size).max() ?? 0
      #expect(try Set(after).subtracting(before).map(size).allSatisfy { $0 < largest })
      let again = try workspace.iir("run", "Experiments/halves.json")
      #expect(again.messages.contains("nothing recomputed"))
      #expect(try workspace.bytes("Results/halves.csv") == table)
    }

    @Test func pairsOfATrainingSetMakeALearnedWhitening() throws {
      let workspace = try workspace()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Learned", "claims": [],
         "matrix": {
           "descriptor.whitening.kind": null,
           "descriptor.whitening": [
             {"kind": "learned", "fitOn": "mini-landmarks", "dimensions": 8}]}}
        """, to: "Experiments/learned.json")
      let run = try workspace.iir("run", "Experiments/learned.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("whiten classifier, gem, by learned on mini-landmarks, seed 0"))
      #expect(try workspace.files(below: "Cache/whitenings", endingIn: ".safetensors").count == 6)
    }
  }
}
