import Foundation
import Testing

extension EndToEndTests {
  /// A table with a set that not every machine has.
  @Suite struct OptionalSetTests {
    private static let spec = "Experiments/more.json"
    private static let results = "Results/more"

    private let workspace: Workspace

    /// Makes a spec with an optional folder, and the pictures of three objects aside.
    init() throws {
      workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.oxford)", endingIn: ".jpg")
      for (index, picture) in pictures.prefix(12).enumerated() {
        try workspace.write(
          workspace.bytes(picture), to: "aside/object\(index / 4)/view\(index % 4).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "More",
         "optionalDatasets": [{"folder": "photos"}],
         "metrics": ["medium.mAP", "manifest.mAP", "classic.mAP", "manifest.mP@1"]}
        """, to: Self.spec)
    }

    private func move(_ old: String, _ new: String) throws {
      try FileManager.default.moveItem(
        atPath: "\(workspace.path)/\(old)", toPath: "\(workspace.path)/\(new)")
    }

    private func run(_ arguments: String...) throws -> Finished {
      let finished = try workspace.iir(arguments + [Self.spec], environment: [:])
      #expect(finished.status == 0, "\(finished.messages)")
      return finished
    }

    @Test func withoutTheSetATableIsCompleteButForANote() throws {
      let run = try run("run", "--strict")
      #expect(!run.output.contains("photos manifest") && !run.output.contains("not available"))
      #expect(run.output.ranges(of: "photos").count == 1)
      #expect(run.output.contains("- photos is not there: its columns are left out ("))
      #expect(!run.messages.contains("photos"))
    }

    @Test func withTheSetATableHasTheColumnsOfItsGroundTruth() throws {
      try move("aside", "Data/photos")
      let run = try run("run")
      let headers = run.output.split(separator: "\n").filter { $0.hasPrefix("| row") }.map {
        $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
      #expect(
        headers == [
          ["row", "whitening", "medium.mAP", "classic.mAP"],
          ["row", "whitening", "manifest.mAP", "manifest.mP@1"],
        ])
      #expect(run.output.contains("\n## photos\n"))
      #expect(run.output.contains("photos: 12 queries, 12 database images."))
      #expect(!run.output.contains("is not there"))
    }

    @Test func aBaselineIsMetWithTheSetAndWithoutIt() throws {
      _ = try run("run", "--quiet")
      let values = try workspace.text("\(Self.results).csv")
      _ = try run("baseline", "accept")
      _ = try run("fingerprint", "--accept")
      try move("aside", "Data/photos")
      _ = try run("run", "--quiet")
      #expect(
        try run("diff").output
          == "more: 13 MATCH\n  values of photos: not compared (not accepted yet)\n")
      #expect(try run("fingerprint").output.contains("photos: not compared (not accepted yet)"))
      let more = try workspace.text("\(Self.results).csv").split(separator: "\r\n")
      #expect(more.count { $0.contains(",photos,") } == 12)
      #expect(more.filter { !$0.contains(",photos,") } == values.split(separator: "\r\n"))

      #expect(try run("baseline", "accept").output.contains("ADDED column photos manifest.mAP"))
      _ = try run("fingerprint", "--accept")
      let accepted = try ["more.json", "more.md", "fingerprints.json"].map {
        try workspace.text("Results/baselines/\($0)")
      }
      #expect(try run("diff").output == "more: 25 MATCH\n")

      try move("Data/photos", "aside")
      _ = try run("run", "--quiet")
      #expect(try workspace.text("\(Self.results).csv") == values)
      #expect(
        try run("diff").output
          == "more: 13 MATCH\n  values of photos: not compared (photos is not there)\n")
      #expect(try run("fingerprint").output.contains("photos: not compared (photos is not there)"))
      #expect(try run("baseline", "accept").output.contains("nothing changes"))
      _ = try run("fingerprint", "--accept")
      #expect(
        try ["more.json", "more.md", "fingerprints.json"].map {
          try workspace.text("Results/baselines/\($0)")
        } == accepted)
    }

    @Test func itsColumnsGoWithItWhateverElseIsMissing() throws {
      try workspace.write(
        """
        {"version": 2, "label": "Own", "architecture": {"width": 4},
         "initialWeights": {"file": "net.safetensors", "source": "https://example.org/net"}}
        """, to: "Experiments/models/own.json")
      let spec = try workspace.text(Self.spec)
      try workspace.write(
        spec.replacing(
          "\"title\"",
          with: """
            "claims": [], "rows": [
              {"name": "classifier", "model": "classifier"}, {"name": "own", "model": "own"}],
            "title"
            """), to: Self.spec)
      try move("aside", "Data/photos")
      _ = try run("run", "--quiet")
      #expect(try workspace.text("\(Self.results).csv").contains(",photos,"))
      try move("Data/photos", "aside")
      _ = try run("run", "--quiet")
      #expect(try !workspace.text("\(Self.results).csv").contains(",photos,"))
    }

    @Test func aPlanSaysWhetherTheSetIsThere() throws {
      #expect(
        try run("plan").output.contains("  photos: evaluated too when it is there; it is not\n"))
      let document = try run("plan", "--json").output
      try move("aside", "Data/photos")
      let plan = try run("plan").output
      #expect(plan.contains("6 rows × 4 columns, 1 seed\n"))
      #expect(plan.contains("  photos: 12 images, "))
      // What the spec says is the same; the forecast is not.
      func datasets(_ text: String) throws -> [String]? {
        let plan = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return plan?["datasets"] as? [String]
      }
      #expect(try datasets(document) == ["mini-oxford"])
      #expect(try datasets(run("plan", "--json").output) == ["mini-oxford"])
    }

    @Test func aSetThatIsThereAndDamagedIsAnError() throws {
      try workspace.write("nothing", to: "Data/photos/readme.txt")
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 3)
      #expect(run.messages.contains("Data/photos: "))
      #expect(run.output.isEmpty)
    }

    @Test func aSetThatNoMetricIsForIsAnError() throws {
      try move("aside", "Data/photos")
      let spec = try workspace.text(Self.spec)
      try workspace.write(
        spec.replacing("\"manifest.mAP\", ", with: "")
          .replacing(", \"manifest.mP@1\"", with: ""),
        to: Self.spec)
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 3)
      #expect(
        run.messages.contains(
          "its ground truth is manifest, and none of the table's metrics is for that"))
    }

    @Test func imagesThatWereFittedOnAreNotEvaluatedThereEither() throws {
      let pictures = try workspace.files(below: "\(TinySpecs.scenes)", endingIn: ".jpg")
      for (index, picture) in pictures.prefix(4).enumerated() {
        try workspace.write(
          workspace.bytes(picture), to: "Data/photos/object\(index / 2)/view\(index % 2).jpg")
      }
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 3)
      #expect(run.messages.contains("4 of its images are also images of photos ("))
    }
  }
}
