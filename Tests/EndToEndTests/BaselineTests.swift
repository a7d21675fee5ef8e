import Foundation
import Testing

extension EndToEndTests {
  @Suite struct BaselineTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    @Test func resultsMatchTheBaselineThatTheyBecame() throws {
      let accepted = try workspace.iir("baseline", "accept", TinySpecs.path)
      #expect(accepted.status == 0)
      #expect(accepted.output == "Results/baselines/tiny.json\n")
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 0)
      #expect(diff.output == "tiny: 19 MATCH\n\n")
    }

    @Test func aCellBeyondItsToleranceIsNamed() throws {
      #expect(try workspace.iir("baseline", "accept", TinySpecs.path).status == 0)
      let file = "Results/baselines/tiny.json"
      var baseline = try #require(
        try JSONSerialization.jsonObject(with: workspace.bytes(file)) as? [String: Any])
      var cells = try #require(baseline["cells"] as? [[String: Any]])
      let value = try #require(cells[0]["value"] as? Double)
      cells[0]["value"] = value + 0.01
      baseline["cells"] = cells
      try workspace.write(try JSONSerialization.data(withJSONObject: baseline), to: file)
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 1)
      let (old, new) = (percent(value + 0.01), percent(value))
      #expect(
        diff.output == """
          tiny: 18 MATCH, 1 REGRESSED
            REGRESSED tiny, row classifier/none, column mini-oxford medium.mAP: baseline \(old), \
          now \(new), tolerance 0.50 points


          """)
    }

    @Test func withoutABaselineThereIsNothingToCompare() throws {
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(diff.output.contains("there is no baseline; accept one first"))
    }

    @Test func withoutAResultThereIsNothingToCompare() throws {
      let empty = try Workspace()
      let diff = try empty.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(diff.messages.contains("Results/tiny.json does not exist"))
      #expect(try empty.iir("baseline", "accept", TinySpecs.path).status == 6)
    }

    @Test func aChangedSpecIsNeverAPass() throws {
      #expect(try workspace.iir("baseline", "accept", TinySpecs.path).status == 0)
      #expect(try workspace.iir("run", "-q", "--seed", "5", TinySpecs.path).status == 0)
      let diff = try workspace.iir("diff", TinySpecs.path)
      #expect(diff.status == 6)
      #expect(diff.output.contains("NOT-COMPARABLE"))
    }

    private func percent(_ value: Double) -> String { String(format: "%.2f", value * 100) }
  }
}
