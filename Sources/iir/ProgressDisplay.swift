import Experiments
import Foundation
import Synchronization

/// Shows how a run goes on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressDisplay: Sendable {
  private struct State {
    var stage = ""
    var unit = ""
    var total = 0
    var done = 0
    var began = ContinuousClock.now
    var lastDrawn = ContinuousClock.now
    var lastQuarter = 0
    var reused = 0
    var computed = 0
  }

  private let state = Mutex(State())
  private let isTerminal: Bool
  private let isQuiet: Bool

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = isatty(STDERR_FILENO) == 1
  }

  /// Takes one event; may be called from any thread.
  func observe(_ event: RunEvent) {
    state.withLock { update(&$0, event) }
  }

  /// Says how long a table took and how much of it came from the cache.
  func summarise(_ result: ExperimentResult, seconds: Double) {
    let counts = state.withLock { state in
      defer { (state.computed, state.reused) = (0, 0) }
      return (computed: state.computed, reused: state.reused)
    }
    let time = String(format: "%.1f s", seconds)
    let work =
      counts.computed == 0
      ? "nothing recomputed, \(counts.reused) results from the cache"
      : "\(counts.computed) stages computed, \(counts.reused) results from the cache"
    write("\(result.experiment.name): \(time); \(work)\n")
  }

  private func update(_ state: inout State, _ event: RunEvent) {
    switch event {
    case .began(let stage, let total, let unit):
      state.stage = stage
      state.unit = unit
      state.total = total
      state.done = 0
      state.lastQuarter = 0
      state.began = .now
      if !isTerminal { write("\(stage): \(total) \(unit)\n") }
    case .advanced(let units):
      state.done += units
      show(&state)
    case .finished(let stage, let seconds):
      state.computed += 1
      let rate = seconds > 0 ? Double(state.total) / seconds : 0
      let figures = String(format: "%.1f s, ", seconds) + Self.speed(rate, state.unit)
      write("\(isTerminal ? "\r\u{1B}[K" : "")\(stage): done in \(figures)\n")
    case .reused: state.reused += 1
    case .notice(let text): write("\(isTerminal ? "\r\u{1B}[K" : "")\(text)\n")
    }
  }

  private func show(_ state: inout State) {
    let now = ContinuousClock.now
    let seconds = (now - state.began) / .seconds(1)
    let share = Double(state.done) / Double(max(state.total, 1))
    let rate = Double(state.done) / max(seconds, 1e-3)
    let remaining = Double(state.total - state.done) / max(rate, 1e-3)
    if isTerminal {
      guard (now - state.lastDrawn) > .milliseconds(100) else { return }
      state.lastDrawn = now
      let filled = Int(share * 24)
      let bar =
        String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
      let figures = String(
        format: "%3.0f %%  %@  %.0f s left", share * 100, Self.speed(rate, state.unit), remaining)
      write("\r\u{1B}[K\(state.stage) [\(bar)] \(figures)")
    } else if Int(share * 4) > state.lastQuarter, state.done < state.total {
      state.lastQuarter = Int(share * 4)
      let figures = String(
        format: "%.0f %%, %@, %.0f s left", share * 100, Self.speed(rate, state.unit), remaining)
      write("\(state.stage): \(figures)\n")
    }
  }

  /// Returns a speed, with a decimal where it is low: "0.4 images/s".
  private static func speed(_ rate: Double, _ unit: String) -> String {
    String(format: rate < 10 ? "%.1f %@/s" : "%.0f %@/s", rate, unit)
  }

  private func write(_ text: String) {
    guard !isQuiet else { return }
    FileHandle.standardError.write(Data(text.utf8))
  }
}
