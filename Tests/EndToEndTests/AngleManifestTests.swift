import Foundation
import Testing

extension EndToEndTests {
  /// A table of views whose neighbours do not count, through every command that reads it.
  @Suite struct AngleManifestTests {
    private let workspace: Workspace
    private let weights: String

    init() throws {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg").prefix(
        8)
      for (index, picture) in pictures.enumerated() {
        try workspace.write(workspace.bytes(picture), to: "Data/views/\(index).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Views",
         "datasets": [{"folder": "views"}], "metrics": ["manifest.mAP"], "claims": [],
         "rows": [{"name": "classifier", "model": "classifier"}]}
        """, to: "Experiments/views.json")
      let sidecar = try #require(
        try workspace.files(below: "Cache/weights", endingIn: ".json").first {
          try workspace.text($0).contains("cross-entropy")
        })
      self.workspace = workspace
      weights = sidecar.dropLast(4) + "safetensors"
    }

    /// Two objects, each seen from 0°, 10°, 180° and 190°.
    private func writeManifest(leastAngle: String, last: String = "190") throws {
      let lines = (0..<8).map { index in
        let angle = index == 7 ? last : ["0", "10", "180", "190"][index % 4]
        return "\(index).jpg,object\(index / 4),\(angle),\(leastAngle)"
      }
      try workspace.write(
        (["path,instance,angle,least-angle"] + lines).joined(separator: "\n") + "\n",
        to: "Data/views/manifest.csv")
    }

    private func extract() throws -> (status: Int32, messages: String) {
      let run = try workspace.iir(
        "extract", "-q", "--architecture", "resnet18", "--weights", weights, "--size", "48",
        "--manifest", "Data/views/manifest.csv", "--out", "views.h5")
      return (run.status, run.messages)
    }

    private func evaluate() throws -> String {
      try workspace.iir(
        "evaluate", "--manifest", "Data/views/manifest.csv", "--database", "views.h5",
        "--queries", "views.h5", "--json"
      ).output
    }

    @Test func aRunAndTheCommandsLeaveNearViewsOut() throws {
      try writeManifest(leastAngle: "0")
      let extracted = try extract()
      #expect(extracted.status == 0, "\(extracted.messages)")
      let every = try evaluate()
      try writeManifest(leastAngle: "90")
      let far = try evaluate()
      #expect(far != every)
      let run = try workspace.iir("run", "Experiments/views.json")
      #expect(run.status == 0, "\(run.messages)")
      let line = try #require(
        try workspace.text("Results/views.csv").split(whereSeparator: \.isNewline).first {
          $0.hasPrefix("views,classifier/none,")
        })
      #expect(far.contains("\"mAP\": \(line.split(separator: ",")[6])"), "\(line) \(far)")
    }

    @Test func queriesWithoutAFarViewAreCounted() throws {
      try writeManifest(leastAngle: "175", last: "100")
      let verified = try workspace.iir("dataset", "verify", "views")
      #expect(verified.status == 0, "\(verified.output)")
      #expect(verified.output.contains("left out: 2 in manifest"), "\(verified.output)")
    }

    @Test func aWrongAngleIsRefusedWhereItCounts() throws {
      try writeManifest(leastAngle: "90", last: "west")
      let message = "Data/views/manifest.csv:9: the angle 'west' is not a number of degrees"
      let run = try workspace.iir("run", "Experiments/views.json")
      #expect(run.status == 3)
      #expect(run.messages.contains(message), "\(run.messages)")
      let verified = try workspace.iir("dataset", "verify", "views")
      #expect(verified.output.contains(message), "\(verified.output)")
      #expect(try extract().status == 0)
      let scored = try workspace.iir(
        "evaluate", "--manifest", "Data/views/manifest.csv", "--database", "views.h5",
        "--queries", "views.h5")
      #expect(scored.status == 3)
      #expect(scored.messages.contains(message), "\(scored.messages)")
    }
  }
}
