import Evaluation
import Failures
import Foundation
import Inspection
import Logging
import Pipeline
import Records
import SpecReading
import Specs
import TestSupport
import Testing

/// QueryPictures of runs, and of what runs left in the cache.
@Suite struct FirstImagesFinderTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  private func experiment(_ firstImages: String = "", metrics: String = #""medium.mAP""#) throws
    -> ResolvedExperiment
  {
    let spec = try folder.write(
      """
      {"version": 2, "title": "Small", "datasets": ["mini-oxford"], "metrics": [\(metrics)],
      "world": {"imageSize": 32, "instancesPerCity": 2, "distractorsPerCity": 3},
      "rows": [
        {"name": "chance", "reference": "chance"}, {"name": "pixels", "reference": "pixels"}
      ]\(firstImages.isEmpty ? "" : #", "firstImages": \#(firstImages)"#)}
      """, to: "spec.json")
    return try SpecLibrary(roots: [folder.path]).experiment(at: spec)
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/data", weightsRoot: folder.path,
      cacheDirectory: "\(folder.path)/cache", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func run(_ experiment: ResolvedExperiment) async throws -> ExperimentResult {
    try await ExperimentRunner(options, observe: { _ in }).run(experiment)
  }

  private func find(
    _ settings: FirstImagesSettings?, of experiment: ResolvedExperiment
  ) async throws -> FirstImages {
    try await FirstImagesFinder(options, observe: { _ in }).firstImages(
      try #require(settings), of: experiment, command: "iir run spec.json")
  }

  private static let median =
    #"{"top": 4, "setting": "hard", "queries": [{"kind": "median", "row": "pixels", "count": 2}]}"#

  @Test func aRunShowsWhatItsRowsFindAndChangesNothingElse() async throws {
    let plain = try await run(experiment())
    let shown = try await run(experiment(Self.median))
    #expect(plain.firstImages == nil)
    let firstImages = try #require(shown.firstImages)
    #expect(firstImages.queries.count == 2 && firstImages.setting == .hard && firstImages.top == 4)
    #expect(shown.records == plain.records)
    #expect(Set(shown.fingerprints) == Set(plain.fingerprints))
    #expect(shown.provenance.specHash == plain.provenance.specHash)
    let record = try #require(shown.record(row: "pixels", dataset: .miniOxford))
    for query in firstImages.queries {
      #expect(query.arms.map(\.row) == ["pixels"])
      #expect(query.arms[0].places.count == 4)
      // What is shown is what the table counts.
      let value = record.seeds[0].queries.first { $0.query == query.name }?
        .value(of: MetricName(.hard, .averagePrecision))
      #expect(value != nil && value == query.arms[0].averagePrecision)
      for file in [query.file] + query.arms[0].places.map(\.file) {
        #expect(FileManager.default.fileExists(atPath: "\(folder.path)/data/\(file)"), "\(file)")
      }
    }
  }

  @Test func whatIsFoundInTheCacheIsWhatTheRunShowed() async throws {
    let experiment = try experiment(Self.median)
    let shown = try await run(experiment)
    #expect(try await find(experiment.firstImages, of: experiment) == shown.firstImages)
  }

  @Test func aRankingThatIsNotThereIsNamedWithTheCommandThatMakesIt() async throws {
    let experiment = try experiment(Self.median)
    let error = await #expect(throws: MissingRanking.self) {
      try await find(experiment.firstImages, of: experiment)
    }
    #expect(error?.kind == .nothingToCompare)
    #expect(error?.description.contains("Run the table: iir run spec.json") == true)
    // Nothing is made by looking.
    #expect(try folder.files() == ["spec.json"])
  }

  @Test func imagesThatWereRemovedAreToldOf() async throws {
    let experiment = try experiment(Self.median)
    _ = try await run(experiment)
    try FileManager.default.removeItem(atPath: "\(folder.path)/data")
    let error = await #expect(throws: MissingRanking.self) {
      try await find(experiment.firstImages, of: experiment)
    }
    #expect(error?.kind == .missingInput)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/data"))
  }

  @Test func aQueryThatTheSetDoesNotHaveIsAMistake() async throws {
    let firstImages = #"{"queries": [{"kind": "named", "names": ["nobody"]}]}"#
    let experiment = try experiment(firstImages)
    let error = await #expect(throws: UnknownQuery.self) { try await run(experiment) }
    #expect(error?.description.contains("no query is named \"nobody\"") == true)
  }

  /// Every setting of a ground truth is ranked alike, and counts other images.
  @Test(arguments: [EvaluationSetting.easy, .medium, .hard, .classic])
  func settingsDifferInWhatCounts(setting: EvaluationSetting) async throws {
    let experiment = try experiment(
      Self.median.replacing("hard", with: setting.rawValue),
      metrics: #""medium.mAP", "classic.mAP""#)
    let firstImages = try #require(try await run(experiment).firstImages)
    for query in firstImages.queries {
      let positives = try #require(query.arms.first).positives
      // The classic lists hold the two queries of a building as well.
      #expect(positives == [.easy: 4, .medium: 10, .hard: 6, .classic: 12][setting])
    }
  }
}
