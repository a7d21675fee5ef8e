import ArgumentParser
import Failures

/// How `iir` ends once everything is said; scripts rely on the numbers.
struct ExitStatus: Error, Equatable {
  /// The exit code.
  let code: Int32

  /// Everything is as it should be.
  static let success = ExitStatus(code: 0)

  init(code: Int32) { self.code = code }

  /// Creates the status after a failure.
  init(_ kind: FailureKind) { code = kind.exitCode }

  /// Returns how a run ends after an error of the modules, or nil for one of the argument parser.
  init?(of error: any Error) {
    switch error {
    case let failure as any Failure: self.init(failure.kind)
    case is CancellationError: self.init(.interrupted)
    case is CleanExit, is ValidationError, is ExitCode: return nil
    default:
      // The parser's own errors are not public types; everything else is a failed stage.
      guard IIR.exitCode(for: error) == .failure else { return nil }
      self.init(.stageFailed)
    }
  }
}
