import Clusters
import Extraction
import Failures
import Foundation
import Logging
import Parts
import Pipeline
import SpecReading
import Specs
import Synchronization
import TestSupport
import Testing

/// Runs on a scheduler that writes down what it is asked, of a table without a network.
@Suite struct ClusterRunTests {
  /// Takes arrays and forgets them: all of their elements have ended at once.
  private final class Recorder: Scheduler, Sendable {
    struct Submitted: Equatable {
      let wave: Int
      let elements: [Int]
      let previous: String?
    }

    private struct State {
      var submitted: [Submitted] = []
      var queue: [QueuedElement] = []
      var refusals = 0
    }

    private let state = Mutex(State())

    var submitted: [Submitted] { state.withLock { $0.submitted } }

    func hold(_ elements: [QueuedElement]) { state.withLock { $0.queue = elements } }

    func refuse(_ times: Int) { state.withLock { $0.refusals = times } }

    func submit(_ script: SlurmScript, name: String, after previous: String?) throws -> String {
      state.withLock { state in
        state.submitted.append(
          Submitted(
            wave: script.submission.wave, elements: script.submission.elements, previous: previous))
        return "\(state.submitted.count)"
      }
    }

    /// Says what it holds once.
    func queue(name: String) throws -> [QueuedElement] {
      try state.withLock { state in
        guard state.refusals == 0 else {
          state.refusals -= 1
          throw ClusterError.refused(command: "squeue", code: 1, reason: "no controller")
        }
        defer { state.queue = [] }
        return state.queue
      }
    }

    func cancel(name: String) throws {}
  }

  private let folder: Scratch
  private let experiment: ResolvedExperiment
  private let recorder = Recorder()

  init() throws {
    folder = try Scratch()
    let spec = try folder.write(
      """
      {"version": 2, "title": "Small", "datasets": ["mini-oxford"], "metrics": ["medium.mAP"],
      "world": {"imageSize": 32, "instancesPerCity": 2, "distractorsPerCity": 2},
      "rows": [{"name": "chance", "reference": "chance"}, {"name": "pixels", "reference": "pixels"}]}
      """, to: "spec.json")
    experiment = try SpecLibrary(roots: [folder.path]).experiment(at: spec)
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/data", weightsRoot: folder.path,
      cacheDirectory: "\(folder.path)/cache", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func run(
    parts: Int = 4, retries: Int = 1, observe: @escaping RunObserver = { _ in }
  ) async throws -> ClusterRun {
    var settings = SlurmSettings(
      tool: "/opt/iir", workingFolder: "/", arguments: ["spec.json"], folder: "\(folder.path)/slurm"
    )
    settings.parts = parts
    settings.retries = retries
    settings.interval = 0.01
    let work = try await PlannedWork(
      options, of: [experiment], createsCache: true, observe: { _ in })
    return ClusterRun(work, settings, on: recorder, observe: observe)
  }

  private func perform(_ wave: Int?) async throws {
    var selection = StepSelection()
    selection.wave = wave
    _ = try await StepRunner(options, observe: { _ in })
      .perform(selection, of: [experiment], withInputs: false)
  }

  @Test func everyWaveIsSubmittedBehindTheOneBeforeAndAgainWhereItIsMissing() async throws {
    let error = await #expect(throws: ClusterStepsFailed.self) {
      try await run(retries: 1).perform()
    }
    let once = [
      Recorder.Submitted(wave: 1, elements: [1], previous: nil),
      Recorder.Submitted(wave: 2, elements: [1, 2], previous: "1"),
      Recorder.Submitted(wave: 3, elements: [1, 2], previous: "2"),
    ]
    let again = zip(once, [nil, "4", "5"]).map {
      Recorder.Submitted(wave: $0.wave, elements: $0.elements, previous: $1)
    }
    #expect(recorder.submitted == once + again)
    #expect(error?.attempts == 2 && error?.steps.count == 1 && error?.waiting == 5)
    #expect(error?.kind == .stageFailed)
    let message = error?.description ?? ""
    #expect(
      message.hasPrefix("1 step was submitted 2 times and not done, and 5 wait for it: dataset "))
    #expect(message.contains("/attempt-2-wave-1.1.log"))
  }

  @Test func aMistakeThatStaysIsNotSubmittedAgain() async throws {
    let run = try await run(retries: 5)
    let place = "slurm/\(run.name.dropFirst("iir-".count))"
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/\(place)", withIntermediateDirectories: true)
    // Written before they are submitted, as the recorder's elements end at once.
    for attempt in 1...6 {
      _ = try folder.write(
        attempt < 3 ? "5\n" : "3\n", to: "\(place)/attempt-\(attempt)-wave-1.1.status")
    }
    let error = await #expect(throws: ClusterStepsFailed.self) { try await run.perform() }
    #expect(error?.attempts == 3)
    #expect(recorder.submitted.count == 3 * 3)
  }

  @Test func whatIsThereIsNotSubmitted() async throws {
    try await perform(1)
    try await perform(2)
    await #expect(throws: ClusterStepsFailed.self) { try await run(retries: 0).perform() }
    #expect(recorder.submitted.map(\.wave) == [3])
    #expect(recorder.submitted.map(\.previous) == [nil])
    try await perform(3)
    try await run().perform()
    #expect(recorder.submitted.count == 1)
  }

  @Test func noMorePartsThanUnitsAreMade() async throws {
    let scripts = try await run(parts: 1000).scripts()
    #expect(scripts.map(\.submission.parts) == [1, 2, 2])
    #expect(try await run(parts: 1).scripts().map(\.submission.parts) == [1, 1, 1])
  }

  @Test func jobsThatAreInHandAreWaitedForFirst() async throws {
    recorder.hold([QueuedElement(job: "9", element: 1, state: .running)])
    let notices = Mutex<[String]>([])
    await #expect(throws: ClusterStepsFailed.self) {
      try await run(retries: 0) { event in
        if case .notice(let text) = event { notices.withLock { $0.append(text) } }
      }.perform()
    }
    #expect(recorder.submitted.count == 3)
    let first = notices.withLock { $0.first }
    #expect(first?.hasPrefix("1 element is in hand already (iir-") == true, "\(first ?? "")")
  }

  @Test func aControllerThatDoesNotAnswerIsAskedAgain() async throws {
    recorder.refuse(5)
    await #expect(throws: ClusterStepsFailed.self) { try await run(retries: 0).perform() }
    #expect(recorder.submitted.count == 3)
  }

  @Test func theStatusTellsHowElementsEnded() async throws {
    await #expect(throws: ClusterStepsFailed.self) { try await run(retries: 0).perform() }
    let name = try await run().name.dropFirst("iir-".count)
    for (file, code) in ["attempt-1-wave-1.1": "0\n", "attempt-1-wave-2.1": "4\n"] {
      _ = try folder.write(code, to: "slurm/\(name)/\(file).status")
    }
    recorder.hold([
      QueuedElement(job: "3", element: 1, state: .pending, reason: "Priority"),
      QueuedElement(job: "3", element: 2, state: .running),
    ])
    let status = try await run().status()
    #expect(status.elements.map(\.state) == [.done, .failed, .failed, .pending, .running])
    #expect(status.elements.map(\.exitCode) == [0, 4, nil, nil, nil])
    #expect(status.elements[3].reason == "Priority")
    #expect(status.steps.missing == 1 && status.steps.waiting == 5 && status.steps.cached == 0)
    #expect(status.waves.map(\.total) == [1, 2, 3])
  }

  @Test func whatIsPrintedIsAScriptThatAShellTakes() async throws {
    let text = try await run().dryRun()
    #expect(recorder.submitted == [])
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/slurm"))
    let name = try await run().name
    let place = "\(folder.path)/slurm/\(name.dropFirst(4))"
    #expect(
      text.contains(
        "wave_1=$(sbatch --parsable --job-name=\(name) --array=1 \(place)/attempt-1-wave-1.sh)\n"))
    #expect(
      text.contains(
        "wave_2=$(sbatch --parsable --job-name=\(name) --array=1-2 \"--dependency=afterany:$wave_1\" "
          + "\(place)/attempt-1-wave-2.sh)\n"))
    let file = try folder.write(text, to: "dry-run.sh")
    let shell = try Process.run(URL(filePath: "/bin/bash"), arguments: ["-n", file])
    while shell.isRunning { usleep(2_000) }
    #expect(shell.terminationStatus == 0)
  }
}
