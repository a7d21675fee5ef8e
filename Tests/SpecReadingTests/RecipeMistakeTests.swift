import Foundation
import Specs
import Testing

@Suite struct RecipeMistakeTests {
  @Test func trainingRecipeHasNoMistakes() throws {
    #expect(try recipeMistakes() == "")
  }

  @Test func learningRateMustBeAboveZero() throws {
    #expect(
      try recipeMistakes(rate: "0") == """
        models/net.json:6:48: /training/optimizer/learningRate: 0 is out of range; accepted: \
        above 0, at most 10
        """)
  }

  @Test(arguments: ["1e-50", "4e-324", "1e-39"])
  func whatSinglePrecisionRoundsToZeroIsNotAboveIt(rate: String) throws {
    #expect(try recipeMistakes(rate: rate).contains("out of range; accepted: above 0, at most 10"))
  }

  @Test func aTinyRateIsAboveZero() throws {
    #expect(try recipeMistakes(rate: "1e-30") == "")
  }

  @Test func listwiseLossNeedsInstances() throws {
    #expect(
      try recipeMistakes(
        objective: #"{"kind": "listwise-ap", "instancesPerBatch": 16, "viewsPerInstance": 4}"#)
          == """
          models/net.json:3:12: /training/dataset: mini-scenes has no instance labels for \
          listwise-ap; accepted: mini-landmarks, mini-landmarks-base
          """)
  }

  @Test func listwiseBatchIsItsInstancesTimesTheirViews() throws {
    #expect(
      try recipeMistakes(
        objective: #"{"kind": "listwise-ap", "instancesPerBatch": 8, "viewsPerInstance": 4}"#,
        dataset: "mini-landmarks") == """
          models/net.json:5:10: /training/batch: 64 views are not 8 instances of 4 views (32)
          """)
  }

  @Test(arguments: ["instance", "function", "category", "type"])
  func classifierLearnsAnyLabelThereIs(label: String) throws {
    for (kind, dataset) in [
      ("cross-entropy", "mini-scenes"), ("cross-entropy", "mini-landmarks"),
      ("arcface", "mini-landmarks"), ("cosface", "mini-scenes"),
    ] {
      #expect(
        try recipeMistakes(
          objective: #"{"kind": "\#(kind)", "label": "\#(label)"}"#, dataset: dataset) == "")
    }
  }

  @Test func classifierNeedsALabelThatTheSetHas() throws {
    #expect(
      try recipeMistakes(objective: #"{"kind": "arcface", "label": "instanse"}"#) == """
        models/net.json:2:43: /training/objective/label: mini-scenes has no label "instanse"; \
        accepted: instance, function, category, type; did you mean "instance"?
        """)
  }

  @Test(arguments: [
    "contrastive-pair", "triplet", "smooth-ap", "fast-ap", "tie-aware-ap", "roadmap",
  ])
  func lossesOfInstancesNeedThem(kind: String) throws {
    let objective = #"{"kind": "\#(kind)", "instancesPerBatch": 16, "viewsPerInstance": 4}"#
    #expect(try recipeMistakes(objective: objective, dataset: "mini-landmarks") == "")
    #expect(
      try recipeMistakes(objective: objective, dataset: "mini-landmarks", batch: 32)
        .contains("32 views are not 16 instances of 4 views (64)"))
    #expect(
      try recipeMistakes(objective: objective)
        .contains("mini-scenes has no instance labels for \(kind)"))
  }

  @Test(arguments: ["contrastive-pair", "triplet"])
  func aMinedBatchIsPairsWithTheirNegatives(kind: String) throws {
    func mistakes(_ mining: String, views: Int = 2, batch: Int) throws -> String {
      try recipeMistakes(
        objective: """
          {"kind": "\(kind)", "instancesPerBatch": 4, "viewsPerInstance": \(views), "mining": \(mining)}
          """, dataset: "mini-landmarks", views: 2240, batch: batch)
    }
    #expect(try mistakes("{}", batch: 28) == "")
    #expect(try mistakes(#"{"negatives": 6}"#, batch: 32) == "")
    #expect(try mistakes("null", batch: 8) == "")
    #expect(
      try mistakes(#"{"negatives": 6}"#, batch: 28)
        .hasSuffix("28 views are not 4 instances of 2 views and 6 negatives (32)"))
    #expect(
      try mistakes("{}", views: 3, batch: 32).hasSuffix(
        "mining takes an anchor and one positive of an instance; \"viewsPerInstance\" has to be 2"))
  }

  @Test(arguments: [#""pool": 0"#, #""negatives": 0"#, #""steps": 0"#, #""rounds": 3"#])
  func fieldsOfMiningHaveBounds(field: String) throws {
    let mistakes = try recipeMistakes(
      objective: """
        {"kind": "triplet", "instancesPerBatch": 4, "viewsPerInstance": 2, "mining": {\(field)}}
        """, dataset: "mini-landmarks", views: 2240, batch: 28)
    #expect(mistakes.contains("/training/objective/mining/"))
  }

  @Test func aLossWithoutPairsHasNoMining() throws {
    let mistakes = try recipeMistakes(
      objective: """
        {"kind": "smooth-ap", "instancesPerBatch": 4, "viewsPerInstance": 2, "mining": {}}
        """, dataset: "mini-landmarks", views: 2240, batch: 28)
    #expect(mistakes.contains("mining"))
  }

  @Test func supervisedContrastBalancesAnyLabel() throws {
    let batch = #""instancesPerBatch": 8, "viewsPerInstance": 8"#
    #expect(
      try recipeMistakes(objective: #"{"kind": "supcon", "label": "category", \#(batch)}"#) == "")
    #expect(
      try recipeMistakes(objective: #"{"kind": "supcon", \#(batch)}"#)
        .contains("mini-scenes has no instance labels for supcon"))
  }

  @Test func trainingOnAnEvaluationSetIsALeak() throws {
    #expect(
      try recipeMistakes(dataset: "mini-oxford") == """
        models/net.json:3:12: /training/dataset: mini-oxford is for evaluation; training on it \
        would leak the answers; name another set, or say "allowLeak": true in the spec, and the \
        table tells of it; accepted: mini-scenes, mini-landmarks, \
        mini-scenes-novel, mini-landmarks-base, {"folder": "<name>"}
        """)
  }

  @Test func viewsFillWholeBatchesAndOutlastTheWarmUp() throws {
    #expect(
      try recipeMistakes(views: 650, warmup: 10) == """
        models/net.json:4:10: /training/views: 650 views are no whole number of batches of 64
        models/net.json:7:13: /training/schedule: a warm-up of 10 steps takes all 10 of the \
        training
        """)
  }

  @Test(arguments: [
    #"{"kind": "adam", "learningRate": 0.1, "weightDecay": 0.1, "meanDecay": 0.8}"#,
    #"{"kind": "sgd", "learningRate": 0.1, "nesterov": true}"#,
    #"{"kind": "lars", "learningRate": 4.8, "trustCoefficient": 0.01, "epsilon": 1e-6}"#,
  ])
  func optimizerHasNoMistakes(optimizer: String) throws {
    #expect(try recipeMistakes(optimizer: optimizer) == "")
  }

  @Test func trustCoefficientMustBeAboveZeroAndLARSHasNoNesterov() throws {
    #expect(
      try recipeMistakes(
        optimizer: #"{"kind": "lars", "learningRate": 1, "trustCoefficient": 0, "nesterov": true}"#)
          == """
          models/net.json:6:70: /training/optimizer/trustCoefficient: 0 is out of range; accepted: \
          above 0, at most 1
          models/net.json:6:73: /training/optimizer/nesterov: unknown key "nesterov"; accepted: \
          kind, learningRate, weightDecay, momentum, trustCoefficient, epsilon
          """)
  }

  @Test func passesAccumulationAndNormalisationHaveNoMistakes() throws {
    #expect(
      try recipeMistakes(
        views: 1280,
        rest: #""imagesPerPass": 16, "accumulation": 2, "normalisation": "frozen""#) == "")
    #expect(try recipeMistakes(rest: #""imagesPerPass": null"#) == "")
  }

  @Test func passesFillTheBatch() throws {
    #expect(
      try recipeMistakes(rest: #""imagesPerPass": 24"#) == """
        models/net.json:8:18: /training/imagesPerPass: a batch of 64 is no whole number of passes \
        of 24 images
        """)
  }

  @Test func theHalvesOfMomentumContrastAreEvenAndShorterThanTheQueue() throws {
    let objective = #"{"kind": "moco", "queueLength": 32}"#
    #expect(try recipeMistakes(objective: objective, rest: #""imagesPerPass": 16"#) == "")
    #expect(
      try recipeMistakes(
        objective: #"{"kind": "moco", "queueLength": 31}"#, rest: #""imagesPerPass": 24"#) == """
          models/net.json:2:14: /training/objective: a queue of 31 is shorter than the 32 keys of a \
          batch
          models/net.json:8:18: /training/imagesPerPass: the half of a batch, 32 views, is no whole \
          number of passes of 24 images
          """)
  }

  @Test func accumulatedBatchesFillTheViews() throws {
    #expect(
      try recipeMistakes(rest: #""accumulation": 3"#) == """
        models/net.json:4:10: /training/views: 640 views are no whole number of steps of 3 times 64
        """)
  }

  @Test func normalisationIsOneOfThreeNames() throws {
    #expect(
      try recipeMistakes(rest: #""normalisation": "frosen""#) == """
        models/net.json:8:18: /training/normalisation: unknown name "frosen"; accepted: \
        training, evaluation, frozen; did you mean "frozen"?
        """)
  }

  @Test func keyOfAnotherKindIsUnknown() throws {
    #expect(
      try recipeMistakes(
        objective: #"{"kind": "cross-entropy", "label": "category", "temperature": 1}"#) == """
          models/net.json:2:61: /training/objective/temperature: unknown key "temperature"; \
          accepted: kind, label
          """)
  }

  @Test func recipesMayNotStartFromOneAnother() throws {
    let folder = try SpecFolder([
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}]"#),
      "models/x.json": #"{"version": 2, "label": "X", "initialWeights": "y", "training": null}"#,
      "models/y.json": #"{"version": 2, "label": "Y", "initialWeights": "x", "training": null}"#,
    ])
    #expect(
      folder.mistakes() == """
        models/y.json:1:48: /initialWeights: the recipes start from one another in a circle: \
        x → y → x
        """)
  }

  @Test func weightsFitOneLayoutOnly() throws {
    let folder = try SpecFolder([
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}]"#),
      "models/x.json": #"{"version": 2, "label": "X", "initialWeights": "random16"}"#,
      "models/random16.json": #"{"version": 2, "label": "Y", "architecture": {"width": 16}}"#,
    ])
    #expect(
      folder.mistakes() == """
        models/x.json:1:48: /initialWeights: random16 is a resnet18 of width 16, x a resnet18 of \
        width 32; weights fit one layout only
        """)
  }

  @Test func onlyResidualNetworksTakeAWidth() throws {
    let folder = try SpecFolder([
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}, {"name": "b", "model": "y"}]"#),
      "models/x.json": """
      {"version": 2, "label": "X", "architecture": {"name": "vgg16", "width": 32}}
      """,
      "models/y.json": #"{"version": 2, "label": "Y", "architecture": {"name": "resnet51"}}"#,
    ])
    #expect(
      folder.mistakes() == """
        models/x.json:1:73: /architecture/width: vgg16 has one width only; leave it out, or name \
        a family that has more; accepted: resnet18, resnet34, resnet50, resnet101, resnet152
        models/y.json:1:55: /architecture/name: unknown name "resnet51"; accepted: resnet18, \
        resnet34, resnet50, resnet101, resnet152, vgg16, vgg16_bn, vit-s16, vit-b16, vit-s14, \
        vit-b14, vit-s14-registers, vit-b14-registers; did you mean "resnet50"?
        """)
  }

  @Test func aVisionTransformerIsForExtraction() throws {
    let training = """
      {"objective": {"kind": "cross-entropy", "label": "category"}, "dataset": "mini-scenes", \
      "views": 64, "batch": 32, "optimizer": {"kind": "sgd", "learningRate": 0.1}, "schedule": {}}
      """
    let folder = try SpecFolder([
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}]"#),
      "models/x.json":
        #"{"version": 2, "label": "X", "architecture": {"name": "vit-s16"}, "training": \#(training)}"#,
    ])
    #expect(
      folder.mistakes().contains(
        "/training: vit-s16 is for extraction; it cannot be trained here; accepted: resnet18, "))
  }

  @Test func conventionsAreThoseOfVisionTransformers() throws {
    let folder = try SpecFolder([
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}, {"name": "b", "model": "y"}]"#),
      "models/x.json":
        #"{"version": 2, "label": "X", "architecture": {"name": "vgg16", "conventions": "dino"}}"#,
      "models/y.json":
        #"{"version": 2, "label": "Y", "architecture": {"name": "vit-b16", "pixels": "none"}}"#,
    ])
    let mistakes = folder.mistakes()
    #expect(mistakes.contains("/architecture/conventions: vgg16 is no vision transformer"))
    #expect(mistakes.contains("unknown name \"none\"; accepted: imagenet, half"))
  }

  @Test func conventionsThatAreNotStatedAreNotWritten() throws {
    func written(_ architecture: String) throws -> String {
      let folder = try SpecFolder([
        "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}]"#),
        "models/x.json": #"{"version": 2, "label": "X", "architecture": \#(architecture)}"#,
      ])
      let settings = try #require(try folder.experiment().models.first).architecture
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let data = try encoder.encode(settings)
      #expect(try JSONDecoder().decode(ArchitectureSettings.self, from: data) == settings)
      return String(decoding: data, as: UTF8.self)
    }
    #expect(try written(#"{"name": "vit-b16"}"#) == #"{"name":"vit-b16","width":null}"#)
    #expect(
      try written(#"{"name": "vit-b16", "conventions": "moco-v3", "pixels": "half"}"#)
        == #"{"conventions":"moco-v3","name":"vit-b16","pixels":"half","width":null}"#)
  }

  @Test func aNetworkOfFixedWidthIsPlannedWithoutOne() throws {
    let folder = try SpecFolder([
      "spec.json": smallSpec(rows: #"[{"name": "a", "model": "x"}, {"name": "b", "model": "y"}]"#),
      "models/x.json": #"{"version": 2, "label": "X", "architecture": {"name": "vgg16_bn"}}"#,
      "models/y.json": #"{"version": 2, "label": "Y", "architecture": {"name": "resnet50"}}"#,
    ])
    let models = try folder.experiment().models
    #expect(models.map(\.architecture.label) == ["vgg16_bn", "resnet50 of width 32"])
    #expect(models.map(\.architecture.featureCount) == [512, 1024])
  }
}
