import ArgumentParser
import Foundation
import JSON
import Parts
import Pipeline
import Specs
import Steps
import Summaries

/// `iir step`: performs some steps of specs, for whoever divides the work between processes.
struct StepCommand: AsyncParsableCommand, WritingCommand, StoppingCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Performs some steps of specs, for several processes that share a cache.",
    discussion: """
      SPEC KEY… performs the steps of these keys; SPEC --shard I/N the I-th, from 1, of N parts of all work. \
      What is in the cache is verified and left; what another process has in hand is waited for. What the \
      steps read has to be there, else the command ends with 4 and names it, unless --with-inputs is given. \
      Then 'iir run' finds everything in the cache.

      The work stands in waves: sets, weights, those that start from other weights, descriptors, whitenings, \
      rankings with scores. No step waits for another of its wave. --list prints all steps: key, wave, kind, \
      state, words.

      Where --shard or --shards does not say which part it is, SLURM_ARRAY_TASK_ID (with _MIN, _STEP and \
      _COUNT), JOB_COMPLETION_INDEX, OMPI_COMM_WORLD_RANK and _SIZE, PMI_RANK and PMI_SIZE, and PMIX_RANK do. \
      Two that differ are refused.

      On SIGTERM a training keeps a checkpoint, anything else is dropped, and the command ends with 75 within 20 \
      seconds; the same command goes on.
      """)

  @Argument(
    help: ArgumentHelp(
      "Spec files, and the keys of steps: 4 hexadecimal digits or more of each.",
      valueName: "spec-or-key"))
  var arguments: [PathArgument]

  @OptionGroup var settings: SettingOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  @OptionGroup var seeding: SeedOptions

  @Option(help: ArgumentHelp("The part to perform, counted from 1.", valueName: "i/n"))
  var shard: StatedPart?

  @Option(help: ArgumentHelp("The number of parts.", valueName: "n"))
  var shards: Int?

  @Option(
    name: .customLong("of"), help: ArgumentHelp("Only steps of this kind.", valueName: "kind"))
  var kind: StepKind?

  @Option(help: ArgumentHelp("Only this wave, from 1.", valueName: "w"))
  var wave: Int?

  @Flag(help: "Perform what the steps read and is missing as well.")
  var withInputs = false

  @Flag(help: "Print the steps, and perform none.")
  var list = false

  @OptionGroup var checkpoints: CheckpointOption

  @Flag(help: "Print as JSON.")
  var json = false

  /// The arguments that are keys: nothing but hexadecimal digits.
  private var keys: [String] { arguments.map(\.path).filter(Self.isKey) }

  /// The arguments that are specs.
  private var specs: [PathArgument] { arguments.filter { !Self.isKey($0.path) } }

  /// Whether an argument is taken for a key.
  static func isKey(_ text: String) -> Bool {
    (4...64).contains(text.utf8.count) && text.allSatisfy { $0.isHexDigit && $0.isASCII }
  }

  func validate() throws {
    guard !specs.isEmpty else {
      throw ValidationError(
        "No argument is a spec; a file whose name is hexadecimal digits is written ./\(keys[0]).")
    }
    if !keys.isEmpty, shard != nil || shards != nil || kind != nil || wave != nil {
      throw ValidationError(
        "Keys name the steps; --shard, --shards, --of and --wave choose others.")
    }
    if let shards, !(1...WorkPart.mostParts).contains(shards) {
      throw ValidationError("--shards is \(shards); give 1 to \(WorkPart.mostParts).")
    }
    if let wave, wave < 1 { throw ValidationError("--wave is \(wave); give at least 1.") }
  }

  private func experiments(notify: (String) -> Void = { _ in }) throws -> [ResolvedExperiment] {
    seeding.seeded(
      try SpecArguments.experiments(at: specs, settings: settings, notify: notify))
  }

  func writtenPaths() throws -> [WrittenPath] {
    let results = WrittenPath.lookedInto(try folders.results, option: "--results")
    guard !list else {
      return [.lookedInto(try folders.cache, option: "--cache"), results]
    }
    let data = try folders.data.path
    let renders = try experiments().contains { $0.rendersSets(into: data) }
    return [.cache(try folders.cache), results] + (renders ? [.folder(data, option: "--data")] : [])
  }

  /// Returns the part, by what is said on the command line and in the environment.
  private func part() throws -> PartDiscovery.Found? {
    // A list is the same wherever it is printed, and keys leave nothing to divide.
    let isStated = shard != nil || shards != nil
    guard keys.isEmpty, isStated || !list else { return nil }
    return try PartDiscovery(
      shard: shard, shards: shards, variables: ProcessInfo.processInfo.environment
    ).found()
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    var notices: [String] = []
    let experiments = try experiments { notices.append($0) }
    var selection = StepSelection()
    selection.keys = keys
    selection.kind = kind
    selection.wave = wave
    let found = try part()
    selection.part = found?.part ?? .whole
    var options = try running.runOptions(folders, weights: weights, limit: limit)
    options.checkpointInterval = checkpoints.interval
    display.tell(notices)
    if list {
      let steps = try await StepLister(options, observe: display.observe)
        .list(selection, of: experiments)
      if json { return try printDocument(steps) }
      return print(StepListRenderer().render(steps), terminator: "")
    }
    if let found, found.sources.contains(where: { !$0.hasPrefix("--") }) {
      display.tell(
        ["Part \(found.part), by \(found.sources.unique.joined(separator: " and "))."])
    }
    let outcome = try await StepRunner(options, observe: display.observe)
      .perform(selection, of: experiments, withInputs: withInputs)
    if json { return try printDocument(outcome) }
    let place =
      [wave.map { "wave \($0)" }, kind.map { "\($0.rawValue) only" }].compactMap(\.self)
      + (found.map { ["part \($0.part)"] } ?? [])
    print(
      StepListRenderer().render(outcome, of: experiments.map(\.name), place), terminator: "")
  }
}

extension StepKind: ExpressibleByArgument {}

extension StatedPart: ExpressibleByArgument {
  /// Creates the part that an argument is, "2/3" or "2".
  package init?(argument: String) { self.init(argument) }
}
