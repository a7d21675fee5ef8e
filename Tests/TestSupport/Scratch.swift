internal import Foundation
package import Logging
internal import Synchronization

/// A folder that lives as long as one test.
package final class Scratch: Sendable {
  /// The folder.
  package let path: String

  /// Makes the folder.
  package init() throws {
    path = FileManager.default.temporaryDirectory.path + "/scratch-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Logger(label: "scratch").warning("Left behind \(path): \(error)")
    }
  }

  /// Returns the names of all files below a folder of the scratch folder, in order.
  package func files(below folder: String = "") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)").filter {
      let status = try FileManager.default.attributesOfItem(atPath: "\(path)/\(folder)/\($0)")
      return status[.type] as? FileAttributeType != .typeDirectory
    }.sorted()
  }

  /// Returns what a file of the folder holds.
  package func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
  }

  /// Writes a file of the folder, or replaces it.
  package func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
  }

  /// Writes a text file of the folder, or replaces it, and returns its path.
  package func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
    return "\(path)/\(name)"
  }
}

/// Collects what is logged as a warning.
package final class WarningLog: Sendable {
  private let lines = Mutex<[String]>([])

  /// Starts an empty log.
  package init() {}

  /// The warnings so far, in order.
  package var warnings: [String] { lines.withLock { $0 } }

  /// What writes to this log.
  package var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

  private struct Handler: LogHandler {
    let log: WarningLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      guard event.level >= .warning else { return }
      log.lines.withLock { $0.append("\(event.message)") }
    }
  }
}
