import Checkpoints
import Datasets
package import DescriptorStore
import Formats
import Images
import JSON
package import Kernels
import Networks
package import Specs
import Tensors
import Training

/// Brings recipes to weights: from the cache, by a draw, or by training.
package struct WeightsStage {
  /// Raised when a change of the code changes the weights that come out.
  static let version = 3

  let context: RunContext
  let recipes: [String: ModelRecipe]
  let trainingSet: (DatasetName) async throws -> TrainingSet

  /// Returns the weights of the recipe of a name, made where they are not there.
  let stored: (_ recipe: String, _ seed: UInt64) async throws -> StoredWeights

  /// Returns the weights of a recipe for one seed; those it starts from are made first.
  func weights(of recipe: ModelRecipe, seed: UInt64) async throws -> StoredWeights {
    let initial = try await initialWeights(of: recipe, seed: seed)
    let label = "\(recipe.name), seed \(seed)"
    guard let training = recipe.training else {
      if let initial { return initial }
      return try await drawnWeights(recipe.architecture, seed: seed, stage: "draw \(label)")
    }
    let set = try await trainingSet(training.dataset)
    let key = try Self.trainingKey(
      recipe.architecture, training, initial?.digest, set, seed: seed, numerics: context.numerics)
    let artifact = try await context.artifact(
      key, fileExtension: "safetensors", stage: "train \(label)"
    ) {
      let start =
        try initial?.weights()
        ?? NetworkWeights(initialising: recipe.architecture.graph, seed: seed)
      return try await train(
        recipe.architecture, start, training, set, key: key, seed: seed, stage: "train \(label)")
    }
    return try StoredWeights(architecture: recipe.architecture, artifact: artifact)
  }

  /// Returns the weights of a recipe when they can be had without computing them, else nil.
  func knownWeights(of recipe: ModelRecipe, seed: UInt64) async throws -> StoredWeights? {
    let initial: StoredWeights?
    switch recipe.initialWeights {
    case .random: initial = nil
    case .file: initial = try await initialWeights(of: recipe, seed: seed)
    case .recipe(let name):
      guard let first = recipes[name],
        let found = try await knownWeights(of: first, seed: seed)
      else { return nil }
      initial = found
    }
    let key: ArtifactKey
    if let training = recipe.training {
      key = try Self.trainingKey(
        recipe.architecture, training, initial?.digest, try await trainingSet(training.dataset),
        seed: seed, numerics: context.numerics)
    } else if let initial {
      return initial
    } else {
      key = try Self.drawnKey(recipe.architecture, seed: seed)
    }
    guard let found = try context.cache.find(key) else { return nil }
    return try StoredWeights(
      architecture: recipe.architecture,
      artifact: StoredArtifact(bytes: found.bytes, digest: found.record.digest))
  }

  /// Returns what a recipe starts from, or nil for a random draw.
  private func initialWeights(
    of recipe: ModelRecipe, seed: UInt64
  ) async throws -> StoredWeights? {
    switch recipe.initialWeights {
    case .random: return nil
    case .recipe(let name): return try await stored(name, seed)
    case .file(let settings):
      return try StoredWeights(
        architecture: recipe.architecture, checkpoint: context.weightsPath(settings),
        below: settings.prefix, digests: context.digests)
    }
  }

  private func drawnWeights(
    _ architecture: ArchitectureSettings, seed: UInt64, stage: String
  ) async throws -> StoredWeights {
    let key = try Self.drawnKey(architecture, seed: seed)
    let artifact = try await context.artifact(key, fileExtension: "safetensors", stage: stage) {
      let weights = NetworkWeights(initialising: architecture.graph, seed: seed)
      return Safetensors(tensors: weights.tensors).encoded
    }
    return try StoredWeights(architecture: architecture, artifact: artifact)
  }

  private static func drawnKey(
    _ architecture: ArchitectureSettings, seed: UInt64
  ) throws -> ArtifactKey {
    ArtifactKey(
      stage: "weights", stageVersion: version,
      fields: [
        "architecture": try .encoding(architecture), "initial": "random",
        "seed": .string("\(seed)"),
      ])
  }

  /// Returns the key of trained weights: all that changes their numbers.
  package static func trainingKey(
    _ architecture: ArchitectureSettings, _ training: TrainingSettings, _ initialDigest: String?,
    _ set: TrainingSet, seed: UInt64, numerics: Numerics
  ) throws -> ArtifactKey {
    ArtifactKey(
      stage: "weights", stageVersion: version,
      fields: [
        "architecture": try .encoding(architecture),
        "initial": .string(initialDigest ?? "random"),
        "seed": .string("\(seed)"),
        "training": try .encoding(training),
        "images": .string(set.digest),
        "backend": .string(Backend.networks(numerics)),
      ])
  }

  private func train(
    _ architecture: ArchitectureSettings, _ start: NetworkWeights, _ training: TrainingSettings,
    _ set: TrainingSet, key: ArtifactKey, seed: UInt64, stage: String
  ) async throws -> [UInt8] {
    let course = try TrainingCourse(
      training, of: architecture, on: set, threads: context.threads,
      limits: DecodingLimits(maxPixels: context.maxPixels))
    let images = try await course.loadImages()
    let drawing = BatchDrawing(
      source: try course.batchSource(images, seed: seed), imagesPerPass: training.imagesPerPass,
      threads: context.threads)
    let side = training.augmentation.outputSize
    let objective = course.objective
    let numerics = context.numerics
    let thread = TrainingThread()
    try await thread.prepare(
      threads: numerics == .exact ? training.reductionThreads : context.threads
    ) {
      try Trainer(
        architecture.trainingGraph(for: objective), weights: start, objective: objective,
        optimiser: training.optimizer.rule,
        schedule: CosineSchedule(
          peak: Float(training.optimizer.learningRate),
          warmUpSteps: training.schedule.warmupSteps, totalSteps: training.steps),
        batchShape: [training.batch, 3, side, side], imagesPerPass: training.imagesPerPass,
        normalisation: training.normalisation.mode, numerics: numerics,
        accumulation: training.accumulation,
        seed: seed)
    }
    let finalLoss = try await ResumableTraining(
      context: context, key: key, stage: stage, thread: thread, drawing: drawing,
      batches: training.views / training.batch, accumulation: training.accumulation,
      batchSize: training.batch
    ).finalLoss()
    var metadata = ["finalLoss": "\(finalLoss)"]
    metadata[GeMExponents.name] = await thread.read { $0.learntGemExponent }.map {
      GeMExponents.text([$0])
    }
    let weights = await thread.read { $0.weights }
    return Safetensors(tensors: weights.tensors, metadata: metadata).encoded
  }
}
