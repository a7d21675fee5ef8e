import Foundation
import JSON
import Records
import Reporting
import ResultFixtures
import SpecReading
import Specs
import Testing

/// The recipes are what the committed searches chose, by the rule that was written down before them.
@Suite struct CommittedSearchTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private func experiment(_ name: String) throws -> ResolvedExperiment {
    let specs = Self.root.appending(path: "Experiments").path
    return try SpecLibrary(roots: [specs]).experiment(at: "\(specs)/\(name).json")
  }

  private func baseline(_ name: String) throws -> Baseline {
    let path = Self.root.appending(path: "Results/baselines/\(name).json")
    return try Baseline(Data(contentsOf: path), path: path.path)
  }

  @Test(arguments: [
    (
      "search-pretraining", "classifier", "table1",
      ["classifier", "classifier-function", "classifier-type"]
    ),
    ("search-pretraining", "contrastive", "table1", ["contrastive"]),
    ("search-fine-tuning", "contrastive-ap", "table2", ["contrastive-ap", "contrastive-ap-base"]),
    ("search-fine-tuning", "classifier-ap", "table2", ["classifier-ap", "classifier-ap-base"]),
    ("search-fine-tuning", "random-ap", "table2", ["random-ap"]),
  ])
  func recipesHaveTheBestLevelOfEachFactor(
    search: String, arm: String, table: String, recipes: [String]
  ) throws {
    let (spec, accepted) = (try experiment(search), try baseline(search))
    let rows = spec.rows.filter { $0.name.hasPrefix("\(arm)-") }
    let selection = ModelSelection(
      model: arm,
      rows: try rows.map { row in
        let cell = try #require(
          accepted.row(row.name)?.cells.first { $0.metric == spec.selects })
        return ModelSelection.RankedRow(
          row: row.name, value: cell.mean, choices: row.choices ?? [])
      })
    #expect(selection.rows.count == 9 && selection.isBalanced)
    let trainings = try experiment(table).models.filter { recipes.contains($0.name) }
      .compactMap(\.training)
    #expect(trainings.count == recipes.count)
    // How deep labels are stays an axis of table 1.
    for choice in selection.bestLevels where choice.field != "labels" {
      let tried = try #require(spec.training(with: choice, among: rows))
      let level: String = try #require(try tried.value(of: choice.field))
      for training in trainings {
        #expect(try training.value(of: choice.field) == level, "\(arm): \(choice.field)")
      }
    }
  }

  /// A level that left a field to the recipe would mean something else after the recipe was changed.
  @Test(arguments: [
    "search-pretraining", "search-fine-tuning", "search-controls-contrastive",
    "search-controls-classifier", "search-controls-random",
  ])
  func levelsMeanTheSameForEveryArm(search: String) throws {
    let spec = try experiment(search)
    var values: [RowChoice: Set<String>] = [:]
    for row in spec.rows {
      for choice in row.choices ?? [] {
        let training = try #require(spec.training(of: row))
        values[choice, default: []].insert(try #require(try training.value(of: choice.field)))
      }
    }
    #expect(!values.isEmpty)
    for (choice, found) in values { #expect(found.count == 1, "\(choice): \(found)") }
  }
}

extension ResolvedExperiment {
  /// Returns the last training of the first row that has a level.
  fileprivate func training(with choice: RowChoice, among rows: [ResolvedRow]) -> TrainingSettings?
  {
    rows.first { $0.choices?.contains(choice) == true }.flatMap(training)
  }

  /// Returns the last training of a row's network.
  fileprivate func training(of row: ResolvedRow) -> TrainingSettings? {
    models.first { $0.name == row.model }?.training
  }
}

extension TrainingSettings {
  /// The settings that each factor of the searches changes.
  private static let paths = [
    "rate": ["optimizer.learningRate"], "augmentation": ["augmentation"],
    "batch": ["batch", "objective.instancesPerBatch"],
    "instances": ["batch", "objective.instancesPerBatch"], "bins": ["objective.bins"],
    "temperature": ["objective.temperature"], "sigmoid-temperature": ["objective.temperature"],
    "pair-margin": ["objective.margin"], "triplet-margin": ["objective.margin"],
    "margin-and-scale": ["objective.margin", "objective.scale"], "labels": ["objective.label"],
  ]

  /// Returns what the settings have of a factor of the searches, in words; nil for one that they lack.
  fileprivate func value(of factor: String) throws -> String? {
    let settings = try CanonicalJSON.encoding(self)
    let values = try #require(Self.paths[factor], "\(factor) is no factor of the searches").map {
      path in
      path.split(separator: ".").reduce(Optional(settings)) { node, key in
        node?.members?[String(key)]
      }
    }
    return values[0].map { _ in values.compactMap { $0?.compact }.joined(separator: ", ") }
  }
}
