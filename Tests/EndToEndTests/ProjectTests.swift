import Foundation
import Testing

extension EndToEndTests {
  /// Projects outside of the repository, and where their folders lie.
  @Suite struct ProjectTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace()
    }

    /// Runs `iir` in a folder of the workspace.
    private func iir(
      in folder: String, _ arguments: String..., environment: [String: String] = [:]
    ) throws -> Finished {
      try RunningCommand(
        arguments, in: workspace, launcher: ["/usr/bin/env", "-C", "\(workspace.path)/\(folder)"],
        environment: environment
      ).finish()
    }

    @Test func aNewProjectIsValidAndPlanned() throws {
      let made = try workspace.iir("init", "Project")
      #expect(made.status == 0, "\(made.messages)")
      #expect(made.output.contains("Project/Experiments/first.json\n"))
      let valid = try iir(
        in: "Project", "validate", "Experiments/first.json", "Experiments/models/classifier.json")
      #expect(valid.status == 0, "\(valid.messages)")
      #expect(valid.output.contains("first: 4 rows, 3 models, 1 claims; valid"))
      let plan = try iir(in: "Project", "plan", "Experiments/first.json")
      #expect(plan.status == 0, "\(plan.messages)")
      #expect(plan.output.contains("A run now: "))
    }

    @Test func whatIsThereIsNeverReplaced() throws {
      #expect(try workspace.iir("init", "Project").status == 0)
      try workspace.write("mine", to: "Project/README.md")
      let again = try workspace.iir("init", "Project")
      #expect(again.status == 2)
      #expect(again.messages.contains("Project/README.md"))
      #expect(again.messages.contains("nothing is replaced"))
      #expect(try workspace.text("Project/README.md") == "mine")
    }

    @Test func aSpecRunsFromAFolderBelowTheProject() throws {
      try workspace.write(
        #"{"version": 1, "data": "Pictures", "cache": "Kept", "results": "Tables"}"#,
        to: "iir.json")
      try workspace.write("", to: "Experiments/deep/notes.txt")
      let run = try iir(
        in: "Experiments/deep", "run", "-q", "../tiny.json",
        environment: ["IIR_EXPERIMENTS": "\(workspace.path)/Experiments"])
      #expect(run.status == 0, "\(run.messages)")
      #expect(workspace.exists("Tables/tiny.md"))
      #expect(workspace.exists("Kept"))
      #expect(workspace.exists(TinySpecs.oxford.replacing("Data/", with: "Pictures/")))
      #expect(!workspace.exists("Experiments/deep/Cache"))
    }

    @Test func doctorTellsWhoNamesEachFolder() throws {
      try workspace.write(#"{"version": 1, "weights": "Mine"}"#, to: "iir.json")
      let run = try workspace.iir(
        ["doctor", "--data", "Pictures"], environment: ["IIR_RESULTS": "Tables"])
      #expect(run.status == 0, "\(run.messages)")
      for line in [
        "Place of data: Pictures (--data)", "Place of weights: Mine (iir.json)",
        "Place of cache: Cache (default)", "Place of base: none (default)",
        "Place of results: Tables (IIR_RESULTS)", "Place of experiments: Experiments (default)",
      ] { #expect(run.output.contains("\(line)\n"), "\(run.output)") }
    }

    @Test func aWrongFileOfTheProjectEndsWithTwo() throws {
      try workspace.write(#"{"version": 1, "result": "Tables"}"#, to: "iir.json")
      for arguments in [["run", TinySpecs.path], ["doctor"], ["validate", TinySpecs.path]] {
        let run = try workspace.iir(arguments, environment: [:])
        #expect(run.status == 2)
        #expect(run.messages.hasPrefix("iir.json:1:16: /result: unknown key"), "\(run.messages)")
      }
      #expect(try workspace.iir("--help").status == 0)
    }
  }
}
