import Foundation
import Testing

extension EndToEndTests {
  /// `iir literature`, and the ledger that it prints.
  @Suite struct LiteratureTests {
    private func workspace() throws -> Workspace {
      let workspace = try Workspace()
      let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
      let ledger = try Data(contentsOf: root.appending(path: "Experiments/literature.json"))
      try workspace.write(ledger, to: "Experiments/literature.json")
      return workspace
    }

    /// Returns the cells of the table lines that hold a text.
    private func rows(_ output: String, with text: String) -> [[String]] {
      output.split(separator: "\n").filter { $0.hasPrefix("|") && $0.contains(text) }.map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
    }

    @Test func theFirstSectionComparesContrastiveWithClassifier() throws {
      let run = try workspace().iir("literature")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.hasPrefix("## Contrastive against classifier, the same architecture\n"))
      let bob = rows(run.output, with: "| bob-r50-vicreg ")
      #expect(
        bob.first
          == [
            "resnet50", "bob-r50-vicreg", "bob-r50-classifier", "roxford5k", "medium.with-junk.MRR",
            "80.20", "64.80", "+15.40",
          ])
      let dino = rows(run.output, with: "| dino-r50-dino ")
      #expect(dino.first?.last == "–")
      #expect(
        run.output.contains(
          "- dino-r50-dino against vissl-r50-classifier: resize not stated; size not stated; scales not stated"
        ))
    }

    @Test func valuesStandWithTheirSourcesAndProtocols() throws {
      let run = try workspace().iir("literature", "vissl-r50-classifier")
      let lines = rows(run.output, with: "vissl-r50-classifier")
      #expect(lines.count == 2)
      #expect(lines[0].contains("53.04") && lines[0].contains("a third party"))
      #expect(
        lines[0].last?.hasPrefix(
          "VISSL, retrieval configurations; github.com/facebookresearch/vissl/") == true)
      #expect(
        lines[1] == [
          "vissl-r50-classifier", "force", "1024", "none", "1", "rmac",
          "pca on other-city to 2048 dimensions, power 0.5", "none", "mAP",
        ])
    }

    @Test func aSetCutsTheLedger() throws {
      let run = try workspace().iir("literature", "--dataset", "CUB", "--json")
      #expect(run.status == 0, "\(run.messages)")
      let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
      let entries = try #require(document?["entries"] as? [[String: Any]])
      #expect(
        entries.compactMap { $0["id"] as? String }
          == ["bob-r50-vicreg", "bob-r50-classifier", "oml-r50-moco-v2", "oml-r50-classifier"])
      let comparisons = try #require(document?["comparisons"] as? [[String: Any]])
      #expect(comparisons.count == 2)
      #expect(comparisons[0]["contrastivePercent"] as? Double == 45.3)
    }

    @Test(arguments: [
      (
        ["bob-r50-vicregg"], #"There is no entry "bob-r50-vicregg"; did you mean "bob-r50-vicreg"?"#
      ),
      (["--dataset", "CUBS"], #"There is no set in the ledger "CUBS"; did you mean "CUB"?"#),
    ])
    func unknownNamesEndWithTwo(arguments: [String], message: String) throws {
      let run = try workspace().iir(["literature"] + arguments, environment: [:])
      #expect(run.status == 2)
      #expect(run.messages.contains(message), "\(run.messages)")
    }

    @Test func withoutALedgerItIsToldWhereOneIsLookedFor() throws {
      let run = try Workspace().iir("literature")
      #expect(run.status == 2)
      #expect(
        run.messages.contains("there is no file Experiments/literature.json"), "\(run.messages)")
    }

    @Test func aLedgerIsValidated() throws {
      let workspace = try workspace()
      let run = try workspace.iir("validate", "Experiments/literature.json")
      #expect(run.output == "literature: 34 entries, 97 values; valid\n", "\(run.messages)")
      let text = try workspace.text("Experiments/literature.json")
      try workspace.write(
        text.replacing("\"percent\": 53.04", with: "\"percent\": 153.04"),
        to: "Experiments/literature.json")
      let wrong = try workspace.iir("validate", "Experiments/literature.json")
      #expect(wrong.status == 2)
      #expect(wrong.messages.contains("153.04 is out of range"), "\(wrong.messages)")
    }
  }
}
