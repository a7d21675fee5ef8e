import Clusters
import Foundation
import TestSupport
import Testing

/// Batch scripts, and what they do in a shell.
@Suite struct SlurmScriptTests {
  private let submission = Submission(
    attempt: 1, wave: 2, waves: 6, parts: 8, elements: [1, 2, 3, 7])

  private func settings(_ folder: String = "/share/cache/slurm/0f") -> SlurmSettings {
    SlurmSettings(
      tool: "/opt/iir", workingFolder: "/share/tables",
      arguments: ["table1.json", "--cache", "/share/cache"], folder: folder)
  }

  @Test func theElementsOfAnArrayAreRangesOfNeighbours() {
    func ranges(_ elements: [Int]) -> String {
      Submission(attempt: 1, wave: 1, waves: 1, parts: 9, elements: elements).elementRanges
    }
    #expect(ranges([4]) == "4")
    #expect(ranges([1, 2, 3, 7]) == "1-3,7")
    #expect(ranges([1, 3, 4, 9]) == "1,3-4,9")
  }

  @Test func anArrayWaitsForTheEndOfTheOneBeforeWhateverThatIs() {
    let script = SlurmScript(settings(), submission)
    #expect(
      script.arguments(name: "iir-0f", after: "12") == [
        "--parsable", "--job-name=iir-0f", "--array=1-3,7", "--dependency=afterany:12",
        "/share/cache/slurm/0f/attempt-1-wave-2.sh",
      ])
    #expect(
      script.arguments(name: "iir-0f", after: nil) == [
        "--parsable", "--job-name=iir-0f", "--array=1-3,7",
        "/share/cache/slurm/0f/attempt-1-wave-2.sh",
      ])
  }

  @Test func optionsOfTheUserStandBetweenThoseThatTheyChangeAndThoseThatOthersRelyOn() {
    var settings = settings()
    settings.options = ["--partition=cpu", "--comment=a b", "--output=mine"]
    settings.threads = 4
    let lines = SlurmScript(settings, submission).text.split(separator: "\n")
    #expect(
      lines.prefix(9) == [
        "#!/bin/bash", "#SBATCH --cpus-per-task=4", "#SBATCH --signal=B:TERM@60",
        "#SBATCH --partition=cpu", "#SBATCH --comment=a b", "#SBATCH --output=mine",
        "#SBATCH --output=/dev/null", "#SBATCH --chdir=/", "#SBATCH --requeue",
      ])
    #expect(
      lines.contains(
        "/opt/iir step table1.json --cache /share/cache --wave 2 --shard \"$part/8\" --threads 4 &")
    )
  }

  @Test func withoutThreadsAnElementTakesTheProcessorsThatItIsGiven() {
    let text = SlurmScript(settings(), submission).text
    #expect(!text.contains("--cpus-per-task"))
    #expect(text.contains("--shard \"$part/8\" --threads \"$SLURM_CPUS_ON_NODE\" &"))
  }

  /// Runs a script as Slurm would, with commands in place of Slurm's and of the tool, and returns its exit code.
  ///
  /// The tool does what a text of the shell says; `squeue` says a state; SIGTERM is sent when a file appears.
  private func run(
    _ scratch: Scratch, tool: String, state: String = "RUNNING", stopAfter: String? = nil
  ) throws -> Int32 {
    let place = "\(scratch.path)/it's \"a\" $HOME \\ %x"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for (name, text) in [
      "tool": tool, "squeue": "[ \"$3\" = 31_7 ] && echo \(state)",
      "scontrol": "echo \"$@\" >>'\(scratch.path)/asked'",
    ] {
      let path = try scratch.write("#!/bin/bash\n\(text)\n", to: name)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
    var settings = settings(place)
    settings.tool = "\(scratch.path)/tool"
    settings.workingFolder = place
    settings.arguments = ["it's $HOME.json"]
    let file = try scratch.write(SlurmScript(settings, submission).text, to: "script.sh")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = [file]
    process.environment = [
      "PATH": "\(scratch.path):/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "7",
      "SLURM_ARRAY_JOB_ID": "31",
      "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_CPUS_ON_NODE": "3", "HERE": scratch.path,
    ]
    try runHearingSignals(process)
    if let stopAfter {
      while !FileManager.default.fileExists(atPath: "\(scratch.path)/\(stopAfter)") {
        usleep(2_000)
      }
      kill(process.processIdentifier, SIGTERM)
    }
    while process.isRunning { usleep(2_000) }
    return process.terminationStatus
  }

  /// Starts a process that hears SIGTERM, as Slurm's do: threads of tasks block it, and their children inherit that.
  private func runHearingSignals(_ process: Process) throws {
    var heard = sigset_t()
    var before = sigset_t()
    unsafe sigemptyset(&heard)
    unsafe sigaddset(&heard, SIGTERM)
    unsafe pthread_sigmask(SIG_UNBLOCK, &heard, &before)
    defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
  }

  private func text(_ scratch: Scratch, endingIn end: String) throws -> String? {
    guard let file = try scratch.files().first(where: { $0.hasSuffix(end) }) else { return nil }
    return String(decoding: try scratch.bytes(file), as: UTF8.self)
  }

  @Test func anElementSaysItsPartByOptionsAloneAndHowItEnded() throws {
    let scratch = try Scratch()
    let code = try run(
      scratch, tool: "printf '<%s>' \"$@\"; env | grep ARRAY_TASK; echo in \"$PWD\"; exit 4")
    #expect(code == 4)
    let log = try #require(try text(scratch, endingIn: ".7.log"))
    #expect(
      log.hasPrefix("<step><it's $HOME.json><--wave><2><--shard><7/8><--threads><3>in "), "\(log)")
    #expect(log.hasSuffix("/it's \"a\" $HOME \\ %x\n"))
    #expect(try text(scratch, endingIn: ".7.status") == "4\n")
    #expect(try text(scratch, endingIn: "asked") == nil)
  }

  private static let stoppable =
    "trap 'exit 75' TERM; touch \"$HERE/begun\"; while :; do sleep 0.01; done"

  @Test func anElementThatIsToldToStopGoesBackIntoTheQueue() throws {
    let scratch = try Scratch()
    let code = try run(scratch, tool: Self.stoppable, stopAfter: "begun")
    #expect(code == 75)
    #expect(try text(scratch, endingIn: "asked") == "requeue 31_7\n")
    #expect(try text(scratch, endingIn: ".7.status") == nil)
  }

  @Test func anElementThatIsCancelledDoesNotGoBack() throws {
    let scratch = try Scratch()
    let code = try run(
      scratch, tool: Self.stoppable, state: "COMPLETING", stopAfter: "begun")
    #expect(code == 75)
    #expect(try text(scratch, endingIn: "asked") == nil)
    #expect(try text(scratch, endingIn: ".7.status") == "75\n")
  }

  @Test func anElementThatEndsWellAfterTheSignalHasEndedWell() throws {
    let scratch = try Scratch()
    let code = try run(
      scratch,
      tool: "trap 'sleep 0.1; exit 0' TERM; touch \"$HERE/begun\"; while :; do sleep 0.01; done",
      stopAfter: "begun")
    #expect(code == 0)
    #expect(try text(scratch, endingIn: ".7.status") == "0\n")
  }
}
