import Foundation
import Testing

extension EndToEndTests {
  /// What `iir compare` says of two rows of a table.
  @Suite struct CompareTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
    }

    private func compare(_ arguments: String...) throws -> Finished {
      try workspace.iir(["compare", TinySpecs.path] + arguments, environment: [:])
    }

    @Test func twoRowsAreComparedInEveryColumn() throws {
      let run = try compare("--a", "contrastive/pca", "--b", "classifier/pca")
      #expect(run.status == 0)
      #expect(run.output.hasPrefix("A is contrastive/pca\nB is classifier/pca\n"))
      #expect(run.output.contains("| mini-oxford medium.mAP "))
      #expect(run.output.contains("The queries that decide mini-oxford "))
    }

    @Test func aColumnIsChosenAndDrawn() throws {
      let run = try compare(
        "--a", "contrastive/pca", "--b", "classifier/pca", "--column", "mini-oxford medium.mAP",
        "--svg", "scatter.svg", "--json")
      #expect(run.status == 0)
      let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      let columns = try #require(document as? [[String: Any]])
      #expect(columns.count == 1)
      #expect(columns[0]["metric"] as? String == "medium.mAP")
      #expect(try workspace.text("scatter.svg").hasPrefix("<svg "))
    }

    @Test func whatCannotBeComparedIsSaid() throws {
      let unknown = try compare("--a", "contrastve/pca", "--b", "classifier/pca")
      #expect(unknown.status == 2)
      #expect(unknown.messages.contains("did you mean \"contrastive/pca\"?"))
      let strange = try compare("--a", "zzz", "--b", "classifier/pca")
      #expect(strange.messages.contains("There is no row \"zzz\"; there are \""))
      let empty = try Workspace()
      let missing = try empty.iir("compare", TinySpecs.path, "--a", "x", "--b", "y")
      #expect(missing.status == 6)
      #expect(missing.messages.contains("run the table: iir run"))
    }
  }
}
