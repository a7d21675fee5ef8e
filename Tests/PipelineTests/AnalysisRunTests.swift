import Datasets
import Evaluation
import Foundation
import Landmarks
import Logging
import Pipeline
import Records
import Specs
import TestSupport
import Testing

/// Runs of tables that ask for covariates, for a figure, or for a specification curve.
@Suite struct AnalysisRunTests {
  private let folder: Scratch

  init() throws {
    folder = try Scratch()
  }

  private func experiment(_ fields: String, rows: String = Self.rows) throws -> ResolvedExperiment {
    var fixture = PlanFixture()
    fixture.world =
      #""imageSize": 32, "scenes": 24, "landmarks": 8, "viewsPerLandmark": 3, "instancesPerCity": 3, "#
      + #""distractorsPerCity": 2"#
    fixture.rows = rows
    fixture.views = 16
    fixture.edits = [.spec(#""title": "Plan","#, #""title": "Plan", \#(fields)"#)]
    return try fixture.experiment()
  }

  private static let rows = """
    {"name": "net", "model": "net"},
    {"name": "pixels", "reference": "pixels"}, {"name": "chance", "reference": "chance"}
    """

  private func run(_ experiment: ResolvedExperiment) async throws -> ExperimentResult {
    let options = RunOptions(
      dataRoot: "\(folder.path)/Data", weightsRoot: "", cacheDirectory: "\(folder.path)/Cache",
      threads: 1, waitsForOthers: true,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    return try await ExperimentRunner(options, observe: { _ in }).run(experiment)
  }

  private static let covariates = """
    "covariates": [
      {"name": "viewpoint", "column": "azimuth", "pair": "angle"},
      {"name": "scale", "column": "scale", "pair": "ratio"},
      {"name": "visibility", "column": "visible", "pair": "positive"},
      {"name": "nothing", "column": "unheard-of"}],
    """

  private var oxford: String {
    "\(folder.path)/Data/mini-oxford@imageSize32-instancesPerCity3-distractorsPerCity2"
  }

  @Test func covariatesAreAskedOfEveryRowThatRanksImages() async throws {
    let experiment = try experiment(Self.covariates)
    let result = try await run(experiment)
    let outcomes = try #require(result.covariates)
    #expect(outcomes.map(\.row) == ["net", "pixels"])
    for outcome in outcomes {
      // Six queries of ten positives each; three buildings.
      #expect(outcome.pairs == 60 && outcome.absentPairs == 0)
      #expect(outcome.setting == "medium" && outcome.clusters == 3)
      #expect(outcome.effects.map(\.covariates) == [["viewpoint"], ["scale"], ["visibility"]])
      #expect(outcome.interactions.count == 3)
      #expect((0...1).contains(outcome.explained))
      for effect in outcome.effects + outcome.interactions {
        let estimate = try #require(effect.estimate)
        #expect(try #require(effect.lower) <= estimate && estimate <= #require(effect.upper))
      }
    }
    #expect(
      result.datasets[0].notes?.contains { $0 == "no numbers for the covariates nothing" } == true)
    #expect(try ExperimentResult(result.encoded(), path: "result.json") == result)
  }

  /// Nothing else of a result depends on whether covariates are asked for.
  @Test func covariatesChangeNothingElse() async throws {
    let plain = try await run(experiment(""))
    let asked = try await run(experiment(Self.covariates))
    #expect(plain.covariates == nil)
    #expect(asked.records == plain.records)
    #expect(Set(asked.fingerprints) == Set(plain.fingerprints))
    #expect(asked.provenance.specHash == plain.provenance.specHash)
  }

  /// A set that was rendered before there was a table of views gets the one that it would have had.
  @Test func setsWithoutATableOfViewsGetOne() async throws {
    let first = try await run(experiment(Self.covariates))
    let file = "\(oxford)/views.csv"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let header = try #require(text.split(separator: "\n").first)
    #expect(header == "path," + ViewFacts.columns.joined(separator: ","))
    try FileManager.default.removeItem(atPath: file)
    #expect(try await run(experiment(Self.covariates)).covariates == first.covariates)
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
  }

  @Test func columnsThatNoSetHasAreAMistake() async throws {
    let experiment = try experiment(
      #""covariates": [{"name": "nothing", "column": "unheard-of"}],"#)
    let error = await #expect(throws: DatasetError.self) { try await run(experiment) }
    #expect(error?.problem.contains("no set of the table has a column") == true)
  }

  private static let sweep = #""matrix": {"descriptor.pooling": ["gem", "mac", "spoc"]},"#

  /// A point of a curve is what a table says of the same claim.
  @Test func everyPointIsTheVerdictOfTheClaimThere() async throws {
    let claim = """
      {"name": "c", "statement": "S.", "source": "T.", "better": "net", "worse": "pixels"
      """
    let curve = try await run(
      experiment(
        #""purpose": "specification-curve", "claims": [\#(claim)}],"# + Self.sweep))
    let outcome = try #require(curve.specification?.first)
    #expect(outcome.points.count == 9 && outcome.absentPoints == 0)
    #expect(outcome.points.map(\.difference) == outcome.points.map(\.difference).sorted())
    #expect(outcome.fields.map(\.name) == ["metric", "descriptor.pooling"])
    #expect(outcome.isBalanced)
    #expect(
      abs(outcome.fields.reduce(outcome.remainder) { $0 + $1.share } - 1) < 1e-9)
    let counts = outcome.verdicts
    #expect(counts.holds + counts.inconclusive + counts.fails == 9)
    #expect(curve.claims == [] && curve.records.allSatisfy { $0.seeds[0].queries.isEmpty })
    for pooling in ["gem", "mac", "spoc"] {
      for metric in ["medium.mAP", "classic.mAP"] {
        let place = #", "metric": "\#(metric)", "where": {"descriptor.pooling": "\#(pooling)"}}"#
        let table = try await run(experiment(#""claims": [\#(claim)\#(place)],"# + Self.sweep))
        let found = try #require(table.claims.first)
        let point = try #require(
          outcome.points.first {
            $0.metric.description == metric && $0.level(of: "descriptor.pooling") == pooling
          })
        #expect(point.difference == found.meanDifference && point.verdict == found.verdict)
        #expect(point.lower == found.lower && point.upper == found.upper)
        #expect(point.queries == found.queries)
      }
    }
    #expect(try ExperimentResult(curve.encoded(), path: "result.json") == curve)
  }

  @Test func theFigureHasTheMeansOfTheTableWithIntervals() async throws {
    let result = try await run(
      experiment(
        """
        "matrix": {"descriptor.size": [24, 32]},
        "figure": {"horizontal": "descriptor.size", "metrics": ["medium.mAP", "classic.mAP"]},
        """))
    let points = try #require(result.figure)
    #expect(points.count == 8)
    for point in points {
      let record = try #require(result.record(row: point.row, dataset: point.dataset))
      #expect(abs(point.mean - record.values(of: point.metric)[0]) < 1e-12)
      // The ends are means of other sums, which round otherwise.
      #expect(0 <= point.lower && point.lower <= point.mean + 1e-12)
      #expect(point.mean <= point.upper + 1e-12 && point.upper <= 1)
    }
  }
}
