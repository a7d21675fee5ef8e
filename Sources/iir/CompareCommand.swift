import ArgumentParser
import Failures
import Files
import Foundation
import Records
import Reporting
import Specs
import Summaries

/// `iir compare`: two rows of a table, query by query.
struct CompareCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compares two rows of a table, query by query.",
    discussion: """
      Reads <results>/<name>.json; nothing is run. For each column: both means, their difference with the \
      interval that a claim of it would have, the p-value of a randomisation test, and at how many queries \
      which row is ahead; below, the queries that decide the first column. --column chooses columns, and \
      --svg draws the queries of the first as a scatter plot.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions

  @Option(help: "The row whose lead is asked for, by its full name.")
  var a: String

  @Option(help: "The row it is compared with.")
  var b: String

  @Option(
    name: .customLong("column"),
    help: "Compare this column only, such as \"mini-oxford medium.mAP\"; may be repeated.")
  var columns: [String] = []

  @Option(help: "A file for the scatter plot.")
  var svg: PathArgument?

  @Flag(help: "Print every query as JSON, fractions of 1.")
  var json = false

  @OptionGroup var folders: FolderOptions

  func writtenPaths() throws -> [WrittenPath] {
    [.lookedInto(try folders.results, option: "--results")]
      + (svg.map { [.file($0.path, option: "--svg")] } ?? [])
  }

  func validate() throws {
    guard arguments.specs.count == 1 else {
      throw ValidationError("Rows are those of one spec; give one.")
    }
  }

  func run() throws {
    guard let table = try arguments.tables(in: folders, settings: settings).first else { return }
    let result = try table.requiredResult()
    let experiment = result.experiment
    try NameCheck("row", experiment.rows.map(\.name)).check([a, b])
    let known = experiment.columns.map { Column($0.dataset, $0.metric) }
    try NameCheck("column", known.map(\.description)).check(columns)
    let asked = known.filter { columns.isEmpty || columns.contains($0.description) }
    let comparisons = asked.compactMap { column in
      RowComparison(a, b, on: column.dataset, column.metric, in: result)
    }
    guard let first = comparisons.first else {
      throw ValidationError(
        "\(a) and \(b) have no query in common: one of them is not available, or they are of other worlds."
      )
    }
    let renderer = RowComparisonRenderer()
    if let svg { try AtomicFile.write(renderer.scatter(first), to: svg.path) }
    print(json ? try renderer.json(comparisons) : renderer.table(comparisons), terminator: "")
  }
}
