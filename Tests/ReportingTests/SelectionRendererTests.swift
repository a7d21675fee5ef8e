import Evaluation
import Foundation
import Images
import Networks
import Records
import Reporting
import ResultFixtures
import Retrieval
import Specs
import Tables
import Testing

/// What a selection's table says below its rows.
@Suite struct SelectionRendererTests {
  private static let seeds: [UInt64] = [0, 1]

  private func variant(_ rate: String, batch: Int) -> ModelRecipe {
    ModelRecipe(
      version: 2, name: "net, rate \(rate), batch \(batch)", label: "Net",
      architecture: ArchitectureSettings {
        $0.name = .resNet18
        $0.width = 32
      }, initialWeights: .random,
      training: training(),
      variant: RecipeVariant(
        of: "net", changes: ["training.batch": "\(batch)", "training.views": "640"]))
  }

  private func row(_ name: String, _ model: String, _ choices: [RowChoice]? = nil) -> ResolvedRow {
    ResolvedRow(
      name: name, baseName: name, label: name, model: model, axisValues: [], choices: choices,
      descriptor: DescriptorSettings {
        $0.resize = .shrink
        $0.size = 96
        $0.crop = .cirtorch
        $0.scales = [1]
        $0.aggregation = .mean
        $0.pooling = .gem
        $0.gemExponent = 3
        $0.whitening = .none
      })
  }

  private func experiment() -> ResolvedExperiment {
    let small = smallResult().experiment
    func choices(_ rate: String, _ batch: String) -> [RowChoice] {
      [RowChoice(field: "rate", level: rate), RowChoice(field: "batch", level: batch)]
    }
    return ResolvedExperiment(
      version: 2, name: "select", title: "A selection", purpose: .selection, selects: medium,
      datasets: [.miniOxford], metrics: [medium], seeds: Self.seeds, world: small.world,
      statistics: small.statistics, axes: [],
      models: [
        recipe("random", nil), recipe("net", training()), variant("fast", batch: 64),
        variant("slow", batch: 32), variant("fast", batch: 32),
      ],
      rows: [
        row("random", "random"), row("n1", "net", choices("slow", "64")),
        row("n2", "net, rate fast, batch 64", choices("fast", "64")),
        row("n3", "net, rate slow, batch 32", choices("slow", "32")),
        row("n4", "net, rate fast, batch 32", choices("fast", "32")),
      ], claims: [], assumptions: [], published: [])
  }

  /// Returns the run in which a row has a value for each seed.
  private func result(_ values: KeyValuePairs<String, [Double]>) -> ExperimentResult {
    ExperimentResult(
      experiment: experiment(), datasets: [],
      records: values.map { row, values in
        ResultRecord(
          row: row, dataset: .miniOxford,
          seeds: zip(Self.seeds, values).map {
            SeedRecord(seed: $0, metrics: ["medium.mAP": $1], queries: [])
          })
      }, claims: [], provenance: smallResult().provenance)
  }

  private func section(_ result: ExperimentResult) throws -> String {
    let text = MarkdownRenderer().render(ResultTable(result))
    let start = try #require(text.range(of: "## Selection"))
    let end = try #require(text.range(of: "\n## Notes"))
    return String(text[start.lowerBound..<end.lowerBound])
  }

  @Test func everyLevelHasItsMeanAndEveryModelItsBest() throws {
    let found = try section(
      result([
        "random": [0.01, 0.03], "n1": [0.10, 0.12], "n2": [0.20, 0.22], "n3": [0.14, 0.16],
        "n4": [0.15, 0.17],
      ]))
    #expect(
      found == """
        ## Selection

        By medium.mAP, the mean of a row over sets and seeds, in percent. A level's mean is over the \
        rows that have it; the best of each field is bold.

        ### random

        Best row: `random` with 2.00.

        ### net

        Best row: `n2` with 21.00: rate fast, batch 64.

        | field | level | rows |      mean |
        | :---- | :---- | ---: | --------: |
        | rate  | slow  |    2 |     13.00 |
        | rate  | fast  |    2 | **18.50** |
        | batch | 64    |    2 | **16.00** |
        | batch | 32    |    2 |     15.50 |

        Best levels: rate fast, batch 64, which `n2` has.

        """)
  }

  @Test func whatIsMissingIsInNoMeanAndSaidSo() throws {
    let found = try section(
      result(["n1": [0.10, 0.12], "n2": [0.20], "n3": [0.14, 0.16], "n4": [0.15, 0.17]]))
    #expect(found.contains("### random\n\nNo row is available on every set and seed.\n"))
    #expect(found.contains("Best row: `n4` with 16.00: rate fast, batch 32."))
    #expect(found.contains("| rate  | fast  |    1 | **16.00** |"))
    #expect(found.contains("Not available on every set and seed, so in no mean: `n2`."))
    #expect(found.contains("do not occur together in proportion"))
  }

  @Test func theRecordHoldsTheSame() throws {
    let run = result([
      "n1": [0.25, 0.25], "n2": [0.5, 0.5], "n3": [0.125, 0.125], "n4": [0.75, 0.75],
    ])
    let read = try ExperimentResult(run.encoded(), path: "select.json")
    #expect(read == run)
    #expect(read.selection?.models.map(\.model) == ["random", "net"])
    #expect(read.selection?.models[1].fields[0].levels.map(\.mean) == [0.1875, 0.625])
  }

  @Test func aReportSaysNothingOfIt() throws {
    let text = String(decoding: try smallResult().encoded(), as: UTF8.self)
    #expect(!text.contains("\"selection\""))
    #expect(!MarkdownRenderer().render(ResultTable(smallResult())).contains("Selection"))
  }

  @Test func aNoteTellsHowARowsRecipeDiffersFromItsFile() {
    let notes = ResultTable(result(["n1": [0.1, 0.2]])).footnotes.map(\.line)
    #expect(
      notes.contains(
        "net, rate fast, batch 32: resnet18 of width 32, from random weights, NT-Xent at temperature "
          + "0.1 on mini-scenes, 640 views in 10 steps of 64; net with batch 32, views 640."))
  }

  @Test func anotherMetricOrLevelIsAnotherSpec() throws {
    let store = TestStore()
    let run = result(["n1": [0.1, 0.2]])
    _ = try store.store.write(run)
    let same = try store.store.table(of: run.experiment, spec: TestStore.spec)
    #expect(try store.store.acceptance(of: same).novelty == "a first baseline of 1 values")
    let old = run.experiment
    let changed = ResolvedExperiment(
      version: 2, name: old.name, title: old.title, purpose: .selection,
      selects: MetricName(.medium, .precision(at: 1)), datasets: old.datasets,
      metrics: old.metrics, seeds: old.seeds, world: old.world, statistics: old.statistics,
      axes: old.axes, models: old.models, rows: old.rows, claims: [], assumptions: [],
      published: [])
    let other = try store.store.table(of: changed, spec: TestStore.spec)
    #expect(throws: AcceptanceRefusal.self) { try store.store.acceptance(of: other) }
  }
}
