import Foundation
import Testing

extension EndToEndTests {
  /// Whitening keeps no direction that its images do not extend in.
  @Suite struct WhiteningSpanTests {
    /// Returns a workspace with two sets of a few pictures, one to evaluate and one to fit on.
    private func workspace(_ whitening: String, fittingImages: Int) throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.oxford)", endingIn: ".jpg")
      try #require(pictures.count >= 12 + fittingImages)
      for index in 0..<12 {
        try workspace.write(
          workspace.bytes(pictures[index]), to: "Data/mine/object\(index / 3)/\(index).jpg")
      }
      for index in 0..<fittingImages {
        try workspace.write(
          workspace.bytes(pictures[12 + index]), to: "Data/fit/other\(index / 2)/\(index).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Span", "claims": [],
         "datasets": [{"folder": "mine"}], "metrics": ["manifest.mAP"],
         "matrix": {"descriptor.whitening.kind": null, "descriptor.whitening": [\(whitening)]},
         "rows": [{"name": "row", "model": "classifier"}]}
        """, to: "Experiments/span.json")
      return workspace
    }

    private func pca(_ dimensions: Int, _ rest: String = "") -> String {
      #"{"kind": "pca", "fitOn": {"folder": "fit"}, "images": null, "dimensions": \#(dimensions)\#(rest)}"#
    }

    @Test(arguments: ["", #", "floor": 0"#, #", "power": 0.25"#])
    func moreThanTheImagesSpanIsAnErrorBeforeAnyWork(variant: String) throws {
      let workspace = try workspace(pca(6, variant), fittingImages: 6)
      for command in ["run", "plan"] {
        let run = try workspace.iir(command, "Experiments/span.json")
        #expect(run.status == 4, "\(command)")
        #expect(
          run.messages.contains(
            "fitted to fit: Could not keep 6 dimensions in a whitening: the 6 training "
              + "descriptors differ in 5 directions only"), "\(run.messages)")
        #expect(run.messages.contains("Keep at most 5, or fit to more images."))
        #expect(!run.messages.contains("extract"))
      }
    }

    @Test func copiesOfAnImageAddNoDirection() throws {
      let workspace = try workspace(pca(5), fittingImages: 6)
      let picture = try workspace.bytes("Data/fit/other0/0.jpg")
      for name in ["other0/1", "other1/2", "other1/3"] {
        try workspace.write(picture, to: "Data/fit/\(name).jpg")
      }
      let run = try workspace.iir("run", "Experiments/span.json")
      #expect(run.status == 4)
      #expect(run.messages.contains("the 6 training descriptors differ in 2 directions only"))
    }

    @Test func fewPairsSpanFewDirections() throws {
      let learned = #"{"kind": "learned", "fitOn": {"folder": "fit"}, "dimensions": 4}"#
      let workspace = try workspace(learned, fittingImages: 6)
      let run = try workspace.iir("run", "Experiments/span.json")
      #expect(run.status == 4)
      #expect(run.messages.contains("the descriptors of 3 training pairs differ in 3 directions"))
    }

    /// Names decide the order in which images are read, and nothing else.
    @Test func renamedFilesScoreTheSame() throws {
      let workspace = try workspace(pca(5), fittingImages: 6)
      let run = try workspace.iir("run", "Experiments/span.json")
      #expect(run.status == 0, "\(run.messages)")
      let table = try workspace.text("Results/span.csv")
      for index in 0..<6 {
        let old = "\(workspace.path)/Data/fit/other\(index / 2)/\(index).jpg"
        let new = "\(workspace.path)/Data/fit/other\(index / 2)/z\(9 - index).jpg"
        try FileManager.default.moveItem(atPath: old, toPath: new)
      }
      #expect(try workspace.iir("run", "Experiments/span.json").status == 0)
      #expect(try workspace.text("Results/span.csv") == table)
    }
  }
}
