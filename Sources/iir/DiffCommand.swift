import ArgumentParser
import Experiments
import Foundation
import Reporting

/// `iir diff`: compares results with the accepted baselines.
struct DiffCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compares results with the committed baselines.",
    discussion: """
      Reads <results>/<name>.json and <results>/baselines/<name>.json. Ends with 0 when every cell \
      is within its tolerance, 1 when one is not, 6 when there is nothing to compare.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var folders: FolderOptions

  @Flag(help: "Print the comparison as JSON.")
  var json = false

  func writtenPaths() -> [WrittenPath] { [.lookedInto(folders.results, option: "--results")] }

  func run() throws {
    let store = ResultStore(folder: folders.results.path)
    let diffs = try arguments.experiments().map { try store.diff(of: $0) }
    for diff in diffs {
      print(json ? try store.text(of: diff) : DiffRenderer().render(diff))
    }
    let outcome = BaselineDiff.Outcome.combined(diffs.map(\.outcome))
    guard outcome == .matches else {
      throw ExitStatus(rawValue: outcome.exitCode) ?? .resultsDiffer
    }
  }
}

/// `iir baseline`: the committed results that later ones are compared with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Manages the committed baselines.",
    subcommands: [Accept.self])

  struct Accept: WritingCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept", abstract: "Makes the present results the baselines.",
      discussion: """
        Tolerances come from <results>/baselines/seed-study.json where it knows the table. A spec \
        that studies seeds is accepted into that file instead.
        """)

    @OptionGroup var arguments: SpecArguments
    @OptionGroup var folders: FolderOptions

    func writtenPaths() -> [WrittenPath] {
      [.folder("\(folders.results.path)/baselines", option: "--results")]
    }

    func run() throws {
      let store = ResultStore(folder: folders.results.path)
      for experiment in try arguments.experiments() { print(try store.accept(experiment)) }
    }
  }
}
