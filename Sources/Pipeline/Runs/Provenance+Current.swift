import Foundation
import Kernels
import Records
import Specs

extension Provenance {
  /// Returns where and how the run that is under way is made.
  static func current(
    of experiment: ResolvedExperiment, spec: String?, threads: Int, _ account: StepAccount
  ) throws -> Provenance {
    let git = GitState.read()
    return Provenance(
      gitCommit: git?.commit, gitIsDirty: git?.isDirty,
      date: Date.now.formatted(.iso8601), spec: spec,
      specHash: try experiment.numbersHash(),
      libraries: LibraryVersions.current,
      processor: MachineDescription.current().processor, threads: threads, seeds: experiment.seeds,
      stages: account.stages, origins: account.origins)
  }
}

/// The commit of the working tree.
private struct GitState {
  let commit: String
  let isDirty: Bool

  /// Returns the state, or nil where there is no git or no repository.
  static func read() -> GitState? {
    guard let commit = output(of: ["rev-parse", "HEAD"]),
      let changes = output(of: ["status", "--porcelain", "--untracked-files=no"])
    else { return nil }
    return GitState(commit: commit, isDirty: !changes.isEmpty)
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
