import Foundation
import Testing

extension EndToEndTests {
  /// Tables with weights and images of the user's.
  @Suite struct OwnInputsRunTests {
    private static let spec = "Experiments/own.json"

    private static let ledger = """
      {"version": 1, "entries": [
        {"id": "another", "label": "Another network",
         "system": {"architecture": "resnet50", "training": "contrastive", "on": null},
         "protocol": {"resize": null, "size": 224, "crop": null, "scales": null, "pooling": null,
           "whitening": null, "search": null, "rule": "mAP"},
         "ranBy": "user",
         "source": {"citation": "its paper", "address": "https://example.org", "place": "table 1"},
         "values": [{"dataset": "mini-oxford", "metric": "medium.mAP", "percent": 12.5}]},
        {"id": "same", "label": "The same network",
         "system": {"architecture": "resnet18", "training": "classifier", "on": null},
         "protocol": {"resize": "shrink", "size": 512, "crop": "cirtorch", "scales": [1],
           "pooling": "gem", "whitening": {"kind": "none"}, "search": "none", "rule": "mAP"},
         "ranBy": "authors", "source": {"citation": "b", "address": "https://example.org/b"},
         "values": [{"dataset": "mini-oxford", "metric": "medium.mAP", "percent": 20}]}]}
      """

    /// Returns a workspace with one more spec: the tiny classifier beside a network from a file.
    private func workspace(file: String = "net.safetensors") throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "label": "From a file", "architecture": {"width": 4},
         "initialWeights": {"file": "\(file)", "source": "https://example.org/net"}}
        """, to: "Experiments/models/own.json")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Own",
         "rows": [{"name": "classifier", "model": "classifier"}, {"name": "own", "model": "own"}],
         "claims": [
           {"name": "own-is-better", "statement": "It is better.", "source": "this test",
            "better": "own", "worse": "classifier", "metric": "medium.mAP",
            "where": {"descriptor.whitening.kind": "pca"}}],
         "literature": ["another", {"id": "same", "row": "classifier"}]}
        """, to: Self.spec)
      try workspace.write(Self.ledger, to: "Experiments/literature.json")
      return workspace
    }

    @Test func missingWeightsMakeARowNotAvailable() throws {
      let workspace = try workspace()
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      let row = try #require(run.output.split(separator: "\n").first { $0.contains("From a file") })
      #expect(row.ranges(of: "not available").count == 3)
      #expect(run.output.contains("not judged, since its rows are not available"))
      #expect(
        run.output.contains(
          "Not available: net.safetensors. Put https://example.org/net into the folder of weights "
            + "under this name."))
      #expect(run.messages.contains("net.safetensors is missing."))
    }

    @Test func missingWeightsFailAStrictRun() throws {
      #expect(try workspace().iir("run", "--strict", Self.spec).status == 3)
    }

    @Test func publishedValuesStandApart() throws {
      let output = try workspace().iir("run", Self.spec).output
      #expect(output.contains("## Published elsewhere"))
      let row = try #require(output.split(separator: "\n").first { $0.contains("Another network") })
      #expect(row.contains("12.50") && row.contains("its paper; https://example.org, table 1"))
      #expect(row.contains("size 224, rule mAP; not stated: resize, crop"))
      let compared = try #require(
        output.split(separator: "\n").first { $0.contains("The same network") })
      #expect(compared.contains("against classifier/"))
      #expect(
        compared.contains("architecture resnet18 against resnet18 of width 4; size 512 against"))
    }

    @Test func weightsOfAFileGiveTheNumbersOfTheNetworkTheyCameFrom() throws {
      let workspace = try workspace()
      // The cached weights of the tiny classifier, as another project would hand them out.
      let weights = try workspace.files(below: "Cache/weights", endingIn: ".safetensors")
      let classifier = try #require(
        try weights.first { name in
          let sidecar = try workspace.text(name.replacing(".safetensors", with: ".json"))
          return sidecar.contains("train classifier,")
        })
      try workspace.write(workspace.bytes(classifier), to: "Weights/net.safetensors")
      let run = try workspace.iir("run", "--strict", Self.spec)
      #expect(run.messages.contains("missing") == false)
      let rows = run.output.split(separator: "\n").filter { $0.hasPrefix("| ") }
      func values(_ label: String) -> [String] {
        rows.filter { $0.contains(label) }.map { row in
          row.split(separator: "|").dropFirst(2).joined().replacing("**", with: "")
            .split(separator: " ").joined(separator: " ")
        }
      }
      #expect(values("From a file").count == 2)
      #expect(values("From a file") == values("Classifier"))
    }

    @Test func weightsOfAnotherNetworkAreRefused() throws {
      let workspace = try workspace(file: "wide.safetensors")
      let weights = try workspace.files(below: "Cache/weights", endingIn: ".safetensors")
      try workspace.write(workspace.bytes(weights[0]), to: "Weights/wide.safetensors")
      let recipe = try workspace.text("Experiments/models/own.json")
      try workspace.write(
        recipe.replacing("\"width\": 4", with: "\"width\": 8"), to: "Experiments/models/own.json")
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 3)
      #expect(run.messages.contains("resnet18 of width 8 was asked for"))
    }

    @Test func planTellsWhatIsCachedAndWhatIsMissing() throws {
      let workspace = try workspace()
      let tiny = try workspace.iir("plan", TinySpecs.path)
      #expect(tiny.status == 0, "\(tiny.messages)")
      #expect(tiny.output.contains("A run now: nothing to train or to extract"))
      // Nothing was measured for it.
      #expect(!tiny.output.contains("measured just now"))
      #expect(tiny.output.contains("images each, all in the cache"))
      let own = try workspace.iir("plan", Self.spec)
      #expect(own.output.contains("own, seed 0: missing"))
      #expect(own.output.contains("net.safetensors: Put https://example.org/net"))
      #expect(own.output.contains("With nothing missing:"))
    }

    @Test func planOfNothingDrawnCountsImagesAndDrawsNone() throws {
      let workspace = try Workspace()
      let plan = try workspace.iir("plan", TinySpecs.path)
      #expect(plan.status == 0, "\(plan.messages)")
      #expect(plan.output.contains("mini-scenes: 40 images, will be rendered"))
      #expect(plan.output.contains("classifier, seed 0: to be trained on 32 views"))
      #expect(!workspace.exists("Data") && !workspace.exists("Cache"))
    }

    @Test func aFolderOfInstancesIsEvaluated() throws {
      let workspace = try folderWorkspace()
      let run = try workspace.iir("run", "Experiments/folder.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("mine manifest.mAP"))
      #expect(run.output.contains("mine: 12 queries, 12 database images."))
    }

    @Test func aDamagedImageFailsTheRunUnlessItIsToBeSkipped() throws {
      let workspace = try folderWorkspace()
      let images = try workspace.files(below: "Data/mine", endingIn: ".jpg")
      // Whole in the table of queries it cannot be; a manifest makes it a database image only.
      let lines = images.enumerated().map { index, path in
        let name = path.dropFirst("Data/mine/".count)
        return "\(name),\(name.split(separator: "/")[0]),\(index % 4 == 0 ? "query" : "database")"
      }
      try workspace.write(
        (["path,instance,split"] + lines).joined(separator: "\n") + "\n",
        to: "Data/mine/manifest.csv")
      try workspace.write(workspace.bytes(images[1]).prefix(300), to: images[1])
      let failed = try workspace.iir("run", "Experiments/folder.json")
      #expect(failed.status == 3)
      #expect(failed.messages.contains(images[1]))
      let spec = try workspace.text("Experiments/folder.json")
      try workspace.write(
        spec.replacing("\"version\": 2,", with: "\"version\": 2, \"onDamaged\": \"skip\","),
        to: "Experiments/folder.json")
      let skipped = try workspace.iir("run", "Experiments/folder.json")
      #expect(skipped.status == 0, "\(skipped.messages)")
      let name = images[1].dropFirst("Data/mine/".count)
      #expect(skipped.output.contains("mine: skipped as damaged: \(name)."))
    }

    @Test func aDamagedQueryIsNotSkipped() throws {
      let workspace = try folderWorkspace()
      let images = try workspace.files(below: "Data/mine", endingIn: ".jpg")
      try workspace.write(workspace.bytes(images[1]).prefix(300), to: images[1])
      let spec = try workspace.text("Experiments/folder.json")
      try workspace.write(
        spec.replacing("\"version\": 2,", with: "\"version\": 2, \"onDamaged\": \"skip\","),
        to: "Experiments/folder.json")
      // Every picture of an undivided folder is a query and a database image.
      let run = try workspace.iir("run", "Experiments/folder.json")
      #expect(run.status == 3, "\(run.messages)")
      let name = images[1].dropFirst("Data/mine/".count)
      #expect(run.messages.contains("the query '\(name)' could not be decoded"))
    }

    /// Returns a workspace with three folders of four pictures each, and a spec that evaluates them.
    private func folderWorkspace() throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg")
      for (index, picture) in pictures.prefix(12).enumerated() {
        try workspace.write(
          workspace.bytes(picture), to: "Data/mine/object\(index / 4)/view\(index % 4).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Folder",
         "datasets": [{"folder": "mine"}], "metrics": ["manifest.mAP"], "claims": [],
         "rows": [{"name": "classifier", "model": "classifier"}]}
        """, to: "Experiments/folder.json")
      return workspace
    }
  }
}
