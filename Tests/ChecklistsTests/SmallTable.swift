import Checklists
import Evaluation
import Images
import Records
import Retrieval
import Specs

/// Returns the result of a table of two rows: "random", which is not trained, and "net".
func smallTable(
  name: String = "small", seeds: [UInt64] = [0], verdict: Verdict? = .holds,
  assumption: String = "none is given", isDirty: Bool? = false, missing: [MissingInput] = []
) -> CheckedTable {
  let medium = MetricName(.medium, .averagePrecision)
  let claim = ResolvedClaim(
    name: "net-beats-random", statement: "Training helps.", better: "net/gem", worse: "random/gem",
    metric: medium, source: "common sense")
  let rows = ["random", "net"].map { row in
    ResolvedRow(
      name: "\(row)/gem", baseName: row, label: row, model: row, axisValues: ["gem"],
      descriptor: DescriptorSettings())
  }
  let models = ["random", "net"].map { model in
    ModelRecipe(
      version: 2, name: model, label: model, architecture: ArchitectureSettings(),
      initialWeights: .random, training: model == "net" ? TrainingSettings() : nil)
  }
  let records = zip(rows, [0.25, 0.5]).map { row, value in
    ResultRecord(
      row: row.name, dataset: .miniOxford,
      seeds: seeds.map { seed in
        SeedRecord(
          seed: seed, metrics: ["medium.mAP": value],
          queries: [QueryRecord(query: "q1", values: ["medium": ["AP": value]])])
      })
  }
  let result = ExperimentResult(
    experiment: ResolvedExperiment(
      version: 2, name: name, title: "A small table", datasets: [.miniOxford], metrics: [medium],
      seeds: seeds, world: WorldSettings(), statistics: StatisticsSettings(),
      axes: ["descriptor.pooling"], models: models, rows: rows, claims: [claim],
      assumptions: [
        Assumption {
          $0.field = "descriptor.pooling"
          $0.reason = assumption
        }
      ], published: []),
    datasets: [DatasetRecord(dataset: .miniOxford, queries: 1, images: 9)], records: records,
    claims: verdict.map { verdict in
      [
        ClaimOutcome(
          claim: claim.name, dataset: .miniOxford, meanDifference: 0.25, lower: 0.125, upper: 0.375,
          confidence: 0.95, verdict: verdict, queries: 1,
          seeds: seeds.map { SeedDifference(seed: $0, difference: 0.25) })
      ]
    } ?? [],
    missing: missing,
    provenance: Provenance(
      gitCommit: isDirty == nil ? nil : "0123", gitIsDirty: isDirty, date: "2026-01-01T00:00:00Z",
      specHash: "abc", libraries: ["iir": "0.1.0", "oneDNN": "2.6.3"], processor: "a processor",
      threads: 2, seeds: seeds,
      stages: [
        StageRecord(
          name: "train net, seed 0", seconds: 90, processorSeconds: 150, found: 0, made: 1)
      ]))
  return CheckedTable(result: result, spec: "Experiments/\(name).json")
}
