import Foundation
import Testing

extension EndToEndTests {
  /// A table that is measured and judged by a label of the images.
  @Suite struct StrataTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "title": "Strata", "strata": "category",
         "metrics": ["medium.mAP", "medium.within.mAP", "strata.mP@10"],
         "statistics": {"clusters": "category"}, "matrix": null,
         "descriptor": {"whitening": {"kind": "none"}},
         "claims": [{
           "name": "ap-helps", "statement": "It helps.", "scope": "three categories",
           "better": "contrastive-ap", "worse": "contrastive", "metric": "medium.mAP",
           "source": "this test"}]}
        """, to: "Experiments/strata.json")
    }

    private func run() throws -> Finished {
      try workspace.iir("run", "Experiments/strata.json", "-q")
    }

    @Test func aTableShowsWhatStrataMeasureAndPointsByStratum() throws {
      let finished = try run()
      #expect(finished.status == 0, "\(finished.messages)")
      let table = try workspace.text("Results/strata.md")
      #expect(table.contains("| medium.mAP within category |"))
      #expect(table.contains("| category mP@10 |"))
      #expect(table.contains("It helps. Scope: three categories. (this test)"))
      #expect(table.contains("mini-oxford, points by stratum: "))
      #expect(table.contains("t-intervals with each category as a cluster"))
      let csv = try workspace.text("Results/strata.csv")
      #expect(csv.contains("medium.within.mAP"))
    }

    @Test func theWholeDatabaseGivesTheValuesOfTheTableWithoutStrata() throws {
      _ = try run()
      func values(_ name: String) throws -> [Substring] {
        try workspace.text("Results/\(name).csv").split(whereSeparator: \.isNewline)
          .filter { $0.contains(",mini-oxford,medium.mAP,") && !$0.contains("/pca") }
          .compactMap { $0.split(separator: "medium.mAP,").last }
      }
      #expect(try values("strata") == values("tiny"))
    }

    @Test func imagesWithoutALabelAreToldAndALabelThatNoneHasIsAnError() throws {
      try workspace.copy("\(TinySpecs.oxford)", to: "Data/mine")
      try workspace.copy("Data/mine/gnd_mini-oxford.pkl", to: "Data/mine/gnd_mine.pkl")
      try workspace.write(
        #"{"version": 2, "extends": "strata.json", "datasets": [{"folder": "mine"}], "claims": []}"#,
        to: "Experiments/own-strata.json")
      let labels = try workspace.text("Data/mine/labels.csv")
      let lines = labels.split(separator: "\n")
      try workspace.write(
        lines.dropLast(4).joined(separator: "\n") + "\n", to: "Data/mine/labels.csv")
      let finished = try workspace.iir("run", "Experiments/own-strata.json")
      #expect(finished.status == 0, "\(finished.messages)")
      #expect(
        try workspace.text("Results/own-strata.md").contains("4 images have no label category"))
      try workspace.write("path,colour\n", to: "Data/mine/labels.csv")
      let refused = try workspace.iir("run", "Experiments/own-strata.json")
      #expect(refused.status == 3)
      #expect(refused.messages.contains("no query has a label category"))
    }
  }
}
