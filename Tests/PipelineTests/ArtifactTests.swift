import DescriptorStore
import Extraction
import Foundation
import Pipeline
import Records
import Specs
import Synchronization
import TestSupport
import Testing

/// What runs find in the cache, and keep there.
@Suite struct ArtifactTests {
  private let folder: Scratch
  private let log = WarningLog()

  init() throws {
    folder = try Scratch()
  }

  private func open() throws -> ArtifactCache {
    try ArtifactCache(directory: "\(folder.path)/Cache", logger: log.logger)
  }

  private func run(_ observe: @escaping RunObserver = { _ in }) async throws -> ExperimentResult {
    var fixture = PlanFixture()
    fixture.world =
      #""imageSize": 32, "scenes": 24, "landmarks": 8, "viewsPerLandmark": 3, "instancesPerCity": 2, "#
      + #""distractorsPerCity": 2"#
    fixture.rows = #"{"name": "pixels", "reference": "pixels"}"#
    let options = RunOptions(
      dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
      threads: 2, waitsForOthers: true, logger: log.logger)
    return try await ExperimentRunner(options, observe: observe).run(fixture.experiment())
  }

  /// What becomes of an artifact.
  enum Damage: CaseIterable {
    /// Its bytes are others than were published.
    case bytes

    /// It was published so, and is nothing of its kind.
    case content

    /// It is not there any more, though its sidecar is.
    case absence
  }

  private func inflict(_ damage: Damage, on stage: String) throws -> Int {
    let cache = try open()
    let records = try cache.records(ofStage: stage)
    for record in records {
      switch damage {
      case .bytes:
        let path = try #require(try cache.find(record)).path
        try Data([1, 2, 3]).write(to: URL(filePath: path))
      case .content:
        try cache.publish(
          key: record.key, fileExtension: record.fileExtension, provenance: record.provenance,
          bytes: Array("[]".utf8))
      case .absence:
        try FileManager.default.removeItem(
          atPath: try #require(try cache.find(record)).path)
      }
    }
    return records.count
  }

  @Test(
    arguments: [["scores"], ["scores", "rankings"], ["scores", "rankings", "pixels"]],
    Damage.allCases)
  func whatIsDamagedIsReportedMovedAwayAndMadeAgain(
    stages: [String], damage: Damage
  ) async throws {
    let first = try await run()
    var count = 0
    for stage in stages {
      let damaged = try inflict(damage, on: stage)
      #expect(damaged > 0)
      count += damaged
    }
    let second = try await run()
    #expect(second.records == first.records)
    #expect(second.fingerprints == first.fingerprints)
    #expect(log.warnings.count == count)
    for stage in stages {
      let told = log.warnings.filter { $0.contains("/Cache/\(stage)/") }
      #expect(!told.isEmpty)
      #expect(told.allSatisfy { $0.contains("it was moved to") && $0.contains("computed again") })
    }
    #expect(try open().verify().isClean)
    #expect(try await run().records == first.records)
    #expect(log.warnings.count == count)
  }

  @Test func aBareReasonBecomesAnErrorWithItsSubjectAndAdvice() throws {
    let error = CacheError.lost(stage: "scores", digest: "0f", reason: "expected an array")
    #expect(
      "\(error)"
        == "The cache entry 'scores/0f', which was made just now, cannot be used: expected an "
        + "array. Run the command again; what is in the cache is not computed again.")
  }

  @Test(arguments: [false, true])
  func nothingThatARunNeedsIsRemovedUnderIt(isWarm: Bool) async throws {
    if isWarm { _ = try await run() }
    let cache = try open()
    let removed = Mutex<[ArtifactKey]>([])
    let refused = Mutex<Set<String>>([])
    let other = ArtifactKey(stage: "scores", stageVersion: 999, fields: [:])
    _ = try await run { event in
      guard event != .advanced(by: 1) else { return }
      do {
        try cache.publish(key: other, fileExtension: "scores", bytes: [1])
        let removal = try cache.remove(cache.entries().map(\.record.key))
        removed.withLock { $0 += removal.removed }
        refused.withLock { $0.formUnion(removal.refused.keys.map(\.stage)) }
      } catch {
        Issue.record(error)
      }
    }
    #expect(removed.withLock { Set($0) } == [other])
    #expect(
      refused.withLock { $0 }.isSuperset(
        of: isWarm ? ["pixels", "rankings", "scores"] : ["pixels"]))
    let left = try cache.entries().map(\.record.key)
    #expect(try cache.remove(left).removed == left)
  }

  @Test func twoRunsMakeWhatIsMissingOnce() async throws {
    let finished = Mutex<[String]>([])
    let count: @Sendable (RunEvent) -> Void = { event in
      guard case .finished(let stage, _) = event else { return }
      finished.withLock { $0.append(stage) }
    }
    async let first = run(count)
    async let second = run(count)
    #expect(try await first.records == second.records)
    let stages = finished.withLock { $0 }
    #expect(!stages.isEmpty)
    #expect(Set(stages).count == stages.count)
    #expect(log.warnings.isEmpty)
  }
}
