import ArgumentParser
import Foundation
import Fuzzing

/// `iir-fuzz worker`: a part of a run, started by it.
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Reads a range of inputs for a run.", shouldDisplay: false)

  @OptionGroup var options: InputOptions

  @Argument var target: String
  @Argument var lower: Int
  @Argument var upper: Int
  @Argument var folder: String

  func run() throws {
    let worker = try FuzzWorker(
      target: try iir_fuzz.target(named: target), package: options.package, seed: options.seed,
      folder: folder, limits: options.limits)
    try worker.run(lower..<upper) { line in
      try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
    }
  }
}
