import ArgumentParser
import Clusters
import Files
import Foundation
import Images
import Pipeline
import SpecReading

/// Where steps are computed.
enum ComputingPlace: String, ExpressibleByArgument, CaseIterable {
  case local, slurm
}

/// What Ctrl-C does with jobs.
enum InterruptAction: String, ExpressibleByArgument, CaseIterable {
  case leave, cancel
}

/// A line of a batch script behind `#SBATCH`: at least one character, and no other line.
struct SlurmOption: ExpressibleByArgument {
  /// The line.
  let text: String

  init?(argument: String) {
    guard !argument.isEmpty, !argument.contains(where: \.isNewline) else { return nil }
    text = argument
  }
}

/// The folder of scripts and logs; shared by what submits and what tells of it.
struct SlurmFolderOption: ParsableArguments {
  @Option(
    name: .customLong("slurm-folder"),
    help: "The folder of scripts and logs, the same for all nodes. (default: slurm in the cache)")
  var stated: PathArgument?

  /// Returns its absolute path.
  func path(_ folders: FolderOptions) throws -> String {
    let path = try stated?.path ?? "\(folders.cache.path)/slurm"
    return path.hasPrefix("/")
      ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
  }
}

/// How a run has its steps computed by Slurm.
struct ClusterOptions: ParsableArguments {
  @Option(
    name: .customLong("on"),
    help: ArgumentHelp("Where missing steps are computed.", valueName: "place"))
  var place = ComputingPlace.local

  @Option(
    help: ArgumentHelp(
      "The most elements of a wave's array. (default: \(SlurmSettings.standardParts))",
      valueName: "n"))
  var parts: Int?

  @Option(
    help: ArgumentHelp(
      "How many times what is missing is submitted again. (default: \(SlurmSettings.standardRetries))",
      valueName: "n"))
  var retries: Int?

  @Option(
    name: [.customLong("slurm-option"), .customLong("slurm-options")],
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "A line behind #SBATCH of each script, such as --partition=cpu; may be repeated.",
      valueName: "text"))
  var options: [SlurmOption] = []

  @OptionGroup var slurmFolder: SlurmFolderOption

  @Option(
    name: .customLong("poll-every"),
    help: ArgumentHelp(
      "Seconds between two looks at the queue. (default: \(Int(SlurmSettings.standardInterval)))",
      valueName: "seconds"))
  var interval: Double?

  @Option(
    name: .customLong("on-interrupt"),
    help: ArgumentHelp(
      "What Ctrl-C does with the jobs: leave (default) or cancel.", valueName: "action"))
  var statedInterruptAction: InterruptAction?

  @Flag(help: "Print the scripts and commands of --on slurm as one shell script; submit nothing.")
  var dryRun = false

  /// Whether Slurm computes.
  var isSlurm: Bool { place == .slurm }

  /// The folder of scripts and logs where one is named.
  var folder: PathArgument? { slurmFolder.stated }

  /// What Ctrl-C does with jobs.
  var interruptAction: InterruptAction { statedInterruptAction ?? .leave }

  func validate() throws {
    if let parts, !(1...SlurmSettings.mostParts).contains(parts) {
      throw ValidationError("--parts is \(parts); give 1 to \(SlurmSettings.mostParts).")
    }
    if let retries, retries < 0 {
      throw ValidationError("--retries is \(retries); give at least 0.")
    }
    if let interval, !(interval >= 0.1 && interval.isFinite) {
      throw ValidationError("--poll-every is \(interval); give at least 0.1 seconds.")
    }
    guard !isSlurm else { return }
    let given = [
      (parts != nil, "--parts"), (retries != nil, "--retries"),
      (!options.isEmpty, "--slurm-option"), (folder != nil, "--slurm-folder"),
      (interval != nil, "--poll-every"), (statedInterruptAction != nil, "--on-interrupt"),
      (dryRun, "--dry-run"),
    ]
    if let option = given.first(where: \.0) {
      throw ValidationError("\(option.1) is of --on slurm; give that too.")
    }
  }

  /// Returns how the steps of some specs are submitted.
  ///
  /// - Throws: `FileError` where the program's own path cannot be read; what is wrong with the folders.
  func settings(
    of specs: [PathArgument], _ fields: SettingOptions, _ seeding: SeedOptions,
    _ folders: FolderOptions, _ weights: WeightsOption, _ limit: PixelLimitOption,
    _ checkpoints: CheckpointOption, threads: Int?
  ) throws -> SlurmSettings {
    var arguments = fields.settings.flatMap { ["-S", $0.text] }
    arguments += seeding.seeds.flatMap { ["--seed", "\($0)"] }
    arguments += try [
      "--data", folders.data.path, "--weights", weights.folder.path, "--cache",
      folders.cache.path,
    ]
    if let base = try folders.base { arguments += ["--base", base.path] }
    if limit.maxPixels != DecodingLimits().maxPixels {
      arguments += ["--max-pixels", "\(limit.maxPixels)"]
    }
    if checkpoints.interval != RunOptions.standardCheckpointInterval {
      arguments += ["--checkpoint-every", "\(checkpoints.interval)"]
    }
    // The name of a spec may look like a key or an option to 'iir step'.
    let names = specs.map(\.path).map { name in
      name.hasPrefix("-") || StepCommand.isKey(name) ? "./\(name)" : name
    }
    var settings = SlurmSettings(
      tool: try Folder.realPath(of: "/proc/self/exe"),
      workingFolder: FileManager.default.currentDirectoryPath,
      arguments: names + arguments, folder: try slurmFolder.path(folders))
    settings.options = options.map(\.text)
    settings.threads = threads
    settings.parts = parts ?? settings.parts
    settings.retries = retries ?? settings.retries
    settings.interval = interval ?? settings.interval
    return settings
  }
}

extension Interruption {
  /// Says how to go on with the jobs of a name, or cancels them.
  static func leave(_ name: String, cancels: Bool) {
    let command = Slurm.cancelCommand(name: name).joined(separator: " ")
    guard cancels else {
      return say(
        "Interrupted. The jobs go on; the same command waits for them, '\(command)' cancels them.")
    }
    do {
      try Slurm().cancel(name: name)
      say("Interrupted. The jobs are cancelled; the same command goes on from what is cached.")
    } catch {
      say("Interrupted. The jobs may go on: \(error) Cancel them by '\(command)'.")
    }
  }
}
