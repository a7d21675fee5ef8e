import ArgumentParser
import Foundation
import Fuzzing

/// `iir-fuzz replay`: one input again, in this process.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Reads a kept file, or one input, and says how it ends.")

  @OptionGroup var options: InputOptions

  @Argument(help: "The target that reads it.")
  var target: String

  @Argument(help: "The file.")
  var file: String?

  @Option(help: "The number of an input, in place of a file.")
  var index: Int?

  @Option(help: "A file to write the input to.")
  var out: String?

  func validate() throws {
    guard (file == nil) != (index == nil), index ?? 0 >= 0 else {
      throw ValidationError("Give a file, or --index with the number of an input from 0.")
    }
  }

  func run() throws {
    let target = try iir_fuzz.target(named: target)
    let input: [UInt8]
    if let index {
      input = try FuzzInputs(of: target, package: options.package, seed: options.seed)[index]
    } else {
      input = [UInt8](try Data(contentsOf: URL(fileURLWithPath: file ?? "")))
    }
    if let out { try Data(input).write(to: URL(fileURLWithPath: out)) }
    print(try target.ending(of: input, package: options.package))
  }
}
