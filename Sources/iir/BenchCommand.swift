import ArgumentParser
import Benchmarks
import Extraction
import Failures
import Foundation
import Pipeline
import Reporting
import Summaries

/// `iir bench`: races this program with other libraries on the same work.
struct BenchCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measures speed, against other libraries where they are there.",
    discussion: """
      Writes <results>/benchmarks.md and .json, and prints them. Descriptors, losses and neighbours \
      are compared in the same run; the command ends with 1 when a peer computes something else. \
      A mark that is missed does not change how it ends. "make bench" brings the peers.
      """)

  @Argument(
    help: "What to measure: extraction, training, search, images; all unless given.",
    transform: subject(named:))
  var subjects: [BenchmarkOptions.Subject] = []

  @Flag(help: "Cut sizes and repeats to a few seconds; no mark is judged then.")
  var quick = false

  @Flag(help: "Measure memory over 500 images of different sizes too.")
  var memory = false

  @Option(help: "A Python interpreter with the peers; ours is measured alone unless given.")
  var peers: PathArgument?

  @Option(help: "The folder of the peers' scripts.")
  var peerScripts: PathArgument = "Scripts/bench"

  @Flag(help: "Print the report as JSON instead of Markdown.")
  var json = false

  @OptionGroup var folders: FolderOptions
  @OptionGroup var running: RunningOptions

  func writtenPaths() throws -> [WrittenPath] {
    [
      try .results(["benchmarks.md", "benchmarks.csv", "benchmarks.json"], in: folders),
      .folder(try folders.cache.path, option: "--cache"),
    ]
  }

  func run() throws {
    let threads = try running.runOptions(folders).threads
    let display = ProgressDisplay(isQuiet: running.quiet)
    let runner = BenchmarkRunner(
      BenchmarkOptions(
        subjects: Set(subjects.isEmpty ? BenchmarkOptions.Subject.allCases : subjects),
        isQuick: quick, threads: threads, python: peers?.path, scripts: peerScripts.path,
        measuresMemory: memory, scratchRoot: try folders.cache.path)
    ) { display.observe(.notice($0)) }
    let report = try runner.run()
    let files = try ResultStore(folder: folders.results.path).write(report)
    print(json ? files.json : files.markdown, terminator: "")
    guard report.agrees else { throw ExitStatus(.resultsDiffer) }
  }
}

/// Returns the kind of work of a name that was typed.
private func subject(named name: String) throws -> BenchmarkOptions.Subject {
  guard let subject = BenchmarkOptions.Subject(rawValue: name) else {
    let names = BenchmarkOptions.Subject.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("There is nothing to measure called \(name); there are \(names).")
  }
  return subject
}
