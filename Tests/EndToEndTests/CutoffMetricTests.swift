import Foundation
import Testing

extension EndToEndTests {
  /// A table with measures of the first k images, which need nothing but the places of positives.
  @Suite struct CutoffMetricTests {
    private static let spec = "Experiments/cutoffs.json"
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Cutoffs",
         "metrics": ["medium.recall@4", "hard.mAP@100", "classic.mP@3"],
         "claims": [{
           "name": "ap-finds", "statement": "It finds more.", "source": "this test",
           "better": "contrastive-ap", "worse": "contrastive", "metric": "medium.recall@4",
           "where": {"descriptor.whitening.kind": "pca"}}]}
        """, to: Self.spec)
    }

    @Test func anyKComesFromTheScoresThatAreThere() throws {
      let run = try workspace.iir("run", Self.spec)
      #expect(run.status == 0, "\(run.messages)")
      let cells = try workspace.text("Results/cutoffs.csv")
      for metric in ["medium.recall@4", "hard.mAP@100", "classic.mP@3"] {
        #expect(cells.contains(",\(metric),"))
      }
      #expect(run.messages.contains("nothing recomputed"), "\(run.messages)")
      #expect(run.output.contains("recall@k: the share of queries with a positive"))
      let claims = try workspace.text("Results/cutoffs.json")
      #expect(claims.contains("\"recall@4\""))
      #expect(claims.contains("\"AP@100\""))
    }

    @Test func everyRuleIsAColumnAndOnlyOtherReadingsAreScoredAnew() throws {
      let names = ["medium.MRR", "hard.nDCG@10", "classic.MAP@R", "easy.mAP-cut@5"]
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Rules", "claims": [],
         "metrics": ["medium.MRR", "hard.nDCG@10", "classic.MAP@R", "easy.mAP-cut@5"]}
        """, to: "Experiments/rules.json")
      let run = try workspace.iir("run", "Experiments/rules.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.messages.contains("nothing recomputed"), "\(run.messages)")
      #expect(run.output.contains("MRR: 1/r of the first positive"))
      try workspace.write(
        """
        {"version": 2, "extends": "rules.json", "title": "Readings",
         "metrics": ["medium.MRR", "medium.with-junk.MRR", "medium.best-ties.mAP", "classic.worst-ties.mAP"]}
        """, to: "Experiments/readings.json")
      let other = try workspace.iir("run", "Experiments/readings.json")
      #expect(other.status == 0, "\(other.messages)")
      #expect(other.output.contains("with-junk: junk left in"))
      let cells = try workspace.text("Results/rules.csv") + workspace.text("Results/readings.csv")
      for name in names + ["medium.with-junk.MRR", "medium.best-ties.mAP"] {
        #expect(cells.contains(",\(name),"))
      }
      #expect(!other.messages.contains("extract"), "\(other.messages)")
      #expect(!other.messages.contains("rank "), "\(other.messages)")
    }

    @Test func aBaselineHoldsThemAndDiffListsTheQueries() throws {
      #expect(try workspace.iir("run", Self.spec, "-q").status == 0)
      #expect(try workspace.iir("baseline", "accept", Self.spec).status == 0)
      #expect(try workspace.iir("diff", Self.spec).status == 0)
      let cell = try workspace.iir(
        "diff", Self.spec, "--row", "classifier/none", "--column", "mini-oxford medium.recall@4")
      #expect(cell.status == 0, "\(cell.messages)")
      #expect(cell.output.contains("recall@4"), "\(cell.output)")
    }
  }
}
