import Foundation
import Testing

extension EndToEndTests {
  /// Tables with rows that tell what their numbers are worth without any learning.
  @Suite struct ReferenceRowTests {
    private static let spec = "Experiments/references.json"

    /// Returns a workspace with a set of three objects in two kinds, four photographs each.
    private func workspace(_ fields: String = "", rows: String = Self.rows) throws -> Workspace {
      let workspace = try Workspace.afterOneRun()
      let pictures = try workspace.files(below: "\(TinySpecs.landmarks)", endingIn: ".jpg").prefix(
        12)
      for (index, picture) in pictures.enumerated() {
        try workspace.write(workspace.bytes(picture), to: "Data/mine/\(index).jpg")
      }
      let lines = (0..<12).map { "\($0).jpg,object\($0 / 4),\($0 < 8 ? "tower" : "gate")" }
      try workspace.write(
        (["path,instance,kind"] + lines).joined(separator: "\n") + "\n",
        to: "Data/mine/manifest.csv")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "References", "strata": "kind",
         "datasets": [{"folder": "mine"}],
         "metrics": ["manifest.mAP", "manifest.within.mAP", "strata.mP@5"],
         \(fields)
         "rows": [\(rows)],
         "claims": [{"name": "oracle-knows", "statement": "It knows.", "source": "this test",
           "better": "oracle", "worse": "chance", "metric": "manifest.mAP"}]}
        """, to: Self.spec)
      return workspace
    }

    private static let references = """
      {"name": "chance", "reference": "chance"},
      {"name": "oracle", "label": "Kind oracle", "reference": "strata-oracle"},
      {"name": "pixels", "reference": "pixels"}
      """

    private static let rows = references + #", {"name": "classifier", "model": "classifier"}"#

    /// Returns mean, deviation and number of seeds of a row, a column each.
    private func values(of row: String, in workspace: Workspace) throws -> [[String]] {
      try workspace.text("Results/references.csv").split(whereSeparator: \.isNewline)
        .filter { $0.hasPrefix("references,\(row),") }
        .map { $0.split(separator: ",", omittingEmptySubsequences: false)[6...8].map(String.init) }
    }

    private func numbers(of row: String, in workspace: Workspace) throws -> [Double] {
      try values(of: row, in: workspace).compactMap { Double($0[0]) }
    }

    @Test func expectedValuesAreThoseWorkedOutByHand() throws {
      let workspace = try workspace()
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      // Of 11 other images 3 are right; of 7 of the kind "tower", and all 3 of the kind "gate".
      let (whole, tower) = (0.34617735799553984, 0.504421768707483)
      let within = (8 * tower + 4) / 12
      func expect(_ row: String, _ expected: [Double]) throws {
        let found = try numbers(of: row, in: workspace)
        #expect(found.count == 3)
        #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-9 }, "\(row): \(found)")
      }
      // Of 8 images of other objects, 4 are of the kind "tower" for one of its objects, and none of "gate".
      try expect("chance", [whole, within, (8 * 0.5) / 12])
      try expect("oracle", [within, within, (8 * 0.8) / 12])
      #expect(run.output.contains("chance: the expected value of a random order, in closed form"))
      #expect(run.output.contains("of the query's own kind come first"))
      #expect(run.output.contains("pixels: no network; images warped to 8×8 pixels"))
      #expect(run.output.contains("| HOLDS"))
      let line = try #require(
        run.output.split(whereSeparator: \.isNewline).first { $0.hasPrefix("| Kind oracle") })
      #expect(line.contains("| –") && !line.contains("**"))
    }

    @Test func aSecondRunLooksAtNoImageAgainAndMatches() throws {
      let workspace = try workspace()
      let first = try workspace.iir("run", Self.spec)
      #expect(first.messages.contains("extract mine by 8×8 pixels"), "\(first.messages)")
      let table = try workspace.bytes("Results/references.csv")
      #expect(try workspace.iir("baseline", "accept", Self.spec).status == 0)
      let accepted = try workspace.iir("fingerprint", "--accept", Self.spec)
      #expect(accepted.status == 0, "\(accepted.messages)")
      let second = try workspace.iir("run", "--fingerprint", Self.spec)
      #expect(second.messages.contains("nothing recomputed"), "\(second.messages)")
      #expect(second.output.contains("  expectation  chance on mine, manifest"))
      #expect(try workspace.bytes("Results/references.csv") == table)
      #expect(try workspace.iir("diff", Self.spec).status == 0)
      #expect(try workspace.iir("fingerprint", Self.spec).status == 0)
    }

    @Test func aPlanTellsWhatIsLeftToReduce() throws {
      let workspace = try workspace(rows: Self.references)
      let before = try workspace.iir("plan", Self.spec)
      #expect(before.status == 0, "\(before.messages)")
      #expect(before.output.contains("by 8×8 pixels"), "\(before.output)")
      #expect(before.output.contains("A run now: 12 images to extract"), "\(before.output)")
      #expect(try workspace.iir("run", "--export", "Networks", Self.spec).status == 0)
      let after = try workspace.iir("plan", Self.spec)
      #expect(after.output.contains("A run now: nothing to train or to extract"))
      #expect(try workspace.iir("plan", "--json", Self.spec).output.contains("\"strata-oracle\""))
    }

    @Test func referencesDependOnNoSeed() throws {
      let workspace = try workspace(
        #""seeds": [0, 1, 2, 3, 4], "seedStudyOf": "tiny","#, rows: Self.references)
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      let several = try ["chance", "oracle", "pixels"].map { try values(of: $0, in: workspace) }
      #expect(several.joined().allSatisfy { $0[1].isEmpty && $0[2] == "1" })
      #expect(!run.output.contains("±"))
      #expect(try workspace.iir("baseline", "accept", Self.spec).status == 0)
      let study = try workspace.text("Results/baselines/seed-study.json")
      #expect(study.ranges(of: "\"deviation\" : 0,").count == 9, "\(study)")
    }
  }
}
