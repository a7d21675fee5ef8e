import Courses
import Extraction
import Foundation
import Logging
import Pipeline
import Specs
import Synchronization
import TestSupport
import Testing
import Training

@Suite struct TrainingLogTests {
  @Test func aLogBeginsWithTheNamesOfItsColumns() {
    let log = TrainingLog(rows: "1,8,0.5,0.1,2.0,,,,3.0\n", lossSum: 0)
    let lines = String(decoding: log.bytes, as: UTF8.self).split(separator: "\n")
    #expect(
      lines == [
        "step,views,loss,learningRate,gradientNorm,alignment,uniformity,validation,viewsPerSecond",
        "1,8,0.5,0.1,2.0,,,,3.0",
      ])
  }

  /// The trainings that are stopped on their way, by what changes in that of the fixture.
  private static let trainings: [[PlanEdit]] = [
    [],
    [.net("\"batch\": 8", "\"batch\": 8, \"accumulation\": 2")],
    [
      .net(
        "\"kind\": \"nt-xent\", \"temperature\": 0.2",
        "\"kind\": \"moco\", \"temperature\": 0.2, \"momentum\": 0.9, \"queueLength\": 6")
    ],
    mined(steps: 5), mined(steps: 2),
    mined(steps: 3) + [.net("\"batch\": 8", "\"batch\": 8, \"accumulation\": 2")],
  ]

  /// Rounds that a stop falls into, or between.
  private static func mined(steps: Int) -> [PlanEdit] {
    [
      .net(
        "\"kind\": \"nt-xent\", \"temperature\": 0.2",
        """
        "kind": "contrastive-pair", "instancesPerBatch": 2, "viewsPerInstance": 2, "learnGemExponent": true,
        "mining": {"pool": 9, "negatives": 2, "steps": \(steps)}
        """),
      .net("mini-scenes", "mini-landmarks"),
    ]
  }

  /// What was written before the stop stays to its time, and all other columns are those of a run that
  /// was never stopped.
  @Test(arguments: trainings.indices)
  func aStoppedTrainingGoesOnWithItsLog(training: Int) async throws {
    let experiment = try experiment(Self.trainings[training])
    let whole = try Scratch()
    try await run(experiment, in: whole)
    let stopped = try Scratch()
    let watch = Watch()
    let started = Task {
      try await run(experiment, in: stopped) { watch.note($0, stoppingAt: "step 6 ") }
    }
    watch.task.withLock { $0 = started }
    await #expect(throws: (any Error).self) { try await started.value }
    #expect(watch.told.withLock { $0.count } >= 3)
    try await run(experiment, in: stopped) { watch.note($0) }
    #expect(watch.told.withLock { $0.contains { $0.hasPrefix("Goes on from step ") } })
    #expect(try bytes(".safetensors", in: whole) == bytes(".safetensors", in: stopped))
    let (expected, found) = (try rows(in: whole), try rows(in: stopped))
    #expect(found == expected)
    let steps = 320 / ([1, 5].contains(training) ? 16 : 8)
    let numbers = found.dropFirst().map { String($0.prefix { $0 != "," }) }
    #expect(
      numbers
        == (1...steps).filter { $0.isMultiple(of: 2) || $0.isMultiple(of: 3) }.map { "\($0)" })
    let scored = found.dropFirst().filter { !$0.hasSuffix(",") }.map {
      String($0.prefix { $0 != "," })
    }
    #expect(scored == (1...steps).filter { $0.isMultiple(of: 3) || $0 == steps }.map { "\($0)" })
  }

  /// What a run tells, and how to stop it.
  private final class Watch: Sendable {
    let told = Mutex<[String]>([])
    let task = Mutex<Task<Void, any Error>?>(nil)

    func note(_ event: RunEvent, stoppingAt beginning: String? = nil) {
      switch event {
      case .measured(_, let words):
        told.withLock { $0.append(words) }
        if let beginning, words.hasPrefix(beginning) { task.withLock { $0?.cancel() } }
      case .notice(let text): told.withLock { $0.append(text) }
      default: break
      }
    }
  }

  private func experiment(_ edits: [PlanEdit]) throws -> ResolvedExperiment {
    var fixture = PlanFixture()
    fixture.views = 320
    fixture.world =
      #""imageSize": 32, "scenes": 24, "landmarks": 8, "viewsPerLandmark": 3, "instancesPerCity": 2, "#
      + #""distractorsPerCity": 2"#
    fixture.rows = #"{"name": "plain", "model": "net"}"#
    fixture.edits = edits
    return try fixture.experiment()
  }

  private func run(
    _ experiment: ResolvedExperiment, in folder: Scratch,
    observe: @escaping RunObserver = { _ in }
  ) async throws {
    var options = RunOptions(
      dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
      exportFolder: "\(folder.path)/Networks", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    options.checkpointInterval = 0
    options.logInterval = 2
    options.validation = try ValidationOptions(interval: 3)
    _ = try await ExperimentRunner(options, observe: observe).run(experiment)
  }

  private func bytes(_ ending: String, in folder: Scratch) throws -> Data {
    try Data(contentsOf: URL(filePath: "\(folder.path)/Networks/net-seed-0\(ending)"))
  }

  /// Returns the rows of the log, each without its last column.
  private func rows(in folder: Scratch) throws -> [String] {
    String(decoding: try bytes(".csv", in: folder), as: UTF8.self).split(separator: "\n").map {
      String($0[..<($0.lastIndex(of: ",") ?? $0.endIndex)])
    }
  }
}
