public import ArgumentParser
import Failures
import Files
import Foundation
public import Reporting
import SpecReading
import Specs

/// `iir diff`: compares results with the accepted baselines.
struct DiffCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Compares results with the committed baselines.",
    discussion: """
      Reads <results>/<name>.json and <results>/baselines/<name>.json. A float32 row whose settings did \
      not change must have the same bits, each query's too. Every other value may \
      move by --tolerance, and all of those are also tested together. Ends with 0 when every value \
      matches and nothing was added, removed, renamed or changed, with 1 when something differs, 3 when \
      a file is damaged, 6 when there is nothing to compare; of several tables the worst counts: 3, \
      then 1, then 6. Columns of optional sets are compared where both sides have them.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var folders: FolderOptions

  @Option(help: "How many points a value may move that is not compared bit by bit.")
  var tolerance = 2.0

  @Option(
    name: .customLong("row"),
    help: "Compare this row only, and list the queries that moved most; may be repeated.")
  var rows: [String] = []

  @Option(
    name: .customLong("column"),
    help: "Compare this column only, such as \"mini-oxford medium.mAP\"; may be repeated.")
  var columns: [String] = []

  @Option(help: "How to print the comparison.")
  var format: DiffFormat?

  @Flag(help: "The same as --format json.")
  var json = false

  func writtenPaths() throws -> [WrittenPath] {
    [.lookedInto(try folders.results, option: "--results")]
  }

  func validate() throws {
    guard (0...100).contains(tolerance) else {
      throw ValidationError("--tolerance is \(tolerance); give 0 to 100 points.")
    }
    if json, let format, format != .json {
      throw ValidationError("--json and --format \(format.rawValue) are different formats.")
    }
  }

  func run() throws {
    let tables = try arguments.tables(in: folders)
    try NameCheck("row", tables.flatMap(\.rowNames)).check(rows)
    try NameCheck("column", tables.flatMap(\.columnNames)).check(columns)
    let options = DiffOptions(
      tolerance: tolerance / 100, rows: Set(rows), columns: Set(columns))
    // A table that has none of the rows or columns asked for was not asked for.
    let asked = tables.filter { $0.has(options) }
    if asked.isEmpty { throw ValidationError("No table has both such a row and such a column.") }
    let report = DiffReport(try asked.map { try $0.diff(options) })
    print(try (json ? .json : format ?? .text).renderer.render(report), terminator: "")
    guard report.exitCode == 0 else {
      throw ExitStatus(code: report.exitCode)
    }
  }
}

extension DiffFormat: ExpressibleByArgument {}

extension SpecArguments {
  /// Returns the results and the baseline of each spec.
  ///
  /// - Parameters:
  ///   - folders: where they lie.
  ///   - settings: the fields that are set instead.
  /// - Returns: one a spec.
  /// - Throws: `SpecError` with every mistake of the specs.
  func tables(
    in folders: FolderOptions, settings: SettingOptions? = nil
  ) throws -> [StoredTable] {
    let store = ResultStore(folder: try folders.results.path)
    let set = (settings?.settings ?? []).map { " -S '\($0.text)'" }.joined()
    return try zip(specs.map(\.path), try experiments(settings: settings)).map {
      try store.table(of: $1, spec: $0 + set)
    }
  }
}

/// Names on the command line that must be among those of the tables.
struct NameCheck {
  private let noun: String
  private let known: [String]

  init(_ noun: String, _ known: [String]) {
    self.noun = noun
    self.known = known
  }

  /// Throws a mistake of usage for the first unknown name, with the nearest known one, or else some that
  /// there are.
  func check(_ names: [String]) throws {
    guard let unknown = names.first(where: { !known.contains($0) }) else { return }
    let nearest = nearestName(to: unknown, among: known).map { "; did you mean \"\($0)\"?" }
    throw ValidationError("There is no \(noun) \"\(unknown)\"\(nearest ?? choice)")
  }

  private var choice: String {
    let listed = known.unique.prefix(8)
    let others = known.unique.count - listed.count
    guard !listed.isEmpty else { return "." }
    return "; there are " + listed.map { "\"\($0)\"" }.joined(separator: ", ")
      + (others > 0 ? " and \(others) others." : ".")
  }
}
