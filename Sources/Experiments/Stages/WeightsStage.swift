import Checkpoints
import Datasets
package import DescriptorStore
import Images
import Networks
import OrderedCollections
import Tensors
import Training

/// The weights of a trained or freshly drawn network, as they lie in the cache.
struct StoredWeights: Sendable {
  let architecture: ArchitectureSettings
  let artifact: StoredArtifact

  /// The network that the weights fill.
  var graph: NetworkGraph { architecture.graph }

  /// Returns the tensors, and the exponent of GeM pooling when it was learnt.
  func decoded() throws -> (weights: NetworkWeights, gemExponent: Float?) {
    let file = try Safetensors(decoding: artifact.bytes, path: "cached weights")
    var tensors = file.tensors
    let exponent = tensors.removeValue(forKey: Self.exponentName)?.elements.first
    return (try NetworkWeights(tensors, for: graph), exponent)
  }

  /// The name of the learnt exponent, as cirtorch has it.
  static let exponentName = "pool.p"
}

extension ArchitectureSettings {
  /// The network of these settings.
  var graph: NetworkGraph {
    switch name {
    case .resNet18: ResNet(depth: .resNet18, width: width).graph
    }
  }
}

/// Brings recipes to weights: from the cache, by a draw, or by training.
package struct WeightsStage {
  /// Raised when a change of the code changes the weights that come out.
  static let version = 1

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
      return try await drawn(recipe.architecture, seed: seed, stage: "draw \(label)")
    }
    let set = try await trainingSet(training.dataset)
    let key = try Self.trainingKey(
      recipe.architecture, training, initial?.artifact.digest, set, seed: seed)
    let artifact = try await context.artifact(
      key, fileExtension: "safetensors", stage: "train \(label)"
    ) {
      let start =
        try initial?.decoded().weights
        ?? NetworkWeights(initialising: recipe.architecture.graph, seed: seed)
      return try await train(
        recipe.architecture.graph, start, training, set, seed: seed, stage: "train \(label)")
    }
    return StoredWeights(architecture: recipe.architecture, artifact: artifact)
  }

  private func drawn(
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
    return StoredWeights(architecture: architecture, artifact: artifact)
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
    _ graph: NetworkGraph, _ start: NetworkWeights, _ training: TrainingSettings,
    _ set: TrainingSet, seed: UInt64, stage: String
  ) async throws -> [UInt8] {
    let course = try TrainingCourse(training, on: set, threads: context.threads)
    let images = try await course.loadImages()
    let source = try course.batchSource(images, seed: seed)
    let side = training.augmentation.outputSize
    let trainer = try Trainer(
      graph, weights: start, objective: course.objective, optimiser: training.optimizer.rule,
      schedule: CosineSchedule(
        peak: Float(training.optimizer.learningRate),
        warmUpSteps: training.schedule.warmupSteps, totalSteps: training.steps),
      batchShape: [training.batch, 3, side, side], seed: seed)
    let finalLoss = try await context.timed(stage, total: training.views, unit: "views") {
      try await run(trainer, source, steps: training.steps, batch: training.batch)
    }
    var tensors = trainer.weights.tensors
    if let exponent = trainer.learntGemExponent {
      tensors[StoredWeights.exponentName] = Tensor(shape: [1], elements: [exponent])
    }
    return Safetensors(tensors: tensors, metadata: ["finalLoss": "\(finalLoss)"]).encoded
  }

  /// Takes every step, and returns the mean loss of the last tenth of them.
  ///
  /// The next batch is drawn while the network works on this one.
  private func run(
    _ trainer: Trainer, _ source: BatchSource, steps: Int, batch: Int
  ) async throws -> Float {
    let tail = max(1, steps / 10)
    var lossSum: Float = 0
    for step in 0..<steps {
      try Task.checkCancellation()
      let loss = try trainer.takeStep(on: source.batch(at: step))
      if step >= steps - tail { lossSum += loss }
      context.observe(.advanced(by: batch))
    }
    return lossSum / Float(tail)
  }
}
