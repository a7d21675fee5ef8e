import Foundation
import JSON
import SpecReading
import Specs
import Testing

/// Networks that a row names by a path, states itself, or changes.
@Suite struct RowModelTests {
  private static let inline = """
    {"label": "Own", "architecture": {"width": 16}, "initialWeights": "random", "training": {
     "objective": {"kind": "nt-xent"}, "dataset": "mini-scenes", "views": 640, "batch": 64,
     "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {"kind": "cosine"}}}
    """

  private func folder(
    _ rows: String, rest: String = "", others: [String: String] = [:]
  ) throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging(others) { $1 }
        .merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
  }

  @Test func aRecipeOfARowIsCalledAfterTheRow() throws {
    let found = try folder(#"[{"name": "mine", "model": \#(Self.inline)}]"#).experiment()
    #expect(found.models.map(\.name) == ["mine"])
    #expect(found.models[0].architecture.width == 16)
    #expect(found.models[0].variant == nil)
    #expect(found.rows.map(\.label) == ["Own"])
  }

  @Test func aRecipeOfARowMayHaveANameAndIsSweptLikeAFile() throws {
    let named = Self.inline.replacing(#"{"label""#, with: #"{"name": "net", "label""#)
    let found = try folder(
      #"[{"name": "mine", "model": \#(named)}]"#,
      rest: #""matrix": {"model.training.batch": [64, 32]}"#
    ).experiment()
    #expect(found.models.map(\.name) == ["net", "net, batch 32"])
    #expect(found.rows.map(\.name) == ["mine/64", "mine/32"])
  }

  @Test func aRecipeOfARowStartsFromAnother() throws {
    let model = Self.inline.replacing(#""random""#, with: #""contrastive""#)
      .replacing(#""width": 16"#, with: #""width": 32"#)
    let found = try folder(#"[{"name": "mine", "model": \#(model)}]"#).experiment()
    #expect(found.chain(of: "mine").map(\.name) == ["contrastive", "mine"])
  }

  @Test func twoNetworksOfOneNameAreAMistake() throws {
    let found = try folder(
      #"[{"name": "a", "model": "contrastive"}, {"name": "contrastive", "model": \#(Self.inline)}]"#
    ).mistakes()
    #expect(
      found.hasPrefix(
        """
        spec.json:6:84: /rows/1/model: two networks would be called "contrastive": the one in line 6 of
        """.trimmingCharacters(in: .whitespacesAndNewlines)), "\(found)")
    #expect(found.hasSuffix("models/contrastive.json; give one another name"))
  }

  @Test func aPathLeadsFromTheFileThatStatesIt() throws {
    let recipe =
      #"{"version": 2, "label": "R", "initialWeights": "./start.json", "training": null}"#
    let folder = try SpecFolder([
      "models/random.json": randomRecipe,
      "paper/base.json": smallSpec(rows: #"[{"name": "a", "model": "./my/net.json"}]"#),
      "paper/my/net.json": recipe, "paper/my/start.json": randomRecipe,
      "spec.json": #"{"version": 2, "extends": "paper/base.json"}"#,
    ])
    #expect(try folder.experiment().models.map(\.name) == ["start", "net"])
    let contents = try folder.contents("paper/my/net.json")
    guard case .recipe(_, let chain)? = contents.first else {
      Issue.record("expected a recipe, found \(contents)")
      return
    }
    #expect(chain.map(\.name) == ["start", "net"])
  }

  @Test func oneFileIsOneNetworkHoweverItIsNamed() throws {
    let found = try folder(
      #"[{"name": "a", "model": "contrastive"}, {"name": "b", "model": "./models/contrastive.json"}]"#
    ).experiment()
    #expect(found.models.map(\.name) == ["contrastive"])
  }

  @Test(arguments: [
    (
      #""../net.json""#,
      #"spec.json:6:35: /rows/0/model: "../net.json" leads out of the spec folder; "#
        + "name a file within it"
    ),
    (
      #""./nte.json""#,
      "spec.json:6:35: /rows/0/model: there is no file nte.json; did you mean \"./net.json\"?"
    ),
    (
      #""my/net""#,
      """
      spec.json:6:35: /rows/0/model: "my/net" is no plain name; use up to 64 letters, digits, "-" and "_", \
      or a path that ends in ".json"
      """
    ),
    (
      #"{"extends": "random", "training": {"batch": 8}, "colour": 1}"#,
      """
      spec.json:6:83: /rows/0/model/colour: unknown key "colour"; accepted: extends, label, architecture, \
      initialWeights, training
      """
    ),
    (
      #"{"architecture": {"width": 16}}"#, #"spec.json:6:35: /rows/0/model: missing key "label""#
    ),
  ])
  func mistakesAreInTheRow(model: String, message: String) throws {
    let found = try folder(
      "[{\"name\": \"a\", \"model\": \(model)}]",
      others: ["net.json": randomRecipe]
    ).mistakes()
    #expect(found.split(separator: "\n").contains(Substring(message)), "\(found)")
  }

  @Test func aChangeReachesEveryPartOfARecipe() throws {
    let found = try folder(
      """
      [{"name": "a", "model": {"extends": "contrastive", "initialWeights": "classifier",
        "training": {"batch": 32}}},
       {"name": "b", "model": {"extends": "classifier", "label": "Wide", "architecture": {"width": 64}}},
       {"name": "c", "model": {"extends": "contrastive", "training": null}}]
      """
    ).experiment()
    #expect(
      found.models.map(\.name) == [
        "classifier", "contrastive, initialWeights classifier, batch 32",
        "contrastive, training null",
        "classifier, width 64",
      ])
    #expect(found.rows.map(\.label)[1] == "Wide")
    #expect(found.models.first { $0.name == "classifier, width 64" }?.label == "Wide")
    #expect(!found.isTrained(found.rows[2]))
  }

  @Test func aWholeTrainingMakesATrainedNetworkOfOneThatIsNone() throws {
    let found = try folder(
      """
      [{"name": "a", "model": {"extends": "random", "training": {
       "objective": {"kind": "nt-xent"}, "dataset": "mini-scenes", "views": 640, "batch": 64,
       "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {"kind": "cosine"}}}}]
      """
    ).experiment()
    #expect(found.models.first?.training?.batch == 64)
  }
}
