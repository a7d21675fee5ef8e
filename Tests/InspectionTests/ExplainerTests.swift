import Foundation
import Inspection
import Logging
import Pipeline
import SpecReading
import Specs
import TestSupport
import Testing

/// What is told of an experiment before any of it runs.
@Suite struct ExplainerTests {
  private let folder: Scratch
  private let experiment: ResolvedExperiment

  init() throws {
    folder = try Scratch()
    let spec = try folder.write(
      """
      {"version": 2, "title": "Small", "datasets": ["mini-oxford"], "metrics": ["medium.mAP"],
      "rows": [{"name": "chance", "reference": "chance"}, {"name": "pixels", "reference": "pixels"}]}
      """, to: "spec.json")
    experiment = try SpecLibrary(roots: [folder.path]).experiment(at: spec)
  }

  private var options: RunOptions {
    RunOptions(
      dataRoot: "\(folder.path)/data", weightsRoot: folder.path,
      cacheDirectory: "\(folder.path)/cache", threads: 1, waitsForOthers: true,
      logger: Logger(label: "test"))
  }

  @Test func aStepWaitsForWhatIsMissingOfItsInputs() async throws {
    let explanation = try await Explainer(options, observe: { _ in })
      .explain(experiment, row: "chance")
    #expect(
      explanation.steps.map(\.step) == [
        "render mini-oxford", "score chance on mini-oxford, revisited",
      ])
    #expect(explanation.steps.map(\.state) == [.missing, .missing])
    #expect(explanation.steps.map(\.waitsFor) == [[], ["render mini-oxford"]])
    #expect(explanation.count(.missing) == 2)
  }

  @Test func allRowsAreExplainedUnlessOneIsNamed() async throws {
    let explainer = try Explainer(options, observe: { _ in })
    let kinds = Set(try await explainer.explain(experiment).steps.map(\.kind))
    #expect(kinds == ["dataset", "descriptors", "ranking", "scores"])
    #expect(try await explainer.explain(experiment, row: "nobody").steps.isEmpty)
  }

  @Test func nothingIsMadeByLooking() async throws {
    _ = try await Explainer(options, observe: { _ in }).explain(experiment)
    #expect(try await CacheCare(options).items(reachedBy: [experiment]).isEmpty)
    #expect(try folder.files() == ["spec.json"])
  }
}
