import ArgumentParser
import Clusters
import Parts
import Specs
import Summaries

/// `iir status`: how a run on a cluster stands.
struct StatusCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Says how specs that Slurm computes stand.",
    discussion: """
      Counts the steps of the plan that are in the cache, that are missing and that wait for others, by wave; and \
      the elements of the arrays that 'iir run --on slurm' submitted: pending, running, done and failed, with the \
      logs of those that failed. Give the specs, -S, --seed and the folders as they were given there.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions
  @OptionGroup var seeding: SeedOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var slurmFolder: SlurmFolderOption
  @OptionGroup var running: RunningOptions

  @Flag(help: "Print as JSON.")
  var json = false

  func writtenPaths() throws -> [WrittenPath] {
    [
      .lookedInto(try folders.cache, option: "--cache"),
      .lookedInto(try folders.results, option: "--results"),
    ] + (slurmFolder.stated.map { [.lookedInto($0, option: "--slurm-folder")] } ?? [])
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    var notices: [String] = []
    let experiments = seeding.seeded(
      try arguments.experiments(settings: settings) { notices.append($0) })
    let options = try running.runOptions(folders, weights: weights, limit: limit)
    display.tell(notices)
    let work = try await PlannedWork(
      options, of: experiments, createsCache: false, observe: display.observe)
    work.tellOfMissingInputs()
    let settings = SlurmSettings(
      tool: "", workingFolder: "", arguments: [], folder: try slurmFolder.path(folders))
    let status = try ClusterRun(work, settings, observe: display.observe).status()
    if json { return try printDocument(status) }
    print(ClusterStatusRenderer().render(status), terminator: "")
  }
}
