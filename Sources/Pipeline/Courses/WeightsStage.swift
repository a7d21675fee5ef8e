import Checkpoints
import Courses
import Datasets
import DescriptorStore
import Formats
import Images
import JSON
import Networks
import Specs
import Steps
import Tensors
import Training

/// Makes the weights of networks: by a random initialisation, or by training.
struct WeightsStage {
  let context: RunContext

  /// Returns the bytes of randomly initialised weights.
  func initialised(_ work: WeightsWork) -> MadeArtifact {
    let weights = NetworkWeights(initialising: work.architecture.graph, seed: work.seed)
    return MadeArtifact(Safetensors(tensors: weights.tensors).encoded)
  }

  /// Returns the bytes of trained weights.
  ///
  /// - Parameters:
  ///   - work: the network and the seed.
  ///   - settings: how it is trained.
  ///   - set: what it is trained on.
  ///   - start: the weights that training begins with; nil for a random initialisation.
  ///   - step: the step that asks for it.
  ///   - validation: scores the network on the way; nil for no scores.
  /// - Returns: the file of the weights, and how long earlier attempts took.
  /// - Throws: what the trainer and the source of the images throw, `CancellationError`.
  func trained(
    _ work: WeightsWork, _ settings: TrainingSettings, on set: TrainingSet,
    from start: StoredWeights?, step: Step, validation: TrainingValidation?
  ) async throws -> MadeArtifact {
    let weights =
      try start?.weights()
      ?? NetworkWeights(initialising: work.architecture.graph, seed: work.seed)
    return try await train(
      work.architecture, weights, settings, set, key: step.key, seed: work.seed, stage: step.label,
      validation: validation)
  }

  private func train(
    _ architecture: ArchitectureSettings, _ start: NetworkWeights, _ training: TrainingSettings,
    _ set: TrainingSet, key: ArtifactKey, seed: UInt64, stage: String,
    validation: TrainingValidation?
  ) async throws -> MadeArtifact {
    let course = try TrainingCourse(
      training, of: architecture, on: set, threads: context.threads,
      limits: DecodingLimits(maxPixels: context.maxPixels))
    let images = try await course.loadImages()
    let loader = BatchLoader(
      source: try course.batchSource(images, seed: seed), imagesPerPass: training.imagesPerPass,
      threads: context.threads)
    let shapes = course.batchShapes
    let objective = course.objective
    let thread = TrainingThread()
    try await thread.prepare(threads: context.threads) {
      try Trainer(
        architecture.trainingGraph(for: objective), weights: start, objective: objective,
        optimiser: training.optimizer.rule,
        schedule: CosineSchedule(
          peak: Float(training.optimizer.learningRate),
          warmUpSteps: training.schedule.warmupSteps, totalSteps: training.steps),
        batchShape: shapes[0], otherShapes: Array(shapes.dropFirst()),
        imagesPerPass: min(training.imagesPerPass, shapes[0].batch),
        normalisation: training.normalisation, accumulation: training.accumulation, seed: seed)
    }
    let outcome = try await ResumableTraining(
      context: context, key: key, stage: stage, thread: thread, loader: loader,
      miner: course.miner, validation: validation,
      batches: training.views / training.batch, accumulation: training.accumulation,
      batchSize: training.batch
    ).run()
    var metadata = ["finalLoss": "\(outcome.finalLoss)"]
    metadata[GeMExponents.name] = await thread.read { $0.learntGemExponent }.map {
      GeMExponents.text([$0])
    }
    let weights = await thread.read { $0.weights }
    return MadeArtifact(
      Safetensors(tensors: weights.tensors, metadata: metadata).encoded,
      companions: [TrainingLog.fileExtension: outcome.log.bytes],
      earlierSeconds: outcome.earlierSeconds)
  }
}
