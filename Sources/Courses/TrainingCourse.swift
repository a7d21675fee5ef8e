import Datasets
import Extraction
import Files
package import Images
import JSON
package import Networks
package import Specs
package import Tensors
package import Training

/// One course of training on one set: what is learnt, and from which batches.
package struct TrainingCourse {
  let settings: TrainingSettings
  let set: TrainingSet
  let threads: Int
  let limits: DecodingLimits
  package let objective: Training.Objective
  private let targets: [Int]
  private let graph: NetworkGraph

  package init(
    _ settings: TrainingSettings, of architecture: ArchitectureSettings, on set: TrainingSet,
    threads: Int, limits: DecodingLimits
  ) throws {
    self.settings = settings
    self.set = set
    self.threads = threads
    self.limits = limits
    graph = architecture.graph
    let classes = try settings.objective.label.map { try set.dataset.classes(of: $0.rawValue) }
    targets = classes?.indices ?? Array(set.items.indices)
    objective = settings.objective.trainingObjective(
      classCount: classes?.names.count ?? 0, layers: architecture.classifierLayers,
      hasCrops: settings.augmentation.multiCrop != nil)
  }

  /// The memory that decoded images may take, in bytes; the others are decoded for each view.
  private static let pixelBudget = 4 << 30

  /// Decodes the set, or as much of it as the memory for that holds.
  package func loadImages() async throws -> [PixelImage] {
    var images: [PixelImage] = []
    var bytes = 0
    for first in stride(from: 0, to: set.items.count, by: 256) where bytes < Self.pixelBudget {
      let items = set.items[first..<min(first + 256, set.items.count)]
      let limits = limits
      let decoded = try await mapConcurrently(Array(items), width: threads) {
        try PixelImage(contentsOf: $0.path, limits: limits)
      }
      images += decoded
      bytes += decoded.reduce(0) { $0 + $1.pixels.count }
    }
    return images
  }

  /// The shapes of the passes of a batch, (image, channel, height, width), one for each size of views.
  package var batchShapes: [Shape] {
    let augmentation = settings.augmentation
    guard let groups = augmentation.multiCrop, let count = augmentation.cropCount else {
      return [[settings.batch, 3, augmentation.outputSize, augmentation.outputSize]]
    }
    return groups.map { [settings.batch / count * $0.count, 3, $0.size, $0.size] }
  }

  /// Returns the batches of a run.
  ///
  /// - Parameters:
  ///   - images: the first images of the set, decoded.
  ///   - seed: the seed of the plan.
  /// - Returns: the source; it decodes what `images` lacks.
  /// - Throws: `SamplingError` for a set that is too small.
  package func batchSource(_ images: [PixelImage], seed: UInt64) throws -> BatchSource {
    let (items, limits) = (set.items, limits)
    return BatchSource(
      image: { index in
        index < images.count
          ? images[index] : try PixelImage(contentsOf: items[index].path, limits: limits)
      },
      targets: targets, sampling: try sampling(seed: seed),
      augmentation: settings.augmentation, seed: seed)
  }

  /// Returns what finds negatives with the network as it is; nil where none are mined.
  package var miner: NegativeMiner? {
    guard settings.objective.balanced?.miningOfNegatives != nil,
      case .descriptors(_, let pooling) = objective
    else { return nil }
    return NegativeMiner(graph: graph, exponent: pooling.exponent, threads: threads)
  }

  private func sampling(seed: UInt64) throws -> BatchSource.Sampling {
    let count = set.items.count
    if let balanced = settings.objective.balanced, let mining = balanced.miningOfNegatives {
      return .tuples(
        try HardNegativeMining(
          instances: targets, anchorsPerBatch: balanced.balance.instancesPerBatch,
          negativesPerAnchor: mining.negatives, poolSize: mining.pool,
          batchesPerRound: mining.steps * settings.accumulation,
          batchCount: settings.views / settings.batch, seed: seed), nil)
    }
    if let balance = settings.objective.balanced?.balance {
      return .balanced(
        try InstanceBalancedBatches(
          instances: targets, instancesPerBatch: balance.instancesPerBatch,
          viewsPerInstance: balance.viewsPerInstance, seed: seed))
    }
    if case .contrastive = settings.objective {
      if let crops = settings.augmentation.cropCount {
        return .crops(
          try ShuffledBatches(itemCount: count, batchSize: settings.batch / crops, seed: seed))
      }
      return .pairs(
        try ShuffledBatches(itemCount: count, batchSize: settings.batch / 2, seed: seed))
    }
    if case .momentumContrast = settings.objective {
      return .halves(
        try ShuffledBatches(itemCount: count, batchSize: settings.batch / 2, seed: seed))
    }
    return .shuffled(
      try ShuffledBatches(itemCount: count, batchSize: settings.batch, seed: seed))
  }
}

extension ArchitectureSettings {
  /// The classifier that belongs to the network, with torchvision's sizes.
  var classifierLayers: ClassifierLayers {
    switch name {
    case .resNet18, .resNet34, .resNet50, .resNet101, .resNet152: .linear
    case .vgg16, .normalisedVGG16: .vgg(hiddenWidth: 4096, dropout: 0.5)
    case .smallTransformer16, .baseTransformer16, .smallTransformer14, .baseTransformer14,
      .smallRegisterTransformer14, .baseRegisterTransformer14:
      preconditionFailure("expected a network that can be trained, found \(name.rawValue)")
    }
  }

  /// Returns the network that is trained for an objective: a VGG's classifier follows its last
  /// pooling, which its descriptors leave out.
  package func trainingGraph(for objective: Training.Objective) -> NetworkGraph {
    guard case .crossEntropy(_, .vgg) = objective else { return graph }
    return VGG(normalises: name == .normalisedVGG16, ending: .lastPooling).graph
  }
}

extension OptimizerSettings {
  /// The rule of these settings.
  package var rule: any Optimiser {
    switch self {
    case .adam(let settings):
      Adam(
        meanDecay: Float(settings.meanDecay), squareDecay: Float(settings.squareDecay),
        epsilon: Float(settings.epsilon), weightDecay: Float(settings.weightDecay))
    case .adamW(let settings):
      AdamW(
        meanDecay: Float(settings.meanDecay), squareDecay: Float(settings.squareDecay),
        epsilon: Float(settings.epsilon), weightDecay: Float(settings.weightDecay))
    case .sgd(let settings):
      StochasticGradientDescent(
        momentum: Float(settings.momentum), usesNesterov: settings.nesterov,
        weightDecay: Float(settings.weightDecay))
    case .lars(let settings):
      LARS(
        momentum: Float(settings.momentum),
        trustCoefficient: Float(settings.trustCoefficient), epsilon: Float(settings.epsilon),
        weightDecay: Float(settings.weightDecay))
    }
  }
}
