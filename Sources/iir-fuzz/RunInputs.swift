import ArgumentParser
import Foundation
import Fuzzing

/// `iir-fuzz run`: the inputs of all targets, or of some.
struct RunInputs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Reads the inputs of a seed.",
    discussion: """
      Ends with 1 when an input crashes, hangs, takes too much memory or ends in an error that no \
      reader declares. Each such input is kept in a file that 'iir-fuzz replay' reads again.
      """)

  @OptionGroup var options: InputOptions

  @Option(help: "How many inputs, of all targets together.")
  var inputs = 100_000

  @Option(help: "The number of each target's first input.")
  var first = 0

  @Option(help: "A target; repeat it for several. All of them unless given.")
  var target: [String] = []

  @Option(help: "How many processes run at a time.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Option(help: "The folder that inputs which do harm are kept in.")
  var keep = ".build/fuzz"

  func validate() throws {
    guard inputs >= 1, first >= 0, jobs >= 1 else {
      throw ValidationError("--inputs and --jobs are at least 1, and --first at least 0.")
    }
    for name in target { _ = try iir_fuzz.target(named: name) }
  }

  func run() throws {
    let targets =
      target.isEmpty ? FuzzTarget.all : try target.map { try iir_fuzz.target(named: $0) }
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    let began = ContinuousClock.now
    let run = FuzzRun(
      targets: targets, package: options.package, seed: options.seed, limits: options.limits,
      jobs: jobs, worker: [program, "worker"] + options.arguments)
    let summaries = try run.run(inputs: inputs, from: first, keepingIn: keep) { finding in
      let file = "\(keep)/\(finding.fileName(seed: options.seed))"
      FileHandle.standardError.write(
        Data("\(finding.kind.rawValue) in \(file): \(finding.detail)\n".utf8))
    }
    print(FuzzTable.text(of: summaries, seconds: ContinuousClock.now - began))
    if summaries.contains(where: { !$0.findings.isEmpty }) { throw ExitCode(1) }
  }
}
