import ArgumentParser
import Foundation
import Inspection
import JSON
import Pipeline
import Reporting
import Summaries

/// `iir plan`: what a spec would run, what is missing, and what it would take.
struct PlanCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Says what a spec would run, what is missing, and for how long.",
    discussion: """
      Nothing is rendered, trained or extracted. Images that are there are hashed, and each kind of \
      network is timed for one pass where anything is left to compute. With --json, the forecast is \
      printed with the whole spec, every default written out.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions
  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  @Flag(
    help: "Print the forecast and the resolved spec as JSON; those of several specs as an array.")
  var json = false

  func writtenPaths() throws -> [WrittenPath] {
    let experiments = try arguments.experiments(settings: settings)
    let data = try folders.data
    let renders = experiments.contains { $0.rendersSets(into: data.path) }
    return [
      .lookedInto(try folders.cache, option: "--cache"),
      .lookedInto(try folders.results, option: "--results"),
    ] + (renders ? [.lookedInto(data, option: "--data")] : [])
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    var notices: [String] = []
    let experiments = try arguments.experiments(settings: settings) {
      notices.append($0)
    }
    let forecaster = try Forecaster(
      running.runOptions(folders, weights: weights, limit: limit),
      observe: display.observe)
    display.tell(notices)
    var documents: [String] = []
    for experiment in experiments {
      let forecast = try await forecaster.forecast(experiment)
      if json {
        documents.append(String(decoding: try CanonicalEncoding.data(of: forecast), as: UTF8.self))
      } else {
        print(ForecastRenderer().render(forecast), terminator: "")
      }
    }
    if json { printDocument(of: documents) }
  }
}
