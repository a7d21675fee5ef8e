package import Failures
import Foundation
import JSON

/// A peer that could not do its part of a benchmark.
package struct PeerError: Failure, Equatable {
  /// Its name.
  package let peer: String

  /// Why, in its own words where it had any.
  package let reason: String

  /// Creates an error.
  package init(peer: String, reason: String) {
    self.peer = peer
    self.reason = reason
  }

  /// A benchmark is a stage of its own.
  package var kind: FailureKind { .stageFailed }

  /// Its name.
  package var subject: String { peer }

  /// Who failed, and why.
  package var statement: String { "\(peer) was not measured: \(reason)" }
}

/// How to start peers.
struct PeerSettings {
  /// The Python interpreter that has the libraries.
  let python: String

  /// The folder of the scripts, one a peer.
  let scripts: String

  /// The number of threads of each peer.
  let threads: Int

  /// The folder for what peers say on standard error.
  let scratch: String
}

/// A Python process that does the same work with another library.
///
/// It waits for commands on standard input, one a line as JSON, and answers each with one line. While
/// it waits its threads sleep.
final class PeerProcess {
  /// The library.
  let peer: Peer

  private let process = Process()
  private let requests = Pipe()
  private let replies = Pipe()
  private let messages: String
  private var received = Data()

  /// Starts the script of a peer; its library is loaded when the first command comes.
  ///
  /// - Throws: `PeerError` when there is no such interpreter.
  init(_ peer: Peer, _ settings: PeerSettings) throws(PeerError) {
    self.peer = peer
    messages = "\(settings.scratch)/\(peer.scriptName).messages"
    // A peer that died must be an error of the write, not the end of this process.
    _ = signal(SIGPIPE, SIG_IGN)
    process.executableURL = URL(filePath: settings.python)
    process.arguments = ["\(settings.scripts)/\(peer.scriptName).py", "\(settings.threads)"]
    process.environment = Self.environment(threads: settings.threads)
    process.standardInput = requests
    process.standardOutput = replies
    do {
      try Data().write(to: URL(filePath: messages))
      process.standardError = try FileHandle(forWritingTo: URL(filePath: messages))
      try process.run()
    } catch {
      throw PeerError(
        peer: peer.rawValue, reason: "could not start \(settings.python): \(error)")
    }
  }

  deinit {
    // Nothing of a peer has to be kept, and a child of a worker thread may have the gentler signals
    // blocked. Not `waitUntilExit`, which needs the run loop of the thread that started it.
    // Without a child there is no number either, and number 0 would mean every process of our group.
    guard process.processIdentifier > 0, process.isRunning else { return }
    kill(process.processIdentifier, SIGKILL)
    while process.isRunning { usleep(1_000) }
  }

  /// Sends a command and waits for its answer.
  ///
  /// - Parameters:
  ///   - command: its name.
  ///   - arguments: what it needs, by name.
  /// - Returns: the answer.
  /// - Throws: `PeerError` with the peer's own words when it fails, or ends.
  func call(
    _ command: String, _ arguments: [String: CanonicalJSON] = [:]
  ) throws(PeerError) -> PeerReply {
    let request = CanonicalJSON.object(
      arguments.merging(["command": .string(command)]) { $1 })
    let reply: PeerReply
    do {
      try requests.fileHandleForWriting.write(contentsOf: Data((request.compact + "\n").utf8))
      reply = try JSONDecoder().decode(PeerReply.self, from: try nextLine())
    } catch let error as PeerError {
      throw error
    } catch {
      throw failure("\(command): \(error); \(lastMessage())")
    }
    if let reason = reply.error { throw failure(reason) }
    return reply
  }

  private func nextLine() throws -> Data {
    while true {
      if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
        let line = received[..<end]
        received = Data(received[received.index(after: end)...])
        return Data(line)
      }
      let more = replies.fileHandleForReading.availableData
      guard !more.isEmpty else { throw failure("it ended without an answer; \(lastMessage())") }
      received.append(more)
    }
  }

  private func failure(_ reason: String) -> PeerError {
    PeerError(peer: peer.rawValue, reason: reason)
  }

  /// Returns the last line that the peer wrote on standard error.
  private func lastMessage() -> String {
    let text = FileManager.default.contents(atPath: messages) ?? Data()
    let line = String(decoding: text, as: UTF8.self).split(separator: "\n").last
    return line.map { "its last words were: \($0)" } ?? "it said nothing"
  }

  /// Every library gets the same threads.
  private static func environment(threads: Int) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"] {
      environment[name] = "\(threads)"
    }
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return environment
  }
}

/// What a peer answers.
struct PeerReply: Decodable {
  /// Why it failed, when it did.
  let error: String?

  /// The versions of its libraries, by name.
  let versions: [String: String]?

  /// The ways in which it can do the work.
  let variants: [String]?

  /// How long the work took.
  let seconds: Double?

  /// The loss before each training step.
  let losses: [Double]?
}

extension Peer {
  /// The name of its script, without extension.
  var scriptName: String {
    switch self {
    case .pyTorch: "pytorch_peer"
    case .onnxRuntime: "onnxruntime_peer"
    case .openVINO: "openvino_peer"
    case .faiss: "faiss_peer"
    case .pillow: "pillow_peer"
    }
  }
}
