import Failures
import Foundation

/// Reads inputs of one target in this process, and says before each which one it is.
///
/// The process that started this one learns from the last line how far it came.
public struct FuzzWorker {
  private let target: FuzzTarget
  private let inputs: FuzzInputs
  private let package: String
  private let folder: String
  private let limits: FuzzLimits
  private let gauge = MemoryGauge()

  /// The address space beyond which the process ends, in multiples of the limit of memory.
  private static let addressSpaceFactor = 16

  /// Creates a worker.
  ///
  /// - Parameters:
  ///   - target: what reads the inputs.
  ///   - package: the folder of the package.
  ///   - seed: the seed of the run.
  ///   - folder: a folder of its own.
  ///   - limits: what an input may cost; time is watched by the parent.
  /// - Throws: what reading the corpus throws.
  public init(
    target: FuzzTarget, package: String, seed: UInt64, folder: String, limits: FuzzLimits
  ) throws {
    self.target = target
    self.package = package
    self.folder = folder
    self.limits = limits
    inputs = try FuzzInputs(of: target, package: package, seed: seed)
  }

  /// Reads a range of inputs.
  ///
  /// - Parameters:
  ///   - range: their numbers.
  ///   - report: takes each `WorkerReport`, as a line.
  /// - Throws: what cannot be measured or written.
  public func run(_ range: Range<Int>, report: (String) throws -> Void) throws {
    // What a reader loads the first time and keeps is the process's, not the input's.
    _ = read(inputs[0])
    try gauge.bound(by: Self.addressSpaceFactor * limits.kilobytes)
    _ = try gauge.takePeak()
    let baseline = try gauge.takePeak()
    for index in range {
      let input = inputs[index]
      _ = try gauge.takePeak()
      try report(WorkerReport.begin(index).line)
      let began = ContinuousClock.now
      let outcome = read(input)
      let time = Int((ContinuousClock.now - began) / .milliseconds(1))
      let peak = max(0, try gauge.takePeak() - baseline)
      if case .finding(let kind, let detail) = outcome {
        try report(WorkerReport.finding(kind, detail).line)
      } else if peak > limits.kilobytes {
        try report(WorkerReport.finding(.memory, "\(peak >> 10) MB").line)
      }
      let end = WorkerReport.end(
        isValue: outcome == .value, peakKilobytes: peak, milliseconds: time)
      try report(end.line)
    }
  }

  /// How an input ended.
  private enum Outcome: Equatable {
    case value, refusal
    case finding(Finding.Kind, String)
  }

  private func read(_ bytes: [UInt8]) -> Outcome {
    do {
      try target.read(FuzzInput(bytes: bytes, folder: folder, package: package))
      return .value
    } catch {
      guard Self.isDeclared(error) else { return .finding(.foreignError, "\(type(of: error))") }
      let fault = Self.fault(ofMessage: "\(error)")
      return fault.map { .finding(.badMessage, "\(type(of: error)) \($0)") } ?? .refusal
    }
  }

  /// The longest line of a message, in bytes: more is not read by anyone.
  private static let messageLimit = 4_000

  /// Returns what is wrong with a message, or nil when it can be shown.
  private static func fault(ofMessage message: String) -> String? {
    guard !message.allSatisfy(\.isWhitespace) else { return "says nothing" }
    let lines = message.utf8.split(separator: 0x0A)
    if let line = lines.first(where: { $0.count > messageLimit }) {
      return "has a line of \(line.count) bytes: \(message.prefix(80))"
    }
    guard !lines.joined().contains(where: { $0 < 0x20 || $0 == 0x7F }) else {
      return "holds a control character: \(message.debugDescription.prefix(200))"
    }
    return nil
  }

  /// Whether an error is one that a reader declares, and that the tool has an exit code for.
  private static func isDeclared(_ error: any Error) -> Bool {
    error is any Failure
  }
}
