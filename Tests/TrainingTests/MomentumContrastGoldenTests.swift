import Kernels
import Networks
import OrderedCollections
import Tensors
import Testing
import Training

/// Steps of momentum contrast in PyTorch, written by Tests/Reference/momentum_contrast_golden.py.
private struct MomentumContrastGolden: Decodable {
  struct File: Decodable {
    let versionsOfMoCo: [String: MomentumContrastGolden]
  }

  let projection: [Int]
  let steps: Int
  let queries: Int
  let side: Int
  let temperature: Float
  let keep: Double
  let queueLength: Int
  let rate: Float
  let momentum: Float
  let decay: Float
  let losses: [Float]
  let pointer: Float
  let queue: [Float]
  let parameters: [String: [Float]]
  let statistics: [String: [Float]]
  let keyParameters: [String: [Float]]
  let keyStatistics: [String: [Float]]
}

@Suite struct MomentumContrastGoldenTests {
  /// That of one step of a training: float32 sums that partly cancel, here over four steps.
  private let summaries = GoldenSummaries(tolerance: 1e-4)

  @Test(arguments: ["v1", "v2"])
  func everyTensorOfSomeStepsAgreesWithPyTorch(version: String) throws {
    let file = try golden("momentum-contrast", as: MomentumContrastGolden.File.self)
    let expected = try #require(file.versionsOfMoCo[version])
    let trainer = try filledTrainer(expected)
    let images = GoldenTensors.images(
      [expected.steps * 2 * expected.queries, 3, expected.side, expected.side])
    let losses = try (0..<expected.steps).map {
      try trainer.takeStep(on: batch($0, of: images, as: expected))
    }
    #expect(largestDifference(losses, expected.losses) < 1e-5)
    let state = trainer.state
    #expect(summaries.disagreements(state.parameters, expected.parameters) == [:])
    #expect(summaries.disagreements(state.statistics, expected.statistics) == [:])
    let keys = Dictionary(
      uniqueKeysWithValues: expected.keyParameters.merging(expected.keyStatistics) { $1 }
        .map { (momentumName($0.key), $0.value) })
    #expect(summaries.disagreements(state.memory, keys) == [:])
    #expect(state.memory["queue.pointer"]?.elements == [expected.pointer])
    let queue = try #require(state.memory["queue"])
    #expect(queue.shape == [expected.queueLength, 6])
    #expect(largestDifference(queue.elements, expected.queue) < 1e-5)
  }

  /// Returns a trainer with the weights and the queue of the formula.
  private func filledTrainer(_ golden: MomentumContrastGolden) throws -> Trainer {
    let graph = ResNet(depth: .resNet18, width: 4).graph
    let trainer = try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 1),
      objective: .momentumContrast(
        temperature: golden.temperature, momentum: golden.keep, queueLength: golden.queueLength,
        projection: golden.projection),
      optimiser: StochasticGradientDescent(
        momentum: golden.momentum, usesNesterov: false, weightDecay: golden.decay),
      schedule: CosineSchedule(
        peak: golden.rate, floor: golden.rate, warmUpSteps: 0, totalSteps: golden.steps),
      batchShape: [2 * golden.queries, 3, golden.side, golden.side], seed: 1)
    let state = trainer.state
    var parameters = state.parameters
    for (name, tensor) in parameters {
      parameters[name] = parameter(name, tensor.shape, last: golden.projection.count - 1)
    }
    var memory = state.memory
    for (name, tensor) in parameters { memory[momentumName(name)] = tensor }
    let rows = GoldenTensors.draws("queue", try #require(memory["queue"]).shape, scale: 1)
    memory["queue"] = Tensor(l2Normalize(Matrix(rows)))
    try trainer.restore(
      TrainerState(
        batchCount: 0, parameters: parameters, statistics: state.statistics, gradients: [:],
        optimiser: state.optimiser, memory: memory))
    return trainer
  }

  /// Returns a parameter; those of the projection are such that similarities differ, and that no hidden
  /// unit comes near the rectifier's corner.
  private func parameter(_ name: String, _ shape: Shape, last: Int) -> Tensor {
    if name.hasPrefix("projection.\(last).") {
      return GoldenTensors.draws(name, shape, scale: name.hasSuffix("bias") ? 0.125 : 0.25)
    }
    if name.hasPrefix("projection"), name.hasSuffix("weight") {
      return GoldenTensors.draws(name, shape, scale: 0x1p-4)
    }
    return GoldenTensors.parameter(name, shape)
  }

  private func batch(
    _ step: Int, of images: Tensor, as golden: MomentumContrastGolden
  ) -> TrainingBatch {
    let size = golden.queries * 3 * golden.side * golden.side
    let passes = (0..<2).map { half in
      let start = (2 * step + half) * size
      return Tensor(
        shape: [golden.queries, 3, golden.side, golden.side],
        elements: Array(images.elements[start..<start + size]))
    }
    let targets = Array(0..<golden.queries)
    return TrainingBatch(passes: passes, targets: targets + targets)
  }
}
