public import Failures
internal import Foundation

/// The resident memory of this process, as Linux counts it.
package enum ProcessMemory {
  /// Returns the memory that is resident now, in bytes.
  ///
  /// - Throws: `BenchmarkError` where there is no /proc.
  package static func resident() throws -> Int {
    try bytes(of: "VmRSS", in: "/proc/self/status")
  }

  /// Returns the most memory that was resident since the last reset, in bytes.
  ///
  /// - Throws: `BenchmarkError` where there is no /proc.
  package static func peak() throws -> Int { try bytes(of: "VmHWM", in: "/proc/self/status") }

  /// Makes the peak start from what is resident now.
  ///
  /// - Throws: `BenchmarkError` where there is no /proc, or it may not be written to.
  package static func resetPeak() throws {
    let path = "/proc/self/clear_refs"
    do {
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.write(contentsOf: Data("5".utf8))
      try handle.close()
    } catch {
      throw BenchmarkError(action: "reset the peak of memory by '\(path)'", reason: "\(error)")
    }
  }

  /// Returns the memory that programs can still get without swapping, in bytes.
  ///
  /// - Throws: `BenchmarkError` where there is no /proc.
  package static func available() throws -> Int {
    try bytes(of: "MemAvailable", in: "/proc/meminfo")
  }

  private static func bytes(of field: String, in path: String) throws -> Int {
    let text = FileManager.default.contents(atPath: path) ?? Data()
    guard let bytes = bytes(of: field, stated: String(decoding: text, as: UTF8.self))
    else {
      throw BenchmarkError(
        action: "read \(field) in '\(path)'", reason: "there is no such number; it takes Linux")
    }
    return bytes
  }

  /// Returns a size that a text states as "field:   number kB", or nil when it does not.
  package static func bytes(of field: String, stated text: String) -> Int? {
    text.split(separator: "\n").first { $0.hasPrefix("\(field):") }
      .flatMap { line in
        let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
        return words.count == 3 && words[2] == "kB" ? Int(words[1]).map { $0 * 1024 } : nil
      }
  }
}

/// A part of a benchmark that could not be done.
public struct BenchmarkError: Failure, Hashable {
  /// What was tried, as a verb with its object.
  public let action: String

  /// Why it failed, and what it takes.
  public let reason: String

  /// Creates an error about one action.
  package init(action: String, reason: String) {
    self.action = action
    self.reason = reason
  }

  /// A benchmark is a stage of its own.
  public var kind: FailureKind { .stageFailed }

  /// What was tried.
  public var subject: String { action }

  /// What failed and why.
  public var statement: String { "Could not \(action): \(reason)" }
}
