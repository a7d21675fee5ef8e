import ArgumentParser
import Experiments

/// `iir validate`: reads specs and says whether they are right.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks specs and everything they extend and name.")

  @OptionGroup var arguments: SpecArguments

  func run() throws {
    for experiment in try arguments.experiments() {
      print(
        "\(experiment.name): \(experiment.rows.count) rows, \(experiment.models.count) models, "
          + "\(experiment.claims.count) claims; valid")
    }
  }
}
