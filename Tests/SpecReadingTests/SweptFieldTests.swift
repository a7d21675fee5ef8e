import Foundation
import JSON
import Specs
import Testing
import Training

/// Fields of recipes that a matrix sweeps, and what swept values are called.
@Suite struct SweptFieldTests {
  private static let row = #"[{"name": "a", "model": "contrastive"}]"#

  private func folder(_ rows: String = Self.row, rest: String) throws -> SpecFolder {
    try SpecFolder(
      RowVariantTests.recipes.merging(["spec.json": smallSpec(rows: rows, rest: rest)]) { $1 })
  }

  private func experiment(_ rows: String = Self.row, rest: String) throws -> ResolvedExperiment {
    let folder = try folder(rows, rest: rest)
    return try folder.experiment()
  }

  private func mistakes(_ rows: String = Self.row, rest: String) throws -> String {
    let folder = try folder(rows, rest: rest)
    return folder.mistakes()
  }

  @Test func theLayoutOfTheNetworkIsSwept() throws {
    let found = try experiment(rest: #""matrix": {"model.architecture.width": [32, 16]}"#)
    #expect(found.models.map(\.name) == ["contrastive", "contrastive, width 16"])
    #expect(found.models.map(\.architecture.width) == [32, 16])
    #expect(found.models[1].variant?.changes == ["architecture.width": "16"])
    #expect(found.models[1].training == found.models[0].training)
  }

  /// The one would undo the other, and the names of rows would tell of both.
  @Test func aPartOfASweptObjectIsNotSweptBesideIt() throws {
    let found = try mistakes(
      rest: """
        "matrix": {"descriptor.whitening.kind": ["none", "pca"],
          "descriptor.whitening": [{"kind": "none"}]}
        """)
    #expect(
      found.contains(
        """
        /matrix/descriptor.whitening: descriptor.whitening.kind is swept too, and one is a part of the \
        other; keep one, and take one of a base away with null
        """), "\(found)")
  }

  @Test func valuesThatAreListsAreCalledAsTheyAreWritten() throws {
    let found = try experiment(
      rest: #""matrix": {"model.training.augmentation.cropArea": [[0.2, 1], [0.5, 1]]}"#)
    #expect(found.rows.map(\.name) == ["a/[0.2, 1]", "a/[0.5, 1]"])
    #expect(
      found.models.map(\.name) == [
        "contrastive, cropArea [0.2, 1]", "contrastive, cropArea [0.5, 1]",
      ])
    #expect(found.models[0].training?.augmentation.cropArea == 0.2...1)
  }

  /// What a network starts from is read too, and stands before it.
  @Test func whereTrainingBeginsIsSwept() throws {
    let found = try experiment(
      rest: #""matrix": {"model.initialWeights": ["random", "classifier"]}"#)
    #expect(
      found.models.map(\.name) == [
        "contrastive", "classifier", "contrastive, initialWeights classifier",
      ])
    #expect(found.chain(of: found.rows[1]).map(\.name).count == 2)
  }

  @Test func theSetThatIsTrainedOnIsSweptAndFoldersAreNamed() throws {
    let found = try experiment(
      rest: #""matrix": {"model.training.dataset": ["mini-scenes", {"folder": "own"}]}"#)
    #expect(found.rows.map(\.name) == ["a/mini-scenes", "a/folder own"])
    #expect(found.models.map(\.name) == ["contrastive", "contrastive, dataset own"])
  }

  @Test func weightsThatFitNoOtherLayoutAreRefused() throws {
    let found = try mistakes(
      #"[{"name": "a", "model": "after"}]"#, rest: #""matrix": {"model.architecture.width": [16]}"#)
    #expect(
      found == """
        spec.json:7:14: /matrix/model.architecture.width: contrastive is a resnet18 of width 32, \
        after, width 16 a resnet18 of width 16; weights fit one layout only (row a)
        """)
  }

  @Test(arguments: [
    (
      #"[{"kind": "none"}, {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8}]"#,
      ["a/none", "a/pca"]
    ),
    (
      #"""
      [{"kind": "none"}, {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8},
       {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 16}]
      """#,
      ["a/none", "a/pca, dimensions 8", "a/pca, dimensions 16"]
    ),
    (
      #"""
      [{"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8, "images": 100},
       {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 8, "images": 200},
       {"kind": "pca", "fitOn": "mini-scenes", "dimensions": 16, "images": 100}]
      """#,
      [
        "a/pca, dimensions 8, images 100", "a/pca, dimensions 8, images 200",
        "a/pca, dimensions 16, images 100",
      ]
    ),
  ])
  func objectsAreCalledByWhatTellsThemApart(values: String, names: [String]) throws {
    let found = try experiment(rest: "\"matrix\": {\"descriptor.whitening\": \(values)}")
    #expect(found.rows.map(\.name) == names)
  }

  /// A network is called after what a swept object is called, and not after all that it states.
  @Test func networksAreCalledByTheNamesOfSweptObjects() throws {
    let found = try experiment(
      rest: """
        "matrix": {
          "model.training.objective": [{"kind": "nt-xent", "projection": [8, 4]},
            {"kind": "moco", "projection": [8, 4], "queueLength": 64}],
          "model.training.objective.temperature": [0.1, 0.3]
        }
        """)
    #expect(
      found.rows.map(\.name) == ["a/nt-xent/0.1", "a/nt-xent/0.3", "a/moco/0.1", "a/moco/0.3"])
    #expect(
      found.models.map(\.name) == [
        "contrastive, objective nt-xent, temperature 0.1",
        "contrastive, objective nt-xent, temperature 0.3",
        "contrastive, objective moco, temperature 0.1",
        "contrastive, objective moco, temperature 0.3",
      ])
  }

  @Test func aClaimMayNameAValueOrWriteIt() throws {
    let values = #"[{"images": 2, "kind": "aqe"}, {"images": 3, "kind": "aqe"}]"#
    for place in [#""aqe, images 3""#, #"{"images": 3, "kind": "aqe"}"#] {
      let found = try experiment(
        #"[{"name": "a", "model": "contrastive"}, {"name": "b", "model": "classifier"}]"#,
        rest: """
          "matrix": {"search.expansion": \(values)},
          "claims": [{"name": "c", "statement": "s", "source": "t", "better": "a", "worse": "b",
           "metric": "medium.mAP", "where": {"search.expansion": \(place)}}]
          """)
      #expect(found.claims.map(\.better) == ["a/aqe, images 3"])
    }
  }

  @Test(arguments: [
    (
      "training.batch",
      #"spec.json:7:14: /matrix/training.batch: "training.batch" cannot be swept; write "model.training.batch""#
    ),
    (
      "model.training.reductionThreads",
      """
      spec.json:7:14: /matrix/model.training.reductionThreads: "reductionThreads" is gone: float32 is \
      computed in one order everywhere; remove it
      """
    ),
    (
      "model.label",
      """
      spec.json:7:14: /matrix/model.label: model has no field "label"; accepted: model.architecture, \
      model.initialWeights, model.training
      """
    ),
    (
      "model.training.optimizer.learningRat",
      """
      spec.json:7:14: /matrix/model.training.optimizer.learningRat: model.training.optimizer has no field \
      "learningRat"; accepted: model.training.optimizer.kind, model.training.optimizer.learningRate, \
      model.training.optimizer.weightDecay, model.training.optimizer.meanDecay, \
      model.training.optimizer.squareDecay, model.training.optimizer.epsilon, \
      model.training.optimizer.momentum, model.training.optimizer.nesterov, \
      model.training.optimizer.trustCoefficient; did you mean "model.training.optimizer.learningRate"?
      """
    ),
    (
      "descriptor.pooling.exponent",
      "spec.json:7:14: /matrix/descriptor.pooling.exponent: descriptor.pooling has no fields of its own"
    ),
    (
      "descriptor..pooling",
      """
      spec.json:7:14: /matrix/descriptor..pooling: "descriptor..pooling" cannot be swept; accepted: \
      descriptor.<field>, search.<field>, model.<field>, world.<field>
      """
    ),
  ])
  func aPathThatIsNoFieldIsAMistakeAtItsKey(path: String, message: String) throws {
    #expect(try mistakes(rest: "\"matrix\": {\"\(path)\": [1]}") == message)
  }
}
