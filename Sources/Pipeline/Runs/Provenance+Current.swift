import Foundation
import Kernels
import Records
import Specs

extension Provenance {
  /// Returns where and how the run that is under way is made.
  ///
  /// - Parameters:
  ///   - experiment: what is run.
  ///   - spec: the file that it was read from, as the provenance is to name it.
  ///   - threads: the number of threads that compute.
  ///   - account: what the steps took.
  ///   - git: the commit of the working tree.
  /// - Returns: the provenance, as of now.
  /// - Throws: what the encoder of settings reports.
  static func current(
    of experiment: ResolvedExperiment, spec: String?, threads: Int, _ account: StepAccount,
    git: GitState?
  ) throws -> Provenance {
    Provenance(
      gitCommit: git?.commit, gitIsDirty: git?.isDirty,
      date: Date.now.formatted(.iso8601), spec: spec,
      specHash: try experiment.numbersHash(),
      libraries: LibraryVersions.current,
      processor: MachineDescription.current().processor, threads: threads, seeds: experiment.seeds,
      stages: account.stages, origins: account.origins)
  }
}

/// The commit of the working tree.
struct GitState: Sendable {
  let commit: String
  let isDirty: Bool

  /// Returns the state, or nil where there is no git or no repository.
  static func read() -> GitState? {
    // The headers begin with "#", and all other lines are changes.
    let arguments = ["status", "--porcelain=v2", "--branch", "--untracked-files=no"]
    guard let lines = output(of: arguments)?.split(separator: "\n") else { return nil }
    let title = "# branch.oid "
    guard let commit = lines.first(where: { $0.hasPrefix(title) })?.dropFirst(title.count),
      commit.first != "("
    else { return nil }
    return GitState(commit: String(commit), isDirty: lines.contains { !$0.hasPrefix("#") })
  }

  private static func output(of arguments: [String]) -> String? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else { return nil }
      return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      return nil
    }
  }
}
