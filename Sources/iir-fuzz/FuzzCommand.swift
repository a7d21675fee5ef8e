import ArgumentParser
import Fuzzing

/// `iir-fuzz`: a tool of this package's developers, which reads damaged files until one does harm.
@main
struct FuzzCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iir-fuzz",
    abstract: "Reads many damaged files, and reports those that end in anything but an answer.",
    subcommands: [RunInputs.self, Replay.self, WorkerCommand.self],
    defaultSubcommand: RunInputs.self)
}

/// Returns the target of a name.
func target(named name: String) throws -> FuzzTarget {
  guard let target = FuzzTarget.named(name) else {
    let names = FuzzTarget.all.map(\.name).joined(separator: ", ")
    throw ValidationError("There is no target '\(name)'; the targets are \(names).")
  }
  return target
}

/// What every command needs to make the same inputs.
struct InputOptions: ParsableArguments {
  @Option(help: "The folder of the package, whose committed files the inputs are made from.")
  var package = "."

  @Option(help: "The seed of all inputs.")
  var seed: UInt64 = 1

  @Option(help: "The most seconds for one input.")
  var seconds = 5.0

  @Option(help: "The most megabytes of memory for one input.")
  var megabytes = 400

  var limits: FuzzLimits { FuzzLimits(seconds: seconds, megabytes: megabytes) }

  /// The options as another process takes them.
  var arguments: [String] {
    [
      "--package", package, "--seed", "\(seed)", "--seconds", "\(seconds)", "--megabytes",
      "\(megabytes)",
    ]
  }

  func validate() throws {
    guard seconds > 0, megabytes > 0 else {
      throw ValidationError("The limits of time and memory are above 0.")
    }
  }
}
