import Foundation
import Testing

/// A folder with the specs of a tiny experiment, in which the real `iir` runs; removed at the end.
final class Workspace: Sendable {
  let path: String

  /// Makes a folder that holds the specs and nothing else.
  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "iir-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in TinySpecs.files { try write(text, to: name) }
  }

  /// Makes a copy of another workspace: data, cache, results and all.
  init(copying other: Workspace) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "iir-\(UUID().uuidString)").path
    try FileManager.default.copyItem(atPath: other.path, toPath: path)
  }

  deinit {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record("could not remove \(path): \(error)")
    }
  }

  /// Runs `iir` in this folder and waits for its end.
  func iir(_ arguments: String...) throws -> Finished {
    try RunningCommand(arguments, in: self).finish()
  }

  /// Runs `iir` in this folder with some variables of its environment set.
  func iir(_ arguments: [String], environment: [String: String]) throws -> Finished {
    try RunningCommand(arguments, in: self, environment: environment).finish()
  }

  /// Starts `iir` in this folder.
  func start(_ arguments: String...) throws -> RunningCommand {
    try RunningCommand(arguments, in: self)
  }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ data: Data, to name: String) throws {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
  }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

  func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(name)")
  }

  /// Copies a file, or a folder with all that is in it.
  func copy(_ name: String, to other: String) throws {
    try FileManager.default.copyItem(atPath: "\(path)/\(name)", toPath: "\(path)/\(other)")
  }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }

  /// Returns the files below a folder that end in a way, in order, as paths from this folder.
  func files(below folder: String, endingIn end: String = "") throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(folder)")
      .filter { $0.hasSuffix(end) }.map { "\(folder)/\($0)" }.sorted()
  }

  /// Changes one byte in the middle of a file.
  func damage(_ name: String) throws {
    var data = try bytes(name)
    data[data.count / 2] ^= 0x40
    try write(data, to: name)
  }
}

/// How a command ended and what it said.
struct Finished {
  /// The exit code, or the number of the signal that ended it, negative.
  let status: Int32

  /// What stood on standard output.
  let output: String

  /// What stood on standard error.
  let messages: String

  /// The lines of standard error that are warnings.
  var warnings: [Substring] { messages.split(separator: "\n").filter { $0.contains("warning") } }
}

/// An `iir` that was started and has not been waited for.
final class RunningCommand {
  private let process = Process()
  private let outputFile: String
  private let messageFile: String

  /// The built binary: it lies beside the test bundle.
  static var binary: String {
    let folder = Bundle.main.executableURL?.deletingLastPathComponent() ?? URL(filePath: ".")
    return folder.appending(path: "iir").path
  }

  init(
    _ arguments: [String], in workspace: Workspace, launcher: [String] = [],
    program: String = RunningCommand.binary, environment: [String: String] = [:]
  ) throws {
    let number = UUID().uuidString
    outputFile = "\(workspace.path)/.\(number).output"
    messageFile = "\(workspace.path)/.\(number).messages"
    let command = launcher + [program] + arguments
    process.executableURL = URL(filePath: command[0])
    process.arguments = Array(command.dropFirst())
    process.currentDirectoryURL = URL(filePath: workspace.path)
    // Other test suites use the same cores, and with one thread a tiny network trains in milliseconds.
    // Folders that the caller's environment names are not the workspace's.
    process.environment = ProcessInfo.processInfo.environment
      .filter { !$0.key.hasPrefix("IIR_") }
      .merging(["OMP_NUM_THREADS": "1"]) { _, new in new }
      .merging(environment) { _, new in new }
    process.standardOutput = try Self.handle(outputFile)
    process.standardError = try Self.handle(messageFile)
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  /// Sends a signal.
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// Waits until standard error holds a text; returns whether it came before the end.
  func waits(for text: String) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if try read(messageFile).contains(text) { return process.isRunning }
      guard process.isRunning else { return false }
      usleep(1_000)
    }
    return false
  }

  /// Waits for the end; a command that takes a minute is killed, and ends with -9.
  func finish() throws -> Finished {
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning {
      if ContinuousClock.now > deadline { signal(SIGKILL) }
      usleep(2_000)
    }
    process.waitUntilExit()
    let code = process.terminationStatus
    return Finished(
      status: process.terminationReason == .exit ? code : -code, output: try read(outputFile),
      messages: try read(messageFile))
  }

  private static func handle(_ path: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: path))
    return try FileHandle(forWritingTo: URL(filePath: path))
  }

  private func read(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }
}
