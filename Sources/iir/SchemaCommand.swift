import ArgumentParser
import JSON
import SpecReading
import Specs

/// `iir schema`: prints what a spec may say, for editors and for readers.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints a JSON Schema of specs, for editors.",
    discussion: """
      A spec names it as "$schema", a path beside it or a URL; the field has no effect on results. \
      The schema is written from the tables that specs are read with, so that it knows every field, \
      range and default. What fields have to do with one another is for iir validate to say.
      """)

  @Argument(
    help:
      "What is described: table, a recipe of models/, a base that such files extend, or the ledger of the literature."
  )
  var document = SpecDocument.table

  @Flag(help: "Print the reference of all fields of tables and recipes as Markdown instead.")
  var markdown = false

  func run() {
    print(markdown ? SpecReference().markdown : document.schema.pretty, terminator: "")
  }
}

extension SpecDocument: ExpressibleByArgument {}
