import Foundation
import Testing

extension EndToEndTests {
  /// The real binary on the files of the tiny run, some of them edited.
  @Suite struct BaselineTests {
    private let workspace: Workspace
    private let baseline = "Results/baselines/tiny.json"
    private let result = "Results/tiny.json"

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    private func accept() throws {
      #expect(try workspace.iir("baseline", "accept", TinySpecs.path).status == 0)
    }

    /// Changes a JSON document by its parts.
    private func edit(_ file: String, _ change: (inout [String: Any]) throws -> Void) throws {
      var document = try #require(
        try JSONSerialization.jsonObject(with: workspace.bytes(file)) as? [String: Any])
      try change(&document)
      try workspace.write(try JSONSerialization.data(withJSONObject: document), to: file)
    }

    @Test func resultsMatchTheBaselineThatTheyBecame() throws {
      let accepted = try workspace.iir("baseline", "accept", TinySpecs.path)
      #expect(accepted.status == 0)
      #expect(
        accepted.output
          == "tiny: a first baseline of 18 values\nwrote Results/baselines/tiny.json\n")
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 0)
      #expect(diff.output == "tiny: 19 MATCH\n")
    }

    @Test func aRunFromNothingMatchesBitForBit() throws {
      try accept()
      try workspace.remove("Cache")
      #expect(try workspace.iir("run", "-q", TinySpecs.path).status == 0)
      #expect(try workspace.iir("diff", TinySpecs.path).output == "tiny: 19 MATCH\n")
    }

    @Test(arguments: 0..<6, 0..<3)
    func aHundredthOfAPointInAnyCellIsNamed(row: Int, cell: Int) throws {
      try accept()
      var names: [String] = []
      try edit(baseline) { document in
        var rows = try #require(document["rows"] as? [[String: Any]])
        var cells = try #require(rows[row]["cells"] as? [[String: Any]])
        let value = try #require((cells[cell]["values"] as? [Double])?.first)
        cells[cell]["values"] = [value + 0.0001]
        names = try [rows[row]["name"], cells[cell]["metric"]].map { try #require($0 as? String) }
        rows[row]["cells"] = cells
        document["rows"] = rows
      }
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      #expect(diff.output.hasPrefix("tiny: 18 MATCH, 1 REGRESSED\n"))
      #expect(
        diff.output.contains("\n  REGRESSED row \(names[0]), column mini-oxford \(names[1]): "))
      #expect(diff.output.contains(" (-0.01 points)\n"))
    }

    @Test func rowsOfTwoNetworksSwappedAreFound() throws {
      try accept()
      try edit(result) { document in
        let names = ["classifier/none": "contrastive/none", "contrastive/none": "classifier/none"]
        var records = try #require(document["records"] as? [[String: Any]])
        for index in records.indices {
          let name = try #require(records[index]["row"] as? String)
          records[index]["row"] = names[name] ?? name
        }
        document["records"] = records
      }
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      for row in ["classifier/none", "contrastive/none"] {
        #expect(diff.output.contains(" row \(row), column mini-oxford medium.mAP: "))
      }
    }

    @Test func aMovedQueryIsFoundWhereTheMeanStays() throws {
      try accept()
      try edit(result) { document in
        var records = try #require(document["records"] as? [[String: Any]])
        var seeds = try #require(records[0]["seeds"] as? [[String: Any]])
        var queries = try #require(seeds[0]["queries"] as? [[String: Any]])
        let moved = queries[0]["values"]
        queries[0]["values"] = queries[1]["values"]
        queries[1]["values"] = moved
        seeds[0]["queries"] = queries
        records[0]["seeds"] = seeds
        document["records"] = records
      }
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      #expect(diff.output.contains("as before, but queries moved\n"))
    }

    @Test func halfAPointOverAllCellsThatNeedNotBeExactIsFound() throws {
      try accept()
      try edit(baseline) { document in
        var rows = try #require(document["rows"] as? [[String: Any]])
        for row in rows.indices {
          // As rows in bfloat16 are accepted, which not every processor can compute.
          rows[row]["isExact"] = false
          rows[row]["cells"] = try Self.raised(rows[row]["cells"])
        }
        document["rows"] = rows
      }
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      #expect(diff.output.hasPrefix("tiny: 19 MATCH\n"))
      #expect(diff.output.contains("  REGRESSED 12 values together: -0.50 points"))
      #expect(diff.output.contains(" -0.50 … -0.50, 6 queries\n"))
    }

    /// Results and baselines of versions that had `numerics` and `reductionThreads` state them.
    @Test func recordsWithFieldsThatAreGoneAreRead() throws {
      try accept()
      try edit(result) { document in
        var experiment = try #require(document["experiment"] as? [String: Any])
        experiment["numerics"] = "exact"
        experiment["models"] = try #require(experiment["models"] as? [[String: Any]]).map(
          Self.withThreads)
        document["experiment"] = experiment
      }
      try edit(baseline) { document in
        document["runs"] = try #require(document["runs"] as? [[String: Any]]).map { run in
          run.merging(["numerics": "exact"]) { $1 }
        }
        let models = try #require(document["models"] as? [String: [String: Any]])
        document["models"] = try models.mapValues(Self.withThreads)
      }
      #expect(try workspace.iir("diff", TinySpecs.path).output == "tiny: 19 MATCH\n")
    }

    /// Returns a recipe whose training states the number of threads, as it once did.
    private static func withThreads(_ recipe: [String: Any]) throws -> [String: Any] {
      var (recipe, training) = (recipe, try #require(recipe["training"] as? [String: Any]))
      training["reductionThreads"] = 2
      recipe["training"] = training
      return recipe
    }

    /// Returns cells whose values and queries are higher by half a point.
    private static func raised(_ cells: Any?) throws -> [[String: Any]] {
      try #require(cells as? [[String: Any]]).map { cell in
        var cell = cell
        let value = try #require((cell["values"] as? [Double])?.first)
        var queries = try #require(cell["queries"] as? [String: Any])
        let numbers = try #require(queries["tenThousandths"] as? String).split(separator: " ")
        queries["tenThousandths"] = numbers.map { Int($0).map { "\($0 + 50)" } ?? "-" }
          .joined(separator: " ")
        cell["values"] = [value + 0.005]
        cell["queries"] = queries
        return cell
      }
    }
  }
}
