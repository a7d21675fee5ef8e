import ArgumentParser
import Evaluation
import Failures
import Files
import Foundation
import Images
import Inspection
import QueryPictures
import Records
import Reporting
import SpecReading
import Specs
import Tables

/// `iir show`: the first images that rows of a table find for a query.
struct ShowCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows the first images that rows of a table find for a query.",
    discussion: """
      Reads rankings of the cache and files of images; no network is run, and nothing is computed. Prints a \
      table of what stands at each place: hits, misses, and what does not count. --out also draws it: the \
      query with its box, and a row of images for each row of the table. Without --query the queries of the \
      spec's "firstImages" are shown. Ends with 6 when a ranking is not in the cache.
      """)

  @OptionGroup var arguments: SpecArguments
  @OptionGroup var settings: SettingOptions

  @Option(
    name: .customLong("query"),
    help: "The name of a query, as the ground truth has it; may be repeated.")
  var queries: [String] = []

  @Option(
    help: ArgumentHelp(
      "The rows that are shown, by their full names, commas between; all that rank images unless given.",
      valueName: "names"))
  var rows: [String] = []

  @Option(help: "How many first images of each row are shown, 1 to 50; 10, or what the spec says.")
  var top: Int?

  @Option(help: "The evaluation set; the first of the table unless given.")
  var dataset: String?

  @Option(help: "Which images are positives: easy, medium, hard, classic or manifest.")
  var setting: String?

  @Option(help: "The seed of training; the first of the table unless given.")
  var seed: UInt64?

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp(
      """
      A file for the picture, PNG or JPEG by its ending; of several queries a file each, the number before the \
      ending.
      """, valueName: "file"))
  var output: PathArgument?

  @Option(
    help: ArgumentHelp(
      "The longest side of an image in the picture; smaller ones stay as they are.",
      valueName: "pixels"))
  var side = FirstImagesPicture.standardSide

  @Flag(help: "Print the places as JSON instead.")
  var json = false

  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  func validate() throws {
    guard arguments.specs.count == 1 else {
      throw ValidationError("Queries are those of one spec; give one.")
    }
    let places = 1...FirstImagesSettings.mostPlaces
    if let top, !places.contains(top) {
      throw ValidationError("--top is \(top); give 1 to \(places.upperBound).")
    }
    guard (16...512).contains(side) else {
      throw ValidationError("--side is \(side); give 16 to 512 pixels.")
    }
  }

  func writtenPaths() throws -> [WrittenPath] {
    [.lookedInto(try folders.cache, option: "--cache")]
      + (output.map { output in
        (0..<max(1, queries.count)).map {
          .file(
            path(ofPicture: $0, of: queries.count, output), option: "--out", ending: [.png, .jpeg])
        }
      } ?? [])
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    let stated = try arguments.experiments(settings: settings) { display.tell([$0]) }[0]
    let finder = try FirstImagesFinder(
      running.runOptions(folders, weights: weights, limit: limit), observe: display.observe)
    var experiment = try finder.present(stated)
    if let seed, !experiment.seeds.contains(seed) { experiment = experiment.with(seeds: [seed]) }
    let firstImages = try await finder.firstImages(
      try wanted(of: experiment), of: experiment, command: command)
    var pictures: [String?] = []
    if let output {
      let folder = PictureFolder(
        of: experiment, root: try folders.data.path, maxPixels: limit.maxPixels)
      for (number, query) in firstImages.queries.enumerated() {
        let path = path(ofPicture: number, of: firstImages.queries.count, output)
        let image = try FirstImagesPicture(side: side).image(
          of: query, in: firstImages, from: folder)
        let isJPEG = OutputFormat.jpeg.endings.contains(
          URL(filePath: path).pathExtension.lowercased())
        try AtomicFile.write(
          try isJPEG ? image.encodedJPEG(quality: 90) : image.encodedPNG(), to: path)
        pictures.append(path)
      }
    }
    if json { return try printDocument(firstImages) }
    print(FirstImagesMarkdown().render(firstImages, pictures: pictures), terminator: "")
  }

  /// The command that makes the rankings.
  private var command: String {
    (["iir run \(arguments.specs[0].path.shellWord)"]
      + settings.settings.map { "-S \($0.text.shellWord)" }
      + (seed.map { ["--seed \($0)"] } ?? [])).joined(separator: " ")
  }

  /// Returns what is to be shown, every default stated.
  private func wanted(of experiment: ResolvedExperiment) throws -> FirstImagesSettings {
    var firstImages = experiment.firstImages ?? FirstImagesSettings()
    if !queries.isEmpty { firstImages.queries = [.named(queries.unique)] }
    guard !firstImages.queries.isEmpty else {
      throw ValidationError(
        "The spec has no \"firstImages\" that say which queries to show; give one with --query.")
    }
    if let dataset {
      try NameCheck("set", experiment.datasets.map(\.rawValue)).check([dataset])
      firstImages.dataset = dataset
    }
    guard
      let set = experiment.datasets.first(where: {
        firstImages.dataset ?? $0.rawValue == $0.rawValue
      })
    else { throw ValidationError("The table has no set.") }
    let settings = experiment.rankedSettings(of: set).map(\.rawValue)
    if let setting { try NameCheck("setting", settings).check([setting]) }
    let named = setting ?? firstImages.setting?.rawValue
    firstImages.setting = (settings.first { $0 == named } ?? settings.first)
      .flatMap(EvaluationSetting.init)
    firstImages.dataset = set.rawValue
    firstImages.seed = seed ?? firstImages.seed
    firstImages.top = top ?? firstImages.top
    let ranking = experiment.rankingRows
    let known = ranking.map(\.name)
    let asked = rows.flatMap {
      known.contains($0) ? [$0] : $0.split(separator: ",").map(String.init)
    }
    try NameCheck("row", known).check(asked)
    if !asked.isEmpty { firstImages.rows = asked.unique }
    let shown = firstImages.rows ?? known
    let looked = shown + firstImages.queries.flatMap(\.rows)
    let worlds = ranking.filter { looked.contains($0.name) }.map(experiment.world(of:)).unique
    guard worlds.count < 2 else {
      throw ValidationError(
        "Rows of several worlds have no queries in common; give rows of one with --rows.")
    }
    firstImages.rows = shown
    return firstImages
  }

  /// Returns the file of a picture: of several, with its number before the ending.
  private func path(ofPicture number: Int, of count: Int, _ output: PathArgument) -> String {
    guard count > 1 else { return output.path }
    let ending = URL(filePath: output.path).pathExtension
    let stem = ending.isEmpty ? output.path : String(output.path.dropLast(ending.count + 1))
    return "\(stem).\(number + 1)" + (ending.isEmpty ? "" : ".\(ending)")
  }
}
