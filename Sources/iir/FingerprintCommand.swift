import ArgumentParser
import Failures
import Foundation
import Reporting
import Specs

/// `iir fingerprint`: tells whether this machine makes the same bytes as the one of the baselines.
struct FingerprintCommand: WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Compares the bytes of results with the committed fingerprints.",
    discussion: """
      Reads <results>/<name>.json and <results>/baselines/fingerprints.json: the SHA-256 of each \
      dataset, network, list of descriptors, whitening, ranking and file of the table, in the order in \
      which one is made from the other. Where they differ, the first is named. Ends with 0 when all are \
      the accepted ones, 1 when one is not, 6 when there is nothing to compare with. Those of optional \
      sets are compared where both sides have them; those of the table's files are without them.

      With -S the results of iir run with the same settings are looked at, such as one seed of several, and \
      whatever of them has an accepted fingerprint under its name is compared: a sample of a table that \
      would take hours.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions
  @OptionGroup var folders: FolderOptions

  @Flag(help: "Make the fingerprints of the present results the committed ones.")
  var accept = false

  @Flag(help: "Print the comparison as JSON.")
  var json = false

  func writtenPaths() throws -> [WrittenPath] {
    accept
      ? [.folder("\(try folders.results.path)/baselines", option: "--results")]
      : [.lookedInto(try folders.results, option: "--results")]
  }

  func validate() throws {
    guard !accept || settings.settings.isEmpty else {
      throw ValidationError("--accept takes the results of a spec as it is, without -S.")
    }
  }

  func run() throws {
    let store = ResultStore(folder: try folders.results.path)
    let tables = try arguments.tables(in: folders, settings: settings)
    guard !accept else { return print(try store.acceptFingerprints(of: tables)) }
    let isSample = !settings.settings.isEmpty
    let wholes = isSample ? try arguments.experiments().map(\.name) : []
    let comparisons = try tables.enumerated().map { place, table in
      try store.compareFingerprints(of: table, sampleOf: isSample ? wholes[place] : nil)
    }
    if json {
      try printDocument(comparisons)
    } else {
      for comparison in comparisons {
        print(FingerprintRenderer().render(comparison), terminator: "")
      }
    }
    let outcome = BaselineDiff.Outcome.worst(comparisons.map(\.outcome))
    guard outcome == .matches else {
      throw ExitStatus(code: outcome.exitCode)
    }
  }
}
