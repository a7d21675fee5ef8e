import Files
import JSON
public import Networks
package import Training

/// How one network comes to its weights: a file of `models/`, with every default written out.
public struct ModelRecipe: Sendable, Hashable, Codable {
  /// The version of the schema; mandatory.
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

  /// Writes every field, and null for those that are nil.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(version, forKey: .version)
    try members.encode(name, forKey: .name)
    try members.encode(label, forKey: .label)
    try members.encode(architecture, forKey: .architecture)
    try members.encode(initialWeights, forKey: .initialWeights)
    try members.encode(training, forKey: .training)
    try members.encode(variant, forKey: .variant)
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
public struct ArchitectureSettings: SettingsObject, NamedObject {
  package var name = Architecture.resNet18
  package var width: Int? = 32
  package var conventions: VisionTransformer.Conventions?
  package var pixels: TokenEmbedding.PixelStatistics?

  package init() {}

  private static let widths = 4...256

  package static let formName = "architecture"
  package static let meaning = "A network's layout."
  package static let fields: [Field<Self>] = [
    Field("name", \.name, .name, meaning: "The family."),
    Field(
      "width", \.width, FieldType.integer(widths).optional,
      read: { reader, object in
        // Of a family whose width is fixed, none is right.
        guard let node = reader.value("width"), object.name.standardWidth != nil else { return }
        object.width = reader.log.integer(node, in: widths)
      },
      meaning:
        "The number of channels of the first stage of a residual network, 64 in the papers; a "
        + "family whose width is fixed has none."),
    Field(
      "conventions", \.conventions, FieldType.name.optional,
      meaning:
        "Whose code a vision transformer is computed as, where codes differ and tensors do not tell: "
        + "the number of heads, the epsilon of normalisations, and how embeddings of places are brought to "
        + "other sizes of images. Unless stated what the layout of the file tells, else \"dino\" on "
        + "patches of 16 pixels and \"dinov2\" on such of 14."
    ).leftOutWhereNil(\.conventions),
    Field(
      "pixels", \.pixels, FieldType.name.optional,
      meaning:
        "What a vision transformer takes pixels normalised with: ImageNet's means and deviations, which "
        + "count unless stated, or 0.5 and 0.5, as Google's networks and those of timm named augreg."
    ).leftOutWhereNil(\.pixels),
  ]

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    for key in ["conventions", "pixels"] where !name.hasClassToken {
      guard let stated = reader.node.member(key) else { continue }
      if case .null = stated.value { continue }
      reader.report(
        key, "\(name.rawValue) is no vision transformer, and has none; leave it out",
        accepted: Architecture.allCases.filter(\.hasClassToken).map(\.rawValue))
    }
    guard name.standardWidth == nil else { return }
    width = nil
    guard let stated = reader.node.member("width") else { return }
    if case .null = stated.value { return }
    reader.report(
      "width",
      "\(name.rawValue) has one width only; leave it out, or name a family that has more",
      accepted: Architecture.allCases.filter { $0.standardWidth != nil }.map(\.rawValue))
  }

  /// The network of these settings.
  public var graph: NetworkGraph {
    name.graph(width: width, conventions: conventions, pixels: pixels ?? .imageNet)
  }

  /// Whether the network can be trained here: vision transformers are for extraction.
  package var canBeTrained: Bool { name.canBeTrained }

  /// The names of the networks that can be trained.
  package static let trainable = Architecture.allCases.filter(\.canBeTrained).map(\.rawValue)

  /// The number of channels of the last features.
  public var featureCount: Int { graph.featureChannels }

  /// The name, and what of width, conventions and pixels is stated: "resnet18 of width 32".
  public var label: String {
    name.rawValue + (width.map { " of width \($0)" } ?? "")
      + (conventions.map { " as \($0.rawValue)'s" } ?? "")
      + (pixels.map { " on \($0.rawValue) pixels" } ?? "")
  }
}

/// One course of training.
public struct TrainingSettings: SettingsObject, NamedObject {
  package var objective = Objective.crossEntropy(CrossEntropySettings())
  package var dataset = DatasetName.miniScenes
  package var views = 2
  package var batch = 2
  private var statedImagesPerPass: Int?
  package var accumulation = 1
  package var normalisation = NormalisationMode.training
  package var optimizer = OptimizerSettings.sgd(SGDSettings())
  package var schedule = ScheduleSettings()
  package var augmentation = Augmentation()

  package init() {}

  package static let formName = "training"
  package static let meaning = "One course of training."
  package static let fields: [Field<Self>] = [
    Field("objective", \.objective, .choice, .mandatory, meaning: "What is minimised."),
    Field(
      "dataset", \.dataset, .inContext(DatasetName.form), .mandatory,
      read: { reader, object in
        object.dataset = reader.fittingSet("dataset", leak: "training on it")
      },
      meaning: "The images; never an evaluation set, unless the table allows a leak."),
    Field(
      "views", \.views, .integer(2...10_000_000_000), .mandatory,
      meaning:
        "The number of augmented pictures that are learnt from in all; a multiple of \"batch\" times "
        + "\"accumulation\"."),
    Field(
      "batch", \.batch, .integer(2...65_536), .mandatory,
      meaning:
        "The number of augmented pictures that one loss is taken over, for every objective: two views of "
        + "one image count as two."),
    imagesPerPassField,
    Field(
      "accumulation", \.accumulation, .integer(1...65_536),
      meaning: "The number of batches whose mean gradient makes one step."),
    Field(
      "normalisation", \.normalisation, .name,
      meaning: "How batch normalisation behaves: with the statistics of the images in the network, "
        + "with running ones, or with running ones and frozen scales and shifts."),
    Field(
      "optimizer", \.optimizer, .choice, .mandatory,
      meaning: "The rule of the steps. Decay, and the adaptation of LARS, leave biases, scales and "
        + "shifts alone."),
    Field("schedule", \.schedule, .object, .mandatory, meaning: "The course of the learning rate."),
    Field("augmentation", \.augmentation, .object, meaning: "The random changes of pictures."),
  ]

  private static var imagesPerPassField: Field<Self> {
    var field = Field(
      "imagesPerPass", \Self.statedImagesPerPass, FieldType.integer(1...65_536).optional,
      source: "Revaud et al. 2019, multi-stage back-propagation",
      meaning: "The number of pictures that are in the network at a time, for listwise losses over "
        + "batches that do not fit: a divisor of \"batch\" (of half of it under \"moco\"); null for "
        + "the whole batch (the half). Under the "
        + "normalisation \"evaluation\" or \"frozen\" the gradients are those of the whole batch; "
        + "under \"training\" the statistics are those of each pass.")
    // What counts is written, whether it was stated or not.
    field.write = { try $1.encode($0.imagesPerPass, forKey: FieldKey("imagesPerPass")) }
    return field
  }

  package mutating func complete(_ reader: ObjectReader, isSound: Bool) {
    statedImagesPerPass = imagesPerPass
    if isSound { check(reader) }
  }

  /// The number of pictures that are in the network at a time.
  public var imagesPerPass: Int {
    get { statedImagesPerPass ?? viewsPerNetwork }
    set { statedImagesPerPass = newValue }
  }

  /// The number of pictures of a batch that pass through the network that learns; under "moco" the
  /// momentum encoder has the other half.
  package var viewsPerNetwork: Int {
    if case .momentumContrast = objective { batch / 2 } else { batch }
  }

  /// The number of pictures of one step.
  public var viewsPerStep: Int { batch * accumulation }

  /// The number of steps.
  public var steps: Int { views / viewsPerStep }

  /// Returns how many images pass through the network for negatives to be found, in all rounds.
  ///
  /// - Parameter count: the images of the training set; nil where that is not known.
  /// - Returns: the number; 0 where none are mined.
  package func minedImages(ofSet count: Int?) -> Int {
    guard let balanced = objective.balanced, let mining = balanced.miningOfNegatives else {
      return 0
    }
    let rounds = (steps + mining.steps - 1) / mining.steps
    let anchors = min(mining.steps, steps) * accumulation * balanced.balance.instancesPerBatch
    let images = min(mining.pool, count ?? .max) + anchors
    return rounds * min(images, count ?? .max)
  }

  /// Notes fields that do not go together.
  private func check(_ reader: ObjectReader) {
    if views % viewsPerStep != 0 {
      let step = accumulation == 1 ? "batches of" : "steps of \(accumulation) times"
      reader.report("views", "\(views) views are no whole number of \(step) \(batch)")
    }
    if viewsPerNetwork % imagesPerPass != 0 {
      let share =
        viewsPerNetwork < batch
        ? "the half of a batch, \(viewsPerNetwork) views," : "a batch of \(batch)"
      reader.report(
        "imagesPerPass", "\(share) is no whole number of passes of \(imagesPerPass) images")
    }
    if schedule.warmupSteps >= steps {
      reader.report(
        "schedule", "a warm-up of \(schedule.warmupSteps) steps takes all \(steps) of the training")
    }
    checkObjective(reader)
    checkCrops(reader)
  }

  /// Notes what does not go together with views of several sizes.
  private func checkCrops(_ reader: ObjectReader) {
    guard let count = augmentation.cropCount else { return }
    guard case .contrastive = objective else {
      reader.report(
        "augmentation",
        "\"multiCrop\" makes several views of each image, which nt-xent alone compares")
      return
    }
    if batch % count != 0 || batch / count < 2 {
      reader.report(
        "batch", "\(batch) views are not \(count) views each of two images or more")
    }
    if imagesPerPass != batch {
      reader.report(
        "imagesPerPass", "views of several sizes pass through the network by size; leave it out")
    }
  }

  private func checkObjective(_ reader: ObjectReader) {
    if case .contrastive = objective, augmentation.multiCrop == nil, batch % 2 != 0 {
      reader.report("batch", "nt-xent takes two views of each image, and \(batch) is odd")
    }
    if case .momentumContrast(let settings) = objective {
      if batch % 2 != 0 {
        reader.report("batch", "moco takes two views of each image, and \(batch) is odd")
      } else if settings.queueLength < batch / 2 {
        reader.report(
          "objective",
          "a queue of \(settings.queueLength) is shorter than the \(batch / 2) keys of a batch")
      }
    }
    if let label = objective.label { check(label, reader) }
    if let balanced = objective.balanced { check(balanced, reader) }
  }

  /// Notes a batch that is not what an objective has in one.
  private func check(_ balanced: any BalancedSettings, _ reader: ObjectReader) {
    let balance = balanced.balance
    let mining = balanced.miningOfNegatives
    if mining != nil, balance.viewsPerInstance != 2 {
      reader.report(
        "objective",
        "mining takes an anchor and one positive of an instance; \"viewsPerInstance\" has to be 2")
    } else if batch != balanced.imagesPerBatch {
      let negatives = mining.map { " and \($0.negatives) negatives" } ?? ""
      reader.report(
        "batch",
        "\(batch) views are not \(balance.instancesPerBatch) instances of "
          + "\(balance.viewsPerInstance) views\(negatives) (\(balanced.imagesPerBatch))")
    }
  }

  /// Notes a label that the set lacks, or of which a batch cannot have several images.
  private func check(_ label: LabelName, _ reader: ObjectReader) {
    if let names = dataset.labels?.map(\.rawValue), !names.isEmpty, !names.contains(label.rawValue)
    {
      let node = reader.node.member("objective")
      reader.log.add(
        node?.member("label") ?? node ?? reader.node,
        "\(dataset) has no label \"\(label.rawValue)\"", accepted: names,
        suggestion: nearestName(to: label.rawValue, among: names))
      return
    }
    let fits = { [objective] (set: DatasetName) in
      objective.balanced == nil ? set.labels?.contains(label) ?? true : set.mayShare(label)
    }
    guard !fits(dataset) else { return }
    reader.report(
      "dataset",
      "\(dataset) has no \(label == .instance ? "instance labels" : "labels") for \(objective.kind)",
      accepted: DatasetName.registered.filter(fits).map(\.rawValue))
  }
}
