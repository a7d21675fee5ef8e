import Foundation
import Testing

extension EndToEndTests {
  /// A table in which images have several boxes, through every command that reads it.
  @Suite struct BoxedManifestTests {
    private let workspace: Workspace
    private let weights: String

    init() throws {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg").prefix(
        12)
      for (index, picture) in pictures.enumerated() {
        try workspace.write(workspace.bytes(picture), to: "Data/mine/\(index).jpg")
      }
      // Every image shows the object of its group of four, and the even ones a second.
      let lines = (0..<12).flatMap { index in
        ["\(index).jpg,object\(index / 4),0,0,40,40"]
          + (index.isMultiple(of: 2) ? ["\(index).jpg,other\(index % 3),8,8,48,48"] : [])
      }
      try workspace.write(
        (["path,instance,x1,y1,x2,y2"] + lines).joined(separator: "\n") + "\n",
        to: "Data/mine/manifest.csv")
      try workspace.write(
        (0..<12).map { "\($0).jpg\n" }.joined(), to: "Data/mine/images.txt")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Boxes",
         "datasets": [{"folder": "mine"}], "metrics": ["manifest.mAP"], "claims": [],
         "rows": [{"name": "classifier", "model": "classifier"}]}
        """, to: "Experiments/boxes.json")
      let sidecar = try #require(
        try workspace.files(below: "Cache/weights", endingIn: ".json").first {
          try workspace.text($0).contains("cross-entropy")
        })
      self.workspace = workspace
      weights = sidecar.dropLast(4) + "safetensors"
    }

    private func extract(_ source: String..., to output: String) throws {
      let command = ["extract", "-q", "--architecture", "resnet18", "--weights", weights]
      let run = try RunningCommand(
        command + ["--size", "48", "--out", output] + source, in: workspace
      ).finish()
      #expect(run.status == 0, "\(run.messages)")
    }

    @Test func theCommandsGiveWhatARunGives() throws {
      let verified = try workspace.iir("dataset", "verify", "mine")
      #expect(verified.status == 0, "\(verified.output)")
      #expect(verified.output.contains("manifest: 12 images in the database, 18 queries"))
      let run = try workspace.iir("run", "Experiments/boxes.json")
      #expect(run.status == 0, "\(run.messages)")
      let line = try #require(
        try workspace.text("Results/boxes.csv").split(whereSeparator: \.isNewline).first {
          $0.hasPrefix("boxes,classifier/none,") && $0.contains(",manifest.mAP,")
        })
      let published = "\"mAP\": \(line.split(separator: ",")[6])"
      try extract("--images", "Data/mine/images.txt", to: "db.h5")
      try extract("--manifest", "Data/mine/manifest.csv", to: "q.h5")
      let scores = try workspace.iir(
        "evaluate", "--manifest", "Data/mine/manifest.csv", "--database", "db.h5", "--queries",
        "q.h5",
        "--json")
      #expect(scores.output.contains(published), "\(scores.output) \(scores.messages)")
      let rank = try workspace.iir(
        "rank", "--database", "db.h5", "--queries", "q.h5", "--out", "ranks.h5")
      #expect(rank.output == "ranks.h5: 18 × 12 of 12\n", "\(rank.messages)")
      let ranked = try workspace.iir(
        "evaluate", "--manifest", "Data/mine/manifest.csv", "--ranks", "ranks.h5", "--json")
      #expect(ranked.output == scores.output, "\(ranked.messages)")
    }

    @Test func boxesCanBeSearchedInBoxes() throws {
      try extract("--manifest", "Data/mine/manifest.csv", to: "q.h5")
      let scores = try workspace.iir(
        "evaluate", "--manifest", "Data/mine/manifest.csv", "--database", "q.h5", "--queries",
        "q.h5")
      #expect(scores.status == 0, "\(scores.messages)")
      let rank = try workspace.iir(
        "rank", "--database", "q.h5", "--queries", "q.h5", "--top", "18", "--out", "ranks.h5")
      #expect(rank.output == "ranks.h5: 18 × 18 of 18\n", "\(rank.messages)")
      let ranked = try workspace.iir(
        "evaluate", "--manifest", "Data/mine/manifest.csv", "--ranks", "ranks.h5")
      #expect(ranked.output == scores.output, "\(ranked.messages)")
    }
  }
}
