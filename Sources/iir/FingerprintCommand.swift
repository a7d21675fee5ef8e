import ArgumentParser
import Failures
import Foundation
import Reporting

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
      """)

  @OptionGroup var arguments: SpecArguments
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

  func run() throws {
    let store = ResultStore(folder: try folders.results.path)
    let tables = try arguments.tables(in: folders)
    guard !accept else { return print(try store.acceptFingerprints(of: tables)) }
    let comparisons = try tables.map { try store.compareFingerprints(of: $0) }
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
