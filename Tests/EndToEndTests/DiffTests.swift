import Foundation
import Testing

extension EndToEndTests {
  /// What `iir diff` and `iir baseline accept` say of edited specs and damaged files.
  @Suite struct DiffTests {
    private let workspace: Workspace
    private let baseline = "Results/baselines/tiny.json"

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    private func accept() throws {
      #expect(try workspace.iir("baseline", "accept", TinySpecs.path).status == 0)
    }

    private func editSpec(_ old: String, _ new: String) throws {
      let text = try workspace.text(TinySpecs.path)
      try #require(text.contains(old))
      try workspace.write(text.replacing(old, with: new), to: TinySpecs.path)
    }

    @Test func withoutABaselineThereIsNothingToCompare() throws {
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(diff.output.contains("iir baseline accept Experiments/tiny.json\n"))
    }

    @Test func withoutAResultTheSpecThatWasGivenIsToBeRun() throws {
      let empty = try Workspace()
      try empty.write(try empty.text(TinySpecs.path), to: "Mine/tiny.json")
      let diff = try empty.iir("diff", "Mine/tiny.json")
      #expect(diff.status == 6)
      #expect(
        diff.output.contains(
          "Results/tiny.json does not exist; run the table: iir run Mine/tiny.json"))
      let accept = try empty.iir("baseline", "accept", "Mine/tiny.json")
      #expect(accept.status == 6)
      #expect(accept.messages.contains("iir run Mine/tiny.json"))
    }

    @Test func anEditedSpecThatWasNotRunIsNotJudged() throws {
      try accept()
      let before = try workspace.bytes(baseline)
      try editSpec("\"dimensions\": 8", "\"dimensions\": 4")
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(diff.output.contains("descriptor.whitening.dimensions 8 → 4 (rows classifier/pca, "))
      #expect(diff.output.contains("run it again: iir run Experiments/tiny.json\n"))
      let accepted = try workspace.iir("baseline", "accept", TinySpecs.path)
      #expect(accepted.status == 6)
      #expect(try workspace.bytes(baseline) == before)
    }

    @Test func anEditedClaimThatWasNotRunIsNotJudged() throws {
      try accept()
      try editSpec(#""worse": "contrastive""#, #""worse": "classifier""#)
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(
        diff.output.contains("claims.ap-helps.worse contrastive/pca → classifier/pca; run it again")
      )
      #expect(try workspace.iir("baseline", "accept", TinySpecs.path).status == 6)
    }

    @Test func resultsOfAnotherSeedAreNotJudged() throws {
      try accept()
      try editSpec(#""title": "Tiny","#, #""title": "Tiny", "seeds": [5],"#)
      #expect(try workspace.iir("run", "-q", TinySpecs.path).status == 0)
      try editSpec(#" "seeds": [5],"#, "")
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(diff.output.contains("seeds [5] → [0]; run it again"))
    }

    @Test func aRowAddedAndARowRenamedAreToldAndTheOthersCompared() throws {
      try accept()
      try editSpec(
        #"{"name": "classifier", "model": "classifier"},"#,
        #"{"name": "fine", "model": "classifier"}, {"name": "mac", "model": "classifier", "#
          + #""descriptor": {"pooling": "mac"}},"#)
      #expect(try workspace.iir("run", "-q", TinySpecs.path).status == 0)
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      #expect(
        diff.output == """
          tiny: 19 MATCH, 6 NOT-COMPARABLE; 2 rows added, 2 rows renamed
            RENAMED row classifier/none → fine/none
            RENAMED row classifier/pca → fine/pca
            ADDED row mac/none
            ADDED row mac/pca
            To accept the results as they are: iir baseline accept Experiments/tiny.json

          """)
    }

    @Test func everyTableIsJudgedAndTheWorstCounts() throws {
      try accept()
      let both = try workspace.iir("diff", TinySpecs.slowPath, TinySpecs.path)
      #expect(both.status == 6)
      #expect(both.output.contains("slow: nothing to compare\n"))
      #expect(both.output.hasSuffix("tiny: 19 MATCH\n"))
      try workspace.write("{\n", to: "Results/slow.json")
      let damaged = try workspace.iir("diff", TinySpecs.slowPath, TinySpecs.path)
      #expect(damaged.status == 3)
      #expect(damaged.output.contains("Results/slow.json:2:1: not valid JSON: "))
      #expect(damaged.output.contains("run the table again: iir run Experiments/slow.json\n"))
      #expect(damaged.output.hasSuffix("tiny: 19 MATCH\n"))
    }

    @Test func conflictMarkersInABaselineAreNamed() throws {
      try accept()
      let text = try workspace.text(baseline)
      try workspace.write(
        text.replacing("  \"table\"", with: "<<<<<<< HEAD\n  \"table\""), to: baseline)
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 3)
      #expect(diff.output.contains(":1: holds conflict markers of a merge; "))
      #expect(diff.output.contains("restore it from version control\n"))
    }

    @Test func oneCellIsAskedFor() throws {
      try accept()
      let diff = try workspace.iir(
        "diff", "--row", "contrastive/pca", "--column", "mini-oxford medium.mAP", TinySpecs.path)
      #expect(diff.status == 0)
      #expect(diff.output.hasPrefix("tiny: 1 MATCH\n  MATCH row contrastive/pca, column "))
    }

    @Test func unknownNamesAreMistakesOfUsage() throws {
      try accept()
      let row = try workspace.iir("diff", "--row", "contrastve/pca", TinySpecs.path)
      #expect(row.status == 2)
      #expect(row.messages.contains("There is no row \"contrastve/pca\"; did you mean "))
      let column = try workspace.iir("diff", "--column", "mini-oxford medium", TinySpecs.path)
      #expect(column.status == 2)
      #expect(column.messages.contains("did you mean \"mini-oxford medium.mAP\"?"))
      #expect(try workspace.iir("diff", "--tolerance", "-1", TinySpecs.path).status == 2)
      #expect(
        try workspace.iir("diff", "--json", "--format", "junit", TinySpecs.path).status == 2)
    }

    @Test func severalTablesAreOneDocument() throws {
      try accept()
      let diff = try workspace.iir("diff", "--json", TinySpecs.path, TinySpecs.slowPath)
      #expect(diff.status == 6)
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(diff.output.utf8)) as? [String: Any])
      #expect(document["exitCode"] as? Int == 6)
      let tables = try #require(document["tables"] as? [[String: Any]])
      #expect(tables.map { $0["outcome"] as? String } == ["matches", "nothingToCompare"])
      let format = try workspace.iir(
        "diff", "--format", "json", TinySpecs.path, TinySpecs.slowPath)
      #expect(format.output == diff.output)
    }

    @Test func aDryRunWritesNothing() throws {
      let dry = try workspace.iir("baseline", "accept", "--dry-run", TinySpecs.path)
      #expect(dry.status == 0)
      #expect(dry.output.hasSuffix("would write Results/baselines/tiny.json\n"))
      #expect(!workspace.exists("Results/baselines"))
    }

    @Test func acceptingTwiceLeavesTheFileAlone() throws {
      try accept()
      let before = try workspace.bytes(baseline)
      #expect(try workspace.iir("run", "-q", TinySpecs.path).status == 0)
      let accepted = try workspace.iir("baseline", "accept", TinySpecs.path)
      #expect(
        accepted.output
          == "tiny: nothing changes\nResults/baselines/tiny.json stays as it is\n")
      #expect(try workspace.bytes(baseline) == before)
    }

    @Test func oneRowIsAcceptedAlone() throws {
      try accept()
      try editSpec(
        #"{"name": "classifier", "model": "classifier"},"#,
        #"{"name": "classifier", "model": "classifier", "descriptor": {"pooling": "mac"}},"#)
      #expect(try workspace.iir("run", "-q", TinySpecs.path).status == 0)
      let accepted = try workspace.iir(
        "baseline", "accept", "--row", "classifier/none", TinySpecs.path)
      #expect(accepted.status == 0)
      #expect(
        accepted.output.contains("  CHANGED classifier/none: descriptor.pooling gem → mac\n"))
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      #expect(diff.output.contains("  CHANGED classifier/pca: descriptor.pooling gem → mac\n"))
      #expect(!diff.output.contains("classifier/none"))
    }
  }
}
