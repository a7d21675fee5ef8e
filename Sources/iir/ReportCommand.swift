import ArgumentParser
import Files
import Pipeline
import Records
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
    let options = try running.runOptions(folders, weights: weights, limit: limit)
    let reader = try CachedFindingsReader(options)
    let set = settings.settings.map { " -S '\($0.text)'" }.joined()
    // The parts of several tables are read, and made, side by side.
    typealias Read = (result: ExperimentResult, findings: CachedFindings)
    let read = try await concurrently(specs.indices) { place -> Read in
      async let findings = reader.findings(of: experiments[place])
      let stored = try store.table(of: experiments[place], spec: specs[place] + set)
      return (try stored.requiredResult(), try await findings)
    }
    let pictures = try await SmallPictures(
      of: read, root: options.dataRoot, threads: options.threads)
    let tables = try await concurrently(specs.indices) { place in
      ReportTable(
        read[place].result, spec: specs[place] + set, findings: read[place].findings,
        pictures: pictures, number: place + 1)
    }
    let file = try file
    try AtomicFile.write(ReportPage().text(of: tables, pictures: pictures), to: file)
    if !running.quiet { print("The report is in \(file)") }
  }

  /// Returns what a function makes of each of some places, computed side by side.
  private func concurrently<Output: Sendable>(
    _ places: Range<Int>, _ make: @escaping @Sendable (Int) async throws -> Output
  ) async throws -> [Output] {
    try await withThrowingTaskGroup(of: (Int, Output).self) { group in
      for place in places { group.addTask { (place, try await make(place)) } }
      let made = try await group.reduce(into: [Int: Output]()) { $0[$1.0] = $1.1 }
      return places.compactMap { made[$0] }
    }
  }
}
