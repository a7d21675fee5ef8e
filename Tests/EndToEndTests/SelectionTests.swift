import Foundation
import Testing

extension EndToEndTests {
  /// A spec that chooses settings on a validation set of the user's own.
  @Suite struct SelectionTests {
    private static let spec = "Experiments/select.json"

    /// Returns the workspace of the tiny run with a selection over its contrastive network, on images
    /// of another name.
    private func workspace() throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let data = "\(workspace.path)/Data"
      let oxford = "\(workspace.path)/\(TinySpecs.oxford)"
      let files = FileManager.default
      try files.copyItem(atPath: oxford, toPath: "\(data)/val")
      try files.moveItem(
        atPath: "\(data)/val/gnd_mini-oxford.pkl", toPath: "\(data)/val/gnd_val.pkl")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Selection", "purpose": "selection",
         "selects": "medium.mAP", "datasets": [{"folder": "val"}], "metrics": ["medium.mAP"],
         "claims": [], "seeds": [0, 1],
         "matrix": {"descriptor.whitening.kind": ["none"]},
         "factors": {
           "rate": {"own": {}, "fast": {"optimizer": {"learningRate": 0.004}}},
           "batch": {"8": {}, "16": {"batch": 16}}},
         "rows": [
           {"name": "c1", "model": "contrastive", "levels": {"rate": "own", "batch": "8"}},
           {"name": "c2", "model": "contrastive", "levels": {"rate": "own", "batch": "16"}},
           {"name": "c3", "model": "contrastive", "levels": {"rate": "fast", "batch": "8"}},
           {"name": "c4", "model": "contrastive", "levels": {"rate": "fast", "batch": "16"}}]}
        """, to: Self.spec)
      return workspace
    }

    @Test func aSelectionTellsTheEffectOfEveryLevel() throws {
      let workspace = try workspace()
      let run = try workspace.iir("run", "--export", "Networks", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("## Selection\n"))
      #expect(run.output.contains("### contrastive\n\nBest row: `c"))
      #expect(run.output.contains("| Contrastive, rate fast, batch 16 | "))
      for level in ["| rate  | own   |    2 |", "| batch | 16    |    2 |"] {
        #expect(run.output.contains(level))
      }
      #expect(run.output.contains("contrastive, rate own, batch 16: resnet18"))
      // The row that changes nothing has the network that the tiny run trained.
      #expect(!run.messages.contains("train contrastive, seed 0"))
      for network in ["seed 1", "rate own, batch 16, seed 0", "rate fast, batch 16, seed 1"] {
        #expect(run.messages.contains("train contrastive, \(network)"))
      }
      #expect(
        try workspace.files(below: "Networks", endingIn: ".safetensors").count == 8)
      #expect(workspace.exists("Networks/contrastive-rate-fast-batch-8-seed-0.safetensors"))
      let document = try #require(
        JSONSerialization.jsonObject(with: workspace.bytes("Results/select.json"))
          as? [String: Any])
      let selection = try #require(document["selection"] as? [String: Any])
      #expect(selection["metric"] as? String == "medium.mAP")
      #expect((selection["models"] as? [[String: Any]])?.first?["isBalanced"] as? Bool == true)
    }

    @Test func aSelectionIsAcceptedAndComparedLikeATable() throws {
      let workspace = try workspace()
      #expect(try workspace.iir("run", "-q", Self.spec).status == 0)
      let accepted = try workspace.iir("baseline", "accept", Self.spec)
      #expect(accepted.status == 0, "\(accepted.messages)")
      #expect(
        try workspace.text("Results/baselines/select.md") == workspace.text("Results/select.md"))
      #expect(try workspace.iir("diff", Self.spec).output == "select: 4 MATCH\n")
    }

    @Test func thePlanHasEveryNetworkOnce() throws {
      let workspace = try workspace()
      let plan = try workspace.iir("plan", Self.spec)
      #expect(plan.status == 0, "\(plan.messages)")
      #expect(plan.output.contains("  contrastive, seed 0: in the cache\n"))
      #expect(plan.output.contains("  contrastive, rate fast, batch 16, seed 1: to be trained on"))
      #expect(plan.output.contains(#"by contrastive, "contrastive, rate own, batch 16","#))
    }

    @Test func aSetThatTablesEvaluateIsRefused() throws {
      let workspace = try workspace()
      let text = try workspace.text(Self.spec)
      try workspace.write(
        text.replacing(#"{"folder": "val"}"#, with: #""mini-oxford""#), to: Self.spec)
      for command in ["validate", "plan", "run"] {
        let refused = try workspace.iir(command, Self.spec)
        #expect(refused.status == 2)
        #expect(
          (refused.messages + refused.output).contains(
            "would be chosen by the answers; accepted: "))
      }
    }

    /// Which images a folder of the user's holds is found out when it is read.
    @Test func imagesThatWereTrainedOnAreNoValidationSet() throws {
      let workspace = try workspace()
      let spec = try workspace.text(Self.spec)
      let model =
        #""model": {"extends": "contrastive", "training": {"dataset": {"folder": "own"}}}"#
      try workspace.write(
        spec.replacing(#""model": "contrastive""#, with: model), to: Self.spec)
      let images = try workspace.files(below: "Data/val/jpg", endingIn: ".jpg")
      let names = images.prefix(8).map { $0.split(separator: "/").last.map(String.init) ?? "" }
      for name in names {
        try workspace.write(
          try workspace.bytes("Data/val/jpg/\(name)"), to: "Data/own/\(name)")
      }
      let rows = names.map { "\($0),\($0)" }
      try workspace.write(
        (["path,instance"] + rows).joined(separator: "\n"), to: "Data/own/manifest.csv")
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 3, "\(run.messages)")
      #expect(run.messages.contains("answers would leak"))
      #expect(!run.messages.contains("allowLeak"))
    }
  }
}
