import ArgumentParser
import Failures
import Foundation
import Records

/// The command-line tool: reads options, calls the modules, prints what comes back.
@main
struct IIR: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iir",
    abstract: "Reproduces experiments of instance-image retrieval.",
    discussion: """
      Results go to standard output, progress and messages to standard error. Exit codes: 0 ok, \
      1 results differ from their baseline or a claim fails under --strict, 2 usage or invalid spec, \
      3 missing or damaged input data, 4 a stage failed, 5 cache or disk, 6 nothing to compare \
      with, 75 busy or told to stop (the same command goes on), 130 interrupted.

      Folders are named by --data, --weights, --cache, --base and --results, else by the variables \
      IIR_DATA, IIR_WEIGHTS, IIR_CACHE, IIR_BASE and IIR_RESULTS, else by the iir.json of the working \
      folder or the nearest above it. Specs are looked for in its experiments, or in IIR_EXPERIMENTS.
      """,
    version: ToolVersion.current,
    subcommands: [
      InitCommand.self, RunCommand.self, ValidateCommand.self, SchemaCommand.self,
      LiteratureCommand.self, PlanCommand.self, WhyCommand.self, StepCommand.self,
      StatusCommand.self,
      CacheCommand.self, DiffCommand.self, CompareCommand.self, CompareRunsCommand.self,
      ChecklistCommand.self, ShowCommand.self, ReportCommand.self,
      BaselineCommand.self, FingerprintCommand.self, DatasetCommand.self, WeightsCommand.self,
      ExtractCommand.self,
      RankCommand.self, EvaluateCommand.self, BenchCommand.self, DoctorCommand.self,
    ])

  static func main() async {
    RuntimeEnvironment.prepareMemory()
    Interruption.install()
    let work = Task { try await perform() }
    Interruption.onStop { work.cancel() }
    do {
      try await work.value
    } catch {
      finish(after: error)
    }
  }

  /// Performs the command of the command line.
  private static func perform() async throws {
    var command = try parseAsRoot()
    Interruption.endsAtOnce(!(command is any StoppingCommand))
    try checkWrittenPaths(of: command)
    if var asynchronous = command as? any AsyncParsableCommand {
      try await asynchronous.run()
    } else {
      try command.run()
    }
  }

  /// Throws when a file or folder that a command is going to write cannot be written.
  private static func checkWrittenPaths(of command: any ParsableCommand) throws {
    guard let command = command as? any WritingCommand else { return }
    for place in try command.writtenPaths() { try place.check() }
  }

  /// Prints what went wrong and ends with the code that says so.
  private static func finish(after error: any Error) -> Never {
    if let status = error as? ExitStatus { Foundation.exit(status.code) }
    let status = ExitStatus(of: error)
    if Interruption.isStopping, status == ExitStatus(.interrupted) {
      // That was said when the signal came.
      Foundation.exit(FailureKind.busy.exitCode)
    }
    if let status {
      FileHandle.standardError.write(Data("\(error)\n".utf8))
      Foundation.exit(status.code)
    }
    // What the argument parser itself says: help and version end with 0, mistakes with 2.
    var text = fullMessage(for: error)
    let isHelp = exitCode(for: error) == .success
    if !isHelp, let command = nearestCommand(to: Array(CommandLine.arguments.dropFirst())) {
      text += "\nDid you mean \(command)?"
    }
    let stream = isHelp ? FileHandle.standardOutput : FileHandle.standardError
    if !text.isEmpty { stream.write(Data("\(text)\n".utf8)) }
    Foundation.exit(isHelp ? ExitStatus.success.code : FailureKind.usage.exitCode)
  }
}
