package import Evaluation
import Foundation
import Images
package import Kernels
package import Records
import Retrieval
package import Specs

/// A table of made-up values, in which each thing that a comparison looks at can be changed.
///
/// Twelve queries ask for six landmarks; a value is a function of the names of row and query alone, so
/// that rows can come and go without moving others.
package struct TestTable {
  /// One row, of the model "net" unless another one is given.
  package struct Row {
    package let name: String
    package var model = "net"
    package var size = 96
    package var precision = Precision.float32
    package var label = "A label"
    /// The seed of a world of its own; nil for the table's.
    package var worldSeed: UInt64?
    /// The values of the swept fields.
    package var axisValues = ["gem"]

    package init(
      _ name: String, model: String = "net", size: Int = 96,
      precision: Precision = .float32, label: String = "A label", worldSeed: UInt64? = nil
    ) {
      self.name = name
      self.model = model
      self.size = size
      self.precision = precision
      self.label = label
      self.worldSeed = worldSeed
    }
  }

  /// What a value stands for.
  package struct Place {
    package let row: String
    package let dataset: DatasetName
    package let metric: MetricName
    package let query: Int
  }

  package var name = "table"
  package var rows = [
    Row("random/gem", model: "random"), Row("net/gem"), Row("other/gem", model: "other"),
  ]
  package var datasets: [DatasetName] = [.miniOxford]
  package var metrics = [medium]
  /// The sets that the spec calls optional, and those of them that were there.
  package var optional: [DatasetName] = []
  package var present: [DatasetName] = []
  package var seeds: [UInt64] = [0]
  package var axes = ["descriptor.pooling"]
  package var views = 640
  package var imageSize = 96
  package var claims = [claim()]
  package var verdict = Verdict.holds
  package var title = "A table"
  package var allowLeak = false
  package var seedStudyOf: String?
  /// The row that differences are taken from.
  package var differencesFrom: String?
  package var date = "2026-01-01T00:00:00Z"
  /// The rows that the run has no values of, as when their weights are missing.
  package var unavailable: Set<String> = []
  /// The effect of a covariate in the row net/gem; nil for a table without covariates.
  package var effect: Double?
  /// What a query's value is moved by, as a fraction.
  package var movement: @Sendable (Place) -> Double = { _ in 0 }

  /// Creates a table; of three rows unless others are given.
  package init(rows: [Row]? = nil) {
    if let rows { self.rows = rows }
  }

  package static func claim(
    _ name: String = "training-helps", better: String = "net/gem", worse: String = "random/gem",
    metric: MetricName = medium
  ) -> ResolvedClaim {
    ResolvedClaim(
      name: name, statement: "Training helps.", better: better, worse: worse, metric: metric,
      source: "common sense")
  }

  private func world(seed: UInt64) -> WorldSettings {
    WorldSettings {
      $0.seed = seed
      $0.imageSize = imageSize
      $0.scenes = 10
      $0.landmarks = 4
      $0.viewsPerLandmark = 4
      $0.instancesPerCity = 6
      $0.distractorsPerCity = 0
    }
  }

  /// What a spec with these settings says.
  package var experiment: ResolvedExperiment {
    ResolvedExperiment(
      version: 2, name: name, title: title, seedStudyOf: seedStudyOf, datasets: datasets,
      metrics: metrics, seeds: seeds, world: world(seed: 1),
      statistics: StatisticsSettings {
        $0.resamples = 100
        $0.confidence = 0.95
      }, allowLeak: allowLeak,
      covariates: effect.map { _ in [CovariateSettings { $0.name = "viewpoint" }] },
      differencesFrom: differencesFrom, axes: axes,
      models: [
        recipe("random", nil), recipe("net", training(views: views)),
        recipe("other", training(views: 6400)),
        recipe("tuned", training(views: 64), from: .recipe("net")),
      ],
      rows: rows.map(resolved), claims: claims, assumptions: [], published: []
    ).with(
      datasets: datasets + present, optional: optional,
      metrics: present.isEmpty
        ? nil : Dictionary(uniqueKeysWithValues: present.map { ($0.rawValue, [manifest]) }))
  }

  /// What running it finds out.
  package func result() -> ExperimentResult {
    let names = (0..<12).map { "q\($0)" }
    let clusters = names.indices.map { (names[$0], $0 / 2) }
    let worlds = rows.compactMap(\.worldSeed).unique
    return ExperimentResult(
      experiment: experiment,
      datasets: (datasets + present).map {
        DatasetRecord(
          dataset: $0, queries: 12, images: 100,
          queryClusters: Dictionary(uniqueKeysWithValues: clusters))
      }
        + worlds.flatMap { seed in
          // Another world has other queries.
          datasets.map {
            DatasetRecord(
              dataset: $0, world: world(seed: seed), queries: 12, images: 100 + Int(seed),
              queryClusters: Dictionary(
                uniqueKeysWithValues: clusters.map { ("\($0)-\(seed)", $1) }))
          }
        },
      records: (datasets + present).flatMap { dataset in
        rows.filter { !unavailable.contains($0.name) }.map { row in
          record(
            row.name, dataset,
            row.worldSeed.map { seed in names.map { "\($0)-\(seed)" } } ?? names)
        }
      },
      claims: claims.flatMap { claim in
        (claim.metric == manifest ? present : datasets).map { outcome(of: claim, on: $0) }
      },
      covariates: effect.map { [covariates(effect: $0)] },
      provenance: Provenance(
        gitCommit: "0123abcd", gitIsDirty: false, date: date, specHash: "abc",
        libraries: ["oneDNN": "2.6.3"], processor: "a processor", threads: 2, seeds: seeds,
        stages: []))
  }

  /// Returns the same table with something changed.
  package func with(_ change: (inout TestTable) -> Void) -> TestTable {
    var table = self
    change(&table)
    return table
  }

  /// The same table with every row in bfloat16, whose bits are one machine's.
  package var inBfloat16: TestTable {
    with { table in
      for row in table.rows.indices { table.rows[row].precision = .bfloat16 }
    }
  }

  private func resolved(_ row: Row) -> ResolvedRow {
    ResolvedRow(
      name: row.name, baseName: row.name, label: row.label, model: row.model,
      axisValues: row.axisValues,
      descriptor: DescriptorSettings {
        $0.resize = .shrink
        $0.size = row.size
        $0.crop = .cirtorch
        $0.scales = [1]
        $0.aggregation = .mean
        $0.pooling = .gem
        $0.gemExponent = 3
        $0.precision = row.precision
        $0.whitening = .none
      }, world: row.worldSeed.map(world))
  }

  private func record(_ row: String, _ dataset: DatasetName, _ names: [String]) -> ResultRecord {
    ResultRecord(
      row: row, dataset: dataset,
      seeds: seeds.map { seed in
        var means: [String: Double] = [:]
        let columns = metrics.map { metric in
          names.indices.map { query in
            Double(row.utf8.reduce(0) { $0 + Int($1) } % 40 + query) / 100 + Double(seed) / 1000
              + movement(Place(row: row, dataset: dataset, metric: metric, query: query))
          }
        }
        for (metric, values) in zip(metrics, columns) {
          means[metric.description] = Sample(values).mean
        }
        return SeedRecord(
          seed: seed, metrics: means,
          queries: names.indices.map { query in
            var values: [String: [String: Double]] = [:]
            for (metric, column) in zip(metrics, columns) {
              values[metric.groundTruth.rawValue, default: [:]][metric.measureName] = column[query]
            }
            return QueryRecord(query: names[query], values: values)
          })
      })
  }

  /// Returns what a covariate decides, as a document has it: the analysis alone makes one otherwise.
  private func covariates(effect: Double) -> CovariateOutcome {
    let text = """
      {"row": "net/gem", "dataset": "\(datasets[0].rawValue)", "setting": "medium", "pairs": 20,
       "absentPairs": 0, "clusters": 6, "confidence": 0.95, "explained": 0.25, "interactions": [],
       "effects": [{"covariates": ["viewpoint"], "estimate": \(effect), "lower": \(effect - 0.1)}]}
      """
    do {
      return try JSONDecoder().decode(CovariateOutcome.self, from: Data(text.utf8))
    } catch {
      preconditionFailure("the outcome is not as its type has it: \(error)")
    }
  }

  private func outcome(of claim: ResolvedClaim, on dataset: DatasetName) -> ClaimOutcome {
    ClaimOutcome(
      claim: claim.name, dataset: dataset, meanDifference: 0.1, lower: 0.05, upper: 0.2,
      confidence: 0.95, verdict: verdict, queries: 12, seeds: [])
  }
}

/// The column that every test table has.
package let mediumColumn = "mini-oxford medium.mAP"

/// The metric that optional sets have.
package let manifest = MetricName(.manifest, .averagePrecision)
