import Foundation
import Testing

extension EndToEndTests {
  /// Paths that are empty, or at which nothing can be made.
  @Suite struct PathTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace()
      try link("dangling", to: "nowhere")
      try link("circle", to: "circle")
      try workspace.write("a file", to: "file")
    }

    private func link(_ name: String, to target: String) throws {
      try FileManager.default.createSymbolicLink(
        atPath: "\(workspace.path)/\(name)", withDestinationPath: target)
    }

    private func run(_ arguments: [String]) throws -> Finished {
      try RunningCommand(arguments, in: workspace).finish()
    }

    @Test func noOptionOfAnyCommandTakesAnEmptyPath() throws {
      let options = try Interface.options(of: workspace)
      #expect(options.count > 70)
      let texts = [
        "--split", "--row", "--a", "--b", "--column", "--database-prefix", "--query-prefix",
        "--dataset", "--metric", "--license", "--query", "--rows",
        "--setting",
      ]
      for (command, option) in options where !texts.contains(option) {
        let mistake = try run(command + [option, ""])
        #expect(mistake.status == 2, "\(command) \(option): \(mistake.messages)")
        #expect(mistake.messages.contains("is invalid for '\(option) "), "\(mistake.messages)")
      }
      #expect(try workspace.files(below: ".", endingIn: ".tmp") == [])
    }

    @Test(arguments: [
      ["run"], ["plan"], ["step"], ["status"], ["validate"], ["diff"], ["report"],
      ["baseline", "accept"],
      ["weights", "inspect"],
      ["weights", "convert", "--out", "x"], ["dataset", "generate"], ["dataset", "verify"],
      ["bench"],
    ])
    func noCommandTakesAnEmptyArgument(command: [String]) throws {
      let mistake = try run(command + [""])
      #expect(mistake.status == 2)
      #expect(mistake.messages.hasPrefix("Error: "))
    }

    @Test func anEmptyFolderIsNamedWithWhatToGive() throws {
      let mistake = try run(["run", "--results", "", TinySpecs.path])
      #expect(
        mistake.messages.hasPrefix(
          """
          Error: The value '' is invalid for '--results <results>'
          Help:  --results <results>  The folder of tables; baselines/ lies in it. \
          (default: IIR_RESULTS, iir.json, Results)

          """))
    }

    private static let reasons = [
      "/proc/x": "nothing can be made there; choose a folder on a disk",
      "dangling/x": "a part of the path is a link to something that is not there; make what it "
        + "points to, or choose another path",
      "circle": "a part of the path is a link that leads back to itself; choose another path",
      "file": "a part of the path is not a folder; move that file away or choose another path",
    ]

    @Test(arguments: [
      (["run", TinySpecs.path], ["--data", "--cache", "--results", "--export"]),
      (["plan", TinySpecs.path], ["--data", "--cache", "--results"]),
      (["step", TinySpecs.path], ["--data", "--cache", "--results"]),
      (["status", TinySpecs.path], ["--cache", "--results", "--slurm-folder"]),
      (["run", "--on", "slurm", TinySpecs.path], ["--slurm-folder"]),
      (["dataset", "generate", "mini-oxford"], ["--data", "--cache"]),
      (["dataset", "verify", "mini-oxford"], ["--cache"]),
      (["bench", "search", "--quick"], ["--cache", "--results"]),
      (["diff", TinySpecs.path], ["--results"]),
      (["checklist", TinySpecs.path], ["--results", "--crate"]),
      (["report", TinySpecs.path], ["--cache", "--results"]),
      (["baseline", "accept", TinySpecs.path], ["--results"]),
      (
        [
          "extract", "--architecture", "resnet18", "--weights", "none", "--images", "none", "--out",
          "x.h5",
        ], ["--cache"]
      ),
    ])
    func aFolderThatCannotBeEndsWithFiveBeforeAnyWork(
      command: [String], options: [String]
    ) throws {
      for option in options {
        for (folder, reason) in Self.reasons where folder != "/proc/x" || getuid() == 0 {
          let refused = try run(command + [option, folder])
          #expect(refused.status == 5, "\(option) \(folder)")
          #expect(refused.output == "")
          #expect(refused.messages.hasPrefix("Could not "), "\(refused.messages)")
          let end = ": \(reason). Name another folder with \(option).\n"
          #expect(refused.messages.hasSuffix(end), "\(refused.messages)")
          #expect(refused.messages.split(separator: "\n").count == 1, "\(refused.messages)")
        }
      }
      let left = try FileManager.default.contentsOfDirectory(atPath: workspace.path)
      #expect(
        left.filter { !$0.hasPrefix(".") }.sorted() == [
          "Experiments", "circle", "dangling", "file",
        ])
    }

    @Test(arguments: [
      (["rank", "--database", "none", "--queries", "none"], "--out"),
      (
        [
          "extract", "--architecture", "resnet18", "--weights", "none", "--images", "none",
        ], "--out"
      ),
      (["weights", "convert", "none"], "--out"),
      (["checklist", TinySpecs.path], "--out"),
      (["report", TinySpecs.path], "--out"),
      (["dataset", "generate"], "--contact-sheet"),
    ])
    func aFileThatCannotBeEndsWithFiveBeforeAnyWork(command: [String], option: String) throws {
      for path in ["no/x.png", "dangling/x.png", "circle/x.png", "file/x.png", "Experiments"] {
        let refused = try run(command + [option, path])
        #expect(refused.status == 5, "\(path): \(refused.messages)")
        #expect(refused.output == "")
        #expect(refused.messages.hasPrefix("Could not "), "\(refused.messages)")
        #expect(refused.messages.hasSuffix("Name another file with \(option).\n"))
        #expect(refused.messages.split(separator: "\n").count == 1, "\(refused.messages)")
      }
      #expect(!workspace.exists("Cache"))
    }

    @Test func theDoctorSaysWhyAFolderCannotBe() throws {
      let found = try run(["doctor", "--cache", "dangling", "--results", "circle"])
      #expect(found.status == 5)
      #expect(
        found.output.contains(
          "Folder dangling: CANNOT be written to, not there yet: a part of the path is a link to "))
      #expect(found.output.contains("Folder circle: CANNOT be written to, not there yet: "))
      #expect(found.output.hasSuffix("Name another by --data, --cache or --results.\n"))
    }

    @Test func aFolderOfExportsIsMadeWithThoseAboveIt() throws {
      let finished = try Workspace.afterOneRun()
      let run = try finished.iir("run", "-q", "--export", "a/new/one", TinySpecs.path)
      #expect(run.status == 0, "\(run.messages)")
      #expect(try finished.files(below: "a/new/one").count == 9)
    }
  }
}

/// The options of the binary, as it tells them itself.
private enum Interface {
  private struct Dump: Decodable { let command: Command }

  private struct Command: Decodable {
    let commandName: String
    let subcommands: [Command]?
    let arguments: [Argument]?
  }

  private struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }
    let kind: String
    let names: [Name]?
  }

  /// Returns every option with a value, and the command that takes it.
  static func options(of workspace: Workspace) throws -> [(command: [String], option: String)] {
    let dump = try workspace.iir("--experimental-dump-help")
    let tool = try JSONDecoder().decode(Dump.self, from: Data(dump.output.utf8)).command
    return (tool.subcommands ?? []).flatMap { options(of: $0, below: []) }
  }

  private static func options(
    of command: Command, below path: [String]
  ) -> [(command: [String], option: String)] {
    let path = path + [command.commandName]
    let own = (command.arguments ?? []).filter { $0.kind == "option" }
      .flatMap { ($0.names ?? []).filter { $0.kind == "long" } }
      .map { (command: path, option: "--\($0.name)") }
    return own + (command.subcommands ?? []).flatMap { options(of: $0, below: path) }
  }
}
