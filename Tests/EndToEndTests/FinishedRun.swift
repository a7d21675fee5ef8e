import Testing

/// Every test of the real binary; one after another, since side by side they hold all threads of the test
/// process, and tests with a time limit wait behind them.
@Suite(.serialized, .afterOneRun) struct EndToEndTests {}

extension Workspace {
  /// The workspace in which the tiny experiment was run once, for tests to copy.
  @TaskLocal static var finishedRun: Workspace?

  /// Returns a copy of the workspace in which the tiny experiment was run once.
  static func afterOneRun() throws -> Workspace {
    try Workspace(copying: try #require(finishedRun))
  }
}

/// Runs the tiny experiment once from nothing before the tests of a suite.
struct FinishedRun: SuiteTrait, TestScoping {
  func provideScope(
    for test: Test, testCase: Test.Case?, performing tests: @Sendable () async throws -> Void
  ) async throws {
    let workspace = try Workspace()
    let run = try workspace.iir("run", TinySpecs.path)
    try #require(run.status == 0, "\(run.messages)")
    try await Workspace.$finishedRun.withValue(workspace) { try await tests() }
  }
}

extension Trait where Self == FinishedRun {
  /// Runs the tiny experiment once from nothing before the tests of a suite.
  static var afterOneRun: Self { FinishedRun() }
}
