import Foundation
import Specs
import Testing

/// Named sets of training settings that rows choose from.
@Suite struct FactorTests {
  private static let factors = """
    "factors": {
      "rate": {"slow": {"optimizer": {"learningRate": 0.001}}, "own": {}},
      "size": {"32": {"batch": 32}, "16": {"batch": 16}}
    }
    """

  private func folder(_ rows: String, _ factors: String = Self.factors) throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging(["spec.json": smallSpec(rows: rows, rest: factors)]) { $1 })
  }

  @Test func aRowHasTheLevelsThatItNames() throws {
    let found = try folder(
      """
      [{"name": "a", "model": "contrastive", "levels": {"size": "32", "rate": "slow"}},
       {"name": "b", "model": "contrastive", "levels": {"rate": "own"}}]
      """
    ).experiment()
    #expect(found.models.map(\.name) == ["contrastive", "contrastive, rate slow, size 32"])
    #expect(found.rows.map(\.model) == ["contrastive, rate slow, size 32", "contrastive"])
    #expect(
      found.rows.map(\.label) == ["Contrastive, rate slow, size 32", "Contrastive, rate own"])
    #expect(found.models[1].training?.batch == 32)
    #expect(found.models[1].training?.optimizer.learningRate == 0.001)
    #expect(found.rows.allSatisfy { $0.choices == nil })
  }

  @Test func levelsMergeWithThoseOfTheBase() throws {
    let folder = try SpecFolder(
      RowVariantTests.recipes.merging([
        "base.json": smallSpec(
          rows: #"[{"name": "a", "model": "contrastive", "levels": {"rate": "slow"}}]"#,
          rest: Self.factors),
        "spec.json": """
        {"version": 2, "extends": "base.json",
         "factors": {"rate": {"slow": {"optimizer": {"weightDecay": 0}}}}}
        """,
      ]) { $1 })
    let optimizer = try #require(try folder.experiment().models.first?.training?.optimizer)
    #expect(optimizer.learningRate == 0.001)
    #expect(
      optimizer
        == .adamW(
          AdamSettings {
            $0.learningRate = 0.001
            $0.weightDecay = 0
            $0.meanDecay = 0.9
            $0.squareDecay = 0.999
            $0.epsilon = 1e-8
          })
    )
  }

  /// Differences are joined before they meet the recipe, whose settings of another kind go.
  @Test(arguments: ["first", "last"])
  func theOrderOfFactorsChangesNothing(place: String) throws {
    let kind = #"{"sgd": {"optimizer": {"kind": "sgd", "learningRate": 0.1}}}"#
    let factors =
      place == "first"
      ? #""factors": {"rule": \#(kind), "decay": {"none": {"optimizer": {"weightDecay": 0.5}}}}"#
      : #""factors": {"decay": {"none": {"optimizer": {"weightDecay": 0.5}}}, "rule": \#(kind)}"#
    let found = try folder(
      #"[{"name": "a", "model": "contrastive", "levels": {"rule": "sgd", "decay": "none"}}]"#,
      factors
    ).experiment()
    #expect(
      found.models.first?.training?.optimizer
        == .sgd(
          SGDSettings {
            $0.learningRate = 0.1
            $0.weightDecay = 0.5
            $0.momentum = 0.9
            $0.nesterov = false
          }))
  }

  @Test(arguments: [
    (
      #"{"rate": "slwo"}, "model": "contrastive""#,
      """
      spec.json:6:45: /rows/0/levels/rate: unknown name "slwo"; accepted: slow, own; did you mean "slow"?
      """
    ),
    (
      #"{"rat": "slow"}, "model": "contrastive""#,
      """
      spec.json:6:37: /rows/0/levels/rat: unknown key "rat"; accepted: rate, size; did you mean "rate"?
      """
    ),
    (
      #"{"rate": "slow"}, "model": {"extends": "contrastive", "training": {"optimizer": {"learningRate": 0.1}}}"#,
      """
      spec.json:6:36: /rows/0/levels: the level slow of rate and the row's model both state \
      model.training.optimizer.learningRate; keep one (row a)
      """
    ),
    (
      #"{"size": "32"}, "model": {"extends": "contrastive", "training": {"views": 80}}"#,
      """
      spec.json:6:110: /rows/0/model/training/views: 80 views are no whole number of batches of 32 (row a)
      """
    ),
  ])
  func mistakesOfRowsAreLocated(levels: String, message: String) throws {
    let found = try folder(#"[{"name": "a", "levels": \#(levels)}]"#).mistakes()
    #expect(found == message)
  }

  @Test(arguments: [
    (
      #"{"rate": {"a": {"batch": 32}, "b": {"batch": 32}}}"#,
      #"spec.json:7:49: /factors/rate/b: "a" has the same settings; leave one out"#
    ),
    (
      #"{"rate": {"a": 0.1}}"#,
      """
      spec.json:7:29: /factors/rate/a: expected an object of settings of "training", found 0.1
      """
    ),
    (
      #"{"rate": {}}"#, "spec.json:7:23: /factors/rate: expected at least one level"
    ),
    (
      #"{"my rate": {"a": {}}}"#,
      """
      spec.json:7:15: /factors/my rate: "my rate" is no name of a factor; use up to 64 letters, digits, \
      "-" and "_", but not "kind"
      """
    ),
    (
      #"{"rate": {"kind": {}}}"#,
      """
      spec.json:7:24: /factors/rate/kind: "kind" is no name of a level; use up to 64 letters, digits, \
      "-", "_" and ".", but not "kind"
      """
    ),
  ])
  func mistakesOfFactorsAreLocated(factors: String, message: String) throws {
    let found = try folder(
      #"[{"name": "a", "model": "contrastive"}]"#, "\"factors\": \(factors)"
    ).mistakes()
    #expect(found == message)
  }

  /// One mistake in a level is one message, however many rows have the level.
  @Test func aMistakeInALevelNamesTheRowsThatHaveIt() throws {
    let rows = ["a", "b", "c", "d", "e"].map {
      #"{"name": "\#($0)", "model": "contrastive", "levels": {"rate": "slow"}}"#
    }
    let found = try folder(
      "[\(rows.joined(separator: ", "))]",
      #""factors": {"rate": {"slow": {"optimizer": {"learningRate": -1}}}}"#
    ).mistakes()
    #expect(
      found == """
        spec.json:7:63: /factors/rate/slow/optimizer/learningRate: -1 is out of range (rows a, b, c and \
        2 more); accepted: above 0, at most 10
        """)
  }

  @Test func levelsNeedFactors() throws {
    let found = try folder(
      #"[{"name": "a", "model": "contrastive", "levels": {"rate": "slow"}}]"#, #""seeds": [0]"#
    ).mistakes()
    #expect(
      found == """
        spec.json:6:60: /rows/0/levels: the spec has no "factors" whose levels a row could name
        """)
  }
}
