import ArgumentParser
import Experiments
import Foundation
import Logging

/// Where things lie; shared by every command that touches data or results.
struct FolderOptions: ParsableArguments {
  @Option(name: .customLong("data"), help: "The folder of all datasets.")
  var data: PathArgument = "Data"

  @Option(name: .customLong("cache"), help: "The folder of descriptors and trained weights.")
  var cache: PathArgument = "Cache"

  @Option(name: .customLong("results"), help: "The folder of tables; baselines/ lies in it.")
  var results: PathArgument = "Results"
}

/// Where checkpoints lie; shared by the commands that execute specs.
struct WeightsOption: ParsableArguments {
  @Option(name: .customLong("weights"), help: "The folder of your checkpoint files.")
  var folder: PathArgument = "Weights"
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

  /// Returns the number of threads to compute with; may start the program anew, so comes first.
  @discardableResult
  func useThreads() -> Int {
    let count =
      threads ?? RuntimeEnvironment.countFromEnvironment
      ?? ProcessInfo.processInfo.activeProcessorCount
    RuntimeEnvironment.use(threads: count)
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

  /// Returns the options of a run with these folders; may start the program anew, so comes first.
  func runOptions(_ folders: FolderOptions, weights: WeightsOption? = nil) -> RunOptions {
    runOptions(data: folders.data, weights: weights?.folder ?? ".", cache: folders.cache)
  }

  /// Returns the options of a run; may start the program anew, so comes first.
  func runOptions(
    data: PathArgument = ".", weights: PathArgument = ".", cache: PathArgument
  ) -> RunOptions {
    RunOptions(
      dataRoot: data.path, weightsRoot: weights.path, cacheDirectory: cache.path,
      threads: threading.useThreads(), waitsForOthers: !noWait, logger: Self.logger)
  }

  /// Prints warnings on standard error.
  static var logger: Logger {
    var logger = Logger(label: "iir") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .notice
    return logger
  }
}

/// The spec files of a command.
struct SpecArguments: ParsableArguments {
  @Argument(help: "Spec files, such as Experiments/table1.json.")
  var specs: [PathArgument]

  /// Reads every spec, and reports the mistakes of all of them at once.
  func experiments() throws -> [ResolvedExperiment] {
    try SpecLibrary(roots: ["Experiments"]).experiments(at: specs.map(\.path))
  }
}
