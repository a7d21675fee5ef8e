import Foundation
import Inspection
import Logging
import Pipeline
import SpecReading
import Specs
import TestSupport
import Testing

/// What a missing step is compared with when earlier runs left several artifacts of its kind.
@Suite struct NearestArtifactTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/models", withIntermediateDirectories: false)
    for name in ["net", "twin"] {
      _ = try folder.write(
        """
        {"version": 2, "label": "\(name)", "architecture": {"name": "resnet18", "width": 4},
        "initialWeights": "random"}
        """, to: "models/\(name).json")
    }
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/data", weightsRoot: folder.path,
      cacheDirectory: "\(folder.path)/cache", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func experiment(
    _ descriptor: String, model: String = "net", worldSeed: Int = 1
  ) throws -> ResolvedExperiment {
    let spec = try folder.write(
      """
      {"version": 2, "title": "Small", "datasets": ["mini-oxford"], "metrics": ["medium.mAP"],
      "descriptor": \(descriptor),
      "world": {"seed": \(worldSeed), "imageSize": 32, "instancesPerCity": 1,
      "distractorsPerCity": 1},
      "rows": [{"name": "row", "model": "\(model)"}]}
      """, to: "spec.json")
    return try SpecLibrary(roots: [folder.path]).experiment(at: spec)
  }

  private func run(_ experiment: ResolvedExperiment) async throws {
    _ = try await ExperimentRunner(options, observe: { _ in }).run(experiment)
  }

  private func explanation(_ experiment: ResolvedExperiment) async throws -> [StepExplanation] {
    try await Explainer(options, observe: { _ in }).explain(experiment).steps
  }

  private func changes(_ step: StepExplanation) -> Set<String> {
    Set(step.changes.map { "\($0.field): \($0.old ?? "none") to \($0.new ?? "none")" })
  }

  @Test func theArtifactWithTheFewestOtherFieldsIsNamed() async throws {
    try await run(experiment(#"{"size": 24}"#))
    try await run(experiment(#"{"size": 32, "pooling": "spoc"}"#))
    try await run(experiment(#"{"size": 28, "scales": [1, 0.5]}"#))
    let steps = try await explanation(experiment(#"{"size": 32, "pooling": "mac"}"#))
    let descriptors = try #require(steps.first { $0.kind == "descriptors" })
    #expect(descriptors.state == .missing)
    #expect(changes(descriptors) == [#"pooling: "spoc" to "mac""#])
    // What is read, and did not change, is there.
    #expect(steps.filter { $0.kind == "dataset" }.map(\.state) == [.cached])
    #expect(steps.allSatisfy { $0.kind != "weights" || $0.state == .cached })
    // What rests on a missing step differs in nothing of its own.
    let ranking = try #require(steps.first { $0.kind == "ranking" })
    #expect(ranking.changes.isEmpty)
    #expect(ranking.waitsFor == steps.filter { $0.kind == "descriptors" }.map(\.step))
  }

  @Test func anArtifactOfTheSameNameGoesBeforeOneThatIsMoreAlike() async throws {
    try await run(experiment(#"{"size": 24, "crop": "after-resize"}"#, model: "net"))
    try await run(experiment(#"{"size": 32}"#, model: "twin"))
    let steps = try await explanation(experiment(#"{"size": 32, "crop": "none"}"#, model: "net"))
    let descriptors = try #require(steps.first { $0.kind == "descriptors" })
    #expect(descriptors.origin?.step == descriptors.step)
    #expect(changes(descriptors) == ["size: 24 to 32", #"crop: "after-resize" to "none""#])
  }

  @Test func anotherWorldIsAChangeOfTheSetAlone() async throws {
    try await run(experiment(#"{"size": 32}"#))
    let steps = try await explanation(experiment(#"{"size": 32}"#, worldSeed: 2))
    let set = try #require(steps.first { $0.kind == "dataset" })
    #expect(changes(set) == [#"seed: "1" to "2""#])
    let others = steps.filter { $0.kind != "dataset" && $0.state == .missing }
    #expect(others.map(\.kind).contains("descriptors"))
    #expect(others.allSatisfy { !$0.waitsFor.isEmpty && $0.changes.isEmpty })
  }
}
