import ArgumentParser
import Failures
import Literature
import SpecReading
import Specs
import Summaries

/// `iir literature`: prints published results with their sources and protocols.
struct LiteratureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "literature",
    abstract: "Prints published results with their sources and protocols.",
    discussion: """
      The ledger is literature.json beside the specs, in the folder that IIR_EXPERIMENTS or iir.json names. \
      First stand networks that were trained without labels beside classifiers of the same architecture, then all \
      values with their sources, then the protocol of each entry, with – where its source does not say. Tables \
      refer to entries by their ids in "literature".
      """)

  @Argument(help: "The ids of entries; all unless stated.")
  var ids: [String] = []

  @Option(help: "Print values on this set only, such as roxford5k.")
  var dataset: String?

  @Flag(help: "Print the entries as JSON.")
  var json = false

  func run() throws {
    let ledger = try SpecLibrary.standard.ledger()
    try NameCheck("entry", ledger.ids).check(ids)
    let named = ledger.filtered(ids: ids)
    if let dataset {
      try NameCheck("set in the ledger", named.entries.flatMap { $0.values.map(\.dataset) }.unique)
        .check([dataset])
    }
    let summary = LiteratureSummary(named.filtered(dataset: dataset))
    print(json ? try summary.json() : summary.text, terminator: "")
  }
}
