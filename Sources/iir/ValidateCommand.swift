import ArgumentParser
import Failures
import Literature
import Logging
import SpecReading
import Specs

/// `iir validate`: reads specs and recipes, and says whether they are right.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Checks specs and everything they extend and name.",
    discussion: """
      Specs of tables and recipes of networks, which stand in a folder models. With --json, an array \
      of what each file is, or of the mistakes: file, line, column, pointer, message, accepted values \
      and the nearest one.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions

  @Flag(help: "Print the findings as JSON.")
  var json = false

  func run() throws {
    do {
      let contents = try SpecLibrary.standard.contents(
        at: arguments.specs.map(\.path), settings: settings.settings,
        notify: { RunningOptions.logger.notice("notice: \($0)") })
      guard json else {
        for content in contents { print("\(content.summary); valid") }
        return
      }
      let findings = zip(arguments.specs, contents).map { SpecFinding($0.path, $1) }
      try printDocument(findings)
    } catch let error as SpecError {
      guard json else { throw error }
      try printDocument(error.diagnostics)
      throw ExitStatus(.usage)
    }
  }
}

/// What a valid spec file is, as `iir validate --json` says it.
private struct SpecFinding: Encodable {
  let file: String
  let kind: String
  let name: String
  let rows: Int?
  let models: [String]
  let claims: Int?

  init(_ file: String, _ content: SpecContent) {
    self.file = file
    switch content {
    case .table(let experiment):
      kind = "table"
      name = experiment.name
      rows = experiment.rows.count
      models = experiment.models.map(\.name)
      claims = experiment.claims.count
    case .recipe(let recipe, let chain):
      kind = "recipe"
      name = recipe.name
      rows = nil
      models = chain.map(\.name)
      claims = nil
    case .ledger(let ledger):
      kind = "literature"
      name = "literature"
      rows = ledger.entries.count
      models = []
      claims = nil
    }
  }
}
