import Arrays
import Datasets
import DescriptorStore
import Evaluation
import Experiments
import JSON
import Kernels
import Networks
import Specs
import Testing

@Suite struct DescriptorKeyTests {
  private let item = ImageItem(name: "a", path: "/one/a.jpg", box: nil, digest: "d1")

  private func key(
    _ item: ImageItem, weights: String = "w1", settings: DescriptorSettings = .sample(),
    pooling: PoolingName = .gem, learntExponents: [Float]? = nil, numerics: Numerics = .exact
  ) -> ArtifactKey {
    DescriptorStage.key(
      ImageShard([item]), weights, settings,
      PoolingPlan(name: pooling, settings: settings, learntExponents: learntExponents),
      numerics: numerics)
  }

  /// Returns the fields of the key that some change of the inputs changes.
  private func changes(_ other: ArtifactKey) -> [String] {
    KeyDifference.between(key(item).document, other.document).map(\.field)
  }

  @Test func equalInputsHaveEqualKeys() {
    #expect(key(item) == key(item))
    #expect(key(item).stage == "descriptors")
  }

  @Test func theFolderOfAnImageIsNoPartOfTheKey() {
    let moved = ImageItem(name: "a", path: "/two/a.jpg", box: nil, digest: "d1")
    #expect(key(moved) == key(item))
  }

  @Test func otherWeightsChangeTheKey() {
    #expect(changes(key(item, weights: "w2")) == ["fields.weights"])
  }

  @Test func otherBytesOfAnImageChangeTheKey() {
    let changed = ImageItem(name: "a", path: "/one/a.jpg", box: nil, digest: "d2")
    #expect(changes(key(changed)) == ["fields.images"])
  }

  @Test func aBoxChangesTheKey() {
    let box = PixelBounds(x1: 0, y1: 0, x2: 4, y2: 4)
    let cropped = ImageItem(name: "a", path: "/one/a.jpg", box: box, digest: "d1")
    #expect(changes(key(cropped)) == ["fields.images"])
  }

  @Test func fastNumericsChangeTheKeyOfFloat32Alone() {
    #expect(changes(key(item, numerics: .fast)) == ["fields.backend"])
    let bfloat16 = DescriptorSettings.sample(precision: .bfloat16)
    #expect(key(item, settings: bfloat16, numerics: .fast) == key(item, settings: bfloat16))
  }

  @Test func otherPoolingChangesTheKey() {
    #expect(changes(key(item, pooling: .mac)) == ["fields.pooling"])
  }

  @Test(arguments: [
    (PoolingName.spoc, "spoc"), (.mac, "mac"), (.gem, "gem 3.0"), (.rmac, "rmac"), (.crow, "crow"),
  ])
  func theKeyNamesThePooling(_ pooling: PoolingName, _ part: String) {
    let document = key(item, pooling: pooling).document.compact
    #expect(document.contains("\"pooling\":\"\(part)\""))
  }

  @Test func theExponentOfGeMChangesTheKey() {
    #expect(changes(key(item, settings: .sample(gemExponent: 4))) == ["fields.pooling"])
    #expect(changes(key(item, learntExponents: [2.5])) == ["fields.pooling"])
    #expect(key(item, learntExponents: [2.5, 3]) != key(item, learntExponents: [2.5, 2]))
  }

  @Test func roundingToSixteenBitsChangesTheKey() {
    #expect(changes(key(item, settings: .sample(storage: .float16))) == ["fields.storage"])
  }

  @Test func poolingWithoutExponentDoesNotDependOnIt() {
    #expect(
      key(item, pooling: .spoc)
        == key(item, settings: .sample(gemExponent: 4), pooling: .spoc, learntExponents: [2.5]))
  }

  @Test func theExponentOfThePowerMeanChangesTheKeyOfEveryPooling() {
    let first = key(item, settings: .sample(aggregation: .power), pooling: .spoc)
    let second = key(
      item, settings: .sample(aggregation: .power, gemExponent: 4), pooling: .spoc)
    #expect(
      KeyDifference.between(first.document, second.document).map(\.field)
        == ["fields.aggregation"])
  }

  @Test func otherSizeChangesTheKey() {
    #expect(changes(key(item, settings: .sample(size: 64))) == ["fields.preparation"])
  }

  @Test func otherRulesOfPreparationChangeTheKey() {
    #expect(changes(key(item, settings: .sample(resize: .square))) == ["fields.preparation"])
    #expect(changes(key(item, settings: .sample(crop: .none))) == ["fields.preparation"])
  }

  @Test func otherScalesChangeTheKey() {
    #expect(changes(key(item, settings: .sample(scales: [1, 0.5]))) == ["fields.scales"])
  }

  @Test func whiteningIsDoneAfterTheCache() {
    let pca = WhiteningSettings.pca(
      PCAWhiteningSettings {
        $0.fitOn = .set(.miniScenes)
        $0.images = 10
        $0.dimensions = 4
      })
    #expect(key(item, settings: .sample(whitening: pca)) == key(item))
  }
}

@Suite struct WeightsKeyTests {
  private let images = [
    ImageRecord(name: "a", path: "/one/a.jpg", labels: ["category": "church"]),
    ImageRecord(name: "b", path: "/one/b.jpg", labels: ["category": "gate"]),
  ]

  private func set(_ images: [ImageRecord], digests: [String] = ["d1", "d2"]) -> TrainingSet {
    TrainingSet(
      LabelledDataset(manifestPath: "/one/manifest.csv", images: images),
      items: zip(images, digests).map {
        ImageItem(name: $0.name, path: $0.path, box: nil, digest: $1)
      })
  }

  private func key(
    width: Int = 4, _ training: TrainingSettings = .sample(), initial: String? = nil,
    on set: TrainingSet? = nil, seed: UInt64 = 0, numerics: Numerics = .exact
  ) throws -> ArtifactKey {
    try WeightsStage.trainingKey(
      ArchitectureSettings {
        $0.name = .resNet18
        $0.width = width
      }, training, initial,
      set ?? self.set(images), seed: seed, numerics: numerics)
  }

  /// Returns the fields of the key that some change of the inputs changes.
  private func changes(_ other: ArtifactKey) throws -> [String] {
    KeyDifference.between(try key().document, other.document).map(\.field)
  }

  @Test func equalInputsHaveEqualKeys() throws {
    #expect(try key() == key())
    #expect(try key().stage == "weights")
  }

  @Test func foldersAreNoPartOfTheKey() throws {
    let moved = images.map {
      ImageRecord(name: $0.name, path: "/two/\($0.name).jpg", labels: $0.labels)
    }
    #expect(try key(on: set(moved)) == key())
  }

  @Test func anotherSeedChangesTheKey() throws {
    #expect(try changes(key(seed: 1)) == ["fields.seed"])
  }

  @Test func theNumberOfThreadsOfTheRecipeChangesTheKey() throws {
    #expect(
      try changes(key(.sample(reductionThreads: 3))) == ["fields.training.reductionThreads"])
  }

  @Test func fastNumericsChangeTheKey() throws {
    #expect(try changes(key(numerics: .fast)) == ["fields.backend"])
  }

  @Test func anotherBudgetChangesTheKey() throws {
    #expect(try changes(key(.sample(views: 64))) == ["fields.training.views"])
  }

  @Test func passesAndAccumulationAndNormalisationChangeTheKey() throws {
    #expect(
      try changes(key(.sample(imagesPerPass: 4))) == ["fields.training.imagesPerPass"])
    #expect(try key(.sample(imagesPerPass: 8)) == key())
    #expect(
      try changes(key(.sample(accumulation: 2))) == ["fields.training.accumulation"])
    #expect(
      try changes(key(.sample(normalisation: .frozen))) == ["fields.training.normalisation"])
  }

  @Test func anotherWidthChangesTheKey() throws {
    #expect(try changes(key(width: 8)) == ["fields.architecture.width"])
  }

  @Test func otherInitialWeightsChangeTheKey() throws {
    #expect(try changes(key(initial: "w1")) == ["fields.initial"])
    #expect(try key(initial: "w1") != key(initial: "w2"))
  }

  @Test func otherBytesOfAnImageChangeTheKey() throws {
    #expect(try changes(key(on: set(images, digests: ["d1", "d3"]))) == ["fields.images"])
  }

  @Test func anotherLabelChangesTheKey() throws {
    let relabelled = [
      images[0], ImageRecord(name: "b", path: "/one/b.jpg", labels: ["category": "castle"]),
    ]
    #expect(try changes(key(on: set(relabelled))) == ["fields.images"])
  }
}

extension DescriptorSettings {
  fileprivate static func sample(
    resize: ResizeRule = .shrink, size: Int = 96, crop: CropRule = .cirtorch,
    scales: [Double] = [1], aggregation: AggregationName = .mean, gemExponent: Double = 3,
    precision: PrecisionName = .float32, storage: FloatStorage? = nil,
    whitening: WhiteningSettings = .none
  ) -> DescriptorSettings {
    DescriptorSettings {
      $0.resize = resize
      $0.size = size
      $0.crop = crop
      $0.scales = scales
      $0.aggregation = aggregation
      $0.pooling = .gem
      $0.gemExponent = gemExponent
      $0.precision = precision
      $0.storage = storage
      $0.whitening = whitening
    }
  }
}

extension TrainingSettings {
  fileprivate static func sample(
    views: Int = 32, imagesPerPass: Int? = nil, accumulation: Int = 1,
    reductionThreads: Int = 2, normalisation: NormalisationName = .training
  ) -> TrainingSettings {
    TrainingSettings {
      $0.objective = .crossEntropy(CrossEntropySettings { $0.label = .category })
      $0.dataset = .miniScenes
      $0.views = views
      $0.batch = 8
      if let imagesPerPass { $0.imagesPerPass = imagesPerPass }
      $0.accumulation = accumulation
      $0.reductionThreads = reductionThreads
      $0.normalisation = normalisation
      $0.optimizer = .sgd(
        SGDSettings {
          $0.learningRate = 0.1
          $0.weightDecay = 0
          $0.momentum = 0.9
          $0.nesterov = false
        })
      $0.schedule = ScheduleSettings {
        $0.warmupSteps = 0
      }
      $0.augmentation = AugmentationSettings {
        $0.outputSize = 32
        $0.cropArea = 0.35...1
        $0.aspectRatio = 0.75...1.3333
        $0.flip = 0.5
        $0.jitter = 1
        $0.brightness = 0.4
        $0.contrast = 0.4
        $0.saturation = 0.2
        $0.hue = 0.02
        $0.grey = 0
        $0.blur = 0.2
        $0.blurSigma = 0.1...1
      }
    }
  }
}
