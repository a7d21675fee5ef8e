import Foundation
import Testing

extension EndToEndTests {
  @Suite struct UsageTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace()
    }

    @Test func helpEndsWithZero() throws {
      let help = try workspace.iir("--help")
      #expect(help.status == 0)
      #expect(help.output.contains("USAGE: iir <subcommand>"))
      #expect(help.messages == "")
      #expect(try workspace.iir("run", "--help").status == 0)
    }

    @Test(arguments: [
      ["frobnicate"], ["run"], ["run", "--threads", "0", TinySpecs.path],
      ["run", "--seed", "-1", TinySpecs.path], ["run", "--nonsense", TinySpecs.path],
      ["evaluate", "--ground-truth", "g.pkl", "--ranks", "r.h5", "--at", "0"],
      ["evaluate", "--ground-truth", "g.pkl", "--ranks", "r.h5", "--at", "1,,5"],
      ["dataset", "generate", "mini-rome"], ["dataset", "generate", "--size", "8"],
    ])
    func mistakesOfUsageEndWithTwo(arguments: [String]) throws {
      let mistake = try RunningCommand(arguments, in: workspace).finish()
      #expect(mistake.status == 2)
      #expect(mistake.messages.contains("Error: "))
      #expect(mistake.output == "")
      #expect(!workspace.exists("Cache"))
    }

    @Test(arguments: ["features.mat", "./features.mat", "features.mat#X"])
    func anOutputThatWouldReplaceTheFileOfAMatrixEndsWithTwo(output: String) throws {
      let run = try workspace.iir(
        "rank", "--database", "features.mat#X", "--queries", "other.mat#Q", "--out", output)
      #expect(run.status == 2)
      #expect(run.messages.contains("--out would replace the input features.mat#X"))
    }

    @Test func aMissingSpecEndsWithTwo() throws {
      let run = try workspace.iir("run", "Experiments/nowhere.json")
      #expect(run.status == 2)
      #expect(run.messages == "Experiments/nowhere.json:1:1: /: there is no such file\n")
    }

    @Test func everyMistakeOfASpecIsReportedWithItsPlace() throws {
      try workspace.write(
        """
        {
          "version": 2,
          "extends": "tiny.json",
          "datasets": ["mini-oxfort"],
          "seeds": "zero",
          "colour": "red"
        }
        """, to: "Experiments/wrong.json")
      let run = try workspace.iir("run", "Experiments/wrong.json")
      #expect(run.status == 2)
      #expect(run.output == "")
      let lines = run.messages.split(separator: "\n").map(String.init)
      #expect(lines.count == 3)
      #expect(lines[0].hasPrefix("Experiments/wrong.json:4:16: /datasets/0: "))
      #expect(lines[0].hasSuffix("did you mean \"mini-oxford\"?"))
      #expect(lines[1].hasPrefix("Experiments/wrong.json:5:12: /seeds: "))
      #expect(lines[2].hasPrefix("Experiments/wrong.json:6:3: /colour: "))
      #expect(try workspace.iir("validate", "Experiments/wrong.json").messages == run.messages)
    }

    @Test func validateSaysWhatASpecHolds() throws {
      let run = try workspace.iir("validate", TinySpecs.path, TinySpecs.slowPath)
      #expect(run.status == 0)
      #expect(
        run.output == """
          tiny: 6 rows, 3 models, 1 claims; valid
          slow: 2 rows, 1 models, 0 claims; valid

          """)
    }

    @Test func planWritesEveryDefaultOut() throws {
      let run = try workspace.iir("plan", "--json", TinySpecs.path)
      #expect(run.status == 0)
      let plan = try #require(
        try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
      #expect(plan["seeds"] as? [Int] == [0])
      let rows = try #require(plan["rows"] as? [[String: Any]])
      #expect(rows.map { $0["name"] as? String }.last == "contrastive-ap/pca")
      let descriptor = try #require(rows[0]["descriptor"] as? [String: Any])
      #expect(descriptor["gemExponent"] as? Int == 3)
      #expect(descriptor["resize"] as? String == "shrink")
      #expect(descriptor["crop"] as? String == "cirtorch")
      #expect(!workspace.exists("Cache"))
    }
  }
}
