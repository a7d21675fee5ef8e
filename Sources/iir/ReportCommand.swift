import ArgumentParser
import Files
import Report
import Reporting
import SpecReading
import Specs

/// `iir report`: the results of tables as one HTML file.
struct ReportCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the results of tables as one HTML file.",
    discussion: """
      Reads <results>/<name>.json, and the cache for places of positives and logs of trainings; nothing \
      is run or trained. The file needs no network and nothing beside it: claims, tables, queries of any \
      two rows, first images of queries, precision and recall, trainings, cost, assumptions, notes and provenance. Equal results \
      and caches make equal bytes. Ends with 6, and the command that makes it, when a result is missing.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions

  @Option(help: "The HTML file. (default: report.html in the folder of tables)")
  var out: PathArgument?

  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  private var file: String {
    get throws { try out?.path ?? "\(folders.results.path)/report.html" }
  }

  func writtenPaths() throws -> [WrittenPath] {
    [
      .lookedInto(try folders.cache, option: "--cache"),
      .lookedInto(try folders.results, option: "--results"),
    ]
      + (out.map { [.file($0.path, option: "--out")] } ?? [])
  }

  func run() async throws {
    let specs = arguments.specs.map(\.path)
    let experiments = try arguments.experiments(settings: settings)
    let store = ResultStore(folder: try folders.results.path)
    let reader = try CachedFindingsReader(
      running.runOptions(folders, weights: weights, limit: limit))
    let set = settings.settings.map { " -S '\($0.text)'" }.joined()
    let root = try folders.data.path
    // The parts of several tables are read side by side.
    let tables = try await withThrowingTaskGroup(of: (Int, ReportTable).self) { group in
      for (place, (spec, experiment)) in zip(specs, experiments).enumerated() {
        group.addTask {
          async let findings = reader.findings(of: experiment)
          let result = try store.table(of: experiment, spec: spec + set).requiredResult()
          return (
            place,
            ReportTable(
              result, spec: spec + set, findings: try await findings, root: root,
              number: place + 1)
          )
        }
      }
      return try await group.reduce(into: [Int: ReportTable]()) { $0[$1.0] = $1.1 }
    }
    let file = try file
    try AtomicFile.write(
      ReportPage().text(of: specs.indices.compactMap { tables[$0] }), to: file)
    if !running.quiet { print("The report is in \(file)") }
  }
}
