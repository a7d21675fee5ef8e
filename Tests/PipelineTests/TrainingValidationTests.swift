import Extraction
import Failures
import Foundation
import Logging
import Pipeline
import Records
import Specs
import Synchronization
import TestSupport
import Testing

/// Networks that are scored while they are trained.
@Suite struct TrainingValidationTests {
  /// A classifier of scenes, and what is made of it for instances; four steps each.
  private static func experiment(
    _ table: String = #""datasets": ["mini-oxford"], "metrics": ["medium.mAP"]"#,
    descriptor: String = #"{"size": 32}"#, dataset: String = #""mini-landmarks""#,
    rows: String = #"{"name": "tuned", "model": "tuned"}, {"name": "net", "model": "net"}"#
  ) throws -> ResolvedExperiment {
    func recipe(_ start: String, _ objective: String, _ dataset: String) -> String {
      """
      {"version": 2, "label": "Net", "architecture": {"name": "resnet18", "width": 4},
      "initialWeights": "\(start)",
      "training": {"objective": \(objective), "dataset": \(dataset), "views": 32, "batch": 8,
      "optimizer": {"kind": "adamw", "learningRate": 0.01}, "schedule": {"kind": "cosine"},
      "augmentation": {"outputSize": 32}}}
      """
    }
    return try PlanFixture.experiment([
      "spec.json": """
      {"version": 2, "title": "Validation", \(table), "descriptor": \(descriptor),
      "world": {"imageSize": 32, "scenes": 24, "landmarks": 8, "viewsPerLandmark": 3,
      "instancesPerCity": 3, "distractorsPerCity": 4}, "rows": [\(rows)]}
      """,
      "models/net.json": recipe(
        "random", #"{"kind": "cross-entropy", "label": "category"}"#, #""mini-scenes""#),
      "models/tuned.json": recipe(
        "net",
        #"{"kind": "listwise-ap", "instancesPerBatch": 4, "viewsPerInstance": 2, "learnGemExponent": true}"#,
        dataset),
    ])
  }

  /// What was told of a run.
  private final class Notes: Sendable {
    let texts = Mutex<[String]>([])

    func note(_ event: RunEvent) {
      if case .notice(let text) = event { texts.withLock { $0.append(text) } }
    }
  }

  @discardableResult
  private static func run(
    _ experiment: ResolvedExperiment, in folder: Scratch, every interval: Int?,
    on set: DatasetName? = nil, threads: Int = 1, notes: Notes = Notes()
  ) async throws -> ExperimentResult {
    var options = RunOptions(
      dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
      exportFolder: "\(folder.path)/Networks", threads: threads, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    options.logInterval = 1
    options.validation = try interval.map { try ValidationOptions(interval: $0, set: set) }
    return try await ExperimentRunner(options, observe: notes.note).run(experiment)
  }

  /// Returns the rows of a training's log, by column.
  private static func log(_ model: String, in folder: Scratch) throws -> [[String: String]] {
    let text = String(
      decoding: try folder.bytes("Networks/\(model)-seed-0.csv"), as: UTF8.self)
    let lines = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(lines[0], $0)) }
  }

  private static func weights(in folder: Scratch) throws -> [[UInt8]] {
    try ["net", "tuned"].map { try folder.bytes("Networks/\($0)-seed-0.safetensors") }
  }

  /// How descriptors are made; the last rounds them and knows two scales.
  private static let descriptors = [
    #"{"size": 32}"#,
    #"{"size": 48, "pooling": "mac", "whitening": {"kind": "pca", "fitOn": "mini-scenes", "images": 20, "dimensions": 4}}"#,
    #"{"size": 48, "scales": [1, 0.7071], "aggregation": "power", "storage": "f16"}"#,
  ]

  /// What the network is worth after its last step, a table of the same row says, too.
  @Test(arguments: descriptors)
  func theLastScoreIsThatOfATable(descriptor: String) async throws {
    let folder = try Scratch()
    try await Self.run(Self.experiment(descriptor: descriptor), in: folder, every: 3)
    let plain = descriptor.replacing(/, "whitening": .*\}\}/, with: "}")
    let table = try await Self.run(
      Self.experiment(
        #""purpose": "selection", "selects": "medium.mAP", "datasets": ["mini-validation"], "metrics": ["medium.mAP"]"#,
        descriptor: plain), in: folder, every: nil)
    for model in ["net", "tuned"] {
      let scores = try Self.log(model, in: folder).map { try #require($0["validation"]) }
      #expect(scores.count == 4)
      #expect(scores[0] == "" && scores[1] == "")
      let record = try #require(table.records.first { $0.row == model })
      let expected = try #require(record.seeds[0].metrics["medium.mAP"])
      #expect(Double(scores[3]) == expected)
      #expect(scores[2] != "")
    }
  }

  @Test func scoresChangeNothingElse() async throws {
    let (with, without) = (try Scratch(), try Scratch())
    let notes = Notes()
    let experiment = try Self.experiment()
    let result = try await Self.run(experiment, in: with, every: 1, notes: notes)
    let plain = try await Self.run(experiment, in: without, every: nil)
    #expect(try Self.weights(in: with) == Self.weights(in: without))
    #expect(result.records == plain.records)
    #expect(result.fingerprints == plain.fingerprints)
    for model in ["net", "tuned"] {
      let (found, expected) = (try Self.log(model, in: with), try Self.log(model, in: without))
      #expect(found.allSatisfy { Double($0["validation"] ?? "") != nil })
      #expect(expected.allSatisfy { $0["validation"] == "" })
      func others(_ row: [String: String]) -> [String: String] {
        row.filter { $0.key != "validation" && $0.key != "viewsPerSecond" }
      }
      #expect(found.map(others) == expected.map(others))
      for step in 1...4 {
        let told = notes.texts.withLock { texts in
          texts.filter { $0.contains("train \(model), seed 0: step \(step) of 4, medium.mAP on ") }
        }
        #expect(told.count == 1 && told[0].contains("mini-validation"))
      }
    }
  }

  @Test func scoresAreTheSameOnAnyNumberOfThreads() async throws {
    let (one, two) = (try Scratch(), try Scratch())
    let experiment = try Self.experiment()
    try await Self.run(experiment, in: one, every: 2)
    try await Self.run(experiment, in: two, every: 2, threads: 2)
    for model in ["net", "tuned"] {
      let scores = try [one, two].map { try Self.log(model, in: $0).map { $0["validation"] } }
      #expect(scores[0] == scores[1])
      #expect(scores[0].map { $0 != "" } == [false, true, false, true])
    }
  }

  /// What a network of a row begins with is scored by the settings of that row.
  @Test func aNetworkWithoutARowIsScored() async throws {
    let (folder, other) = (try Scratch(), try Scratch())
    let notes = Notes()
    try await Self.run(
      Self.experiment(rows: #"{"name": "tuned", "model": "tuned"}"#), in: folder, every: 4,
      notes: notes)
    let others = Notes()
    try await Self.run(Self.experiment(), in: other, every: 4, notes: others)
    func scores(_ notes: Notes) -> [String] {
      notes.texts.withLock { $0.filter { $0.hasPrefix("train net, seed 0: step 4 of 4") } }
    }
    #expect(scores(notes).count == 1)
    #expect(scores(notes) == scores(others))
  }

  @Test func aStepWithAScoreHasARow() async throws {
    let folder = try Scratch()
    var options = RunOptions(
      dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
      exportFolder: "\(folder.path)/Networks", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    options.logInterval = 100
    options.validation = try ValidationOptions(interval: 3)
    _ = try await ExperimentRunner(options, observe: { _ in }).run(Self.experiment())
    #expect(try Self.log("net", in: folder).map { $0["step"] } == ["3", "4"])
  }

  @Test func aNetworkOfTheCacheIsNotScored() async throws {
    let folder = try Scratch()
    let experiment = try Self.experiment()
    try await Self.run(experiment, in: folder, every: nil)
    let notes = Notes()
    try await Self.run(experiment, in: folder, every: 1, notes: notes)
    #expect(
      notes.texts.withLock { $0 }.contains("No network is to be trained, so none is validated."))
    #expect(try Self.log("net", in: folder).allSatisfy { $0["validation"] == "" })
  }

  // MARK: Sets

  @Test(arguments: DatasetName.registered.filter { !$0.isValidation })
  func noOtherRegisteredSetIsForValidation(set: DatasetName) throws {
    #expect(
      throws: set.canEvaluate
        ? ValidationSetError.evaluates(set) : ValidationSetError.hasNoQueries(set)
    ) {
      try ValidationOptions(interval: 1, set: set)
    }
  }

  @Test func whyASetIsRefusedIsTold() {
    #expect(
      ValidationSetError.evaluates(.roxford5k).description
        == "validation on roxford5k: the set is for evaluation; a network that was watched, stopped or "
        + "chosen by its answers looks better there than it is. Name mini-validation or a folder of your "
        + "own with other images and queries.")
  }

  /// Returns a folder with a copy of a rendered set under another name.
  private func copy(of set: String, as name: String) async throws -> Scratch {
    let folder = try Scratch()
    try await Self.run(Self.experiment(), in: folder, every: 4)
    let rendered = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/Data")
    let source = try #require(rendered.first { $0.hasPrefix("\(set)@") })
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/Data/\(source)", toPath: "\(folder.path)/Data/\(name)")
    // A ground truth in one file bears the name of its folder.
    let copy = "\(folder.path)/Data/\(name)"
    for file in try FileManager.default.contentsOfDirectory(atPath: copy)
    where file.hasPrefix("gnd_") {
      try FileManager.default.moveItem(
        atPath: "\(copy)/\(file)", toPath: "\(copy)/gnd_\(name).pkl")
    }
    try FileManager.default.removeItem(atPath: "\(folder.path)/Cache")
    return folder
  }

  @Test func aFolderOfTheUsersMayBeNamed() async throws {
    let folder = try await copy(of: "mini-validation", as: "own")
    let own = try #require(DatasetName(rawValue: "own"))
    let expected = try Self.log("net", in: folder)
    let notes = Notes()
    try await Self.run(Self.experiment(), in: folder, every: 4, on: own, notes: notes)
    #expect(
      try Self.log("net", in: folder).map { $0["validation"] }
        == expected.map { $0["validation"] })
    #expect(notes.texts.withLock { $0 }.contains { $0.contains("medium.mAP on own") })
  }

  /// What decides is the content of the files, whatever the folder is called.
  @Test func aCopyOfAnEvaluationSetIsRefused() async throws {
    let folder = try await copy(of: "mini-oxford", as: "own")
    let own = try #require(DatasetName(rawValue: "own"))
    let error = await #expect(throws: ValidationSetError.self) {
      try await Self.run(Self.experiment(), in: folder, every: 4, on: own)
    }
    #expect(error?.kind == .usage)
    let words = try #require(error).description
    #expect(words.contains("are also images of mini-oxford, whose answers would leak"))
  }

  @Test func whatANetworkLearnsFromIsRefused() async throws {
    let folder = try await copy(of: "mini-landmarks", as: "own")
    let own = try #require(DatasetName(rawValue: "own"))
    await #expect(
      throws: ValidationSetError.sharesImages(
        own, with: "mini-landmarks", count: 24, isLearnt: true)
    ) {
      try await Self.run(Self.experiment(), in: folder, every: 4, on: own)
    }
  }

  @Test func aColumnOfTheTableIsRefusedButInASelection() async throws {
    let folder = try await copy(of: "mini-validation", as: "own")
    let own = try #require(DatasetName(rawValue: "own"))
    let columns = #""datasets": [{"folder": "own"}], "metrics": ["medium.mAP"]"#
    await #expect(throws: ValidationSetError.isReported(own)) {
      try await Self.run(Self.experiment(columns), in: folder, every: 4, on: own)
    }
    let table = try await Self.run(
      Self.experiment(#""purpose": "selection", "selects": "medium.mAP", \#(columns)"#),
      in: folder, every: 4, on: own)
    let record = try #require(table.records.first { $0.row == "net" })
    let last = try #require(try Self.log("net", in: folder).last?["validation"])
    #expect(Double(last) == record.seeds[0].metrics["medium.mAP"])
  }

  @Test func aTrainingOnAFolderNeedsAName() async throws {
    let folder = try await copy(of: "mini-landmarks", as: "learnt")
    let experiment = try Self.experiment(dataset: #"{"folder": "learnt"}"#)
    let learnt = try #require(DatasetName(rawValue: "learnt"))
    await #expect(throws: ValidationSetError.isMissing(model: "tuned", trainedOn: learnt)) {
      try await Self.run(experiment, in: folder, every: 4)
    }
    try await Self.run(experiment, in: folder, every: 4, on: .miniValidation)
    #expect(try Self.log("tuned", in: folder).last?["validation"] != "")
  }
}
