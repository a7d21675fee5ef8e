import ArgumentParser
import Doctor
import Failures
import Foundation
import Reporting

/// `iir doctor`: checks that this computer can run the experiments, and computes right.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Checks the libraries, the processor and the folders.",
    discussion: """
      Some builds of OpenBLAS compute wrong on some processors, so small products, eigenvalue \
      problems and convolutions are compared with plain loops. Ends with 0 when all is right, 4 \
      when a library computes wrong, 5 when a folder cannot be written to.
      """)

  @OptionGroup var folders: FolderOptions

  @Flag(help: "Print the findings as JSON.")
  var json = false

  func run() throws {
    let diagnosis = MachineDiagnosis.examine(
      folders: [folders.data, folders.cache, folders.results].map(\.path),
      environment: ProcessInfo.processInfo.environment)
    if json {
      try printDocument(diagnosis)
    } else {
      print(DiagnosisRenderer().render(diagnosis), terminator: "")
    }
    if diagnosis.computesWrong { throw ExitStatus(.stageFailed) }
    if diagnosis.lacksFolder { throw ExitStatus(.cacheOrDisk) }
  }
}
