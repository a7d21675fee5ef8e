import ArgumentParser
import Failures
import Foundation
import Reporting

/// `iir baseline`: the committed results that later ones are compared with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Manages the committed baselines.",
    subcommands: [Accept.self])

  struct Accept: WritingCommand {
    static let configuration = CommandConfiguration(
      commandName: "accept", abstract: "Makes the present results the baselines.",
      discussion: """
        Says what changes against the old baseline, then writes it. Results of a spec that was edited \
        since are refused (6). Optional sets that are not there keep their values in rows that are \
        otherwise the same. A spec that studies seeds is accepted into \
        <results>/baselines/seed-study.json.
        """)

    @OptionGroup var arguments: SpecArguments
    @OptionGroup var folders: FolderOptions

    @Option(
      name: .customLong("row"),
      help: "Accept this row only, and keep the others as they are; may be repeated.")
    var rows: [String] = []

    @Flag(help: "Say what would change, and write nothing.")
    var dryRun = false

    func writtenPaths() throws -> [WrittenPath] {
      dryRun
        ? [.lookedInto(try folders.results, option: "--results")]
        : [.folder("\(try folders.results.path)/baselines", option: "--results")]
    }

    func run() throws {
      let store = ResultStore(folder: try folders.results.path)
      let options = AcceptanceOptions(rows: Set(rows))
      let tables = try arguments.tables(in: folders)
      try NameCheck("row", tables.flatMap(\.rowNames)).check(rows)
      var refusals: [AcceptanceRefusal] = []
      for table in tables where rows.isEmpty || table.has(DiffOptions(rows: Set(rows))) {
        do {
          let acceptance = try store.acceptance(of: table, options)
          if !dryRun { try store.write(acceptance) }
          print(AcceptanceRenderer(isDryRun: dryRun).render(acceptance), terminator: "")
        } catch let refusal as AcceptanceRefusal {
          refusals.append(refusal)
          FileHandle.standardError.write(Data("\(refusal)\n".utf8))
        }
      }
      guard let worst = AcceptanceRefusal.worst(of: refusals) else { return }
      throw ExitStatus(worst.kind)
    }
  }
}
