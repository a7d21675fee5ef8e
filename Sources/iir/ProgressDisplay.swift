import Extraction
import Foundation
import Logging
import Records
import Specs
import Synchronization

/// Shows how a run goes on standard error: a bar on a terminal, plain lines elsewhere.
final class ProgressDisplay: Sendable {
  private struct State {
    var stage = ""
    var unit = ""
    var total = 0
    var done = 0
    /// The units that earlier attempts did.
    var doneBefore = 0
    var began = ContinuousClock.now
    var lastDrawn = ContinuousClock.now
    var lastQuarter = 0
    var isAnnounced = false
    /// When the measures of a step were told last.
    var lastMeasured = ContinuousClock.now
    var reused = 0
    var computed = 0
    var table = TableProgress()
  }

  /// Since when a table is worked on, and when its progress was last told.
  private struct TableProgress {
    var name = ""
    var began = ContinuousClock.now
    var lastSaid = ContinuousClock.now
    var doneBefore = 0
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
      defer { (state.computed, state.reused, state.table) = (0, 0, TableProgress()) }
      return (computed: state.computed, reused: state.reused)
    }
    let time = String(format: "%.1f s", seconds)
    let work =
      counts.computed == 0
      ? "nothing recomputed, \(counts.reused) results from the cache"
      : "\(counts.computed) stages computed, \(counts.reused) results from the cache"
    write("\(result.experiment.name): \(time); \(work)\n")
  }

  /// Prints what the user should know of the specs, after the program may have been started anew.
  func tell(_ notices: [String]) {
    for notice in notices { observe(.notice(notice)) }
  }

  private func update(_ state: inout State, _ event: RunEvent) {
    switch event {
    case .began(let stage, let total, let unit):
      state.stage = stage
      state.unit = unit
      state.total = total
      state.done = 0
      state.doneBefore = 0
      state.lastQuarter = 0
      state.isAnnounced = false
      state.began = .now
      state.lastMeasured = .now
    case .resumed(let units):
      state.done = units
      state.doneBefore = units
      state.lastQuarter = units * 4 / max(state.total, 1)
    case .advanced(let units):
      state.done += units
      show(&state)
    case .measured(let stage, let words):
      guard .now - state.lastMeasured > .seconds(20) else { return }
      state.lastMeasured = .now
      write("\(stage): \(words)\n")
    case .finished(let stage, let seconds):
      state.computed += 1
      let rate = seconds > 0 ? Double(state.total) / seconds : 0
      let figures = String(format: "%.1f s, ", seconds) + Self.speed(rate, state.unit)
      write("\(stage): \(state.total) \(state.unit), done in \(figures)\n")
    case .reused: state.reused += 1
    case .results(let table, let done, let total): show(&state, table, done, total)
    case .notice(let text): write("\(text)\n")
    }
  }

  private func show(_ state: inout State) {
    let now = ContinuousClock.now
    let seconds = (now - state.began) / .seconds(1)
    let share = Double(state.done) / Double(max(state.total, 1))
    let rate = Double(state.done - state.doneBefore) / max(seconds, 1e-3)
    let remaining = Double(state.total - state.done) / max(rate, 1e-3)
    if isTerminal {
      guard (now - state.lastDrawn) > .milliseconds(100) else { return }
      state.lastDrawn = now
      let filled = Int(share * 24)
      let bar =
        String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
      let figures = String(
        format: "%3.0f %%  %@  %@ left", share * 100, Self.speed(rate, state.unit),
        Self.time(remaining))
      draw(state.stage, bar, figures)
      return
    }
    guard state.done < state.total else { return }
    if !state.isAnnounced {
      // A stage that is over in one step is told of by its last line alone.
      state.isAnnounced = true
      write("\(state.stage): \(state.total) \(state.unit)\n")
    }
    guard Int(share * 4) > state.lastQuarter else { return }
    state.lastQuarter = Int(share * 4)
    guard seconds > 2 else { return }
    let figures = String(
      format: "%.0f %%, %@, %@ left", share * 100, Self.speed(rate, state.unit),
      Self.time(remaining))
    write("\(state.stage): \(figures)\n")
  }

  /// Draws the bar in place of the last one, on one line whatever the width of the terminal.
  private func draw(_ stage: String, _ bar: String, _ figures: String) {
    let width = Self.terminalWidth - 1
    let whole = "\(stage) [\(bar)] \(figures)"
    let short = "\(stage) \(figures)"
    let room = width - figures.count - 2
    let line =
      whole.count <= width
      ? whole
      : short.count <= width
        ? short : room > 0 ? "\(stage.prefix(room))… \(figures)" : String(figures.prefix(width))
    write(line, isLine: false)
  }

  /// Says now and then how far the table is as a whole.
  private func show(_ state: inout State, _ table: String, _ done: Int, _ total: Int) {
    let now = ContinuousClock.now
    if state.table.name != table {
      state.table = TableProgress(
        name: table, began: now, lastSaid: now, doneBefore: done)
    }
    let doneNow = done - state.table.doneBefore
    guard done < total, doneNow > 0, now - state.table.lastSaid > .seconds(20) else { return }
    state.table.lastSaid = now
    let seconds = (now - state.table.began) / .seconds(1)
    let remaining = seconds * Double(total - done) / Double(doneNow)
    write(
      "\(table): \(100 * done / total) % of training and extraction, about "
        + "\(Self.time(remaining)) left\n")
  }

  /// Returns a speed, with a decimal where it is low: "0.4 images/s".
  private static func speed(_ rate: Double, _ unit: String) -> String {
    String(format: rate < 10 ? "%.1f %@/s" : "%.0f %@/s", rate, unit)
  }

  /// Returns a time in the unit that suits it.
  private static func time(_ seconds: Double) -> String {
    switch seconds {
    case ..<90: String(format: "%.0f s", seconds)
    case ..<5400: String(format: "%.0f min", seconds / 60)
    default: String(format: "%.1f h", seconds / 3600)
    }
  }

  /// The number of characters of a line of the terminal; 80 where it does not say.
  private static var terminalWidth: Int {
    var size = winsize()
    guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }

  private func write(_ text: String, isLine: Bool = true) {
    guard !isQuiet else { return }
    // What stands there, a bar, makes way.
    FileHandle.standardError.write(Data("\(isTerminal ? "\r\u{1B}[K" : "")\(text)".utf8))
  }
}

/// Prints what the cache has to say in the style of all other messages.
struct MessageLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.notice

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let clear = isatty(STDERR_FILENO) == 1 ? "\r\u{1B}[K" : ""
    let kind = event.level >= .warning ? "warning: " : ""
    FileHandle.standardError.write(Data("\(clear)\(kind)\(event.message)\n".utf8))
  }
}
