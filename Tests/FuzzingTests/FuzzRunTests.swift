import Foundation
import Fuzzing
import Testing

/// Runs the real `iir-fuzz` on a target that goes wrong in every way.
@Suite struct FuzzRunTests {
  /// What the first inputs of the target "self-test" do.
  private enum Planted: Int {
    case fine, crash, hang, memory, untyped, silent, endless, control, refused
  }

  /// Runs one input, which may take as long as it may on a machine that does much else, unless stated.
  private func run(_ planted: Planted, seconds: Int = 60) throws -> Run {
    try Run([
      "run", "--target", "self-test", "--first", "\(planted.rawValue)", "--inputs", "1",
      "--seconds", "\(seconds)",
    ])
  }

  @Test func anInputThatEndsInAValueIsNoFinding() throws {
    let run = try run(.fine)
    #expect(run.status == 0)
    #expect(run.messages == "")
    #expect(run.kept == [])
  }

  @Test func anInputThatIsRefusedIsNoFinding() throws {
    let run = try run(.refused)
    #expect(run.status == 0)
    #expect(run.kept == [])
  }

  @Test func aCrashIsFoundAndItsInputKept() throws {
    let run = try run(.crash)
    #expect(run.status == 1)
    #expect(run.messages.contains("crash in"))
    #expect(run.kept == ["self-test-1-1"])
    #expect(run.keptText == "crash")
  }

  @Test func anInputThatDoesNotEndIsFound() throws {
    let run = try run(.hang, seconds: 2)
    #expect(run.status == 1)
    #expect(run.messages.contains("hang in"))
    #expect(run.messages.contains("no end after 2.0 s"))
    #expect(run.kept == ["self-test-1-2"])
  }

  @Test func anInputThatTakesTooMuchMemoryIsFound() throws {
    let run = try run(.memory)
    #expect(run.status == 1)
    #expect(run.messages.contains("memory in"))
    #expect(run.kept == ["self-test-1-3"])
  }

  @Test func anErrorThatNoReaderDeclaresIsFound() throws {
    let run = try run(.untyped)
    #expect(run.status == 1)
    #expect(run.messages.contains("foreign error in"))
    #expect(run.messages.contains("CocoaError"))
  }

  @Test func anErrorThatSaysNothingIsFound() throws {
    let run = try run(.silent)
    #expect(run.status == 1)
    #expect(run.messages.contains("bad message in"))
    #expect(run.messages.contains("says nothing"))
  }

  @Test func aMessageThatNobodyCanReadIsFound() throws {
    let run = try run(.endless)
    #expect(run.status == 1)
    #expect(run.messages.contains("has a line of 100000 bytes"))
  }

  @Test func aMessageThatDrivesTheTerminalIsFound() throws {
    let run = try run(.control)
    #expect(run.status == 1)
    #expect(run.messages.contains("holds a control character"))
  }

  @Test func aRunGoesOnBehindACrashAndAHang() throws {
    let run = try Run([
      "run", "--target", "self-test", "--inputs", "40", "--jobs", "1", "--seconds", "1",
    ])
    let sums = try #require(
      run.output.split(separator: "\n").first { $0.hasPrefix("all ") })
    #expect(run.status == 1)
    #expect(sums.split(separator: " ")[1] == "40")
    #expect(Set(run.kept).isSuperset(of: (1...5).map { "self-test-1-\($0)" }))
  }

  @Test func anUnknownTargetIsRefusedWithTheOnesThereAre() throws {
    let run = try Run(["run", "--target", "gif"])
    #expect(run.status == 64)
    #expect(run.messages.contains("pickle"))
  }
}

/// An `iir-fuzz` that has ended, and what it left.
private struct Run {
  let status: Int32
  let output: String
  let messages: String

  /// The names of the files of inputs that were kept.
  let kept: [String]

  /// The first of them as text.
  let keptText: String?

  init(_ arguments: [String]) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fuzz-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let (output, messages) = (folder.appending(path: "output"), folder.appending(path: "messages"))
    for file in [output, messages] { try Data().write(to: file) }
    let binary = Bundle.main.executableURL?.deletingLastPathComponent() ?? folder
    let process = Process()
    process.executableURL = binary.appending(path: "iir-fuzz")
    process.arguments =
      arguments
      + (arguments.first == "run"
        ? ["--package", Workbench.package, "--keep", folder.appending(path: "kept").path] : [])
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: messages)
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    self.output = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    self.messages = String(decoding: try Data(contentsOf: messages), as: UTF8.self)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { $0.hasPrefix("kept/") }
    kept = files.map { String($0.dropFirst(5)) }
    keptText = try files.first.map {
      String(decoding: try Data(contentsOf: folder.appending(path: $0)), as: UTF8.self)
    }
    try FileManager.default.removeItem(at: folder)
  }
}
