public import ArgumentParser
import Foundation
import Kernels
import Logging
import Pipeline
import Projects
public import SpecReading
import Specs

/// Where things lie; shared by every command that touches data or results.
///
/// What is not given is said by the environment or the file of the project, see `ProjectFolders`.
struct FolderOptions: ParsableArguments {
  @Option(
    name: .customLong("data"),
    help: "The folder of all datasets. (default: IIR_DATA, iir.json, Data)")
  var statedData: PathArgument?

  @Option(
    name: .customLong("cache"),
    help: "The folder of descriptors and trained weights. (default: IIR_CACHE, iir.json, Cache)")
  var statedCache: PathArgument?

  @Option(
    name: .customLong("base"),
    help:
      "A cache that is looked into where --cache has nothing, and never written to. (default: IIR_BASE, iir.json, none)"
  )
  var statedBase: PathArgument?

  @Option(
    name: .customLong("results"),
    help: "The folder of tables; baselines/ lies in it. (default: IIR_RESULTS, iir.json, Results)")
  var statedResults: PathArgument?

  /// The folder of all datasets.
  var data: PathArgument { get throws { try .folder(.data, statedData) } }

  /// The folder of descriptors and trained weights.
  var cache: PathArgument { get throws { try .folder(.cache, statedCache) } }

  /// A cache that is looked into where the other has nothing; nil for none.
  var base: PathArgument? {
    get throws {
      try ProjectFolders.current.get().choice(of: .base, option: statedBase?.path).path
        .map(PathArgument.init(path:))
    }
  }

  /// The folder of tables.
  var results: PathArgument { get throws { try .folder(.results, statedResults) } }
}

/// Where checkpoints lie; shared by the commands that execute specs.
struct WeightsOption: ParsableArguments {
  @Option(
    name: .customLong("weights"),
    help: "The folder of your checkpoint files. (default: IIR_WEIGHTS, iir.json, Weights)")
  var stated: PathArgument?

  /// The folder of checkpoint files.
  var folder: PathArgument { get throws { try .folder(.weights, stated) } }
}

/// How much a killed training loses at most; shared by the commands that train.
struct CheckpointOption: ParsableArguments {
  @Option(
    name: .customLong("checkpoint-every"),
    help: ArgumentHelp(
      "Seconds of training between checkpoints; what a killed training loses at most.",
      valueName: "seconds"))
  var interval = RunOptions.standardCheckpointInterval

  func validate() throws {
    guard interval >= 0, interval.isFinite else {
      throw ValidationError("--checkpoint-every is \(interval); give at least 0 seconds.")
    }
  }
}

extension ProjectFolders {
  /// Where the folders of this process lie, or the mistakes in the file of the project.
  static let current = Result<ProjectFolders, SpecError> { () throws(SpecError) in
    try ProjectFolders(
      environment: ProcessInfo.processInfo.environment,
      workingFolder: FileManager.default.currentDirectoryPath)
  }
}

extension PathArgument {
  /// Returns where a folder lies that every process has.
  ///
  /// - Parameters:
  ///   - folder: the folder.
  ///   - stated: what its option says.
  /// - Returns: its path.
  /// - Throws: `SpecError` with the mistakes in the file of the project; `UnusableFolder`.
  static func folder(_ folder: ProjectFolder, _ stated: PathArgument?) throws -> PathArgument {
    let choice = try ProjectFolders.current.get().choice(of: folder, option: stated?.path)
    guard let path = choice.path else {
      preconditionFailure("expected a folder with a default, found \(folder)")
    }
    return PathArgument(path: path)
  }
}

/// How many threads to compute with, and how much to say.
struct ThreadOptions: ParsableArguments {
  @Option(help: "The number of threads; OMP_NUM_THREADS or else all cores unless given.")
  var threads: Int?

  @Flag(name: .shortAndLong, help: "Print results only.")
  var quiet = false

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads is \(threads); give at least 1.")
    }
  }

  /// Makes the number of threads to compute with that of the process, and returns it.
  ///
  /// - Throws: `KernelError` when the processor lacks what the kernels take.
  @discardableResult
  func useThreads() throws -> Int {
    try ComputeContext.requireProcessor()
    let count =
      threads ?? RuntimeEnvironment.threadCount ?? ProcessInfo.processInfo.activeProcessorCount
    ComputeThreads.setStandardCount(count)
    return count
  }
}

/// How to run; shared by every command that keeps what it computes.
struct RunningOptions: ParsableArguments {
  @OptionGroup var threading: ThreadOptions

  @Flag(name: .customLong("no-wait"), help: "End with 75 when another run makes the same thing.")
  var noWait = false

  /// Whether to print results only.
  var quiet: Bool { threading.quiet }

  /// Returns the options of a run with these folders.
  func runOptions(
    _ folders: FolderOptions, weights: WeightsOption? = nil, limit: PixelLimitOption? = nil
  ) throws -> RunOptions {
    var options = try runOptions(
      data: folders.data, weights: try weights?.folder ?? ".", cache: folders.cache)
    options.baseCacheDirectory = try folders.base?.path
    if let limit { options.maxPixels = limit.maxPixels }
    return options
  }

  /// Returns the options of a run.
  func runOptions(
    data: PathArgument = ".", weights: PathArgument = ".", cache: PathArgument
  ) throws -> RunOptions {
    RunOptions(
      dataRoot: data.path, weightsRoot: weights.path, cacheDirectory: cache.path,
      threads: try threading.useThreads(), waitsForOthers: !noWait, logger: Self.logger)
  }

  /// Prints warnings on standard error.
  static var logger: Logger {
    Logger(label: "iir") { _ in MessageLogHandler() }
  }
}

extension SpecLibrary {
  /// Where the tool looks for what specs extend and name, beside the folder of the spec.
  static var standard: SpecLibrary {
    get throws { SpecLibrary(roots: [try PathArgument.folder(.experiments, nil).path]) }
  }
}

extension FieldSetting: ExpressibleByArgument {
  /// Creates the setting that an argument is, "field=value".
  public init?(argument: String) { self.init(argument) }
}

/// What is set of specs from outside; shared by the commands that read tables.
struct SettingOptions: ParsableArguments {
  @Option(
    name: [.customShort("S"), .customLong("set")],
    help: ArgumentHelp(
      "Set a field, such as descriptor.size=128, of the matrix' paths or of the table; the value is JSON or a text. The result is <name>-S-<digits>. May be repeated.",
      valueName: "field=value"))
  var settings: [FieldSetting] = []
}

/// The spec files of a command.
struct SpecArguments: ParsableArguments {
  @Argument(help: "Spec files, such as Experiments/table1.json.")
  var specs: [PathArgument]

  /// Reads every spec, and reports the mistakes of all of them at once.
  ///
  /// - Parameters:
  ///   - settings: the fields that are set instead.
  ///   - notify: is told of what the user should know of the specs though it is no mistake.
  /// - Returns: one experiment a spec.
  /// - Throws: `SpecError` with every mistake.
  func experiments(
    settings: SettingOptions? = nil, notify: (String) -> Void = { _ in }
  ) throws -> [ResolvedExperiment] {
    try Self.experiments(at: specs, settings: settings, notify: notify)
  }

  /// Reads specs, and reports the mistakes of all of them at once.
  static func experiments(
    at specs: [PathArgument], settings: SettingOptions?, notify: (String) -> Void
  ) throws -> [ResolvedExperiment] {
    try SpecLibrary.standard.experiments(
      at: specs.map(\.path), settings: settings?.settings ?? [],
      notify: { notify("notice: \($0)") })
  }
}
