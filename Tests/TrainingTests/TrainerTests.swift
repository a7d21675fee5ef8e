import Networks
import OrderedCollections
import Tensors
import Testing
import Training

@Suite struct TrainerTests {
  private let graph = ResNet(depth: .resNet18, width: 4).graph

  private func trainer(batch: Int, imagesPerPass: Int? = nil, accumulation: Int = 1) throws
    -> Trainer
  {
    try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 2),
      objective: .crossEntropy(classCount: 2), optimiser: usualDescent(momentum: 0),
      schedule: CosineSchedule(peak: 0.5, warmUpSteps: 0, totalSteps: 4),
      batchShape: [batch, 3, 32, 32],
      imagesPerPass: imagesPerPass, accumulation: accumulation, seed: 2)
  }

  private func images(_ count: Int, seed: UInt64) -> Tensor {
    var generator = SeededGenerator(seed: seed, purpose: "trainer test")
    return Tensor(normal: [count, 3, 32, 32], deviation: 1, using: &generator)
  }

  @Test func weightsMoveWithEveryAccumulationOfBatches() throws {
    let trainer = try trainer(batch: 2, accumulation: 2)
    let start = trainer.weights.parameters
    let batch = TrainingBatch(images: images(2, seed: 1), targets: [0, 1])
    let first = try trainer.takeStep(on: batch)
    #expect(trainer.weights.parameters == start)
    #expect(try trainer.takeStep(on: batch) == first)
    #expect(trainer.weights.parameters != start)
    #expect(try trainer.takeStep(on: batch) != first)
  }

  /// Cross-entropy is a mean over images, so half batches accumulate to the whole one in two passes.
  @Test func accumulatedBatchesMoveTheWeightsAsTheirUnionInPassesDoes() throws {
    let halves = [images(4, seed: 1), images(4, seed: 2)]
    let accumulating = try trainer(batch: 4, accumulation: 2)
    for half in halves {
      _ = try accumulating.takeStep(on: TrainingBatch(images: half, targets: [0, 1, 0, 1]))
    }
    let whole = try trainer(batch: 8, imagesPerPass: 4)
    _ = try whole.takeStep(
      on: TrainingBatch(passes: halves, targets: [0, 1, 0, 1, 0, 1, 0, 1]))
    #expect(accumulating.weights.statistics == whole.weights.statistics)
    for (name, parameter) in accumulating.weights.parameters {
      let other = try #require(whole.weights.parameters[name])
      // A rate of 0.5 on gradients of order one, summed in another order.
      #expect(largestDifference(parameter.elements, other.elements) < 1e-5, "\(name)")
    }
  }
}
