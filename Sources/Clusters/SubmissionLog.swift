import Files
import Foundation
import JSON

/// The folder of one cluster run: scripts, logs, how elements ended, and what was submitted.
///
/// It tells people where to look. What is done and what is missing is decided by the plan and the cache.
struct SubmissionLog {
  /// The folder.
  let folder: String

  private var file: String { "\(folder)/submissions.json" }

  /// Returns what was submitted so far, in order; nothing where there is no file.
  ///
  /// - Throws: `ClusterError.unreadable`, `FileError`.
  func submissions() throws -> [Submission] {
    guard let bytes = try content(of: file) else { return [] }
    do {
      return try JSONDecoder().decode([Submission].self, from: Data(bytes))
    } catch {
      throw ClusterError.unreadable(path: file, reason: "\(error)")
    }
  }

  /// Adds a submission.
  ///
  /// - Throws: `ClusterError.unreadable`, `FileError`.
  func add(_ submission: Submission) throws {
    try AtomicFile.write(
      CanonicalEncoding.bytes(of: submissions() + [submission]), to: file)
  }

  /// The path of an element's log.
  func log(of submission: Submission, _ element: Int) -> String {
    "\(folder)/\(submission.fileName).\(element).log"
  }

  /// Returns the exit code of an element; nil where it has not said one.
  ///
  /// - Throws: `FileError`.
  func exitCode(of submission: Submission, _ element: Int) throws -> Int? {
    let path = "\(folder)/\(submission.fileName).\(element).status"
    guard let bytes = try content(of: path) else { return nil }
    return Int(
      String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
  }

  /// Takes the right to look at the queue and to submit; nil where another process has it.
  func lock() throws(FileError) -> FileLock? {
    try FileLock.take("\(folder)/submissions.lock")
  }

  private func content(of path: String) throws(FileError) -> [UInt8]? {
    guard try FileKind(at: path) != .missing else { return nil }
    let file = try FileDescriptor(opening: path)
    return try file.readAll(count: file.regularFileSize())
  }
}
