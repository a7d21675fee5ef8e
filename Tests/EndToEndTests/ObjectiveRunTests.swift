import Foundation
import Testing

extension EndToEndTests {
  /// Every kind of objective trains a network of a table.
  @Suite struct ObjectiveRunTests {
    private static let path = "Experiments/objectives.json"

    /// Objectives of a small world's landmarks, with the words of the table's footnote.
    private static let objectives = [
      ("cross-entropy", #""label": "instance""#, "cross-entropy over the label instance"),
      ("arcface", #""label": "instance""#, "ArcFace of margin 0.5 over the label instance"),
      ("cosface", #""label": "category""#, "CosFace of margin 0.35 over the label category"),
      ("supcon", #""projection": [16, 8], \#(batch)"#, "SupCon at temperature 0.1"),
      ("contrastive-pair", batch, "contrastive loss of pairs of margin 0.7"),
      ("triplet", batch, "triplet loss of margin 0.1"),
      ("smooth-ap", batch, "smooth AP loss at temperature 0.01"),
      ("fast-ap", batch, "FastAP loss with 10 bins"),
      ("tie-aware-ap", batch, "tie-aware AP loss with 20 bins"),
      (
        "contrastive-pair", mined,
        "contrastive loss of pairs of margin 0.7 with 2 negatives mined among 20 images every 3 steps"
      ),
      (
        "triplet", mined,
        "triplet loss of margin 0.1 with 2 negatives mined among 20 images every 3 steps"
      ),
      ("roadmap", #""learnGemExponent": true, \#(batch)"#, "ROADMAP loss of calibration 0.5"),
    ]

    private static let batch = #""instancesPerBatch": 4, "viewsPerInstance": 2"#

    private static let mined =
      #""instancesPerBatch": 2, "viewsPerInstance": 2, "learnGemExponent": true, "#
      + #""mining": {"pool": 20, "negatives": 2, "steps": 3}"#

    private static var spec: String {
      let rows = objectives.enumerated().map { number, objective in
        let (kind, fields, _) = objective
        return """
          {"name": "\(kind)-\(number)", "model": {"extends": "classifier", "label": "\(kind)", "training": {
            "objective": {"kind": "\(kind)", \(fields)}, "dataset": "mini-landmarks"}}}
          """
      }
      return """
        {"version": 2, "extends": "tiny.json", "matrix": null, "claims": [],
         "descriptor": {"whitening": {"kind": "none"}}, "rows": [\(rows.joined(separator: ","))]}
        """
    }

    /// The weights that a run trains, by path.
    private func weights(threads: Int) throws -> [String: Data] {
      let workspace = try Workspace()
      try workspace.write(Self.spec, to: Self.path)
      let run = try workspace.iir("run", Self.path, "--threads", "\(threads)")
      #expect(run.status == 0, "\(run.messages)")
      for (kind, _, words) in Self.objectives {
        #expect(run.output.contains(words), "\(kind)")
      }
      let files = try workspace.files(below: "Cache", endingIn: ".safetensors")
      return try Dictionary(uniqueKeysWithValues: files.map { ($0, try workspace.bytes($0)) })
    }

    @Test func everyObjectiveTrainsToTheSameBytesOnAnyNumberOfThreads() throws {
      let one = try weights(threads: 1)
      #expect(one.count >= Self.objectives.count)
      #expect(try weights(threads: 2) == one)
    }

    @Test func aLabelThatAFolderLacksIsNamed() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.copy(TinySpecs.landmarks, to: "Data/own")
      try workspace.write(
        Self.spec.replacing("\"label\": \"instance\"", with: "\"label\": \"species\"")
          .replacing("\"mini-landmarks\"", with: "{\"folder\": \"own\"}"), to: Self.path)
      let run = try workspace.iir("run", Self.path)
      #expect(run.status == 3)
      #expect(run.messages.contains("has no label 'species'"))
      #expect(run.messages.contains("The labels are instance, category, function, type."))
    }
  }
}
