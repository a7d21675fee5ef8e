import Failures
import Foundation

/// Ends the process at once when the user presses Ctrl-C.
///
/// Every file is published by a rename, so nothing is torn; what was not published is computed
/// again by the next run.
enum Interruption {
  /// Makes SIGINT and SIGTERM end the process with the code of an interruption.
  static func install() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        // Only calls that are safe in a signal handler.
        let text: StaticString = "\nInterrupted. The same command goes on from what is cached.\n"
        unsafe _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
        _exit(FailureKind.interrupted.exitCode)
      }
    }
  }
}
