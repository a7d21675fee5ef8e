import Testing

/// One field of a spec with another value, and the steps whose own settings it is.
struct PlanChange: Sendable, CustomTestStringConvertible {
  let testDescription: String

  /// What both specs have that the fixture has not.
  var common: [PlanEdit] = []

  /// What only the changed one has.
  let edit: PlanEdit

  /// How the labels of the steps begin whose own settings change; all others change only through what
  /// they read.
  let origins: [String]

  init(_ description: String, _ edit: PlanEdit, common: [PlanEdit] = [], _ origins: [String]) {
    testDescription = description
    self.edit = edit
    self.common = common
    self.origins = origins
  }

  static let all =
    worlds + descriptors + damaged + whitenings + searches + optimisers + trainings + objectives
    + balancedLosses + minedLosses + marginLosses + augmentations + scores + silent

  private static func world(_ field: String, _ sets: String...) -> PlanChange {
    PlanChange(
      "world, \(field)", .spec("\"instancesPerCity\": 10", "\"instancesPerCity\": 10, \(field)"),
      sets.map { "render mini-\($0)" })
  }

  private static let worlds = [
    PlanChange("world, seed", .spec("\"seed\": 1,", "\"seed\": 2,"), sets),
    PlanChange(
      "world, scenes", .spec("\"scenes\": 40", "\"scenes\": 50"), ["render mini-scenes"]),
    PlanChange(
      "world, landmarks", .spec("\"landmarks\": 12", "\"landmarks\": 13"),
      ["render mini-landmarks"]),
    PlanChange(
      "world, instancesPerCity",
      .spec("\"instancesPerCity\": 10", "\"instancesPerCity\": 11"), ["render mini-oxford"]),
    world("\"viewsPerLandmark\": 3", "landmarks"),
    world("\"distractorsPerCity\": 7", "oxford"),
    world("\"imageSize\": 80", "oxford", "scenes", "landmarks"),
  ]

  private static let sets = ["oxford", "scenes", "landmarks"].map { "render mini-\($0)" }

  private static let descriptors = [
    "\"size\": 48", "\"resize\": \"square\", \"size\": 32", "\"crop\": \"none\", \"size\": 32",
    "\"orientation\": \"apply\", \"size\": 32", "\"scales\": [1, 0.5], \"size\": 32",
    "\"aggregation\": \"power\", \"size\": 32", "\"gemExponent\": 4, \"size\": 32",
    "\"storage\": \"f16\", \"size\": 32", "\"precision\": \"bf16\", \"size\": 32",
  ].map { PlanChange("descriptor, \($0)", .spec("\"size\": 32", $0), ["extract"]) }

  private static func onDamaged(_ policy: String, _ origins: [String]) -> PlanChange {
    PlanChange(
      "onDamaged, \(policy)",
      .spec("\"version\": 2", "\"version\": 2, \"onDamaged\": \"\(policy)\""), origins)
  }

  /// Images that are left out change no descriptor of the others.
  private static let damaged = [onDamaged("accept", ["extract"]), onDamaged("skip", [])]

  private static let whitenings = [
    ("\"dimensions\": 4", "\"dimensions\": 3"), ("\"images\": 20", "\"images\": 21"),
    ("\"images\": 20", "\"images\": 20, \"floor\": 0.25"),
    ("\"images\": 20", "\"images\": 20, \"power\": 0.25"),
  ].map { PlanChange("whitening, \($0.1)", .spec($0.0, $0.1), ["whiten"]) }

  private static let expansion = "{\"kind\": \"aqe\", \"images\": 2}"
  private static let weighted = "{\"kind\": \"alpha-qe\", \"images\": 2}"
  private static let diffusion = "{\"kind\": \"diffusion\", \"images\": 3}"

  private static func search(_ base: String, _ old: String, _ new: String) -> PlanChange {
    PlanChange(
      "search, \(new)", .spec(old, new), common: [.spec(expansion, base)], ["rank expanded"])
  }

  private static let searches = [
    search(expansion, "\"aqe\", \"images\": 2", "\"aqe\", \"images\": 3"),
    search(
      expansion, "\"search\": {",
      "\"search\": {\"augmentation\": {\"kind\": \"dba\", \"images\": 2}, "),
    search(expansion, "\"aqe\"", "\"alpha-qe\""),
    search(weighted, "\"alpha-qe\",", "\"alpha-qe\", \"alpha\": 2,"),
    search(diffusion, "\"diffusion\", \"images\": 3", "\"diffusion\", \"images\": 4"),
    search(diffusion, "\"diffusion\",", "\"diffusion\", \"neighbours\": 5,"),
    search(diffusion, "\"diffusion\",", "\"diffusion\", \"exponent\": 2,"),
    search(diffusion, "\"diffusion\",", "\"diffusion\", \"damping\": 0.5,"),
  ]

  private static func optimiser(_ kind: String, _ field: String) -> PlanChange {
    PlanChange(
      "\(kind), \(field)", .net("\"\(kind)\"", "\"\(kind)\", \(field)"),
      common: [.net("\"adamw\"", "\"\(kind)\"")], ["train net"])
  }

  private static let optimisers =
    ["adam", "adamw"].flatMap { kind in
      [
        "\"weightDecay\": 0.125", "\"meanDecay\": 0.5", "\"squareDecay\": 0.5",
        "\"epsilon\": 0.001",
      ].map { optimiser(kind, $0) }
    }
    + ["\"weightDecay\": 0.125", "\"momentum\": 0.5", "\"nesterov\": true"].map {
      optimiser("sgd", $0)
    }
    + [
      "\"weightDecay\": 0.125", "\"momentum\": 0.5", "\"trustCoefficient\": 0.01",
      "\"epsilon\": 0.001",
    ].map { optimiser("lars", $0) }
    + [
      PlanChange(
        "optimiser, kind", .net("\"adamw\"", "\"adam\""), ["train net"]),
      PlanChange(
        "optimiser, learningRate", .net("\"learningRate\": 0.01", "\"learningRate\": 0.02"),
        ["train net"]),
    ]

  private static let trainings = [
    PlanChange("training, views", .net("\"views\": 32", "\"views\": 64"), ["train net"]),
    PlanChange("training, batch", .net("\"batch\": 8", "\"batch\": 4"), ["train net"]),
    PlanChange(
      "training, accumulation", .net("\"batch\": 8", "\"batch\": 8, \"accumulation\": 2"),
      ["train net"]),
    PlanChange(
      "training, imagesPerPass", .tuned("\"batch\": 8", "\"batch\": 8, \"imagesPerPass\": 4"),
      ["train tuned"]),
    PlanChange(
      "training, normalisation",
      .tuned("\"batch\": 8", "\"batch\": 8, \"normalisation\": \"frozen\""), ["train tuned"]),
    PlanChange(
      "schedule, warmupSteps", .net("\"cosine\"", "\"cosine\", \"warmupSteps\": 1"),
      ["train net"]),
    PlanChange("architecture, width", .models("\"width\": 4", "\"width\": 5"), ["train net"]),
  ]

  private static func listwise(_ field: String) -> PlanChange {
    PlanChange(
      "listwise AP, \(field)",
      .tuned("\"viewsPerInstance\": 2", "\"viewsPerInstance\": 2, \(field)"),
      ["train tuned"])
  }

  private static func momentumContrast(_ old: String, _ new: String) -> PlanChange {
    PlanChange(
      "moco, \(new)", .net(old, new),
      common: [
        .net(
          "\"kind\": \"nt-xent\", \"temperature\": 0.2",
          "\"kind\": \"moco\", \"temperature\": 0.2")
      ], ["train net"])
  }

  private static let objectives = [
    momentumContrast("\"temperature\": 0.2", "\"temperature\": 0.25"),
    momentumContrast("\"temperature\": 0.2", "\"temperature\": 0.2, \"momentum\": 0.5"),
    momentumContrast("\"temperature\": 0.2", "\"temperature\": 0.2, \"queueLength\": 512"),
    momentumContrast("\"temperature\": 0.2", "\"temperature\": 0.2, \"projection\": [32, 8]"),
    PlanChange(
      "NT-Xent, temperature", .net("\"temperature\": 0.2", "\"temperature\": 0.25"),
      ["train net"]),
    PlanChange(
      "NT-Xent, projection",
      .net("\"temperature\": 0.2", "\"temperature\": 0.2, \"projection\": [32, 8]"), ["train net"]),
    PlanChange(
      "cross-entropy, label", .net("\"label\": \"category\"", "\"label\": \"function\""),
      common: [
        .net(
          "\"kind\": \"nt-xent\", \"temperature\": 0.2",
          "\"kind\": \"cross-entropy\", \"label\": \"category\"")
      ], ["train net"]),
    listwise("\"bins\": 10"), listwise("\"range\": [0, 1]"), listwise("\"gemExponent\": 2.5"),
    listwise("\"learnGemExponent\": true"),
    PlanChange(
      "listwise AP, instances and views",
      .tuned(
        "\"instancesPerBatch\": 4, \"viewsPerInstance\": 2",
        "\"instancesPerBatch\": 2, \"viewsPerInstance\": 4"), ["train tuned"]),
  ]

  /// Returns a change of each field of a loss over balanced batches.
  private static func balanced(_ kind: String, _ fields: String...) -> [PlanChange] {
    let batch = "\"instancesPerBatch\": 4, \"viewsPerInstance\": 2"
    let changes =
      fields.map { ("\(batch), \($0)") }
      + ["\"instancesPerBatch\": 2, \"viewsPerInstance\": 4"]
    return changes.map {
      PlanChange(
        "\(kind), \($0)", .tuned(batch, $0), common: [.tuned("listwise-ap", kind)],
        ["train tuned"])
    }
  }

  private static let balancedLosses =
    balanced(
      "supcon", "\"label\": \"type\"", "\"temperature\": 0.25", "\"projection\": [16, 8]")
    + balanced("contrastive-pair", "\"margin\": 0.5", gem, learntGeM)
    + balanced("triplet", "\"margin\": 0.5", gem, learntGeM)
    + balanced("smooth-ap", "\"temperature\": 0.25", gem, learntGeM)
    + balanced("fast-ap", "\"bins\": 20", gem, learntGeM)
    + balanced("tie-aware-ap", "\"bins\": 10", "\"range\": [0, 1]", gem, learntGeM)
    + balanced(
      "roadmap", "\"temperature\": 0.25", "\"margin\": 0.25", "\"slope\": 10", "\"offset\": 0.5",
      "\"positiveSimilarity\": 0.5", "\"negativeSimilarity\": 0.25", "\"calibration\": 0.25", gem,
      learntGeM)

  /// Changes of how negatives are mined, for each loss that may mine them.
  private static let minedLosses = ["contrastive-pair", "triplet"].flatMap { kind in
    let batch = "\"instancesPerBatch\": 4, \"viewsPerInstance\": 2"
    let rest = "}}, \"dataset\": \"mini-landmarks\", \"views\": 32, \"batch\": "
    func mined(_ negatives: Int) -> String { "\"mining\": {\"negatives\": \(negatives)" }
    let pairs = "\"instancesPerBatch\": 2, \"viewsPerInstance\": 2, \(mined(2))}"
    let common = [PlanEdit.tuned("listwise-ap", kind), .tuned(batch, pairs)]
    return [
      PlanChange(
        "\(kind), mining", .tuned(batch, pairs), common: [.tuned("listwise-ap", kind)],
        ["train tuned"]),
      PlanChange(
        "mining of \(kind), negatives", .tuned("\(mined(2))\(rest)8", "\(mined(6))\(rest)16"),
        common: common, ["train tuned"]),
    ]
      + ["pool", "steps"].map {
        PlanChange(
          "mining of \(kind), \($0)", .tuned(mined(2), "\(mined(2)), \"\($0)\": 7"),
          common: common, ["train tuned"])
      }
  }

  private static let gem = "\"gemExponent\": 2.5"
  private static let learntGeM = "\"learnGemExponent\": true"

  private static let marginLosses = ["arcface", "cosface"].flatMap { kind in
    let label = "\"label\": \"type\""
    let listwise = "\"listwise-ap\", \"instancesPerBatch\": 4, \"viewsPerInstance\": 2"
    return [
      "\"label\": \"category\"", "\(label), \"margin\": 0.25", "\(label), \"scale\": 32",
      "\(label), \(gem)", "\(label), \(learntGeM)",
    ].map {
      PlanChange(
        "\(kind), \($0)", .tuned(label, $0),
        common: [.tuned(listwise, "\"\(kind)\", \(label)")], ["train tuned"])
    }
  }

  private static let augmentations =
    [
      "\"cropArea\": [0.3, 0.9]", "\"aspectRatio\": [0.5, 1.5]", "\"flip\": 0.125",
      "\"jitter\": 0.125", "\"brightness\": 0.125", "\"contrast\": 0.125",
      "\"saturation\": 0.125", "\"hue\": 0.0625", "\"grey\": 0.125", "\"blur\": 0.125",
      "\"blurSigma\": [0.2, 1.5]", "\"greyBeforeJitter\": true", "\"blurKernel\": 9",
      "\"multiCrop\": [{\"count\": 2, \"size\": 40, \"cropArea\": [0.5, 1]}]",
    ].map { field in
      PlanChange(
        "augmentation, \(field)", .net("\"outputSize\": 32", "\"outputSize\": 32, \(field)"),
        ["train net"])
    }
    + [
      PlanChange(
        "augmentation, outputSize", .net("\"outputSize\": 32", "\"outputSize\": 40"),
        ["train net"])
    ]

  private static let scores = [
    PlanChange("strata", .spec("\"strata\": \"category\"", "\"strata\": \"function\""), ["score"]),
    PlanChange(
      "reading",
      .spec(
        "\"medium.mAP\"",
        "\"medium.with-junk.MRR\", \"classic.worst-ties.mAP\", \"medium.mAP\""),
      ["score"]),
  ]

  /// Fields that no number of a step depends on.
  private static let silent = [
    PlanChange("title", .spec("\"title\": \"Plan\"", "\"title\": \"Another\""), []),
    PlanChange("label of a recipe", .models("\"label\": \"Net\"", "\"label\": \"Other\""), []),
    PlanChange(
      "metrics", .spec("\"medium.mAP\"", "\"hard.mAP\", \"hard.MRR\", \"medium.mAP\""), []),
    PlanChange(
      "statistics",
      .spec("\"version\": 2", "\"version\": 2, \"statistics\": {\"resamples\": 500}"), []),
    PlanChange(
      "gemExponent without GeM",
      .spec("\"size\": 32", "\"size\": 32, \"gemExponent\": 5"),
      common: [.spec("\"size\": 32", "\"pooling\": \"spoc\", \"size\": 32")], []),
  ]
}
