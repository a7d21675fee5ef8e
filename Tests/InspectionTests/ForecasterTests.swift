import Foundation
import Inspection
import Logging
import Pipeline
import Records
import SpecReading
import Specs
import TestSupport
import Testing

/// What a run would take, told before it, and what is left of it afterwards.
@Suite struct ForecasterTests {
  /// Two query buildings with two queries and ten positives and two junk pictures each, three
  /// distractors: 27 database images and 4 queries.
  private static let imageCount = 31

  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/models", withIntermediateDirectories: false)
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/data", weightsRoot: folder.path,
      cacheDirectory: "\(folder.path)/cache", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// Returns a table of one trained network and two references.
  private func experiment(
    datasets: String = #"["mini-oxford"]"#, seeds: String = "[0]", size: Int = 32, views: Int = 16
  ) throws -> ResolvedExperiment {
    _ = try folder.write(
      """
      {"version": 2, "label": "Net", "architecture": {"name": "resnet18", "width": 4},
      "initialWeights": "random",
      "training": {"objective": {"kind": "nt-xent"}, "dataset": "mini-scenes", "views": \(views),
      "batch": 8, "optimizer": {"kind": "adamw", "learningRate": 0.01},
      "schedule": {"kind": "cosine"}, "augmentation": {"outputSize": 32}}}
      """, to: "models/net.json")
    let spec = try folder.write(
      """
      {"version": 2, "title": "Small", "datasets": \(datasets), "metrics": ["medium.mAP"],
      "seeds": \(seeds), "descriptor": {"size": \(size)},
      "world": {"imageSize": 32, "scenes": 24, "instancesPerCity": 2, "distractorsPerCity": 3},
      "rows": [{"name": "net", "model": "net"}, {"name": "pixels", "reference": "pixels"},
      {"name": "chance", "reference": "chance"}]}
      """, to: "spec.json")
    return try SpecLibrary(roots: [folder.path]).experiment(at: spec)
  }

  private func forecast(_ experiment: ResolvedExperiment) async throws -> ExperimentForecast {
    try await Forecaster(options, observe: { _ in }).forecast(experiment)
  }

  private func run(_ experiment: ResolvedExperiment) async throws {
    _ = try await ExperimentRunner(options, observe: { _ in }).run(experiment)
  }

  @Test func whatIsNotThereIsCountedAndNothingIsMade() async throws {
    let forecast = try await forecast(experiment())
    let sets = Dictionary(uniqueKeysWithValues: forecast.sets.map { ($0.dataset.setName, $0) })
    #expect(sets.mapValues(\.images) == ["mini-oxford": Self.imageCount, "mini-scenes": 24])
    #expect(forecast.sets.allSatisfy { !$0.isPresent && $0.bytes == 0 && $0.isOptional == nil })
    #expect(forecast.models.map(\.state) == [.train])
    #expect(forecast.models.map(\.views) == [16])
    #expect(forecast.models.allSatisfy { $0.seconds > 0 })
    // Four channels in the first of four stages become 32 in the last; a pattern has 192 numbers.
    #expect(forecast.descriptors.map(\.images) == [Self.imageCount, Self.imageCount])
    #expect(forecast.descriptors.map(\.toExtract) == [Self.imageCount, Self.imageCount])
    #expect(
      forecast.descriptors.map(\.bytesToStore) == [Self.imageCount * 128, Self.imageCount * 768])
    #expect(forecast.now.images == 2 * Self.imageCount)
    #expect(forecast.now.bytes == Self.imageCount * 896)
    #expect(forecast.now == forecast.complete)
    #expect(try folder.files() == ["models/net.json", "spec.json"])
  }

  @Test func afterARunNothingIsLeftAndAnotherSettingNeedsOnlyWhatItChanges() async throws {
    try await run(experiment())
    let done = try await forecast(experiment())
    #expect(done.now == done.complete)
    #expect(done.now.images == 0 && done.now.bytes == 0 && done.now.seconds == 0)
    #expect(done.models.map(\.state) == [.cached])
    #expect(done.sets.allSatisfy { $0.isPresent })
    let oxford = try #require(done.sets.first { $0.dataset == .miniOxford })
    let pictures = try folder.files(below: "data").filter {
      $0.hasPrefix("mini-oxford") && $0.hasSuffix(".jpg")
    }
    let bytes = try pictures.map { try folder.bytes("data/\($0)").count }.reduce(0, +)
    #expect(oxford.images == pictures.count)
    #expect(oxford.bytes == bytes)

    // Another size of images needs their descriptors anew, and the network as it is.
    let larger = try await forecast(experiment(size: 48))
    #expect(larger.models.map(\.state) == [.cached])
    #expect(larger.descriptors.map(\.toExtract) == [Self.imageCount, 0])
    #expect(larger.now.bytes == Self.imageCount * 128)
    // Another course of training needs both.
    let longer = try await forecast(experiment(views: 24))
    #expect(longer.models.map(\.state) == [.train])
    #expect(longer.models.map(\.views) == [24])
    #expect(longer.descriptors.map(\.toExtract) == [Self.imageCount, 0])
    // One more seed is one more network, beside the one that is there.
    let seeds = try await forecast(experiment(seeds: "[0, 1]"))
    #expect(seeds.models.map(\.state) == [.cached, .train])
    #expect(seeds.models.map(\.seed) == [0, 1])
    #expect(seeds.descriptors.map(\.toExtract).sorted() == [0, 0, Self.imageCount])
  }

  @Test func aSetOfTheUsersThatIsMissingIsNamedAndNoWorkOfNow() async throws {
    let both = try await forecast(experiment(datasets: #"["mini-oxford", "roxford5k"]"#))
    let without = try await forecast(experiment())
    let missing = try #require(both.sets.first { $0.dataset == .roxford5k })
    #expect(!missing.isPresent)
    #expect(missing.images == 4993 + 70)
    #expect(both.missing.map(\.name) == ["roxford5k"])
    #expect(without.missing.isEmpty)
    #expect(both.now.images == without.now.images)
    #expect(both.now.bytes == without.now.bytes)
    #expect(
      both.descriptors.filter { !$0.needsMissingInput }.map(\.toExtract)
        == without.descriptors.map(\.toExtract))
  }
}
