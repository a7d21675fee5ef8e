import Foundation
import Testing

extension EndToEndTests {
  /// What `iir show` shows of a table that was run.
  @Suite struct ShowTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    private func show(_ arguments: String...) throws -> Finished {
      try workspace.iir(["show", TinySpecs.path] + arguments, environment: [:])
    }

    /// Returns the names of the queries, in order.
    private func queries() throws -> [String] {
      let folder = "\(TinySpecs.oxford)/groundtruth"
      return try workspace.files(below: folder, endingIn: "_query.txt").map { file in
        let line = try workspace.text(file).split(separator: " ")[0]
        return String(line.trimmingPrefix("oxc1_"))
      }
    }

    @Test func aQueryIsShownInEveryRowAndDrawn() throws {
      let query = try #require(try queries().first)
      let run = try show("--query", query, "--top", "5", "--out", "shown.png")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix("## First images\n"))
      #expect(run.output.contains("\n### \(query)\n"))
      #expect(run.output.contains("](<shown.png>)"))
      #expect(run.output.contains("contrastive-ap/pca"))
      let picture = try workspace.bytes("shown.png")
      #expect(picture.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      // The same bytes again, whatever the number of threads.
      let again = try workspace.iir(
        [
          "show", TinySpecs.path, "--query", query, "--top", "5", "--out", "again.png", "--threads",
          "3",
        ],
        environment: [:])
      #expect(again.status == 0)
      #expect(try workspace.bytes("again.png") == picture)
    }

    @Test func rowsAreChosenAndPrintedAsJSON() throws {
      let query = try #require(try queries().last)
      let run = try show(
        "--query", query, "--rows", "contrastive-ap/pca,classifier/none", "--top", "3",
        "--setting", "classic", "--json")
      #expect(run.status == 0, "\(run.messages)")
      let document = try #require(
        JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(document["setting"] as? String == "classic" && document["top"] as? Int == 3)
      let shown = try #require(document["queries"] as? [[String: Any]])
      #expect(shown.map { $0["name"] as? String } == [query])
      let arms = try #require(shown[0]["arms"] as? [[String: Any]])
      #expect(arms.map { $0["row"] as? String } == ["contrastive-ap/pca", "classifier/none"])
    }

    @Test func severalQueriesHaveAFileEachAndOneOfJPEG() throws {
      let names = try queries()
      let run = try show("--query", names[0], "--query", names[1], "--out", "shown.jpg")
      #expect(run.status == 0, "\(run.messages)")
      for file in ["shown.1.jpg", "shown.2.jpg"] {
        #expect(try workspace.bytes(file).starts(with: [0xFF, 0xD8, 0xFF]))
      }
      #expect(!workspace.exists("shown.jpg"))
    }

    @Test func aSpecWithFirstImagesWritesTheirPicturesAndShowsThem() throws {
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "claims": [], "firstImages": {
          "rows": ["contrastive/none", "contrastive-ap/none"], "top": 4,
          "queries": [{"kind": "largest-gain", "from": "contrastive/none", "to": "contrastive-ap/none"}]}}
        """, to: "Experiments/shown.json")
      let run = try workspace.iir("run", "Experiments/shown.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("](<shown.1.png>)"))
      let picture = try workspace.bytes("Results/shown.1.png")
      let shown = try workspace.iir("show", "Experiments/shown.json", "--out", "again.png")
      #expect(shown.status == 0, "\(shown.messages)")
      #expect(try workspace.bytes("again.png") == picture)
      // Results of the same spec are replaced, pictures too.
      #expect(try workspace.iir("run", "Experiments/shown.json").status == 0)
      #expect(try workspace.bytes("Results/shown.1.png") == picture)
    }

    @Test func whatCannotBeShownIsSaid() throws {
      let query = try #require(try queries().first)
      #expect(try show().messages.contains("give one with --query"))
      let misspelt = try show("--query", "\(query)0")
      #expect(misspelt.status == 2)
      #expect(misspelt.messages.contains("did you mean \"\(query)\"?"), "\(misspelt.messages)")
      #expect(try show("--query", query, "--rows", "classifer/none").status == 2)
      #expect(try show("--query", query, "--dataset", "mini-paris").status == 2)
      #expect(try show("--query", query, "--setting", "manifest").status == 2)
      #expect(try show("--query", query, "--top", "0").status == 2)
      #expect(try show("--query", query, "--out", "a.gif").status == 2)
      let unrun = try show("--query", query, "--seed", "7")
      #expect(unrun.status == 6)
      #expect(
        unrun.messages.contains("iir run \(TinySpecs.path) --seed 7"), "\(unrun.messages)")
    }

    /// A folder of the user's, one folder an instance: queries are its images.
    @Test func aFolderOfPhotosIsShown() throws {
      for (object, number) in [("cup", 1), ("cup", 2), ("pot", 1), ("pot", 2)] {
        let names = try workspace.files(below: "\(TinySpecs.oxford)/jpg")
        let index = object == "cup" ? number : 10 + number
        try workspace.write(
          try workspace.bytes(names[index]), to: "Data/things/\(object)/\(number).jpg")
      }
      try workspace.write(
        """
        {"version": 2, "title": "Things", "datasets": [{"folder": "things"}], "metrics": ["manifest.mAP"],
         "rows": [{"name": "pixels", "reference": "pixels"}]}
        """, to: "things.json")
      #expect(try workspace.iir("run", "things.json").status == 0)
      let run = try workspace.iir(
        "show", "things.json", "--query", "cup/1.jpg", "--out", "cup.png")
      #expect(run.status == 0, "\(run.messages)")
      // The query itself is in the database, and does not count.
      #expect(run.output.contains("– cup/1.jpg (1.000)"), "\(run.output)")
      #expect(workspace.exists("cup.png"))
    }
  }
}
