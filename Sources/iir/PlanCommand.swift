import ArgumentParser
import Experiments
import Foundation

/// `iir plan`: what a spec means, every default written out.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Prints a spec as JSON with every default written out.")

  @OptionGroup var arguments: SpecArguments

  func run() throws {
    for experiment in try arguments.experiments() {
      print(
        String(decoding: try CanonicalEncoding.data(of: experiment), as: UTF8.self), terminator: "")
    }
  }
}
