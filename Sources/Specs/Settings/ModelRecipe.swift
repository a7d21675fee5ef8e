import JSON
public import Networks

/// How one network comes to its weights: a file of `models/`, with every default written out.
public struct ModelRecipe: Sendable, Hashable, Codable {
  /// The version of the schema, 1; mandatory.
  public let version: Int

  /// The file's name without ".json"; may be left out of the file.
  public let name: String

  /// The name that tables show; mandatory.
  public let label: String

  /// The layout of the network; ResNet-18 of width 32 by default.
  public let architecture: ArchitectureSettings

  /// Where training begins: "random", the name of another recipe, or a file; "random" by default.
  public let initialWeights: InitialWeights

  /// The training, or nil (null in the file) for a network that keeps its initial weights.
  public let training: TrainingSettings?

  /// What a row of the table changed, or nil for the recipe of a file.
  public let variant: RecipeVariant?

  package init(
    version: Int, name: String, label: String, architecture: ArchitectureSettings,
    initialWeights: InitialWeights, training: TrainingSettings? = nil,
    variant: RecipeVariant? = nil
  ) {
    self.version = version
    self.name = name
    self.label = label
    self.architecture = architecture
    self.initialWeights = initialWeights
    self.training = training
    self.variant = variant
  }

  /// The name of the file that the recipe comes from.
  public var fileName: String { variant?.of ?? name }
}

/// How a recipe differs from that of a file.
public struct RecipeVariant: Sendable, Hashable, Codable {
  /// The name of the file's recipe.
  public let of: String

  /// The values that differ, by path: "training.batch".
  public let changes: [String: String]

  package init(of: String, changes: [String: String]) {
    self.of = of
    self.changes = changes
  }
}

/// A network's layout.
public struct ArchitectureSettings: Sendable, Hashable, Codable {
  /// The family; "resnet18" by default.
  public let name: ArchitectureName

  /// The number of channels of the first stage of a residual network, 4...256; 32 by default.
  ///
  /// Nil for a family whose width is fixed.
  public let width: Int?

  package init(name: ArchitectureName, width: Int?) {
    self.name = name
    self.width = width
  }

  /// The network of these settings.
  public var graph: NetworkGraph { name.architecture.graph(width: width) }

  /// The number of channels of the last features.
  public var featureCount: Int { graph.featureChannels }

  /// The name, and the width where it may be chosen: "resnet18 of width 32".
  public var label: String {
    width.map { "\(name.rawValue) of width \($0)" } ?? name.rawValue
  }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> ArchitectureSettings {
    var reader = ObjectReader(node, log: log)
    defer { reader.finish() }
    let name = reader.name("name", default: ArchitectureName.resNet18)
    guard name.takesWidth else {
      if reader.value("width") != nil {
        reader.report(
          "width",
          "\(name.rawValue) has one width only; leave it out, or name a family that has more",
          accepted: ArchitectureName.allCases.filter(\.takesWidth).map(\.rawValue))
      }
      return ArchitectureSettings(name: name, width: nil)
    }
    return ArchitectureSettings(
      name: name, width: reader.integer("width", default: 32, in: 4...256))
  }
}

/// One course of training.
public struct TrainingSettings: Sendable, Hashable, Codable {
  /// What is minimised; mandatory.
  public let objective: Objective

  /// The images; mandatory, never an evaluation set.
  public let dataset: DatasetName

  /// The number of augmented pictures that are learnt from in all; mandatory, a multiple of `batch`
  /// times `accumulation`.
  public let views: Int

  /// The number of augmented pictures that one loss is taken over, for every objective: two views of
  /// one image count as two; mandatory.
  public let batch: Int

  /// The number of pictures that are in the network at a time.
  ///
  /// Null, the default, for the whole batch, else a divisor of it: the multi-stage back-propagation
  /// of Revaud et al. 2019.
  public let imagesPerPass: Int

  /// The number of batches whose mean gradient makes one step; 1 by default.
  public let accumulation: Int

  /// The number of threads that the filter gradients of a batch are summed over, 1...64; 2 by default.
  ///
  /// It is part of the recipe and not of the machine: under exact numerics a training step is computed
  /// with as many threads, whatever the machine has, so that its sums have one order everywhere.
  public let reductionThreads: Int

  /// How batch normalisation behaves; "training" by default.
  public let normalisation: NormalisationName

  /// The rule of the steps; mandatory.
  public let optimizer: OptimizerSettings

  /// The course of the learning rate; mandatory.
  public let schedule: ScheduleSettings

  /// The random changes of pictures; defaults field by field.
  public let augmentation: AugmentationSettings

  package init(
    objective: Objective, dataset: DatasetName, views: Int, batch: Int,
    imagesPerPass: Int? = nil, accumulation: Int = 1, reductionThreads: Int = 2,
    normalisation: NormalisationName = .training, optimizer: OptimizerSettings,
    schedule: ScheduleSettings, augmentation: AugmentationSettings
  ) {
    self.objective = objective
    self.dataset = dataset
    self.views = views
    self.batch = batch
    self.imagesPerPass = imagesPerPass ?? batch
    self.accumulation = accumulation
    self.reductionThreads = reductionThreads
    self.normalisation = normalisation
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
  }

  /// The number of pictures of one step.
  public var viewsPerStep: Int { batch * accumulation }

  /// The number of steps.
  public var steps: Int { views / viewsPerStep }

  static func read(_ node: JSONNode, log: DiagnosticLog) -> TrainingSettings {
    let before = log.count
    var reader = ObjectReader(node, log: log)
    let empty = JSONNode(value: .object([]), position: node.position, pointer: node.pointer)
    let settings = TrainingSettings(
      objective: reader.value("objective", isRequired: true).map { .read($0, log: log) }
        ?? .crossEntropy(CrossEntropySettings(label: .category)),
      dataset: reader.fittingSet("dataset", leak: "training on it"),
      views: reader.integer("views", default: 2, in: 2...10_000_000_000, isRequired: true),
      batch: reader.integer("batch", default: 2, in: 2...65_536, isRequired: true),
      imagesPerPass: reader.optionalInteger("imagesPerPass", in: 1...65_536),
      accumulation: reader.integer("accumulation", default: 1, in: 1...65_536),
      reductionThreads: reader.integer("reductionThreads", default: 2, in: 1...64),
      normalisation: reader.name("normalisation", default: .training),
      optimizer: reader.value("optimizer", isRequired: true).map { .read($0, log: log) }
        ?? .sgd(SGDSettings(learningRate: 1, weightDecay: 0, momentum: 0, nesterov: false)),
      schedule: reader.value("schedule", isRequired: true).map { .read($0, log: log) }
        ?? ScheduleSettings(kind: .cosine, warmupSteps: 0),
      augmentation: .read(reader.value("augmentation") ?? empty, log: log))
    reader.finish()
    if log.count == before { settings.check(reader) }
    return settings
  }

  /// Notes fields that do not go together.
  private func check(_ reader: ObjectReader) {
    if views % viewsPerStep != 0 {
      let step = accumulation == 1 ? "batches of" : "steps of \(accumulation) times"
      reader.report("views", "\(views) views are no whole number of \(step) \(batch)")
    }
    if batch % imagesPerPass != 0 {
      reader.report(
        "imagesPerPass",
        "a batch of \(batch) is no whole number of passes of \(imagesPerPass) images")
    }
    if schedule.warmupSteps >= steps {
      reader.report(
        "schedule", "a warm-up of \(schedule.warmupSteps) steps takes all \(steps) of the training")
    }
    checkObjective(reader)
  }

  private func checkObjective(_ reader: ObjectReader) {
    switch objective {
    case .crossEntropy where !dataset.mayHaveLabels:
      reader.report(
        "dataset", "\(dataset) has no labels for cross-entropy",
        accepted: DatasetName.registered.filter(\.mayHaveLabels).map(\.rawValue))
    case .contrastive where batch % 2 != 0:
      reader.report("batch", "nt-xent takes two views of each image, and \(batch) is odd")
    case .averagePrecision(let settings):
      if !dataset.mayHaveInstances {
        reader.report(
          "dataset", "\(dataset) has no instance labels for listwise-ap",
          accepted: DatasetName.registered.filter(\.mayHaveInstances).map(\.rawValue))
      }
      let product = settings.instancesPerBatch * settings.viewsPerInstance
      if batch != product {
        reader.report(
          "batch",
          "\(batch) views are not \(settings.instancesPerBatch) instances of "
            + "\(settings.viewsPerInstance) views (\(product))")
      }
    case .crossEntropy, .contrastive: break
    }
  }
}
