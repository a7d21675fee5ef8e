import Foundation
import Testing

extension EndToEndTests {
  /// What `iir checklist` says of a run, and what it writes.
  @Suite struct ChecklistTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    @Test func aChecklistIsPrintedOrWritten() throws {
      let printed = try workspace.iir("checklist", TinySpecs.path)
      #expect(printed.status == 0, "\(printed.messages)")
      #expect(printed.output.hasPrefix("# Checklist of "))
      #expect(printed.output.contains("`iir run \(TinySpecs.path)`"))
      let written = try workspace.iir("checklist", TinySpecs.path, "--out", "list.md")
      #expect(written.status == 0)
      #expect(written.output == "")
      #expect(try workspace.text("list.md") == printed.output)
    }

    @Test func aCrateHoldsTheResultsAndTheirSpec() throws {
      let run = try workspace.iir("checklist", TinySpecs.path, "--crate", "new/crate")
      #expect(run.status == 0, "\(run.messages)")
      #expect(try workspace.text("new/crate/checklist.md") == run.output)
      let index = try JSONSerialization.jsonObject(
        with: Data(workspace.text("new/crate/ro-crate-metadata.json").utf8))
      let graph = try #require((index as? [String: Any])?["@graph"] as? [[String: Any]])
      let files = graph.filter { $0["@type"] as? String == "File" }.compactMap {
        $0["@id"] as? String
      }
      #expect(files.count == (try workspace.files(below: "new/crate").count) - 1)
      let spec = try #require(files.first { $0.hasSuffix(".spec.json") })
      #expect(try workspace.text("new/crate/\(spec)") == workspace.text(TinySpecs.path))
    }

    @Test func withoutResultsThereIsNothingToTell() throws {
      let empty = try Workspace()
      let missing = try empty.iir("checklist", TinySpecs.path, "--crate", "crate")
      #expect(missing.status == 6)
      #expect(missing.messages.contains("run the table: iir run"))
      #expect(!empty.exists("crate/ro-crate-metadata.json"))
      #expect(try empty.iir("checklist", TinySpecs.path, "--license", "").status == 2)
    }
  }
}
