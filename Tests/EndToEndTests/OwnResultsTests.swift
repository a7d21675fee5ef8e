import Foundation
import Testing

extension EndToEndTests {
  /// No result takes the place of one that somebody may still want.
  @Suite struct OwnResultsTests {
    private static let row = #""claims": [], "rows": [{"name": "a", "model": "classifier"}]"#

    @Test func twoSpecsOfOneNameAreAMistakeInEveryCommand() throws {
      let workspace = try Workspace()
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "name": "tiny", \#(Self.row)}"#,
        to: "Experiments/copy.json")
      for command in ["run", "plan", "validate", "diff", "fingerprint"] {
        let run = try workspace.iir(command, TinySpecs.path, "Experiments/copy.json")
        #expect(run.status == 2, "\(command)")
        #expect(run.messages.contains("Experiments/tiny.json is named \"tiny\" too"), "\(command)")
      }
      #expect(!workspace.exists("Results"))
      let twice = try workspace.iir("run", TinySpecs.path, "./Experiments/tiny.json")
      #expect(twice.status == 2)
      #expect(twice.messages.contains("the spec is given twice"))
    }

    @Test func aResultOfAnotherSpecIsNotReplaced() throws {
      let workspace = try Workspace.afterOneRun()
      let table = try workspace.bytes("Results/tiny.md")
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", "name": "tiny", \#(Self.row)}"#,
        to: "Experiments/copy.json")
      let run = try workspace.iir("run", "Experiments/copy.json")
      #expect(run.status == 2)
      #expect(run.messages.contains("Results/tiny.json is the result of another spec, "))
      #expect(run.messages.contains("Give Experiments/copy.json another \"name\""))
      #expect(try workspace.bytes("Results/tiny.md") == table)

      let elsewhere = try workspace.iir("run", "--results", "Other", "Experiments/copy.json")
      #expect(elsewhere.status == 0, "\(elsewhere.messages)")
    }

    @Test func filesThatNoRunWroteAreNotReplaced() throws {
      let workspace = try Workspace.afterOneRun()
      let spec = try workspace.bytes(TinySpecs.path)
      let own = try workspace.iir("run", "--results", "Experiments", TinySpecs.path)
      #expect(own.status == 2)
      #expect(own.messages.contains("Experiments/tiny.json is no result of a run"))
      #expect(try workspace.bytes(TinySpecs.path) == spec)
      for (name, text) in [("json", #"{"mine": 1}"#), ("md", "My notes\n"), ("csv", "a,b\n1,2\n")] {
        try workspace.write(text, to: "Other/tiny.\(name)")
        let run = try workspace.iir("run", "--results", "Other", TinySpecs.path)
        #expect(run.status == 2, "\(name)")
        #expect(try workspace.text("Other/tiny.\(name)") == text)
        try workspace.remove("Other/tiny.\(name)")
      }
      // A torn result is nobody's work.
      try workspace.write(#"{"experiment": "#, to: "Other/tiny.json")
      #expect(try workspace.iir("run", "--results", "Other", TinySpecs.path).status == 0)
    }

    @Test func valuesAreNotReplacedByWhatIsMissingNow() throws {
      let workspace = try Workspace.afterOneRun()
      let sidecars = try workspace.files(below: "Cache/weights", endingIn: ".json")
      let sidecar = try #require(
        try sidecars.first { try workspace.text($0).contains("cross-entropy") })
      try workspace.write(
        try workspace.bytes(sidecar.dropLast(4) + "safetensors"), to: "Weights/own.safetensors")
      try workspace.write(
        """
        {"version": 2, "label": "Own", "architecture": {"width": 4},
         "initialWeights": {"file": "own.safetensors", "source": "this test"}}
        """, to: "Experiments/models/own.json")
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "claims": [],
         "rows": [{"name": "own", "model": "own"}]}
        """, to: "Experiments/file.json")
      #expect(try workspace.iir("run", "Experiments/file.json").status == 0)
      let table = try workspace.bytes("Results/file.csv")
      let run = try workspace.iir("run", "--weights", "Nowhere", "Experiments/file.json")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("not available"))
      #expect(run.messages.contains("Results/file.* hold values for what is missing now"))
      #expect(try workspace.bytes("Results/file.csv") == table)
    }

    @Test func anEditedSpecReplacesItsOwnResult() throws {
      let workspace = try Workspace.afterOneRun()
      let spec = try workspace.text(TinySpecs.path)
      try workspace.write(spec.replacing("\"hard.mP@5\", ", with: ""), to: TinySpecs.path)
      let run = try workspace.iir("run", TinySpecs.path)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try !workspace.text("Results/tiny.md").contains("mP@5"))
    }

    @Test func otherSeedsHaveATableOfTheirOwn() throws {
      let workspace = try Workspace.afterOneRun()
      let table = try workspace.bytes("Results/tiny.json")
      let run = try workspace.iir("run", TinySpecs.path, "--seed", "3", "--seed", "5")
      #expect(run.status == 0, "\(run.messages)")
      #expect(try workspace.bytes("Results/tiny.json") == table)
      #expect(workspace.exists("Results/tiny-seeds-3-5.csv"))
      #expect(run.output.contains("over 2 seeds of training: 3, 5."))
      #expect(try workspace.iir("run", TinySpecs.path, "--seed", "3", "--seed", "3").status == 2)
    }

    @Test func seedsOfTheSpecKeepItsName() throws {
      let workspace = try Workspace.afterOneRun()
      let run = try workspace.iir("run", TinySpecs.path, "--seed", "0")
      #expect(run.status == 0, "\(run.messages)")
      #expect(try workspace.files(below: "Results", endingIn: ".json") == ["Results/tiny.json"])
    }

    @Test func exportsOfTwoTablesDoNotReplaceEachOther() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        """
        {"version": 2, "extends": "tiny.json", "claims": [],
         "descriptor": {"whitening": {"dimensions": 4}}}
        """, to: "Experiments/four.json")
      let run = try workspace.iir(
        "run", "--export", "Out", TinySpecs.path, "Experiments/four.json")
      #expect(run.status == 0, "\(run.messages)")
      let files = try workspace.files(below: "Out", endingIn: ".safetensors")
      // The networks are the same ones.
      #expect(files.count == 3 + 3 + 3)
      #expect(files.count { $0.hasSuffix("-of-four.safetensors") } == 3)
      #expect(
        try workspace.iir("run", "--export", "Out", TinySpecs.path, "Experiments/four.json").status
          == 0)
      #expect(try workspace.files(below: "Out", endingIn: ".safetensors") == files)
    }

    @Test func severalResultsAreOneDocument() throws {
      let workspace = try Workspace.afterOneRun()
      try workspace.write(
        #"{"version": 2, "extends": "tiny.json", \#(Self.row)}"#, to: "Experiments/other.json")
      let specs = [TinySpecs.path, "Experiments/other.json"]
      for command in ["run", "plan"] {
        let both = try workspace.iir(command, "--json", specs[0], specs[1])
        #expect(both.status == 0, "\(both.messages)")
        let documents = try JSONSerialization.jsonObject(with: Data(both.output.utf8))
        #expect((documents as? [[String: Any]])?.count == 2)
        let one = try workspace.iir(command, "--json", specs[0])
        let document = try JSONSerialization.jsonObject(with: Data(one.output.utf8))
        #expect(document is [String: Any])
      }
    }
  }
}
