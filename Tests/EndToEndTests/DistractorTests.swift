import Foundation
import Testing

extension EndToEndTests {
  /// Distractors behind a mini set, and images that are both fitted on and evaluated.
  @Suite struct DistractorTests {
    private static let spec = "Experiments/far.json"

    /// Returns a workspace with five distractors and a spec that evaluates a set with and without.
    private func workspace() throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg").prefix(
        5)
      for (index, picture) in pictures.enumerated() {
        try workspace.write(workspace.bytes(picture), to: "Data/far/jpg/far\(index).jpg")
      }
      try workspace.write(
        (0..<5).map { "far\($0)\n" }.joined(), to: "Data/far/far.txt")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Far", "claims": [],
         "datasets": ["mini-oxford", {"set": "mini-oxford", "distractors": "far"}],
         "rows": [{"name": "classifier", "model": "classifier"}]}
        """, to: Self.spec)
      return workspace
    }

    @Test func onlyTheDistractorsAreDescribed() throws {
      let workspace = try workspace()
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("extract far distractors by classifier, seed 0, shard 1"))
      #expect(!run.messages.contains("extract mini-oxford"))
      #expect(run.output.contains("mini-oxford+far medium.mAP"))
      #expect(run.output.contains("mini-oxford: 6 queries, 40 database images."))
      #expect(run.output.contains("mini-oxford+far: 6 queries, 45 database images."))
      let again = try workspace.iir("run", Self.spec)
      #expect(again.messages.contains("nothing recomputed"))
    }

    @Test func aPlanKnowsOfThem() throws {
      let plan = try workspace().iir("plan", Self.spec)
      #expect(plan.status == 0, "\(plan.messages)")
      #expect(plan.output.contains("mini-oxford+far"))
    }

    @Test func aMissingListMakesAColumnNotAvailable() throws {
      let workspace = try workspace()
      try workspace.remove("Data/far/far.txt")
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("Not available: mini-oxford+far. Put the list of distractors"))
      #expect(try workspace.iir("run", "--strict", Self.spec).status == 3)
    }

    @Test func aMissingDistractorIsNamed() throws {
      let workspace = try workspace()
      try workspace.remove("Data/far/jpg/far3.jpg")
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 3)
      #expect(run.messages.contains("1 images of the list Data/far/far.txt are missing: far3"))
    }

    /// Returns a workspace in which pictures of the training set are evaluated under other names.
    private func leakingWorkspace(_ rest: String) throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg")
      for (index, picture) in pictures.prefix(12).enumerated() {
        try workspace.write(
          workspace.bytes(picture), to: "Data/mine/object\(index / 4)/view\(index % 4).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Leak", "claims": [],
         "datasets": [{"folder": "mine"}], "metrics": ["manifest.mAP"],
         "rows": [{"name": "ap", "model": "contrastive-ap"}]\(rest)}
        """, to: "Experiments/leak.json")
      return workspace
    }

    @Test func imagesThatWereTrainedOnAreNotEvaluated() throws {
      let run = try leakingWorkspace("").iir("run", "Experiments/leak.json")
      #expect(run.status == 3)
      #expect(run.messages.contains("12 of its images are also images of mine ("))
      #expect(run.messages.contains("with the training of contrastive-ap on it"))
    }

    @Test func aLeakThatTheSpecAllowsIsCountedBelowTheTable() throws {
      let run = try leakingWorkspace(#", "allowLeak": true"#).iir("run", "Experiments/leak.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(
        run.output.contains(
          "Leak, which the spec allows: the training of contrastive-ap saw 12 images of "
            + "mini-landmarks that are evaluated in mine"))
    }

    /// Returns a workspace in which two sets of other images use the same names for their objects.
    private func namesakes(_ rest: String) throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.oxford)", endingIn: ".jpg")
      for index in 0..<12 {
        let set = index < 6 ? "mine" : "fit"
        try workspace.write(
          workspace.bytes(pictures[index]), to: "Data/\(set)/\(index % 2 + 1)/\(index).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Namesakes", "claims": [],
         "datasets": [{"folder": "mine"}], "metrics": ["manifest.mAP"],
         "matrix": {"descriptor.whitening.kind": null, "descriptor.whitening": [
           {"kind": "pca", "fitOn": {"folder": "fit"}, "dimensions": 4, "images": null}]},
         "rows": [{"name": "row", "model": "classifier"}]\(rest)}
        """, to: "Experiments/namesakes.json")
      return workspace
    }

    @Test func equalNamesOfUnrelatedSetsAreNoLeak() throws {
      let run = try namesakes("").iir("run", "Experiments/namesakes.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("2 objects of fit and of mine have equal names (1, 2)"))
      #expect(
        run.output.contains(
          "Equal names: 2 objects of fit, which whitening saw, and of mine have the same names"))
      #expect(!run.output.contains("Leak, which"))
    }

    @Test func namesThatTheSpecCallsSharedAreProof() throws {
      let shared = #", "instanceNames": "shared""#
      let run = try namesakes(shared).iir("run", "Experiments/namesakes.json")
      #expect(run.status == 3)
      #expect(run.messages.contains("2 of its objects are also objects of mine by name (1, 2)"))
      let allowed = try namesakes(shared + #", "allowLeak": true"#)
        .iir("run", "Experiments/namesakes.json")
      #expect(allowed.status == 0, "\(allowed.messages)")
      #expect(allowed.output.contains("Leak, which the spec allows"))
    }

    @Test func whiteningMayBeFittedOnTheSetItselfWhenTheSpecSaysSo() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Own", "claims": [], "allowLeak": true,
         "rows": [{"name": "classifier", "model": "classifier"}],
         "descriptor": {"whitening": {"fitOn": "mini-oxford"}}}
        """, to: "Experiments/own.json")
      let run = try workspace.iir("run", "Experiments/own.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(
        run.output.contains("whitening saw 40 images of mini-oxford that are evaluated in"))
    }
  }
}
