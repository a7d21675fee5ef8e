import ArgumentParser
import Checklists
import Files
import Foundation
import Reporting

/// `iir checklist`: what reviewers ask, answered from results, and the results as a crate.
struct ChecklistCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "checklist",
    abstract: "Answers what reviewers ask from the records of results.",
    discussion: """
      Reads <results>/<name>.json of each spec; nothing is run. The questions are those of the NeurIPS paper \
      checklist and of ACM's artifact badges, in words of this project. A box is ticked where the records answer \
      it, with what they say; the others are yours.

      --crate FOLDER writes the files of the results, their specs and the checklist there, with an \
      ro-crate-metadata.json (RO-Crate 1.1) that lists them, the runs that made them and the software. The same \
      results give the same bytes.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions

  @Option(help: "A file for the checklist, Markdown; standard output unless given.")
  var out: PathArgument?

  @Option(help: "A folder for the results, their specs and the checklist, as an RO-Crate.")
  var crate: PathArgument?

  @Option(
    help: ArgumentHelp(
      "What the results may be used under: an identifier of SPDX such as CC-BY-4.0, or an address.",
      valueName: "name"))
  var license: String?

  @OptionGroup var folders: FolderOptions

  func validate() throws {
    if license == "" { throw ValidationError("--license is empty; give a name such as CC-BY-4.0.") }
  }

  func writtenPaths() throws -> [WrittenPath] {
    [.lookedInto(try folders.results, option: "--results")]
      + (out.map { [.file($0.path, option: "--out")] } ?? [])
      + (crate.map { [.folder($0.path, option: "--crate")] } ?? [])
  }

  func run() throws {
    let tables = try arguments.tables(in: folders, settings: settings).map { table in
      CheckedTable(result: try table.requiredResult(), spec: table.spec)
    }
    if let crate {
      try ResearchCrate(
        tables, specFiles: arguments.specs.map(\.path), results: folders.results.path,
        license: license
      ).write(to: crate.path)
    }
    let text = Checklist(tables, license: license).markdown
    guard let out else { return print(text, terminator: "") }
    try AtomicFile.write(text, to: out.path)
  }
}
