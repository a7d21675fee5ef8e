import Foundation
import Glibc

/// A process that reads a range of inputs, as its parent sees it.
final class WorkerProcess {
  let target: FuzzTarget

  /// What came of the inputs so far.
  private(set) var summary: TargetSummary

  /// The inputs that were not begun.
  private(set) var rest: Range<Int>

  private let process = Process()
  private let output = Pipe()
  private let messageFile: String
  private let folder: String
  private let limits: FuzzLimits
  private var isReading = false
  private var pending: [UInt8] = []
  private let started = ContinuousClock.now
  private var lastReport = ContinuousClock.now

  /// Starts a worker.
  ///
  /// - Parameters:
  ///   - command: the program and its arguments, without the range and the folder.
  ///   - target: the target.
  ///   - range: the inputs.
  ///   - limits: what an input may cost.
  /// - Throws: what the system throws when there is no such program, or no room for its files.
  init(
    command: [String], target: FuzzTarget, range: Range<Int>, limits: FuzzLimits
  ) throws {
    self.target = target
    self.limits = limits
    rest = range
    summary = TargetSummary(target: target.name)
    folder = FileManager.default.temporaryDirectory.path + "/fuzz-\(UUID().uuidString)"
    messageFile = "\(folder)/messages"
    try FileManager.default.createDirectory(
      atPath: "\(folder)/files", withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: messageFile))
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments =
      command.dropFirst()
      + ["\(range.lowerBound)", "\(range.upperBound)", "\(folder)/files"]
    // A stack trace of every crash would take longer than the crash.
    process.environment = ProcessInfo.processInfo.environment
      .merging(["SWIFT_BACKTRACE": "enable=no", "OMP_NUM_THREADS": "1"]) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(
      forWritingTo: URL(fileURLWithPath: messageFile))
    try process.run()
    let descriptor = output.fileHandleForReading.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  /// Takes what the worker has said since, and ends it where an input takes too long.
  ///
  /// - Returns: whether the worker goes on.
  func advance() throws -> Bool {
    let isRunning = process.isRunning
    try takeReports()
    guard isRunning else {
      try finish()
      return false
    }
    let waited = ContinuousClock.now - lastReport
    guard isReading, waited > .seconds(limits.seconds) else { return true }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    add(.hang, "no end after \(limits.seconds) s")
    try close()
    return false
  }

  private func takeReports() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let descriptor = output.fileHandleForReading.fileDescriptor
    while true {
      let count = unsafe read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      pending += buffer[..<count]
    }
    guard let end = pending.lastIndex(of: UInt8(ascii: "\n")) else { return }
    for line in String(decoding: pending[..<end], as: UTF8.self).split(separator: "\n") {
      guard let report = WorkerReport(line: line) else {
        throw FuzzError("a worker of \(target.name)", "it said '\(line)', which is no report")
      }
      take(report)
    }
    pending.removeSubrange(...end)
    lastReport = ContinuousClock.now
  }

  private func take(_ report: WorkerReport) {
    switch report {
    case .begin(let index):
      rest = index + 1..<rest.upperBound
      isReading = true
    case .finding(let kind, let detail): add(kind, detail)
    case .end(let isValue, let peak, let time):
      isReading = false
      summary.inputs += 1
      summary.accepted += isValue ? 1 : 0
      let index = rest.lowerBound - 1
      summary.peakKilobytes = .larger(summary.peakKilobytes, Extreme(value: peak, index: index))
      summary.milliseconds = .larger(summary.milliseconds, Extreme(value: time, index: index))
    }
  }

  /// Notes how the process ended: all is read, an input ended it, or it never began.
  private func finish() throws {
    let status = process.terminationStatus
    let isDone = process.terminationReason == .exit && status == 0 && !isReading
    if !isDone {
      let text = String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: messageFile)), as: UTF8.self)
      let words = text.split(separator: "\n").suffix(3).joined(separator: " ")
      guard isReading else {
        throw FuzzError("a worker of \(target.name)", "it ended between two inputs. \(words)")
      }
      let end = process.terminationReason == .exit ? "exit code" : "signal"
      add(.crash, "\(end) \(status). \(words.prefix(300))")
    }
    try close()
  }

  private func add(_ kind: Finding.Kind, _ detail: String) {
    summary.findings.append(
      Finding(kind: kind, target: target.name, index: rest.lowerBound - 1, detail: detail))
    if kind == .hang || kind == .crash { summary.inputs += 1 }
  }

  private func close() throws {
    let time = (ContinuousClock.now - started).components
    summary.seconds = Double(time.seconds) + Double(time.attoseconds) / 1e18
    try FileManager.default.removeItem(atPath: folder)
  }
}
