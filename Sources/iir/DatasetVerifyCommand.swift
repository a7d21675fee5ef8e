import ArgumentParser
import Doctor
import Failures
import Foundation
import Reporting
import Summaries

/// `iir dataset verify`: looks at every image and list of datasets before anything is run on them.
struct DatasetVerifyCommand: AsyncParsableCommand, WritingCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Checks the lists and every image of datasets.",
    discussion: """
      A name is that of a folder in --data: a benchmark such as roxford5k, one folder of images an \
      instance, a manifest.csv, or a list of distractors. Missing and damaged images, wrong counts, \
      boxes that leave their image and mistakes in the lists are all reported at once; ends with 0 \
      when every dataset is usable, else with 3. Pictures of kinds that are not read are counted, and \
      so are images that state an orientation in EXIF. Digests of files are remembered in --cache.
      """)

  @Argument(help: "Datasets, such as roxford5k, by the names of their folders.")
  var names: [String]

  @Flag(name: .customLong("no-decode"), help: "Read headers and digests only, no pixels.")
  var noDecode = false

  @Flag(help: "Print the findings as JSON.")
  var json = false

  @OptionGroup var folders: FolderOptions
  @OptionGroup var limit: PixelLimitOption
  @OptionGroup var running: RunningOptions

  func validate() throws {
    for name in names where name.isEmpty || name.contains("/") || name.hasPrefix(".") {
      throw ValidationError("'\(name)' is not the name of a folder in --data; give one.")
    }
  }

  func writtenPaths() throws -> [WrittenPath] {
    [.lookedInto(try folders.cache, option: "--cache")]
  }

  func run() async throws {
    let display = ProgressDisplay(isQuiet: running.quiet)
    let verifier = DatasetVerifier(
      options: try running.runOptions(folders, limit: limit), decodes: !noDecode,
      observe: display.observe)
    var findings: [DatasetVerification] = []
    for name in names {
      let found = try await verifier.verify(name)
      findings.append(found)
      if !json { print(VerificationRenderer().render(found), terminator: "") }
    }
    if json {
      try printDocument(findings)
    }
    guard findings.allSatisfy(\.isUsable) else { throw ExitStatus(.damagedInput) }
  }
}
