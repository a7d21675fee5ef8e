import ArgumentParser
import Clusters
import Evaluation
import Extraction
import Failures
import Foundation
import Images
import Parts
import Pipeline
import QueryPictures
import Records
import Reporting
import SpecReading
import Specs

/// `iir run`: executes specs, and writes and prints their tables.
struct RunCommand: AsyncParsableCommand, WritingCommand, StoppingCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Runs experiments, and writes their tables.",
    discussion: """
      Writes <results>/<name>.md, .csv and .json for each spec, and prints the tables. What was \
      computed before is taken from the cache. Rows whose weights are missing, and sets that are \
      missing, are shown as not available, with where to get them; sets that the spec calls optional \
      are left out under a note.

      With --on slurm the missing steps of each wave (see iir step) are submitted as a job array, the waves one \
      after the other; the command waits, submits again what is missing, and writes the tables from the cache. \
      The cache, the data and the specs have to be there for all nodes. iir status tells how it stands.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  @OptionGroup var seeding: SeedOptions
  @OptionGroup var cluster: ClusterOptions

  @Option(
    name: .customLong("export"),
    help: """
      Also write the networks and the fitted whitenings to this folder, as safetensors, and the logs of \
      trainings, as CSV.
      """)
  var exports: PathArgument?

  @OptionGroup var checkpoints: CheckpointOption

  @Option(
    name: .customLong("log-every"),
    help: ArgumentHelp(
      "Steps of training between rows of its log; a two-hundredth of them unless given.",
      valueName: "steps"))
  var logInterval: Int?

  @Option(
    name: .customLong("validate-every"),
    help: ArgumentHelp(
      """
      Steps of training between scores of the network on a validation set, which are printed and stand in \
      the log; they change nothing of the weights.
      """,
      valueName: "steps"))
  var validationInterval: Int?

  @Option(
    name: .customLong("validate-on"),
    help: ArgumentHelp(
      """
      The set of these scores: mini-validation, which it is for networks that are trained on the mini world, \
      or a folder of your own below --data.
      """,
      valueName: "name"),
    transform: validationSet(named:))
  var validationSet: DatasetName?

  @Flag(help: "End with 1 when a claim fails, with 3 when weights or images are missing.")
  var strict = false

  @Flag(help: "Print the SHA-256 of everything read and made, one a line, instead of the tables.")
  var fingerprint = false

  @Flag(help: "Print the results as JSON instead of Markdown; those of several specs as an array.")
  var json = false

  func validate() throws {
    if let logInterval, logInterval < 1 {
      throw ValidationError("--log-every is \(logInterval); give at least 1 step.")
    }
    if let validationInterval, validationInterval < 1 {
      throw ValidationError("--validate-every is \(validationInterval); give at least 1 step.")
    }
    if validationSet != nil, validationInterval == nil {
      throw ValidationError("--validate-on names a set for --validate-every; give that too.")
    }
    if cluster.isSlurm, logInterval != nil || validationInterval != nil {
      throw ValidationError(
        "--log-every and --validate-every are of trainings in this process, and not of --on slurm.")
    }
    if json, fingerprint {
      throw ValidationError("--json and --fingerprint print different things; give one.")
    }
  }

  /// Returns when and on what networks are scored while they are trained; nil for never.
  private func validation() throws -> ValidationOptions? {
    guard let validationInterval else { return nil }
    return try ValidationOptions(interval: validationInterval, set: validationSet)
  }

  func writtenPaths() throws -> [WrittenPath] {
    let experiments = seeding.seeded(try arguments.experiments(settings: settings))
    let data = try folders.data.path
    let validation = try self.validation()
    let renders = experiments.contains { experiment in
      experiment.rendersSets(into: data)
        || validation.map { experiment.rendersValidationSet(into: data, $0) } ?? false
    }
    return [
      .cache(try folders.cache), try .results(experiments.flatMap(ResultStore.files), in: folders),
    ]
      + (exports.map { [.folder($0.path, option: "--export")] } ?? [])
      + (cluster.folder.map { [.folder($0.path, option: "--slurm-folder")] } ?? [])
      + (renders ? [.folder(data, option: "--data")] : [])
  }

  /// Returns the picture of each query of a result's first images, as PNG.
  private func pictures(
    of result: ExperimentResult, from experiment: ResolvedExperiment
  ) throws -> [[UInt8]] {
    guard let firstImages = result.firstImages else { return [] }
    let folder = PictureFolder(
      of: experiment, root: try folders.data.path, maxPixels: limit.maxPixels)
    return try firstImages.queries.map {
      try FirstImagesPicture().image(of: $0, in: firstImages, from: folder).encodedPNG()
    }
  }

  /// Has the missing steps of some experiments computed by Slurm; with --dry-run, prints what would be submitted.
  private func submit(
    _ experiments: [ResolvedExperiment], _ options: RunOptions, _ display: ProgressDisplay
  ) async throws {
    let work = try await PlannedWork(
      options, of: experiments, createsCache: !cluster.dryRun, observe: display.observe)
    try await work.check()
    let run = ClusterRun(
      work,
      try cluster.settings(
        of: arguments.specs, settings, seeding, folders, weights, limit, checkpoints,
        threads: running.threading.threads), observe: display.observe)
    if cluster.dryRun { return print(try run.dryRun(), terminator: "") }
    let name = run.name
    let cancels = cluster.interruptAction == .cancel
    Interruption.onInterrupt { Interruption.leave(name, cancels: cancels) }
    try await run.perform()
    Interruption.onInterrupt(nil)
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    var notices: [String] = []
    let experiments = seeding.seeded(
      try arguments.experiments(settings: settings) { notices.append($0) })
    var options = try running.runOptions(folders, weights: weights, limit: limit)
    display.tell(notices)
    options.exportFolder = exports?.path
    options.checkpointInterval = checkpoints.interval
    options.logInterval = logInterval
    options.validation = try validation()
    let results = try folders.results.path
    let store = ResultStore(folder: results)
    for (experiment, spec) in zip(experiments, arguments.specs) {
      try store.checkOwner(of: experiment, spec: spec.path)
    }
    if cluster.isSlurm {
      try await submit(experiments, options, display)
      if cluster.dryRun { return }
    }
    let runner = try ExperimentRunner(options, observe: display.observe)
    var failedClaims: [String] = []
    var isComplete = true
    var documents: [String] = []
    for (experiment, spec) in zip(experiments, arguments.specs) {
      let began = ContinuousClock.now
      let result = try await runner.run(experiment, spec: store.origin(of: spec.path))
      // Another run may have finished meanwhile.
      try store.checkOwner(of: experiment, spec: spec.path)
      let keepsOld = store.holdsMore(than: result)
      let files =
        try keepsOld
        ? store.rendered(result)
        : store.write(
          result, pictures: pictures(of: result, from: experiment))
      if keepsOld {
        display.observe(
          .notice(
            "warning: \(results)/\(experiment.name).* hold values for what is missing now, and "
              + "stay as they are"))
      }
      if fingerprint {
        print(FingerprintRenderer().render(FingerprintRecord.Table(result)), terminator: "")
      } else if json {
        documents.append(files.json)
      } else {
        print(files.markdown)
      }
      failedClaims += result.claims.filter { $0.verdict == .fails }.map {
        "\(experiment.name): \($0.claim) fails on \($0.dataset.rawValue)"
      }
      isComplete = isComplete && result.missing == nil
      display.summarise(result, seconds: (ContinuousClock.now - began) / .seconds(1))
    }
    if json { printDocument(of: documents) }
    guard strict else { return }
    guard isComplete else { throw ExitStatus(.damagedInput) }
    guard !failedClaims.isEmpty else { return }
    for claim in failedClaims { display.observe(.notice(claim)) }
    throw ExitStatus(.resultsDiffer)
  }
}

/// Returns the set of a name that was typed.
private func validationSet(named name: String) throws -> DatasetName {
  guard let set = DatasetName(rawValue: name), set.distractors == nil else {
    throw ValidationError("Give mini-validation or the name of a folder below --data.")
  }
  return set
}
