import Networks
import OrderedCollections
import Tensors
import Testing
import Training

/// What a step tells of itself.
@Suite struct StepReportTests {
  private let graph = ResNet(depth: .resNet18, width: 4).graph

  private func trainer(_ optimiser: any Optimiser, accumulation: Int = 1) throws -> Trainer {
    try Trainer(
      graph, weights: NetworkWeights(initialising: graph, seed: 2),
      objective: .crossEntropy(classCount: 2), optimiser: optimiser,
      schedule: CosineSchedule(peak: 1, floor: 1, warmUpSteps: 0, totalSteps: 4),
      batchShape: [4, 3, 32, 32], accumulation: accumulation, seed: 2)
  }

  private func batch(_ number: Int) -> TrainingBatch {
    StateCase.classifier.batch(number)
  }

  /// Plain descent at a rate of 1 takes the gradient from the weights.
  @Test func theGradientNormIsTheLengthOfThePlainStep() throws {
    let trainer = try trainer(usualDescent(momentum: 0), accumulation: 2)
    let before = trainer.state.parameters
    #expect(try trainer.takeStep(on: batch(0), measuring: true).measures == nil)
    let report = try trainer.takeStep(on: batch(1), measuring: true)
    let after = trainer.state.parameters
    var squares = 0.0
    for (name, old) in before {
      let new = try #require(after[name])
      for (one, two) in zip(old.elements, new.elements) {
        squares += (Double(one) - Double(two)) * (Double(one) - Double(two))
      }
    }
    let measures = try #require(report.measures)
    // The weights are rounded to float32 when the gradient is taken from them.
    #expect(abs(measures.gradientNorm / squares.squareRoot() - 1) < 1e-4)
    #expect(measures.learningRate == 1)
  }

  @Test func measuringChangesNothing() throws {
    let (watched, alone) = (try trainer(usualAdamW()), try trainer(usualAdamW()))
    for number in 0..<3 {
      let report = try watched.takeStep(on: batch(number), measuring: true)
      #expect(try alone.takeStep(on: batch(number)) == report.loss)
    }
    #expect(watched.state == alone.state)
  }

  @Test func theTargetsOfTheBatchSayWhichRowsArePositives() throws {
    let images = batch(0).passes[0]
    let spheres = try [[0, 1, 0, 1], [0, 0, 1, 1]].map { targets in
      let report = try trainer(usualAdamW()).takeStep(
        on: TrainingBatch(images: images, targets: targets), measuring: true)
      return try #require(report.measures).sphere
    }
    #expect(spheres[0].uniformity == spheres[1].uniformity)
    #expect(try #require(spheres[0].uniformity) < 0)
    #expect(spheres[0].alignment != spheres[1].alignment)
    #expect(try #require(spheres[0].alignment) > 0)
  }
}
