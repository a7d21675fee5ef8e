import Foundation
import Testing

extension EndToEndTests {
  /// Root may write anywhere, so the commands run as another user where root runs the tests.
  @Suite(.enabled("a user whom permissions bind can run iir") { try canRunBound() })
  struct ReadOnlyCacheTests {
    private let workspace: Workspace

    init() throws {
      workspace = try Workspace.afterOneRun()
      try setMode(0o777, of: workspace.path)
      try setMode(0o777, of: "\(workspace.path)/Results")
      for name in ["md", "csv", "json"] { try workspace.remove("Results/tiny.\(name)") }
      for folder in try FileManager.default.subpathsOfDirectory(atPath: "\(workspace.path)/Cache") {
        try setMode(0o555, of: "\(workspace.path)/Cache/\(folder)")
      }
      try setMode(0o555, of: "\(workspace.path)/Cache")
    }

    private func setMode(_ mode: Int, of path: String) throws {
      try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func hitsAreServed() throws {
      let before = try Workspace.afterOneRun().text("Results/tiny.md")
      let run = try runBound(["run", TinySpecs.path], in: workspace)
      #expect(run.status == 0)
      #expect(run.messages.contains("nothing recomputed"))
      #expect(try workspace.text("Results/tiny.md") == before)
    }

    @Test func aMissEndsWithFive() throws {
      let run = try runBound(["run", "-q", "--seed", "5", TinySpecs.path], in: workspace)
      #expect(run.status == 5)
      #expect(run.messages.hasPrefix("The result cannot be stored in the cache 'Cache'."))
      #expect(run.messages.contains("Name a folder of your own with --cache."))
    }
  }
}

/// Runs `iir` as a user who may write only where permissions allow it.
private func runBound(_ arguments: [String], in workspace: Workspace) throws -> Finished {
  let nobody = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"]
  return try RunningCommand(
    arguments, in: workspace, launcher: getuid() == 0 ? nobody : []
  ).finish()
}

/// Whether such a user is there and reaches the binary.
private func canRunBound() throws -> Bool {
  guard getuid() != 0 || FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv") else {
    return false
  }
  let workspace = try Workspace()
  return try runBound(["--version"], in: workspace).status == 0
}
