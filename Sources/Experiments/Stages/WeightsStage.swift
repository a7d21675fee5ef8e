import Checkpoints
import Datasets
package import DescriptorStore
import Images
import Networks
import Tensors
import Training

/// The weights of a trained or freshly drawn network, as they lie in the cache.
struct StoredWeights: Sendable {
  let architecture: ArchitectureSettings
  let artifact: StoredArtifact

  /// The exponent of GeM pooling, or nil when it was not learnt.
  let gemExponent: Float?

  init(architecture: ArchitectureSettings, artifact: StoredArtifact) throws {
    self.architecture = architecture
    self.artifact = artifact
    let file = try Safetensors(decoding: artifact.bytes, path: Self.path)
    gemExponent = file.metadata[Self.exponentName].flatMap(Float.init)
  }

  /// The network that the weights fill.
  var graph: NetworkGraph { architecture.graph }

  /// Returns the tensors of the network.
  func weights() throws -> NetworkWeights {
    try NetworkWeights(
      try Safetensors(decoding: artifact.bytes, path: Self.path).tensors, for: graph)
  }

  /// The name of the learnt exponent in a file's metadata, as cirtorch calls the parameter.
  static let exponentName = "pool.p"

  private static let path = "cached weights"
}

extension ArchitectureSettings {
  /// The network of these settings.
  var graph: NetworkGraph { name.architecture.graph(width: width) }
}

extension ArchitectureName {
  /// The network of this name.
  var architecture: Architecture {
    switch self {
    case .resNet18: .resNet18
    case .resNet34: .resNet34
    case .resNet50: .resNet50
    case .resNet101: .resNet101
    case .resNet152: .resNet152
    case .vgg16: .vgg16
    case .normalisedVGG16: .normalisedVGG16
    }
  }
}

/// Brings recipes to weights: from the cache, by a draw, or by training.
package struct WeightsStage {
  /// Raised when a change of the code changes the weights that come out.
  static let version = 3

  let context: RunContext
  let recipes: [String: ModelRecipe]
  let trainingSet: (DatasetName) async throws -> TrainingSet

  /// Returns the weights of a recipe for one seed; those it starts from are made first.
  func weights(of recipe: ModelRecipe, seed: UInt64) async throws -> StoredWeights {
    let initial: StoredWeights? =
      if case .recipe(let name) = recipe.initialWeights, let first = recipes[name] {
        try await weights(of: first, seed: seed)
      } else {
        nil
      }
    let label = "\(recipe.name), seed \(seed)"
    guard let training = recipe.training else {
      if let initial { return initial }
      return try await drawnWeights(recipe.architecture, seed: seed, stage: "draw \(label)")
    }
    let set = try await trainingSet(training.dataset)
    let key = try Self.trainingKey(
      recipe.architecture, training, initial?.artifact.digest, set, seed: seed)
    let artifact = try await context.artifact(
      key, fileExtension: "safetensors", stage: "train \(label)"
    ) {
      let start =
        try initial?.weights()
        ?? NetworkWeights(initialising: recipe.architecture.graph, seed: seed)
      return try await train(
        recipe.architecture, start, training, set, seed: seed, stage: "train \(label)")
    }
    return try StoredWeights(architecture: recipe.architecture, artifact: artifact)
  }

  private func drawnWeights(
    _ architecture: ArchitectureSettings, seed: UInt64, stage: String
  ) async throws -> StoredWeights {
    let key = ArtifactKey(
      stage: "weights", stageVersion: Self.version,
      fields: [
        "architecture": try .encoding(architecture), "initial": "random",
        "seed": .string("\(seed)"),
      ])
    let artifact = try await context.artifact(key, fileExtension: "safetensors", stage: stage) {
      let weights = NetworkWeights(initialising: architecture.graph, seed: seed)
      return Safetensors(tensors: weights.tensors).encoded
    }
    return try StoredWeights(architecture: architecture, artifact: artifact)
  }

  /// Returns the key of trained weights: all that changes their numbers.
  package static func trainingKey(
    _ architecture: ArchitectureSettings, _ training: TrainingSettings, _ initialDigest: String?,
    _ set: TrainingSet, seed: UInt64
  ) throws -> ArtifactKey {
    ArtifactKey(
      stage: "weights", stageVersion: version,
      fields: [
        "architecture": try .encoding(architecture),
        "initial": .string(initialDigest ?? "random"),
        "seed": .string("\(seed)"),
        "training": try .encoding(training),
        "images": .string(set.digest),
        "backend": .string(Backend.name),
      ])
  }

  private func train(
    _ architecture: ArchitectureSettings, _ start: NetworkWeights, _ training: TrainingSettings,
    _ set: TrainingSet, seed: UInt64, stage: String
  ) async throws -> [UInt8] {
    let course = try TrainingCourse(training, of: architecture, on: set, threads: context.threads)
    let images = try await course.loadImages()
    let drawing = BatchDrawing(
      source: try course.batchSource(images, seed: seed), imagesPerPass: training.imagesPerPass,
      threads: context.threads)
    let side = training.augmentation.outputSize
    let objective = course.objective
    let thread = TrainingThread()
    try await thread.prepare {
      try Trainer(
        architecture.trainingGraph(for: objective), weights: start, objective: objective,
        optimiser: training.optimizer.rule,
        schedule: CosineSchedule(
          peak: Float(training.optimizer.learningRate),
          warmUpSteps: training.schedule.warmupSteps, totalSteps: training.steps),
        batchShape: [training.batch, 3, side, side], imagesPerPass: training.imagesPerPass,
        normalisation: training.normalisation.mode, accumulation: training.accumulation,
        seed: seed)
    }
    let finalLoss = try await context.timed(stage, total: training.views, unit: "views") {
      try await run(thread, drawing, batches: training.views / training.batch)
    }
    var metadata = ["finalLoss": "\(finalLoss)"]
    metadata[StoredWeights.exponentName] = await thread.read { $0.learntGemExponent }.map {
      "\($0)"
    }
    let weights = await thread.read { $0.weights }
    return Safetensors(tensors: weights.tensors, metadata: metadata).encoded
  }

  /// Learns from every batch, and returns the mean loss of the last tenth of them.
  ///
  /// While the network works on one batch, the next one is drawn; it is a function of its number
  /// alone.
  private func run(
    _ thread: TrainingThread, _ drawing: BatchDrawing, batches: Int
  ) async throws -> Float {
    let tail = max(1, batches / 10)
    var lossSum: Float = 0
    var batch = try await drawing.batch(at: 0)
    for number in 0..<batches {
      try Task.checkCancellation()
      async let next = number + 1 < batches ? drawing.batch(at: number + 1) : nil
      let loss = try await thread.takeStep(on: batch)
      if number >= batches - tail { lossSum += loss }
      context.observe(.advanced(by: batch.targets.count))
      if let drawn = try await next { batch = drawn }
    }
    return lossSum / Float(tail)
  }
}
