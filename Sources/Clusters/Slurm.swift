import Foundation

/// What a cluster run asks of a scheduler.
package protocol Scheduler {
  /// Submits an array.
  ///
  /// - Parameters:
  ///   - script: the script, which is at its path already.
  ///   - name: the name of the job.
  ///   - previous: the array that has to have ended; nil for none.
  /// - Returns: the number of the array.
  /// - Throws: `ClusterError`.
  func submit(_ script: SlurmScript, name: String, after previous: String?) throws -> String

  /// Returns the elements of the user's jobs of a name that have not ended.
  ///
  /// - Throws: `ClusterError`.
  func queue(name: String) throws -> [QueuedElement]

  /// Cancels the user's jobs of a name.
  ///
  /// - Throws: `ClusterError`.
  func cancel(name: String) throws
}

/// Slurm, by its own commands.
package struct Slurm: Scheduler, Sendable {
  /// Creates it; nothing is asked yet.
  package init() {}

  package func submit(_ script: SlurmScript, name: String, after previous: String?) throws -> String
  {
    try SlurmOutput.job(run(["sbatch"] + script.arguments(name: name, after: previous)))
  }

  package func queue(name: String) throws -> [QueuedElement] {
    try SlurmOutput.queue(run(Self.queueCommand(name: name)))
  }

  package func cancel(name: String) throws {
    _ = try run(Self.cancelCommand(name: name))
  }

  /// Returns the words that list the elements of a name, finished ones left out.
  package static func queueCommand(name: String) -> [String] {
    [
      "squeue", "--all", "--me", "--array", "--noheader", "--name=\(name)",
      "--format=\(SlurmOutput.queueFormat)",
    ]
  }

  /// Returns the words that cancel the jobs of a name.
  package static func cancelCommand(name: String) -> [String] {
    ["scancel", "--me", "--name=\(name)"]
  }

  /// Runs a command to its end and returns what it wrote on standard output.
  private func run(_ command: [String]) throws(ClusterError) -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    // Variables that would change what is listed, and how.
    process.environment = ProcessInfo.processInfo.environment.filter {
      !$0.key.hasPrefix("SQUEUE_")
    }
    let (output, messages) = (Pipe(), Pipe())
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = messages
    do {
      try process.run()
      // Slurm's messages are shorter than a pipe holds, so that one can be read after the other.
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      let said = try messages.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationStatus == 0 else {
        throw ClusterError.refused(
          command: command[0], code: process.terminationStatus,
          reason: Self.reason(in: String(decoding: said, as: UTF8.self)))
      }
      return String(decoding: text, as: UTF8.self)
    } catch let error as ClusterError {
      throw error
    } catch {
      throw .refused(command: command[0], code: -1, reason: "\(error)")
    }
  }

  private static func reason(in messages: String) -> String {
    let lines = messages.split(separator: "\n").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    return lines.isEmpty ? "it said nothing" : lines.joined(separator: " / ")
  }
}
