import ArgumentParser
import Doctor
import Failures
import Foundation
import Projects
import Reporting
import Summaries

/// `iir doctor`: checks that this computer can run the experiments, and computes right.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Checks the libraries, the processor and the folders.",
    discussion: """
      Small products, eigenvalue problems and convolutions are compared with plain loops, which tells \
      of a processor or a build that computes wrong. Ends with 0 when all is right, 4 \
      when something is computed wrong, 5 when a folder cannot be written to. Where each folder lies is \
      told with who says so: its option, its variable of the environment, the iir.json of the project, \
      or the default.
      """)

  @OptionGroup var folders: FolderOptions
  @OptionGroup var weights: WeightsOption

  @Flag(help: "Print the findings as JSON.")
  var json = false

  func run() throws {
    let diagnosis = MachineDiagnosis.examine(
      folders: [try folders.data, try folders.cache, try folders.results].map(\.path),
      places: try places(), environment: ProcessInfo.processInfo.environment)
    if json {
      try printDocument(diagnosis)
    } else {
      print(DiagnosisRenderer().render(diagnosis), terminator: "")
    }
    if diagnosis.computesWrong { throw ExitStatus(.stageFailed) }
    if diagnosis.lacksFolder { throw ExitStatus(.cacheOrDisk) }
  }

  /// Returns where each folder lies.
  private func places() throws -> [FolderPlace] {
    let project = try ProjectFolders.current.get()
    return try ProjectFolder.allCases.map { folder in
      let option =
        switch folder {
        case .data: folders.statedData
        case .weights: weights.stated
        case .cache: folders.statedCache
        case .base: folders.statedBase
        case .results: folders.statedResults
        case .experiments: PathArgument?.none
        }
      let choice = try project.choice(of: folder, option: option?.path)
      return FolderPlace(name: folder.rawValue, path: choice.path, source: choice.source)
    }
  }
}
