import Failures
import Foundation
import Synchronization

/// Ends the process when the user presses Ctrl-C, and when a scheduler tells it to stop.
///
/// Every file is published by a rename, so nothing is torn; what was not published is computed
/// again by the next run.
enum Interruption {
  /// The seconds that a command that can stop by itself has for that after SIGTERM.
  private static let grace: UInt32 = 15

  private struct State {
    /// Asks the work to stop.
    var stop: @Sendable () -> Void = {}

    /// Whether SIGTERM ends the process without asking.
    var endsAtOnce = true

    /// What Ctrl-C does before the end; nil for saying how to go on.
    var interrupt: (@Sendable () -> Void)?

    var isStopping = false
  }

  private static let state = Mutex(State())
  private static let pipe = Pipe()

  /// Where the handler writes the number of a signal to.
  private static let writeEnd = pipe.fileHandleForWriting.fileDescriptor

  /// Whether the process was told to stop by SIGTERM.
  static var isStopping: Bool { state.withLock { $0.isStopping } }

  /// Makes SIGINT end the process with the code of an interruption, and SIGTERM with that of work that the same
  /// command goes on with.
  static func install() {
    // Made before the first signal: the handler must not.
    let number = writeEnd
    precondition(number >= 0, "expected a pipe, found none")
    for signalNumber in [SIGINT, SIGTERM] {
      signal(signalNumber) { received in
        // Only calls that are safe in a signal handler.
        let before = errno
        var byte = UInt8(truncatingIfNeeded: received)
        unsafe _ = write(Interruption.writeEnd, &byte, 1)
        errno = before
      }
    }
    Thread.detachNewThread {
      while let byte = pipe.fileHandleForReading.readData(ofLength: 1).first {
        if Int32(byte) == SIGINT { interrupt() }
        stop()
      }
    }
  }

  /// Says how the work is asked to stop after SIGTERM, where it is.
  static func onStop(_ stop: @escaping @Sendable () -> Void) {
    state.withLock { $0.stop = stop }
  }

  /// Says whether SIGTERM ends the process without asking the work to stop; it does unless this is called.
  static func endsAtOnce(_ endsAtOnce: Bool) {
    state.withLock { $0.endsAtOnce = endsAtOnce }
  }

  /// Says what Ctrl-C does before the end of the process.
  ///
  /// - Parameter action: what it does; nil for saying that the same command goes on.
  static func onInterrupt(_ action: (@Sendable () -> Void)?) {
    state.withLock { $0.interrupt = action }
  }

  /// Writes a line on standard error, below what stands there.
  static func say(_ text: String) {
    FileHandle.standardError.write(Data("\n\(text)\n".utf8))
  }

  private static func interrupt() -> Never {
    if let action = state.withLock({ $0.interrupt }) {
      action()
    } else {
      say("Interrupted. The same command goes on from what is cached.")
    }
    _exit(FailureKind.interrupted.exitCode)
  }

  private static func stop() {
    let before = state.withLock { state in
      defer { state.isStopping = true }
      return state
    }
    guard !before.isStopping else { return }
    say("Told to stop. The same command goes on from what is cached.")
    if before.endsAtOnce { _exit(FailureKind.busy.exitCode) }
    before.stop()
    // Ctrl-C is heard meanwhile.
    Thread.detachNewThread {
      sleep(grace)
      _exit(FailureKind.busy.exitCode)
    }
  }
}

/// A command that ends by itself, with nothing lost, when its task is cancelled.
protocol StoppingCommand {}
