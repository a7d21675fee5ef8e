import Foundation
import JSON
import Specs
import Testing

/// Rows that state what differs from their model's recipe.
@Suite struct RowVariantTests {
  private static let training = """
    "dataset": "mini-scenes", "views": 640, "batch": 64,
    "optimizer": {"kind": "adamw", "learningRate": 0.002, "weightDecay": 0.001},
    "schedule": {"kind": "cosine"}
    """

  /// The recipes that the rows of these tests name.
  static let recipes = [
    "models/random.json": randomRecipe,
    "models/contrastive.json": """
    {"version": 2, "label": "Contrastive", "training": {
     "objective": {"kind": "nt-xent"}, \(training)}}
    """,
    "models/classifier.json": """
    {"version": 2, "label": "Classifier", "training": {
     "objective": {"kind": "cross-entropy", "label": "category"}, \(training)}}
    """,
    "models/after.json": """
    {"version": 2, "label": "After", "initialWeights": "contrastive", "training": {
     "objective": {"kind": "cross-entropy", "label": "category"}, \(training)}}
    """,
  ]

  private func experiment(_ rows: String, rest: String = "") throws -> ResolvedExperiment {
    let folder = try SpecFolder(
      Self.recipes.merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
    return try folder.experiment()
  }

  private func mistakes(_ rows: String, rest: String = "") throws -> String {
    let folder = try SpecFolder(
      Self.recipes.merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
    return folder.mistakes()
  }

  @Test func aRowChangesWhatItStatesAndNothingElse() throws {
    let found = try experiment(
      """
      [{"name": "contrastive", "model": "contrastive"},
       {"name": "slow", "model": {"extends": "contrastive",
        "training": {"optimizer": {"learningRate": 0.001}, "schedule": {"warmupSteps": 2}}}}]
      """)
    #expect(
      found.models.map(\.name) == [
        "contrastive", "contrastive, learningRate 0.001, warmupSteps 2",
      ])
    #expect(found.rows.map(\.model) == found.models.map(\.name))
    #expect(
      found.rows.map(\.label) == ["Contrastive", "Contrastive, learningRate 0.001, warmupSteps 2"])
    let (base, variant) = (found.models[0], found.models[1])
    #expect(
      variant.training?.optimizer
        == .adamW(
          AdamSettings {
            $0.learningRate = 0.001
            $0.weightDecay = 0.001
            $0.meanDecay = 0.9
            $0.squareDecay = 0.999
            $0.epsilon = 1e-8
          }))
    #expect(variant.training?.schedule.warmupSteps == 2)
    #expect(variant.training?.objective == base.training?.objective)
    #expect(variant.architecture == base.architecture)
    #expect(
      variant.variant
        == RecipeVariant(
          of: "contrastive",
          changes: [
            "training.optimizer.learningRate": "0.001", "training.schedule.warmupSteps": "2",
          ]))
  }

  @Test func aRowWithItsOwnLabelKeepsIt() throws {
    let rows = try experiment(
      #"[{"name": "a", "label": "Mine", "model": {"extends": "contrastive", "training": {"batch": 32}}}]"#
    ).rows
    #expect(rows.map(\.label) == ["Mine"])
  }

  @Test func aRowThatChangesNothingIsTheNetworkOfTheFile() throws {
    let found = try experiment(
      """
      [{"name": "a", "model": "contrastive"},
       {"name": "b", "model": {"extends": "contrastive", "training": {"optimizer": {"learningRate": 2e-3}}}},
       {"name": "c", "model": {"extends": "contrastive", "training": {}}}]
      """)
    #expect(found.models.map(\.name) == ["contrastive"])
    #expect(found.rows.map(\.model) == ["contrastive", "contrastive", "contrastive"])
  }

  @Test func equalVariantsAreOneNetwork() throws {
    let found = try experiment(
      """
      [{"name": "a", "model": {"extends": "contrastive", "training": {"batch": 32}}},
       {"name": "b", "model": {"extends": "contrastive", "training": {"batch": 32, "accumulation": 1}}},
       {"name": "c", "model": {"extends": "classifier", "training": {"batch": 32}}}]
      """)
    #expect(found.models.map(\.name) == ["contrastive, batch 32", "classifier, batch 32"])
    #expect(
      found.rows.map(\.model) == [
        "contrastive, batch 32", "contrastive, batch 32", "classifier, batch 32",
      ])
  }

  /// Only settings are hashed, so that a recipe may be tried in a row before it has a file.
  @Test func aVariantHasTheKeyOfARecipeWithItsSettings() throws {
    let found = try experiment(
      #"[{"name": "a", "model": {"extends": "contrastive", "training": {"views": 1280, "batch": 32}}}]"#
    )
    let committed = Self.recipes["models/contrastive.json"]?
      .replacing("640", with: "1280").replacing("\"batch\": 64", with: "\"batch\": 32")
    let folder = try SpecFolder([
      "models/own.json": try #require(committed),
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "own"}]"#),
    ])
    let own = try #require(try folder.experiment().models.first)
    #expect(found.models[0].training == own.training)
    let encode = { (recipe: ModelRecipe) in try CanonicalJSON.encoding(recipe.training).compact }
    #expect(try encode(found.models[0]) == encode(own))
  }

  @Test func aChainIsChangedInItsLastLinkOnly() throws {
    let found = try experiment(
      #"[{"name": "a", "model": {"extends": "after", "training": {"batch": 32}}}]"#)
    #expect(found.models.map(\.name) == ["contrastive", "after, batch 32"])
    #expect(found.models[1].initialWeights == .recipe("contrastive"))
    #expect(found.chain(of: found.rows[0]).map { $0.training?.batch } == [64, 32])
  }

  @Test func recipesThatNoRowRestsOnAreLeftOut() throws {
    let found = try experiment(
      """
      [{"name": "a", "model": {"extends": "after", "training": {"batch": 32}}},
       {"name": "b", "model": {"extends": "classifier", "training": {"batch": 16}}}]
      """,
      rest: #""assumptions": [{"field": "models.classifier.training.batch", "reason": "r"}]"#)
    #expect(
      found.models.map(\.name) == ["contrastive", "after, batch 32", "classifier, batch 16"])
  }

  @Test func theMatrixSweepsTraining() throws {
    let found = try experiment(
      """
      [{"name": "a", "model": "contrastive"}, {"name": "b", "model": "classifier"}]
      """, rest: #""matrix": {"model.training.optimizer.learningRate": [0.001, 0.002]}"#)
    #expect(found.rows.map(\.name) == ["a/0.001", "b/0.001", "a/0.002", "b/0.002"])
    #expect(found.rows.map(\.label) == ["Contrastive", "Classifier", "Contrastive", "Classifier"])
    #expect(
      found.rows.map(\.model) == [
        "contrastive, learningRate 0.001", "classifier, learningRate 0.001", "contrastive",
        "classifier",
      ])
  }

  @Test func namesStayApartAsFilesToo() throws {
    let found = try experiment(
      """
      [{"name": "a", "model": {"extends": "contrastive", "training": {"batch": 32}}},
       {"name": "b", "model": "contrastive", "levels": {"batch": "32"}}]
      """, rest: #""factors": {"batch": {"32": {"batch": 16}}}"#)
    #expect(
      found.models.map(\.name) == ["contrastive, batch 32", "contrastive, as in row b"])
  }

  @Test(arguments: [
    (
      #"[{"name": "a", "model": {"extends": "contrastive", "training": {"batch": 48}}}]"#,
      """
      spec.json:6:35: /rows/0/model: training of contrastive: 640 views are no whole number of \
      batches of 48 (row a)
      """
    ),
    (
      #"[{"name": "a", "model": {"extends": "contrastive", "training": {"optimizer": {"rate": 1}}}}]"#,
      """
      spec.json:6:89: /rows/0/model/training/optimizer/rate: unknown key "rate" (row a); accepted: kind, \
      learningRate, weightDecay, meanDecay, squareDecay, epsilon
      """
    ),
    (
      #"[{"name": "a", "model": {"extends": "random", "training": {"batch": 64}}}]"#,
      """
      spec.json:6:35: /rows/0/model: random is not trained, so the row's model has nothing to \
      change; leave the row out, or name a recipe with "training" (row a)
      """
    ),
    (
      #"[{"name": "a", "model": "contrastive", "training": {"batch": 32, "optimizer": {"kind": "sgd"}}}]"#,
      """
      spec.json:6:50: /rows/0/training: a row changes training in its model; write "model": {"extends": \
      "contrastive", "training": {"batch": 32, "optimizer": {"kind": "sgd"}}}
      """
    ),
    (
      #"[{"name": "a", "model": {"extends": "contrastive", "training": {"dataset": "mini-paris"}}}]"#,
      """
      spec.json:6:86: /rows/0/model/training/dataset: mini-paris is for evaluation; training on it would \
      leak the answers; name another set, or say "allowLeak": true in the spec, and the table tells of it \
      (row a); accepted: mini-scenes, mini-landmarks, \
      mini-scenes-novel, mini-landmarks-base, {"folder": "<name>"}
      """
    ),
  ])
  func mistakesOfARowAreInTheSpecsOwnFile(rows: String, message: String) throws {
    #expect(try mistakes(rows) == message)
  }

  @Test(arguments: [
    (
      #""matrix": {"model.training.objective.temperature": [0.1, 0.2]}"#,
      """
      spec.json:7:14: /matrix/model.training.objective.temperature: classifier has no \
      training.objective.temperature to sweep; let the row say what it is swept over, or "sweeps": false \
      (row c)
      spec.json:7:14: /matrix/model.training.objective.temperature: random is not trained, so the sweep of \
      model.training.objective.temperature has nothing to change; let the row say what it is swept over, or \
      "sweeps": false (row none)
      """
    ),
    (
      #""matrix": {"model.training.batch": [64, 48]}"#,
      """
      spec.json:7:14: /matrix/model.training.batch: random is not trained, so the sweep of \
      model.training.batch has nothing to change; let the row say what it is swept over, or "sweeps": false \
      (row none)
      spec.json:7:14: /matrix/model.training.batch: training of classifier: 640 views are no whole number of \
      batches of 48 (row c)
      spec.json:7:14: /matrix/model.training.batch: training of contrastive: 640 views are no whole number of \
      batches of 48 (row a)
      """
    ),
  ])
  func aSweepThatARowCannotTakeNamesTheRow(matrix: String, message: String) throws {
    let rows = """
      [{"name": "a", "model": "contrastive"}, {"name": "c", "model": "classifier"}, \
      {"name": "none", "model": "random"}]
      """
    #expect(try mistakes(rows, rest: matrix) == message)
  }

  @Test func aRowMayNotStateASweptSetting() throws {
    let found = try mistakes(
      #"[{"name": "a", "model": {"extends": "contrastive", "training": {"batch": 32}}}]"#,
      rest: #""matrix": {"model.training.batch": [64]}"#)
    #expect(
      found.contains("the row states model.training.batch, which the matrix sweeps; keep one"))
  }
}
