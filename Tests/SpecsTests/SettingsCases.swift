import Arrays
import Evaluation
import Images
import Kernels
import Networks
import Retrieval
import Specs
import Training

/// The types of settings, each with every field changed.
enum SettingsCases {
  /// What makes descriptors and rankings.
  static func descriptors() throws -> [SettingsCase] {
    [
      try SettingsCase(
        DescriptorSettings(),
        [
          "preset": { $0.preset = .dino }, "resize": { $0.resize = .square },
          "size": { $0.size = 97 }, "crop": { $0.crop = .none },
          "orientation": { $0.orientation = .apply }, "scales": { $0.scales = [1, 0.5] },
          "aggregation": { $0.aggregation = .power }, "pooling": { $0.pooling = .mac },
          "gemExponent": { $0.gemExponent = 2.5 }, "precision": { $0.precision = .bfloat16 },
          "storage": { $0.storage = .float16 },
          "whitening": { $0.whitening = .pca(PCAWhiteningSettings { $0.dimensions = 8 }) },
        ]),
      try SettingsCase(
        SearchSettings(),
        [
          "expansion": { $0.expansion = .alphaQE(images: 3, alpha: 2) },
          "augmentation": { $0.augmentation = .dba(images: 4) },
        ]),
      try SettingsCase(
        Diffusion(),
        [
          "images": { $0.queryNeighbourCount = 7 }, "neighbours": { $0.neighbourCount = 9 },
          "exponent": { $0.exponent = 2.5 }, "damping": { $0.alpha = 0.5 },
        ]),
      try SettingsCase(
        PCAWhiteningSettings(),
        [
          "fitOn": { $0.fitOn = .set(.miniLandmarks) }, "images": { $0.images = nil },
          "dimensions": { $0.dimensions = 9 }, "floor": { $0.floor = 0.25 },
          "power": { $0.power = 0.125 },
        ]),
      try SettingsCase(
        LearnedWhiteningSettings { $0.fitOn = .miniLandmarks }, fixed: ["fitOn"],
        [
          "images": { $0.images = 50 },
          "dimensions": { $0.dimensions = 9 },
        ]),
    ]
  }

  /// What a table states besides.
  static func statements() throws -> [SettingsCase] {
    [
      try SettingsCase(
        WorldSettings(),
        [
          "seed": { $0.seed = 7 }, "imageSize": { $0.imageSize = 97 }, "scenes": { $0.scenes = 11 },
          "landmarks": { $0.landmarks = 3 }, "viewsPerLandmark": { $0.viewsPerLandmark = 5 },
          "instancesPerCity": { $0.instancesPerCity = 13 },
          "distractorsPerCity": { $0.distractorsPerCity = 17 },
        ]),
      try SettingsCase(
        StatisticsSettings(),
        [
          "resamples": { $0.resamples = 101 }, "confidence": { $0.confidence = 0.9 },
          "clusters": { $0.clusters = "category" },
        ]),
      try SettingsCase(
        Assumption {
          $0.field = "a"
          $0.reason = "b"
        }, ["field": { $0.field = "c" }, "reason": { $0.reason = "d" }]),
      try SettingsCase(
        CovariateSettings {
          $0.name = "a"
          $0.column = "b"
        },
        [
          "name": { $0.name = "c" }, "column": { $0.column = "d" }, "pair": { $0.pair = .ratio },
        ]),
      try SettingsCase(
        FigureSettings {
          $0.horizontal = "a"
          $0.metrics = [MetricName(.medium, .averagePrecision)]
        },
        [
          "horizontal": { $0.horizontal = "b" }, "scale": { $0.scale = .linear },
          "metrics": { $0.metrics = [MetricName(.hard, .averagePrecision)] },
        ]),
      try SettingsCase(
        FirstImagesSettings { $0.queries = [.named(["a"])] },
        [
          "dataset": { $0.dataset = "mini-paris" }, "setting": { $0.setting = .hard },
          "rows": { $0.rows = ["a", "b"] }, "top": { $0.top = 7 }, "seed": { $0.seed = 3 },
          "queries": { $0.queries = [.median(row: "a", count: 2)] },
        ]),
      try SettingsCase(
        QueryRule.RowStep { ($0.from, $0.to) = ("a", "b") },
        ["from": { $0.from = "c" }, "to": { $0.to = "c" }, "count": { $0.count = 2 }]),
      try SettingsCase(
        WeightsFileSettings {
          $0.file = "a/b.pth"
          $0.source = "there"
        },
        [
          "file": { $0.file = "c.pth" }, "source": { $0.source = "here" },
          "prefix": { $0.prefix = "module" },
        ]),
    ]
  }

  /// What makes weights.
  static func training() throws -> [SettingsCase] {
    try optimisers() + objectives() + [
      SettingsCase(
        ArchitectureSettings(), fixed: ["conventions", "pixels"],
        ["name": { $0.name = .resNet50 }, "width": { $0.width = 48 }]),
      SettingsCase(
        ArchitectureSettings { ($0.name, $0.width) = (.smallTransformer16, nil) },
        fixed: ["width"],
        [
          "name": { $0.name = .baseTransformer14 }, "conventions": { $0.conventions = .mocoV3 },
          "pixels": { $0.pixels = .half },
        ]),
      SettingsCase(
        TrainingSettings {
          ($0.views, $0.batch) = (96, 8)
          $0.objective = .contrastive(ContrastiveSettings())
        },
        [
          "objective": { $0.objective = .crossEntropy(CrossEntropySettings()) },
          "dataset": { $0.dataset = .miniLandmarks }, "views": { $0.views = 480 },
          "imagesPerPass": { $0.imagesPerPass = 4 }, "accumulation": { $0.accumulation = 3 },
          "normalisation": { $0.normalisation = .frozen },
          "optimizer": { $0.optimizer = .lars(LARSSettings()) },
          "schedule": { $0.schedule = ScheduleSettings { $0.warmupSteps = 1 } },
          "augmentation": { $0.augmentation = Augmentation { $0.hue = 0.125 } },
          "batch": {
            $0.imagesPerPass = 8
            $0.batch = 16
          },
        ]),
      SettingsCase(
        ScheduleSettings(), fixed: ["kind"], ["warmupSteps": { $0.warmupSteps = 3 }]),
      SettingsCase(
        Augmentation(), fixed: ["preset"],
        [
          "outputSize": { $0.outputSize = 65 }, "cropArea": { $0.cropArea = 0.125...0.5 },
          "aspectRatio": { $0.aspectRatio = 0.5...1.5 }, "flip": { $0.flipProbability = 0.125 },
          "jitter": { $0.jitterProbability = 0.125 }, "brightness": { $0.brightness = 0.125 },
          "contrast": { $0.contrast = 0.125 }, "saturation": { $0.saturation = 0.125 },
          "hue": { $0.hue = 0.125 }, "grey": { $0.greyProbability = 0.125 },
          "blur": { $0.blurProbability = 0.125 }, "blurSigma": { $0.blurSigma = 0.25...0.5 },
          "greyBeforeJitter": { $0.greysBeforeJitter = true }, "blurKernel": { $0.blurKernel = 9 },
          "multiCrop": { $0.multiCrop = [CropGroup(), CropGroup { $0.size = 64 }] },
        ]),
      SettingsCase(
        CropGroup(),
        [
          "count": { $0.count = 3 }, "size": { $0.size = 96 },
          "cropArea": { $0.cropArea = 0.125...0.5 },
        ]),
    ]
  }

  private static func optimisers() throws -> [SettingsCase] {
    [
      try SettingsCase(
        AdamSettings(),
        [
          "learningRate": { $0.learningRate = 0.25 }, "weightDecay": { $0.weightDecay = 0.25 },
          "meanDecay": { $0.meanDecay = 0.25 }, "squareDecay": { $0.squareDecay = 0.25 },
          "epsilon": { $0.epsilon = 0.25 },
        ]),
      try SettingsCase(
        SGDSettings(),
        [
          "learningRate": { $0.learningRate = 0.25 }, "weightDecay": { $0.weightDecay = 0.25 },
          "momentum": { $0.momentum = 0.25 }, "nesterov": { $0.nesterov = true },
        ]),
      try SettingsCase(
        LARSSettings(),
        [
          "learningRate": { $0.learningRate = 0.25 }, "weightDecay": { $0.weightDecay = 0.25 },
          "momentum": { $0.momentum = 0.25 }, "trustCoefficient": { $0.trustCoefficient = 0.25 },
          "epsilon": { $0.epsilon = 0.25 },
        ]),
    ]
  }

  private static func objectives() throws -> [SettingsCase] {
    [
      try SettingsCase(CrossEntropySettings(), ["label": { $0.label = .type }]),
      try SettingsCase(
        ContrastiveSettings(),
        [
          "temperature": { $0.temperature = 0.25 }, "projection": { $0.projection = [32, 16] },
        ]),
      try SettingsCase(
        MomentumContrastSettings(),
        [
          "temperature": { $0.temperature = 0.25 }, "momentum": { $0.momentum = 0.5 },
          "queueLength": { $0.queueLength = 512 }, "projection": { $0.projection = [32, 16] },
        ]),
      try SettingsCase(
        ListwiseAPSettings(),
        [
          "bins": { $0.bins = 10 }, "range": { $0.range = 0...1 },
          "instancesPerBatch": { $0.balance.instancesPerBatch = 3 },
          "viewsPerInstance": { $0.balance.viewsPerInstance = 5 },
          "gemExponent": { $0.gem.exponent = 2.5 },
          "learnGemExponent": { $0.gem.isLearnt = true },
        ]),
      try SettingsCase(
        SupConSettings(),
        [
          "label": { $0.label = .type }, "temperature": { $0.temperature = 0.25 },
          "projection": { $0.projection = [32, 16] },
          "instancesPerBatch": { $0.balance.instancesPerBatch = 3 },
          "viewsPerInstance": { $0.balance.viewsPerInstance = 5 },
        ]),
      try SettingsCase(
        MarginSoftmaxSettings(),
        [
          "label": { $0.label = LabelName(rawValue: "bird species") },
          "margin": { $0.margin = 0.25 }, "scale": { $0.scale = 16 },
          "gemExponent": { $0.gem.exponent = 2.5 },
          "learnGemExponent": { $0.gem.isLearnt = true },
        ]),
      try descriptorLoss(
        ContrastivePairSettings(),
        ["margin": { $0.margin = 0.25 }, "mining": { $0.mining = MiningSettings() }]),
      try descriptorLoss(
        TripletSettings(),
        ["margin": { $0.margin = 0.25 }, "mining": { $0.mining = MiningSettings() }]),
      try SettingsCase(
        MiningSettings(),
        [
          "pool": { $0.pool = 7 }, "negatives": { $0.negatives = 3 }, "steps": { $0.steps = 9 },
        ]),
      try descriptorLoss(SmoothAPSettings(), ["temperature": { $0.temperature = 0.25 }]),
      try descriptorLoss(FastAPSettings(), ["bins": { $0.bins = 20 }]),
      try descriptorLoss(
        RoadmapSettings(),
        [
          "temperature": { $0.temperature = 0.25 }, "margin": { $0.margin = 0.25 },
          "slope": { $0.slope = 10 }, "offset": { $0.offset = 0.5 },
          "positiveSimilarity": { $0.positiveSimilarity = 0.75 },
          "negativeSimilarity": { $0.negativeSimilarity = 0.25 },
          "calibration": { $0.calibration = 0.25 },
        ]),
    ]
  }

  /// Returns a loss over descriptors with fields of its own, and those that all such losses have.
  private static func descriptorLoss<Settings: BalancedSettings & PooledSettings>(
    _ settings: Settings, _ changes: [String: (inout Settings) -> Void]
  ) throws -> SettingsCase {
    let shared: [String: (inout Settings) -> Void] = [
      "instancesPerBatch": { $0.balance.instancesPerBatch = 3 },
      "viewsPerInstance": { $0.balance.viewsPerInstance = 5 },
      "gemExponent": { $0.gem.exponent = 2.5 },
      "learnGemExponent": { $0.gem.isLearnt = true },
    ]
    return try SettingsCase(settings, changes.merging(shared) { first, _ in first })
  }
}
