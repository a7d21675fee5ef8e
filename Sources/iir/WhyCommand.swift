import ArgumentParser
import Foundation
import Inspection
import JSON
import Pipeline
import Reporting
import Specs
import Summaries

/// `iir why`: what of a spec is in the cache, and why the rest is not.
struct WhyCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "Says what of a spec is in the cache, and why the rest is not.",
    discussion: """
      Each step of the table, from the sets of images to the scores, is in the cache, since when and \
      made by what; or it is missing, and then the artifact that comes nearest to it is named, with \
      each field that differs and its two values. Nothing is executed; images and weights of your own \
      are hashed.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  @Option(
    help: "A row of the table, or the name that a sweep made several of; all rows unless given.")
  var row: String?

  @Flag(help: "Print the explanation as JSON; those of several specs as an array.")
  var json = false

  func writtenPaths() throws -> [WrittenPath] {
    [
      .lookedInto(try folders.cache, option: "--cache"),
      .lookedInto(try folders.results, option: "--results"),
    ]
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    var notices: [String] = []
    let experiments = try arguments.experiments(settings: settings) {
      notices.append($0)
    }
    let explainer = try Explainer(
      running.runOptions(folders, weights: weights, limit: limit),
      observe: display.observe)
    display.tell(notices)
    if let row { try check(row, experiments) }
    var documents: [String] = []
    for experiment in experiments {
      let explanation = try await explainer.explain(experiment, row: row)
      if json {
        documents.append(
          String(decoding: try CanonicalEncoding.data(of: explanation), as: UTF8.self))
      } else {
        print(ExplanationRenderer().render(explanation), terminator: "")
      }
    }
    if json { printDocument(of: documents) }
  }

  /// Throws for a row that none of the tables has.
  private func check(_ row: String, _ experiments: [ResolvedExperiment]) throws {
    let rows = experiments.flatMap(\.rows)
    guard !rows.contains(where: { $0.name == row || $0.baseName == row }) else { return }
    throw ValidationError(
      "No row is named \"\(row)\"; the rows are "
        + rows.map(\.name).unique.joined(separator: ", ") + ".")
  }
}
